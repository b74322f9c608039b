/* A game through script.h, as a program that embeds it has one: without a window, its callbacks here. Calls that must be refused are tried
 * all at once. Include it after cmocka.h and scratch.h. */
#pragma once
#include "app.h"
#include "base.h"
#include "facts.h"
#include "script.h"
#include <SDL.h>
#include <uv.h>

static uv_loop_t loop;
static struct bind_world world;
static struct script *script __attribute__((unused));
static struct error err;
static struct fault fault;
static int prepared;
static void (*in_prepare)(void); /* called from inside script.h */

static bool on_prepare(void *self, const struct snapshot_config *config, const struct assets *assets, struct error *why) {
    (void)self, (void)config, (void)assets, (void)why;
    prepared++;
    if (in_prepare)
        in_prepare();
    return true;
}

static bool on_reload(void *self, const struct assets *assets, int index, struct error *why) {
    (void)self, (void)assets, (void)index;
    return error_set(why, EXIT_SCRIPT, "no");
}

static inline struct script_desc desc_of(const char *path) {
    return (struct script_desc){
        .path = path, .loop = &loop, .world = &world, .no_cache = true, .seed = 1, .prepare = on_prepare, .reload = on_reload};
}

static inline bool open_game(const struct script_desc *desc) {
    struct app_desc app = {.loop = &loop, .headless = true, .config = {.title = "t", .width = 64, .height = 36, .fps = 60, .scale = 1}};
    world.app = app_create(&app, &err);
    script = world.app ? script_open(desc, &err, &fault) : NULL;
    if (!script) {
        fprintf(stderr, "%s%s\n", err.text, fault.message);
        return false;
    }
    world.draw = app_draw_list(world.app);
    world.input = app_input(world.app);
    return true;
}

static inline void close_app(void) {
    app_destroy(world.app);
    uv_run(&loop, UV_RUN_NOWAIT);
    uv_loop_close(&loop);
    SDL_Quit();
}

/* Names of the calls that went otherwise than refused; asserted when nothing of script.h is on the stack any more. */
static char wrong[1024];

static inline void refused(bool gave_nothing, enum script_misuse code, const char *name) {
    const char *why;
    size_t used = strlen(wrong);
    enum script_misuse was = script_misused(&why);
    bool told = was == SCRIPT_USED_WELL ? !why : why && strncmp(why, name, strlen(name)) == 0;
    if (!gave_nothing || !told || was != code)
        snprintf(wrong + used, sizeof wrong - used, "%s: gave nothing %d, %d instead of %d (%s); ", name, gave_nothing, was, code,
                 why ? why : "");
}

#define assert_refused() assert_string_equal(wrong, "")

/* Every function that runs something, refused with `code`. */
static inline void runs_are_refused(struct script *of, enum script_misuse code) {
    static const struct event key = {.type = EVENT_KEYDOWN};
    refused(!script_event(of, &key), code, "script_event");
    refused(!script_update(of, 0.1), code, "script_update");
    refused(!script_draw(of, 1), code, "script_draw");
    refused(script_may_quit(of), code, "script_may_quit");
    refused(!script_slack(of, 0), code, "script_slack");
}

/* Every function that needs no game, refused with `code`. */
static inline void makers_are_refused(enum script_misuse code) {
    struct script_desc desc = desc_of(scratch_folder);
    struct facts facts;
    struct error why;
    struct fault how;
    refused(!script_open(&desc, &why, &how) && why.code == EXIT_USAGE && why.text[0], code, "script_open");
    refused(!script_freeze(&desc, NULL, &why, &how) && why.code == EXIT_USAGE, code, "script_freeze");
    refused(!script_pack(&desc, scratch("never"), &why, &how) && why.code == EXIT_USAGE, code, "script_pack");
    facts_begin(&facts, stderr, false);
    refused(!script_info(NULL, &facts, &why) && why.code == EXIT_USAGE, code, "script_info");
}

/* Every function that looks at a game, refused with `code`, or allowed. */
static inline void looks_are(struct script *of, enum script_misuse code) {
    struct app_memory memory = {.used = 1, .total = 1, .gc_ns = 1};
    refused(!code == !!script_config(of), code, "script_config");
    refused(!script_fault(of), code, "script_fault");
    refused(!script_warning(of), code, "script_warning");
    refused(!script_notice(of), code, "script_notice");
    refused(!script_watches(of), code, "script_watches");
    script_memory(of, &memory);
    refused(!code || (!memory.used && !memory.total && !memory.gc_ns), code, "script_memory");
}
