#include "app_inside.h"
#include "audio.h"
#include "base.h"
#include "loop.h"
#include "render.h"
#include "signals.h"
#include "sdl.h"
#include "upload.h"
#include "window.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool create_render(struct app *app, struct error *err) {
    struct render_desc desc = {
        .window = app->window && !app->lost ? window_sdl(app->window) : NULL,
        .choice = app->desc.renderer,
        .width = app->config.width,
        .height = app->config.height,
        .pixelated = app->config.pixelated,
        .vsync = !app->desc.no_vsync,
        .scale = app->config.scale,
        .background = app->config.background,
    };
    app->render = render_create(&desc, err);
    return app->render != NULL;
}

struct app *app_create(const struct app_desc *desc, struct error *err) {
    struct app *app = base_alloc(sizeof *app);
    memset(app, 0, sizeof *app);
    app->desc = *desc;
    app->config = desc->config;
    app->hurried = -1;
    app->started = base_now_ns();
    draw_create(&app->list);
    draw_create(&app->overlay);
    bool ok = desc->headless || (sdl_load(err) && (app->window = window_create(&app->config, render_wants_opengl(desc->renderer), err)));
    ok = ok && (app->audio = audio_create(&(struct audio_desc){.stepped = desc->headless, .file = desc->audio_file}, err));
    if (!ok || !create_render(app, err)) {
        app_destroy(app);
        return NULL;
    }
    if (app->window)
        window_show(app->window);
    return app;
}

void app_destroy(struct app *app) {
    if (app->render)
        render_destroy(app->render);
    if (app->window)
        window_destroy(app->window);
    if (app->audio)
        audio_destroy(app->audio);
    draw_destroy(&app->list);
    draw_destroy(&app->overlay);
    if (app->kept.words)
        draw_destroy(&app->kept);
    app_forget_screenshots(app);
    uploads_free(&app->uploads);
    free(app);
}

static bool renew(struct app *app, struct error *err) {
    uploads_forget(&app->uploads);
    render_destroy(app->render); /* a window has room for one */
    return create_render(app, err);
}

bool app_renew_render(struct app *app, struct error *err) {
    if (renew(app, err))
        return true;
    app->lost = true;
    app_quit(app, EXIT_FILE);
    struct error none;
    ASSERT(create_render(app, &none)); /* in memory */
    return false;
}

bool app_configure(struct app *app, const struct app_config *config, struct error *err) {
    if (memcmp(config, &app->config, sizeof *config) == 0)
        return true;
    struct app_config before = app->config;
    struct error again;
    app->config = *config;
    bool done = renew(app, err);
    if (!done) {
        app->config = before;
        if (!app_renew_render(app, &again))
            fprintf(stderr, "thaw: %s\n", again.text);
    }
    if (app->window)
        window_configure(app->window, &app->config);
    return done;
}

struct draw *app_draw_list(struct app *app) {
    return &app->list;
}

struct input *app_input(struct app *app) {
    return &app->input;
}

bool app_load_image(struct app *app, const struct assets *assets, int index, struct error *err) {
    return uploads_one(&app->uploads, app->render, assets, index, !app->config.pixelated, err);
}

bool app_load_images(struct app *app, const struct assets *assets, struct error *err) {
    app->assets = assets;
    return uploads_all(&app->uploads, app->render, assets, !app->config.pixelated, err);
}

struct audio *app_audio(struct app *app) {
    return app->audio;
}

void app_quit(struct app *app, int exit_code) {
    if (app->quitting)
        return; /* what was said first stands */
    app->quitting = true;
    app->exit_code = exit_code;
}

bool app_deterministic(const struct app *app) {
    return app->desc.headless;
}

double app_now_ms(const struct app *app) {
    if (app->desc.headless)
        return (double)app->frame * 1000.0 / app->config.fps;
    return (double)(base_now_ns() - app->started) / 1e6;
}

double app_fps(const struct app *app) {
    return app->desc.headless ? app->config.fps : app->fps;
}

/* ── the frame, phase by phase ── */

bool app_running(const struct app *app) {
    return !app->faulted && !app->quitting;
}

bool app_still(const struct app *app) {
    return app->held && !app->steps;
}

void app_check(struct app *app, bool ok) {
    if (ok || app->quitting)
        return;
    app->faulted = true;
    if (app->desc.headless && !app->desc.mends)
        app_quit(app, EXIT_SCRIPT);
}

bool app_ends(struct app *app) {
    if (signals_came())
        app_quit(app, EXIT_OK);
    return app->quitting;
}

static struct app_memory memory_of(const struct app *app) {
    struct app_memory memory = {0};
    if (app->game->memory)
        app->game->memory(app->game->self, &memory);
    return memory;
}

/* The end of a phase, for the graph of frames; costs nothing without it. */
static void mark(struct app *app, enum frames_phase phase) {
    if (app->graphed)
        frames_mark(&app->frames, phase, base_now_ns(), memory_of(app).gc_ns);
}

