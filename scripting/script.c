#include "app.h"
#include "base.h"
#include "builder.h"
#include "cache.h"
#include "config.h"
#include "restart.h"
#include "script_life.h"
#include "script_use.h"
#include "storage.h"
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void life_tell_time(const struct script *script, const char *what, uint64_t since) {
    if (script->desc.timings)
        fprintf(stderr, "{\"step\":\"%s\",\"ms\":%.3f}\n", what, (double)(base_now_ns() - since) / 1e6);
}

bool script_is_source(const char *path) {
    struct stat st;
    return module_is_source(path) || (stat(path, &st) == 0 && S_ISDIR(st.st_mode));
}

/* ── opening ── */

static bool build_and_wait(struct script *script, struct error *err, struct fault *fault) {
    uint64_t started = base_now_ns();
    struct builder *builder = builder_start(script->desc.loop, "", err);
    if (!builder)
        return false;
    struct builder_job job = {.entry = script->entry, .out = script->frozen, .budget_ms = script->desc.budget_ms};
    struct builder_report report;
    builder_begin(builder, &job); /* of a child that died at once the report tells */
    builder_wait(builder, &report);
    builder_destroy(builder);
    life_tell_time(script, "freeze", started);
    return builder_outcome(&report, err, fault);
}

/* Sources: the frozen file of the cache if it still fits them, else a new one. */
static bool open_sources(struct script *script, struct error *err, struct fault *fault) {
    script->entry = module_entry(script->desc.path, err);
    if (!script->entry)
        return false;
    script->frozen = cache_file(script->entry, &script->temporary, err);
    if (!script->frozen)
        return false;
    uint64_t started = base_now_ns();
    struct error ignored;
    if (!script->desc.no_cache && snapshot_open(&script->game.snapshot, script->frozen, &script->maker, &ignored)) {
        bool fresh = snapshot_fresh(&script->game.snapshot);
        life_tell_time(script, fresh ? "cached" : "stale", started);
        if (fresh)
            return true;
        snapshot_close(&script->game.snapshot);
    }
    return build_and_wait(script, err, fault) && snapshot_open(&script->game.snapshot, script->frozen, &script->maker, err);
}

static bool evaluate_here(struct script *script, struct error *err, struct fault *fault) {
    script->entry = module_entry(script->desc.path, err);
    if (!script->entry)
        return false;
    uint64_t started = base_now_ns();
    char *root = base_strdup(script->entry);
    *strrchr(root, '/') = 0;
    script->game.snapshot.assets = script->desc.world->assets = assets_create(*root ? root : "/");
    script->game.snapshot.root = root;
    struct app *app = script->desc.world->app;
    script->desc.world->app = NULL; /* top levels run as they do while freezing */
    script->game.vm = vm_create_plain(script->desc.world);
    bool ok = vm_evaluate(script->game.vm, script->entry, fault) && config_read(script->game.vm, &script->game.snapshot.config, fault);
    script->desc.world->app = app;
    life_tell_time(script, "evaluate", started);
    return ok || error_set(err, EXIT_SCRIPT, "%s", "");
}

/* ── debuggers ── */

static bool pause_turn(void *self, const char *place) {
    struct script *script = self;
    budget_paused(&script->budget);
    restart_collect(script->restart);
    const char *pending = restart_pending(script->restart);
    char text[900];
    snprintf(text, sizeof text, "paused: %s%s%s%s", place, pending ? " · " : "", pending ? pending : "", pending ? ", waits" : "");
    return app_pause_turn(script->desc.world->app, text);
}

static void reload(void *self) {
    restart_ask(((struct script *)self)->restart, "Page.reload", true);
}

/* The URL of main.js: the first of the modules that is the author's. */
static const char *entry_url(const struct script *script) {
    const struct module_list *modules = script->game.vm ? vm_modules(script->game.vm) : &script->game.snapshot.modules;
    for (int i = 0; i < modules->count; i++)
        if (modules->items[i].path)
            return modules->items[i].url;
    return "";
}

