#include "app_inside.h"
#include "audio.h"
#include "base.h"
#include "log.h"
#include "loop.h"
#include "render.h"
#include "window.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ── the mouse and text input ── */

void app_capture_mouse(struct app *app, bool captured) {
    app->captured = captured;
}

void app_show_mouse(struct app *app, bool shown) {
    app->hidden = !shown;
}

bool app_mouse_shown(const struct app *app) {
    return !app->hidden;
}

/* How large a pixel of the window is in logical ones, and where its corner lies. */
static void window_scale(const struct app *app, float corner[2], float scale[2]) {
    float x, y;
    render_to_logical(app->render, 0, 0, &corner[0], &corner[1]);
    render_to_logical(app->render, 1, 1, &x, &y);
    scale[0] = x - corner[0];
    scale[1] = y - corner[1];
}

void app_text_input(struct app *app, bool on, const float caret[4]) {
    float corner[2], scale[2];
    app->silent = !on;
    if (!app->window)
        return;
    window_scale(app, corner, scale);
    float place[4] = {0};
    for (int i = 0; caret && i < 4; i++)
        place[i] = (caret[i] - (i < 2 ? corner[i] : 0)) / scale[i % 2];
    window_text(app->window, on, caret ? place : NULL);
}

struct app_wishes app_wishes(const struct app *app) {
    return (struct app_wishes){app->captured, !app->hidden, !app->silent, audio_master(app->audio)};
}

void app_wish(struct app *app, const struct app_wishes *wishes) {
    app_capture_mouse(app, wishes->captured);
    app_show_mouse(app, wishes->shown);
    app_text_input(app, wishes->text, NULL);
    audio_volume(app->audio, wishes->volume);
}

void app_rumble(struct app *app, int id, double strong, double weak, double seconds) {
    if (app->window)
        window_rumble(app->window, id, strong, weak, seconds);
}

/* A game that does not run must not hold the mouse. */
static void set_mouse(struct app *app, bool runs) {
    if (app->window)
        window_mouse(app->window, app->captured && runs, !app->hidden || !runs);
}

/* ── what comes in ── */

/* Takes the window's events; true when what it shows must be drawn anew. */
static bool collect_window(struct app *app) {
    unsigned changes = window_collect(app->window, &app->queue);
    struct error err;
    if (changes & WINDOW_RESIZED)
        render_resized(app->render);
    if (!(changes & WINDOW_RESET))
        return changes != 0;
    bool renewed = app_renew_render(app, &err);
    if (!renewed || (app->assets && !app_load_images(app, app->assets, &err)))
        fprintf(stderr, "thaw: %s\n", err.text);
    if (!renewed)
        exit(EXIT_FILE); /* there is nothing left to show anything in */
    return true;
}

void app_collect(struct app *app) {
    loop_pump(app->desc.loop);
    if (app->desc.input)
        event_script_push(app->desc.input, app->frame, &app->queue);
    if (app->window)
        collect_window(app);
}

/* Asks for screenshot-1.png, or the first number that is free. */
static void take_screenshot(struct app *app) {
    char name[64], line[128];
    int number = 1;
    do
        snprintf(name, sizeof name, "screenshot-%d.png", number++);
    while (access(name, F_OK) == 0);
    app_screenshot(app, name);
    snprintf(line, sizeof line, "F12 · %s", name);
    log_note(line);
}

/* The keys of development. */
static bool development_key(struct app *app, const char *code, bool repeat) {
    if (strcmp(code, "F10") == 0) {
        app->steps += app->held;
        app->held = true;
    } else if (repeat) {
        return strcmp(code, "F1") == 0 || strcmp(code, "F9") == 0 || strcmp(code, "F12") == 0;
    } else if (strcmp(code, "F9") == 0) {
        app->held = false;
        app->steps = 0;
    } else if (strcmp(code, "F1") == 0) {
        app->graphed = !app->graphed;
        frames_reset(&app->frames);
    } else if (strcmp(code, "F12") == 0) {
        take_screenshot(app);
    } else {
        return false;
    }
    return true;
}

static void restart(struct app *app, const char *why, bool keep_state) {
    app->held = false;
    app->steps = 0;
    app->game->restart(app->game->self, why, keep_state);
}

