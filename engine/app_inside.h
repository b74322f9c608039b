/* The inside of app.h, for the files that make it up: app.c, the frame; app_events.c, what comes in and the engine's own keys;
 * app_screenshot.c, the pictures that are written. Main thread only. */
#pragma once
#include "app.h"
#include "frames.h"
#include "pace.h"
#include "times.h"
#include "upload.h"

enum { APP_SCREENSHOTS = 64 }; /* so many files a frame */

struct app {
    struct app_desc desc;
    struct app_config config;
    struct window *window; /* NULL: headless */
    struct render *render;
    struct audio *audio;
    struct draw list, overlay;
    struct draw kept; /* the last whole frame's list; words NULL: not kept */
    struct input input;
    struct event_queue queue;
    const struct app_game *game;
    int64_t frame;
    int64_t hurried;                          /* the last frame that began before it was due; at first -1 */
    uint64_t started, last_frame, next_frame; /* next_frame: when the coming frame is due */
    double accumulated;                       /* seconds of game time not yet updated */
    struct pace pace;
    double fps;
    uint64_t hash;
    char *screenshots[APP_SCREENSHOTS]; /* asked for this frame */
    int screenshot_count;               /* what is beyond APP_SCREENSHOTS is counted only */
    const struct assets *assets;        /* whose images are on the graphics card, borrowed; NULL: none */
    struct uploads uploads;
    bool executed;                    /* the list has been drawn, onto its canvases too */
    bool was_paused;                  /* since the last update: time stood still */
    bool quitting, faulted, pictured; /* pictured: --screenshot is written */
    bool lost;                        /* the window's renderer: the game ends, and what is drawn until then nobody sees */
    int exit_code;
    bool taken[INPUT_KEYS];        /* keys whose going down was the engine's: so is their going up */
    bool captured, hidden, silent; /* the mouse and text input as the game wants them */
    bool held;                     /* F10: the game stands still … */
    int steps;                     /* … but for so many steps to come */
    int64_t updates;
    bool graphed; /* F1 */
    struct frames frames;
    uint64_t frame_began;
    struct times times; /* of all frames, without what of their slack was free */
    uint64_t first_ns;  /* of the first, which is not among them */
};

/* Makes what is drawn with anew: when the game or its config changed, or the graphics card forgot all. False with `err` when the
 * window can show nothing any more: then the app quits with EXIT_FILE. */
bool app_renew_render(struct app *app, struct error *err);

bool app_running(const struct app *app);

/* Whether no time passes in this frame: held by F10, and no step is due. */
/* Whether it is to end, as Ctrl-C has it too. */
bool app_ends(struct app *app);
bool app_still(const struct app *app);

/* What the game gave back: a fault stops its hooks, and ends a run that nobody watches. */
void app_check(struct app *app, bool ok);

/* The frame's first two phases. */
void app_collect(struct app *app);
void app_deliver(struct app *app);

/* Writes what was asked for in this frame, and --screenshot's picture unless that is done; forgets what was asked for. */
void app_write_screenshots(struct app *app);
void app_write_last(struct app *app);
void app_forget_screenshots(struct app *app);
