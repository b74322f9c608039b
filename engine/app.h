/* The window and the frame: collect, deliver, update, draw, present, slack. What app.c does each frame, and in which order, is the engine.
 *
 * The game is known only as a table of functions, so that any script, or a test in C, can be the game. Main thread only. Times are
 * nanoseconds of base_now_ns unless a name says otherwise. */
#pragma once
#include "asset.h"
#include "draw.h"
#include "error.h"
#include "event.h"
#include "input.h"
#include "overlay.h"
#include "render.h"
#include <stdbool.h>
#include <stdint.h>

struct app;
struct audio;
struct uv_loop_s;

enum {
    APP_SIDE_LIMIT = 8192,     /* logical pixels */
    APP_UPDATES_PER_FRAME = 5, /* after a stall the game is late rather than ever later */
};

/* What the game wants of its window; all set. */
struct app_config {
    char title[256];
    int width, height;   /* logical pixels, 1 to APP_SIDE_LIMIT */
    float scale;         /* window pixels a logical one, or an enum render_scale */
    double fps;          /* updates a second, 1 to 1000 */
    bool pixelated;      /* drawn at logical size and enlarged with hard edges */
    uint32_t background; /* 0xRRGGBBAA */
};

/* What the game's scripts take. */
struct app_memory {
    size_t used, total;                /* bytes of their heap */
    uint64_t gc_ns, gc_slack_ns;       /* that collecting garbage has taken so far, and how much of it in slack */
    uint64_t gc_longest_ns;            /* the longest pause outside of slack */
    uint32_t gc_count, gc_slack_count; /* pauses, and how many of them in slack */
};

/* The game. Every function gets `self`; those that give false have faulted: the window stays, shows `fault`, and calls none of event,
 * update and draw until `restart` has brought a game that runs. */
struct app_game {
    void *self;
    bool (*event)(void *self, const struct event *event);
    bool (*update)(void *self, double dt_seconds);
    bool (*draw)(void *self, double alpha);           /* alpha 0 … 1: how far time has gone from the last update towards the next */
    bool (*slack)(void *self, uint64_t deadline_ns);  /* work between two frames, maybe a swap; true: look again, there was work */
    bool (*may_quit)(void *self);                     /* the window's close button: false keeps the game open */
    const struct overlay_fault *(*fault)(void *self); /* NULL: it runs */
    /* Asks for a new start, done in slack; `why` is the key that was pressed. */
    void (*restart)(void *self, const char *why, bool keep_state);
    const struct overlay_fault *(*warning)(void *self);    /* shown over a game that runs, NULL: none; may be NULL */
    const char *(*notice)(void *self);                     /* a line to show in a strip over the game, NULL: none; may be NULL */
    void (*memory)(void *self, struct app_memory *memory); /* for the graph and the statistics of frames; may be NULL */
};

struct app_desc {
    struct uv_loop_s *loop;      /* borrowed */
    bool headless;               /* no window, no waiting: each frame is one update and one draw, and the clock counts frames */
    bool paced;                  /* headless, but waiting between frames as with a window: for a debugger\'s sake */
    bool mends;                  /* headless: a fault does not end the run, since a saved file may mend it */
    enum render_choice renderer; /* who draws into the window */
    bool no_vsync;               /* pace frames by the clock alone */
    bool no_restart_key;         /* F5 is the game's own */
    int64_t frames;              /* end after so many; 0: no end */
    const char *screenshot;      /* write the last frame there as PNG; NULL: do not */
    bool dev;                    /* in development: F1, F9, F10 and F12 are the engine's keys */
    bool draw_hash;              /* print the hash of all draw lists at the end */
    bool timings;                /* print the statistics of all frames at the end, a JSON line on stderr */
    struct event_script *input;  /* borrowed; NULL: none */
    const char *audio_file;      /* headless: write what was heard there as WAV; NULL: do not */
    struct app_config config;
};

/* Gives the app with its window open, or NULL with `err` (EXIT_FILE). */
struct app *app_create(const struct app_desc *desc, struct error *err);
void app_destroy(struct app *app);

/* Applies a new config: title, size and renderer. All textures are gone afterwards. False with `err` (EXIT_FILE): then it is as it was,
 * and if even that cannot be, the app quits with EXIT_FILE and a line says why. */
bool app_configure(struct app *app, const struct app_config *config, struct error *err);

/* The memory that scripts share: views, valid as long as the app. */
struct draw *app_draw_list(struct app *app);
struct input *app_input(struct app *app);

/* What is heard: sounds and music are loaded and played through it. */
struct audio *app_audio(struct app *app);

/* Decodes and uploads one image, font or (empty) canvas, or all of them that are not there yet, which borrows `assets` until the next call;
 * false with `err` (EXIT_SCRIPT) naming the file, and then the old one stays. */
bool app_load_image(struct app *app, const struct assets *assets, int index, struct error *err);
bool app_load_images(struct app *app, const struct assets *assets, struct error *err);

/* While a debugger holds the script somewhere inside a frame: serves the loop and the window for up to a frame's time, or until something
 * came in; paints the last whole frame with `text` in a strip over it. Keys that go up meanwhile are up, nothing else reaches the game, and
 * no time passes for it, and it is not heard. False: the window was closed, and the run ends as soon as the script has let go. */
bool app_pause_turn(struct app *app, const char *text);

/* The mouse and text input as the game wants them; they live on over a restart. The mouse is free, and to be seen, whenever the game stands
 * still or is faulted. `caret` is where text will appear, x, y, width, height in logical pixels; NULL: as it was. */
void app_capture_mouse(struct app *app, bool captured);
void app_show_mouse(struct app *app, bool shown);
bool app_mouse_shown(const struct app *app);
/* All that of a game, with the volume of everything, for when it comes back after another. */
struct app_wishes {
    bool captured, shown, text;
    double volume;
};
struct app_wishes app_wishes(const struct app *app);
void app_wish(struct app *app, const struct app_wishes *wishes);
void app_text_input(struct app *app, bool on, const float caret[4]);

/* Lets a gamepad's motors run: pad.h. */
void app_rumble(struct app *app, int id, double strong, double weak, double seconds);

/* Keeps a copy of each whole frame's draw list, for app_pause_turn to paint. Off at first, and costing nothing then. */
void app_keep_frames(struct app *app, bool keep);

/* Runs frames until the game ends; gives the exit code: what app_quit said, or EXIT_SCRIPT when a headless game faulted. */
int app_run(struct app *app, const struct app_game *game);

/* In slack: there is something new to see, so the coming frame begins at once, with one update or more; never two frames in a row. Headless
 * runs that are not paced have no other way. */
void app_hurry(struct app *app);

/* Ends the game with this frame. */
void app_quit(struct app *app, int exit_code);

/* Writes this frame as a PNG when it is drawn; the path is copied. A frame is written to each path once, to 64 at most. */
void app_screenshot(struct app *app, const char *path);

/* Milliseconds since the game started: of the clock, or of the frames so far when headless, so that runs repeat. */
double app_now_ms(const struct app *app);

/* Whether runs must repeat exactly: headless. */
bool app_deterministic(const struct app *app);

/* Frames drawn a second, averaged over the last; 0 before there were any. */
double app_fps(const struct app *app);
