#include "welcome.h"
#include "base.h"
#include <math.h>
#include <string.h>

enum { WIDTH = 480, HEIGHT = 270, ARMS = 6, FLAKES = 40 };

static const uint32_t ICE = 0xbfe6ffff, WORDS = 0xe8f4ffff, COMMAND = 0xffd75eff, DIM = 0x7f9ab8ff;

struct welcome {
    struct app *app;
    double time; /* seconds */
};

static bool on_event(void *self, const struct event *event) {
    const char *code = event->type == EVENT_KEYDOWN ? input_code(event->key) : "";
    if (strcmp(code, "Escape") == 0 || strcmp(code, "Enter") == 0)
        app_quit(((struct welcome *)self)->app, EXIT_OK);
    return true;
}

static bool on_update(void *self, double dt_seconds) {
    ((struct welcome *)self)->time += dt_seconds;
    return true;
}

static void line(struct draw *list, double x1, double y1, double x2, double y2) {
    union draw_word *at = draw_push(list, DRAW_LINE, 7);
    at[0].f = (float)x1, at[1].f = (float)y1, at[2].f = (float)x2, at[3].f = (float)y2;
    at[4].u = ICE;
    at[5].f = 3;
}

static void circle(struct draw *list, double x, double y, double radius, uint32_t color) {
    union draw_word *at = draw_push(list, DRAW_FILL_CIRCLE, 5);
    at[0].f = (float)x, at[1].f = (float)y, at[2].f = (float)radius;
    at[3].u = color;
}

/* A snowflake of six arms with two twigs each. */
static void snowflake(struct draw *list, double x, double y, double radius, double turn) {
    for (int arm = 0; arm < ARMS; arm++) {
        double angle = turn + arm * (M_PI * 2 / ARMS), dx = cos(angle), dy = sin(angle);
        line(list, x, y, x + dx * radius, y + dy * radius);
        for (int side = -1; side <= 1; side += 2) {
            double twig = angle + side * (M_PI / 3), from = radius * 0.55, length = radius * 0.35;
            line(list, x + dx * from, y + dy * from, x + dx * from + cos(twig) * length, y + dy * from + sin(twig) * length);
        }
    }
}

/* Snow that falls and melts away before it reaches the words. */
static void snow(struct draw *list, double time) {
    for (int i = 0; i < FLAKES; i++) {
        double way = fmod(i * 0.618034 + time * (0.05 + 0.02 * (i % 4)), 1);
        double x = fmod(i * 97.0, WIDTH) + 6 * sin(time + i);
        circle(list, x, way * 150 - 10, 1 + i % 2, 0xffffff00 | (uint32_t)(120 * (1 - way)));
    }
}

static void centred(struct draw *list, const char *text, float y, float size, uint32_t color) {
    draw_text(list, text, ((float)WIDTH - (float)strlen(text) * size * 0.75f) / 2, y, size, color);
}

static void advice(struct draw *list, const char *command, const char *what, float y) {
    draw_text(list, command, 96, y, 12, COMMAND);
    draw_text(list, what, 264, y, 12, WORDS);
}

static bool on_draw(void *self, double alpha) {
    (void)alpha;
    struct welcome *welcome = self;
    struct draw *list = app_draw_list(welcome->app);
    snow(list, welcome->time);
    snowflake(list, WIDTH / 2.0, 70, 40, welcome->time * 0.3);
    centred(list, "There is no game in this folder.", 134, 16, WORDS);
    advice(list, "thaw new mygame", "writes a small one", 174);
    advice(list, "thaw run mygame", "plays it", 196);
    centred(list, "Type them in the terminal. Esc closes this window.", 240, 8, DIM);
    return true;
}

static bool on_slack(void *self, uint64_t deadline_ns) {
    (void)self, (void)deadline_ns;
    return false;
}

static bool on_may_quit(void *self) {
    (void)self;
    return true;
}

static const struct overlay_fault *on_fault(void *self) {
    (void)self;
    return NULL;
}

bool welcome_show(const struct app_desc *from, struct error *err) {
    struct app_desc desc = *from;
    desc.no_restart_key = true;
    desc.config = (struct app_config){.title = "thaw", .width = WIDTH, .height = HEIGHT, .fps = 60, .background = 0x0d1b2aff};
    struct welcome welcome = {.app = app_create(&desc, err)};
    if (!welcome.app)
        return false;
    struct app_game game = {
        .self = &welcome,
        .event = on_event,
        .update = on_update,
        .draw = on_draw,
        .slack = on_slack,
        .may_quit = on_may_quit,
        .fault = on_fault,
    };
    app_run(welcome.app, &game);
    app_destroy(welcome.app);
    return true;
}