/* The time between two pictures, when nothing holds them up. */
static uint64_t period_of(const struct app *app) {
    return app->window ? window_period_ns(app->window, app->config.fps) : (uint64_t)(1e9 / app->config.fps);
}

/* The game time that this frame gets, in seconds. */
static double elapsed(struct app *app, double step) {
    uint64_t now = base_now_ns();
    if (app->was_paused) {
        app->was_paused = false;
        app->last_frame = app->next_frame = now;
        return step;
    }
    double seconds = (double)(now - app->last_frame) / 1e9, given = pace_frame(&app->pace, seconds, step, (double)period_of(app) / 1e9);
    bool fresh = app->frame == 0 || app->hurried == app->frame;
    app->last_frame = now;
    if (fresh && app->accumulated + given < step)
        return step; /* what is new is not shown before it was updated */
    app->fps += (1.0 / (seconds > 1e-4 ? seconds : 1e-4) - app->fps) * 0.05;
    return given;
}

static void update(struct app *app) {
    double step = 1.0 / app->config.fps;
    if (!app_running(app))
        input_updated(&app->input); /* or what was pressed meanwhile would be news to the next game */
    if (app->held) {
        app->was_paused = true;
        app->accumulated = app->steps ? step : 0;
    } else {
        app->accumulated += app->desc.headless ? step : elapsed(app, step);
    }
    if (app->accumulated > step * APP_UPDATES_PER_FRAME)
        app->accumulated = step * APP_UPDATES_PER_FRAME;
    while (app->accumulated >= step * (1 - 1e-9) && app_running(app)) {
        app->accumulated -= step;
        app->updates++;
        app_check(app, app->game->update(app->game->self, step));
        input_updated(&app->input);
    }
    if (app->accumulated < 0)
        app->accumulated = 0;
}

/* The frame that --screenshot wants: known only after its hooks have run, since they may end the game. */
static bool is_last(const struct app *app) {
    return app->quitting || (app->desc.frames && app->frame + 1 >= app->desc.frames);
}

static bool somebody_looks(const struct app *app) {
    return app->window || app->screenshot_count || (app->desc.screenshot && is_last(app));
}

static uint32_t count_records(const struct draw *list) {
    uint32_t count = 0, at = 0;
    while (draw_next(list, &at))
        count++;
    return count;
}

static void put_graph(struct app *app) {
    struct app_memory memory = memory_of(app);
    struct frames_numbers numbers = {
        .fps = app_fps(app),
        .heap_used = memory.used,
        .heap_total = memory.total,
        .records = count_records(&app->list),
        .period_ms = 1000 / app->config.fps,
    };
    frames_draw(&app->frames, &app->overlay, app->config.width, &numbers);
}

/* The line of the strip over a game that stands still, or what the game itself waits for; NULL: none. */
static const char *notice_of(const struct app *app, char *text, size_t size) {
    const char *notice = app->game->notice ? app->game->notice(app->game->self) : NULL;
    if (notice || !app->held)
        return notice;
    snprintf(text, size, "update %" PRId64 " · F10 steps · F9 resumes", app->updates);
    return text;
}

/* Executes the lists: the game's, and over it the engine's own. */
static void show(struct app *app) {
    char text[128];
    if (app->executed)
        render_list_again(app->render, &app->list);
    else
        render_list(app->render, &app->list);
    app->executed = true;
    const struct overlay_fault *fault = app->faulted ? app->game->fault(app->game->self) : NULL;
    const struct overlay_fault *warning = fault || !app->game->warning ? NULL : app->game->warning(app->game->self);
    const char *notice = fault ? NULL : notice_of(app, text, sizeof text);
    draw_reset(&app->overlay);
    if (app->graphed)
        put_graph(app);
    if (warning)
        overlay_warning(&app->overlay, app->config.width, app->config.height, warning);
    if (fault)
        overlay_fault(&app->overlay, app->config.width, app->config.height, fault);
    if (notice)
        overlay_banner(&app->overlay, app->config.width, app->config.height, notice);
    render_list(app->render, &app->overlay);
}

static void draw(struct app *app) {
    bool still = app_still(app);
    if (app_running(app) && !still) {
        draw_reset(&app->list);
        app->executed = false;
        double alpha = app->desc.headless || app->held ? 1.0 : app->accumulated * app->config.fps;
        app_check(app, app->game->draw(app->game->self, alpha > 1 ? 1 : alpha));
    }
    mark(app, FRAMES_DRAW);
    if (!still)
        app->hash = draw_hash(&app->list, app->hash);
    app->steps -= app->steps > 0;
    if (app->kept.words)
        memcpy(app->kept.words, app->list.words, app->list.words[0].u * sizeof *app->list.words);
    if (somebody_looks(app) || draw_has(&app->list, DRAW_TARGET)) /* what is drawn on a canvas is seen later */
        show(app);
}

/* Serves the loop, V8 and a coming swap until the next frame is due. What they take of it is free, what they take beyond it makes the frame
 * longer. */