/* What a key that goes down means to the engine; false: it is the game's. */
static bool take_key(struct app *app, const struct event *event) {
    const char *code = input_code(event->key);
    if (app->desc.dev && development_key(app, code, event->repeat))
        return true;
    if (event->repeat)
        return app->faulted || app->taken[event->key];
    if (app->window && strcmp(code, "Enter") == 0 && (event->modifiers & EVENT_ALT)) {
        window_toggle_fullscreen(app->window);
        return true;
    }
    if (!app->desc.no_restart_key && strcmp(code, "F5") == 0) {
        bool shift = event->modifiers & EVENT_SHIFT;
        restart(app, shift ? "Shift+F5" : "F5", !shift);
        return true;
    }
    if (!app->faulted)
        return false;
    if (strcmp(code, "Escape") == 0)
        app_quit(app, EXIT_SCRIPT);
    else if (strcmp(code, "KeyR") == 0)
        restart(app, "R", true);
    return true;
}

/* Keys that are the engine's own, from their going down to their going up. True: the game does not get to see it. */
static bool own_key(struct app *app, const struct event *event) {
    bool *taken = &app->taken[event->key];
    if (event->type == EVENT_KEYDOWN)
        return *taken = take_key(app, event);
    if (event->type != EVENT_KEYUP || !*taken)
        return false;
    *taken = false;
    return true;
}

static void close_asked(struct app *app) {
    if (app->faulted || app->game->may_quit(app->game->self))
        app_quit(app, app->faulted ? EXIT_SCRIPT : EXIT_OK);
}

static void to_logical(const struct app *app, struct event *event) {
    float corner[2], scale[2];
    bool pointer = event->type == EVENT_POINTERDOWN || event->type == EVENT_POINTERUP || event->type == EVENT_POINTERMOVE;
    if (!pointer || !app->window)
        return;
    window_scale(app, corner, scale);
    event->x = event->x * scale[0] + (event->relative ? 0 : corner[0]);
    event->y = event->y * scale[1] + (event->relative ? 0 : corner[1]);
}

/* While the game is held: the engine's keys and the window's closing; the rest waits for the next step. */
static void deliver_held(struct app *app) {
    struct event event;
    for (int left = app->queue.count; left > 0 && event_take(&app->queue, &event); left--) {
        if (event.type == EVENT_QUIT)
            close_asked(app);
        else if (!own_key(app, &event))
            event_push(&app->queue, &event);
    }
}

static void deliver_one(struct app *app, struct event *event) {
    struct input_pad *pad = &app->input.pads[event->id < INPUT_PADS ? event->id : 0];
    bool gone = event->type == EVENT_PADDISCONNECTED, text = event->type == EVENT_TEXTINPUT || event->type == EVENT_TEXTEDIT;
    if ((gone && !pad->connection) || (text && app->silent))
        return;
    if (gone)
        memcpy(event->text, pad->id, sizeof event->text);
    to_logical(app, event);
    input_event(&app->input, event);
    if (event->type == EVENT_QUIT) {
        close_asked(app);
        return;
    }
    if (event->type == EVENT_POINTERMOVE && event->relative) { /* hooks are told places */
        event->x = app->input.mouse_x;
        event->y = app->input.mouse_y;
    }
    if (app_running(app))
        app_check(app, app->game->event(app->game->self, event));
}

void app_deliver(struct app *app) {
    if (app->held)
        deliver_held(app);
    if (!app_still(app))
        for (struct event event; event_take(&app->queue, &event);)
            if (!own_key(app, &event))
                deliver_one(app, &event);
    set_mouse(app, app_running(app) && !app->held);
}

/* ── a debugger's pause ── */

/* What goes up is up, closing ends the run, and what the game must know afterwards waits; the rest is the debugger's time. */
static void take_paused(struct app *app) {
    struct event event;
    for (int left = app->queue.count; left > 0 && event_take(&app->queue, &event); left--) {
        input_event_paused(&app->input, &event);
        if (event.type == EVENT_QUIT)
            app_quit(app, EXIT_OK);
        else if (event.type == EVENT_PADCONNECTED || event.type == EVENT_PADDISCONNECTED || event.type == EVENT_RESIZE)
            event_push(&app->queue, &event);
    }
}

bool app_pause_turn(struct app *app, const char *text) {
    app->was_paused = true;
    audio_hold(app->audio);
    if (app->window && collect_window(app))
        app->next_frame = 0;
    set_mouse(app, false);
    take_paused(app);
    if (app->window && app->kept.words && base_now_ns() >= app->next_frame) {
        app->next_frame = base_now_ns() + 500000000; /* enough for a picture that stands still */
        render_list_again(app->render, &app->kept);
        draw_reset(&app->overlay);
        overlay_banner(&app->overlay, app->config.width, app->config.height, text);
        render_list(app->render, &app->overlay);
        render_present(app->render);
    }
    if (!app_ends(app))
        loop_wait(app->desc.loop, base_now_ns() + 16000000);
    return !app_ends(app);
}