static void listen_for_debuggers(struct script *script) {
    const struct script_desc *desc = &script->desc;
    struct debug_desc debug = {
        .loop = desc->loop,
        .host = desc->inspect_host,
        .port = desc->inspect_port,
        .wait = desc->inspect_wait,
        .brk = desc->inspect_brk,
        .restart_brk = desc->restart_brk,
        .title = script->game.snapshot.config.title,
        .url = entry_url(script),
        .pause = pause_turn,
        .reload = reload,
        .self = script,
    };
    struct error err;
    script->debug = debug_open(&debug, &err);
    if (script->debug)
        snprintf(script->notice, sizeof script->notice, "waiting for a debugger at %s", debug_address(script->debug));
    else
        fprintf(stderr, "thaw: no debugger can connect: %s\n", err.text);
}

/* What the game saved since it was last written. */
static void flush(struct script *script) {
    struct fault ignored;
    if (script->game.vm && script->game.loaded)
        vm_call(script->game.vm, VM_flush, NULL, 0, NULL, &ignored);
}

void life_detach(struct script *script) {
    budget_end(&script->budget);
    if (script->attached)
        debug_detach(script->debug);
    script->attached = false;
    flush(script); /* when no debugger can pause in it */
}

void life_attach(struct script *script) {
    script->attached = script->debug && script->game.vm;
    if (script->attached)
        debug_attach(script->debug, script->game.vm);
    if (script->game.vm)
        budget_begin(&script->budget, script->game.vm, script->debug, script->desc.script_limit_ms);
}

void life_drop_vm(struct life *life) {
    if (life->vm)
        vm_destroy(life->vm);
    life->vm = NULL;
    life->loaded = life->updated = false;
    life->live = LIVE_NO;
}

void life_end(struct life *life) {
    life_drop_vm(life);
    snapshot_close(&life->snapshot);
    *life = (struct life){0};
}

static void close_all(struct script *script) {
    bool leaves = script->desc.leaves;
    life_detach(script);
    if (script->restart)
        restart_destroy(script->restart);
    if (!leaves)
        life_end(&script->game);
    free(script->carried.bytes);
    builder_wait_gone(script->desc.loop);
    debug_close(script->debug);
    script->desc.world->assets = NULL;
    if (script->temporary && script->frozen)
        unlink(script->frozen);
    free(script->frozen);
    free(script->entry);
    free(script);
    if (!leaves)
        vm_platform_stop();
}

/* Opens from what `desc` names; what was opened until a failure stays in `script`. */
static bool open_game(struct script *script, struct error *err, struct fault *fault) {
    const struct script_desc *desc = &script->desc;
    uint64_t started = base_now_ns();
    struct vm_flags flags = {.seed = desc->seed, .no_idle_gc = desc->no_idle_gc};
    vm_platform_start(&flags, &script->maker);
    life_tell_time(script, "v8", started);
    if (desc->no_freeze)
        return evaluate_here(script, err, fault);
    if (!desc->packed && script_is_source(desc->path))
        return open_sources(script, err, fault);
    script->frozen = base_strdup(desc->path);
    return snapshot_open(&script->game.snapshot, script->frozen, &script->maker, err);
}

static bool is_whole(const struct script_desc *desc, const char *name) {
    return use_given(desc != NULL, name, "the description") && use_given(desc->path && *desc->path, name, "the path") &&
           use_given(desc->loop != NULL, name, "the loop") && use_given(desc->world != NULL, name, "the world") &&
           use_given(desc->prepare != NULL, name, "what prepares a start") &&
           use_given(desc->reload != NULL || !desc->watch, name, "what reloads images and sounds");
}

static struct script *open_one(const struct script_desc *desc, struct error *err, struct fault *fault) {
    if (!is_whole(desc, "script_open") || !use_v8("script_open")) {
        use_error(err);
        return NULL;
    }
    struct script *script = base_alloc(sizeof *script);
    memset(script, 0, sizeof *script);
    script->desc = *desc;
    if (!open_game(script, err, fault)) {
        close_all(script);
        return NULL;
    }
    if (desc->inspect)
        listen_for_debuggers(script);
    script->restart = restart_create(script);
    use_opened(script);
    return script;
}