static void slack(struct app *app, uint64_t deadline) {
    bool waits = app->window || app->desc.paced;
    uint64_t began = base_now_ns(), worked = began, due = deadline > began ? deadline : began;
    do {
        loop_pump(app->desc.loop); /* reads what is there, and hands new watchers to the kernel */
        bool more = app->game->slack(app->game->self, deadline);
        worked = base_now_ns();
        if (more || !waits || app_ends(app) || app->hurried > app->frame)
            continue; /* there may be more, or new watchers: no wait before another look */
        mark(app, FRAMES_SLACK);
        loop_wait(app->desc.loop, deadline);
        mark(app, FRAMES_WAIT);
    } while (waits && !app_ends(app) && app->hurried <= app->frame && base_now_ns() < deadline);
    uint64_t length = began - app->frame_began + (worked > due ? worked - due : 0);
    if (app->frame == 0)
        app->first_ns = length; /* shaders, pictures on their way to the card: a start, not what frames take */
    else
        times_add(&app->times, length);
    app->faulted = false; /* a restart may have healed it, or have brought a fault of its own */
    app_check(app, !app->game->fault(app->game->self));
    mark(app, FRAMES_SLACK);
}

static void present(struct app *app) {
    if (is_last(app))
        app_write_last(app);
    app_write_screenshots(app);
    /* A present that waits for the screen comes after the slack, so that the wait serves sockets and not the driver. */
    uint64_t period = period_of(app);
    mark(app, FRAMES_RENDER);
    bool vsync = !app->desc.no_vsync && render_synced(app->render);
    uint64_t now = base_now_ns();
    app->next_frame = app->next_frame + period > now ? app->next_frame + period : now;
    if (vsync) {
        slack(app, app->next_frame > 2000000 ? app->next_frame - 2000000 : 0);
        if (app->hurried > app->frame) { /* the frame that begins now is to be the one that the screen takes next */
            app->next_frame -= period;
            return;
        }
        render_present(app->render);
        mark(app, FRAMES_WAIT);
        app->next_frame = base_now_ns();
    } else {
        render_present(app->render);
        mark(app, FRAMES_RENDER);
        slack(app, app->next_frame);
        if (app->hurried > app->frame)
            app->next_frame = base_now_ns();
    }
}

void app_hurry(struct app *app) {
    if (app->hurried != app->frame)
        app->hurried = app->frame + 1;
}

void app_keep_frames(struct app *app, bool keep) {
    if (keep && !app->kept.words)
        draw_create(&app->kept);
    else if (!keep && app->kept.words)
        draw_destroy(&app->kept);
    if (!keep)
        app->kept = (struct draw){0};
}

static void print_times(const struct app *app) {
    const struct times *times = &app->times;
    struct app_memory memory = memory_of(app);
    fprintf(stderr, "{\"step\":\"frames\",\"frames\":%" PRId64 ",\"first_ms\":%.3f,\"median_ms\":%.3f,\"p99_ms\":%.3f,\"p999_ms\":%.3f,",
            app->frame, (double)app->first_ns / 1e6, (double)times_at(times, 0.5) / 1e6, (double)times_at(times, 0.99) / 1e6,
            (double)times_at(times, 0.999) / 1e6);
    fprintf(stderr, "\"longest_ms\":%.3f,", (double)times->longest_ns / 1e6);
    fprintf(stderr, "\"gc\":%u,\"gc_ms\":%.3f,\"gc_in_slack\":%u,\"gc_in_slack_ms\":%.3f,\"gc_longest_ms\":%.3f}\n", memory.gc_count,
            (double)memory.gc_ns / 1e6, memory.gc_slack_count, (double)memory.gc_slack_ns / 1e6, (double)memory.gc_longest_ns / 1e6);
}

int app_run(struct app *app, const struct app_game *game) {
    app->game = game;
    app->last_frame = app->next_frame = base_now_ns();
    app_check(app, !game->fault(game->self)); /* load() may have failed: then the window shows why */
    while (!app_ends(app)) {
        app->frame_began = base_now_ns();
        app_collect(app);
        if (app->lost)
            break;
        app_deliver(app);
        update(app);
        mark(app, FRAMES_UPDATE);
        draw(app);
        audio_frame(app->audio, 1 / app->config.fps, app->faulted);
        present(app);
        frames_next(&app->frames);
        app->frame++;
        if (app->desc.frames && app->frame >= app->desc.frames)
            app->quitting = true;
    }
    if (app->desc.screenshot && !app->pictured && !app->lost) { /* the game ended in the slack behind its last frame */
        show(app);
        app_write_last(app);
    }
    struct error err;
    if (!audio_finish(app->audio, &err)) {
        fprintf(stderr, "thaw: %s\n", err.text);
        app->exit_code = EXIT_FILE;
    }
    if (app->desc.timings)
        print_times(app);
    if (app->desc.draw_hash)
        printf("draw hash %016" PRIx64 " over %" PRId64 " frames\n", app->hash, app->frame);
    return app->faulted && app->exit_code == EXIT_OK ? EXIT_SCRIPT : app->exit_code;
}
