/* A game in C for the tests of app.c: it draws one rectangle a frame, a pixel further right each time, writes down what is asked of it, and
 * does one thing at a chosen call. Include it after cmocka.h. */
#pragma once
#include "app.h"
#include "base.h"
#include <string.h>

/* `calls` holds one letter a call: event, update, draw, slack, quit (may_quit), restart. */
static struct game {
    struct app *app;
    char calls[4096];
    int updates, draws;
    char when;         /* the call at which `act` runs … */
    int nth;           /* … that one of them, from 1 */
    bool (*act)(void); /* what the hook gives back */
    int counts[128];
    bool stays, faulty, heals;
    double dt, alpha, last_ms;
    struct event events[64];
    int event_count;
    bool windowed;  /* not headless */
    int pressed_at; /* the updates that saw KeyA pressed, two decimal digits each */
} game;

static bool called(char letter) {
    size_t length = strlen(game.calls);
    if (length + 1 < sizeof game.calls)
        game.calls[length] = letter;
    return ++game.counts[(int)letter] != game.nth || letter != game.when || game.act();
}

static bool on_event(void *self, const struct event *event) {
    assert_ptr_equal(self, &game);
    if (game.windowed && (event->type == EVENT_RESIZE || event->type == EVENT_FOCUS || event->type == EVENT_BLUR))
        return true; /* which of these a new window tells differs between versions of SDL */
    if (game.event_count < 64)
        game.events[game.event_count++] = *event;
    return called('e');
}

static bool on_update(void *self, double dt) {
    (void)self;
    game.dt = dt;
    game.updates++;
    if (app_input(game.app)->keys[4] & INPUT_PRESSED)
        game.pressed_at = game.pressed_at * 100 + game.updates;
    return called('u');
}

static bool on_draw(void *self, double alpha) {
    (void)self;
    game.alpha = alpha;
    game.last_ms = app_now_ms(game.app);
    struct draw *list = app_draw_list(game.app);
    assert_int_equal(list->words[0].u, 1); /* each frame starts empty */
    draw_clear(list, 0x204060ff);
    draw_fill_rect(list, (float)game.draws++, 2, 3, 4, 0xff0000ff);
    return called('d');
}

static bool on_slack(void *self, uint64_t deadline) {
    (void)self, (void)deadline;
    called('s');
    return false;
}

static bool on_may_quit(void *self) {
    (void)self;
    called('q');
    return !game.stays;
}

static const struct overlay_fault *on_fault(void *self) {
    (void)self;
    static const struct overlay_fault shown = {.title = "Error: a test's", .fault_index = -1};
    return game.faulty ? &shown : NULL;
}

static void on_restart(void *self, const char *why, bool keep_state) {
    (void)why;
    (void)keep_state;
    (void)self;
    called('r');
    game.faulty = !game.heals;
}

static const struct app_game hooks = {&game, on_event, on_update, on_draw, on_slack, on_may_quit, on_fault, on_restart, NULL, NULL, NULL};

static bool quit_7(void) {
    app_quit(game.app, 7);
    return true;
}

static bool fault(void) {
    game.faulty = true;
    return false;
}