struct script *script_open(const struct script_desc *desc, struct error *err, struct fault *fault) {
    if (!use_given(err && fault, "script_open", "the place for an error or a fault"))
        return NULL;
    *err = (struct error){0};
    *fault = (struct fault){0};
    if (!use_begin(NULL, USE_ALONE, "script_open")) {
        use_error(err);
        return NULL;
    }
    struct script *script = open_one(desc, err, fault);
    use_end(true);
    return script;
}

bool script_close(struct script *script) {
    if (!use_begin(script, USE_OPEN, "script_close"))
        return false;
    close_all(script);
    use_closed();
    return use_end(true);
}

bool script_save(struct script *script) {
    if (!use_begin(script, USE_STARTED, "script_save"))
        return false;
    flush(script);
    return use_end(true);
}

const struct snapshot_config *script_config(const struct script *script) {
    return use_look(script, "script_config") ? &script->game.snapshot.config : NULL;
}

/* ── running ── */

bool life_fail(struct script *script) {
    flush(script);
    if (!script->game.fault.message[0])
        snprintf(script->game.fault.message, sizeof script->game.fault.message, "the game stopped for a reason it did not tell");
    script->desc.world->restart_asked = false; /* or the fault would be gone before anybody has seen it */
    return restart_roll_back(script->restart);
}

static bool attach(struct script *script) {
    struct bind_world *world = script->desc.world;
    return vm_attach_fast(script->game.vm, &script->game.fault) &&
           vm_attach(script->game.vm, "draw", world->draw->words, sizeof(union draw_word) * DRAW_WORDS, &script->game.fault) &&
           vm_attach(script->game.vm, "input", world->input, sizeof *world->input, &script->game.fault);
}

bool life_load(struct script *script) {
    script->game.loaded = true;
    struct bind_world *world = script->desc.world;
    struct state_bytes state = script->carried; /* vm_call takes it */
    script->carried = (struct state_bytes){0};
    struct bind_value args[] = {
        {.type = BIND_BOOLEAN, .number = script->restarted},
        {.type = BIND_BOOLEAN, .number = app_deterministic(world->app)},
        {.type = BIND_NUMBER, .number = world->game_argc},
        {.type = BIND_BOOLEAN, .number = script->debug != NULL},
        {.type = BIND_BOOLEAN, .number = script->debug && debug_holds(script->debug)},
        {.type = state.bytes ? BIND_BYTES : BIND_NOTHING, .bytes = state.bytes, .size = state.size},
    };
    struct bind_value became = {0};
    uint64_t started = base_now_ns();
    bool ok = vm_call(script->game.vm, VM_load, args, COUNT_OF(args), &became, &script->game.fault);
    script->state = (enum state)became.number;
    life_tell_time(script, "load", started);
    return ok;
}

bool life_begin(struct script *script, struct state_bytes state) {
    struct error err;
    free(script->carried.bytes);
    script->carried = state;
    script->desc.world->assets = script->game.snapshot.assets;
    script->desc.world->restart_asked = false;
    if (!script->desc.prepare(script->desc.self, &script->game.snapshot.config, script->game.snapshot.assets, &err)) {
        snprintf(script->game.fault.message, sizeof script->game.fault.message, "%.1000s", err.text);
        return false;
    }
    if (restart_on_trial(script->restart) && script->desc.world->storage)
        storage_hold(script->desc.world->storage); /* until it has passed */
    uint64_t started = base_now_ns();
    if (!script->game.vm)
        script->game.vm = vm_thaw(&script->game.snapshot, script->desc.world);
    if (!script->game.vm) {
        snprintf(script->game.fault.message, sizeof script->game.fault.message,
                 "cannot thaw this game: its frozen file is damaged (its table names modules that it does not hold)");
        return false;
    }
    life_tell_time(script, "thaw", started);
    life_attach(script);
    if (!attach(script))
        return false;
    if (script->debug && debug_waiting(script->debug))
        return true; /* script_slack goes on when a client says so */
    return life_load(script);
}

bool script_start(struct script *script) {
    if (!use_begin(script, USE_NEW, "script_start"))
        return false;
    use_started();
    return use_end(life_begin(script, (struct state_bytes){0}) || life_fail(script));
}
