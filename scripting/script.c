#include "app.h"
#include "base.h"
#include "builder.h"
#include "cache.h"
#include "config.h"
#include "restart.h"
#include "script_life.h"
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

struct script *script_open(const struct script_desc *desc, struct error *err, struct fault *fault) {
    struct script *script = base_alloc(sizeof *script);
    memset(script, 0, sizeof *script);
    script->desc = *desc;
    *err = (struct error){0};
    *fault = (struct fault){0};
    uint64_t started = base_now_ns();
    struct vm_flags flags = {.seed = desc->seed};
    vm_platform_start(&flags, &script->maker);
    life_tell_time(script, "v8", started);
    bool ok;
    if (desc->no_freeze) {
        ok = evaluate_here(script, err, fault);
    } else if (!desc->packed && script_is_source(desc->path)) {
        ok = open_sources(script, err, fault);
    } else {
        script->frozen = base_strdup(desc->path);
        ok = snapshot_open(&script->game.snapshot, script->frozen, &script->maker, err);
    }
    if (!ok) {
        script_close(script);
        return NULL;
    }
    if (desc->inspect)
        listen_for_debuggers(script);
    script->restart = restart_create(script);
    return script;
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

void life_end(struct life *life) {
    if (life->vm)
        vm_destroy(life->vm);
    snapshot_close(&life->snapshot);
    *life = (struct life){0};
}

void script_close(struct script *script) {
    life_detach(script);
    if (script->restart)
        restart_destroy(script->restart);
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
    vm_platform_stop();
}

const struct snapshot_config *script_config(const struct script *script) {
    return &script->game.snapshot.config;
}

/* ── running ── */

/* A fault: the game before goes on if this one is on trial, else the game stops, and what it was doing stays on the screen. */
static bool fail(struct script *script) {
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

static bool load(struct script *script) {
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
    uint64_t started = base_now_ns();
    if (!script->game.vm)
        script->game.vm = vm_thaw(&script->game.snapshot, script->desc.world);
    life_tell_time(script, "thaw", started);
    life_attach(script);
    if (!attach(script))
        return false;
    if (script->debug && debug_waiting(script->debug))
        return true; /* script_slack goes on when a client says so */
    return load(script);
}

bool script_start(struct script *script) {
    return life_begin(script, (struct state_bytes){0}) || fail(script);
}

bool script_event(struct script *script, const struct event *event) {
    static const char *const names[EVENT_TYPES] = {
        [EVENT_KEYDOWN] = "keydown",
        [EVENT_KEYUP] = "keyup",
        [EVENT_TEXTINPUT] = "textinput",
        [EVENT_POINTERDOWN] = "pointerdown",
        [EVENT_POINTERUP] = "pointerup",
        [EVENT_POINTERMOVE] = "pointermove",
        [EVENT_WHEEL] = "wheel",
        [EVENT_RESIZE] = "resize",
        [EVENT_FOCUS] = "focus",
        [EVENT_BLUR] = "blur",
        [EVENT_TEXTEDIT] = "textedit",
        [EVENT_PADCONNECTED] = "padconnected",
        [EVENT_PADDISCONNECTED] = "paddisconnected",
    };
    if (event->type >= EVENT_TYPES || !names[event->type] || !script->game.loaded)
        return true;
    bool key = event->type == EVENT_KEYDOWN || event->type == EVENT_KEYUP;
    struct bind_value args[] = {
        {.type = BIND_STRING, .text = names[event->type], .size = strlen(names[event->type])},
        {.type = BIND_NUMBER, .number = key ? event->key : (double)event->x},
        {.type = BIND_NUMBER, .number = (double)event->y},
        {.type = BIND_NUMBER, .number = key ? event->modifiers : event->button},
        {.type = BIND_STRING, .text = event->text, .size = strlen(event->text)},
        {.type = BIND_BOOLEAN, .number = event->repeat},
        {.type = BIND_NUMBER, .number = event->id},
    };
    return vm_call(script->game.vm, VM_event, args, COUNT_OF(args), NULL, &script->game.fault) || fail(script);
}

bool script_update(struct script *script, double dt_seconds) {
    if (!script->game.loaded)
        return true;
    struct bind_value arg = {.type = BIND_NUMBER, .number = dt_seconds};
    if (script->game.updated)
        return vm_call(script->game.vm, VM_update, &arg, 1, NULL, &script->game.fault) || fail(script);
    struct bind_value begun = {0};
    uint64_t started = base_now_ns();
    bool ok = vm_call(script->game.vm, VM_update, &arg, 1, &begun, &script->game.fault);
    script->game.updated = ok && begun.number; /* not while its load() has not settled */
    if (script->game.updated || !ok)
        life_tell_time(script, "first update", started);
    return ok || fail(script);
}

bool script_draw(struct script *script, double alpha) {
    if (!script->game.loaded)
        return true;
    struct bind_value arg = {.type = BIND_NUMBER, .number = alpha}, begun = {0};
    bool trial = restart_on_trial(script->restart);
    if (!vm_call(script->game.vm, VM_draw, &arg, 1, trial ? &begun : NULL, &script->game.fault)) {
        if (!fail(script))
            return false;
        draw_reset(script->desc.world->draw); /* the game that is back draws this frame */
        return script_draw(script, alpha);
    }
    if (begun.number && script->game.updated)
        restart_passed(script->restart);
    return true;
}

bool script_may_quit(struct script *script) {
    struct bind_value result = {0};
    if (!script->game.loaded)
        return true;
    if (!vm_call(script->game.vm, VM_quit, NULL, 0, &result, &script->game.fault))
        return true; /* a quit() that fails must not make a window that cannot be closed */
    return result.number != 0;
}

const char *script_notice(const struct script *script) {
    return script->debug && script->game.vm && !script->game.loaded ? script->notice : NULL;
}

const struct fault *script_fault(const struct script *script) {
    return script->game.fault.message[0] ? &script->game.fault : NULL;
}

void script_restart(struct script *script, const char *why, bool keep_state) {
    restart_ask(script->restart, why, keep_state);
}

const struct fault *script_warning(const struct script *script) {
    return restart_warning(script->restart);
}

void script_memory(const struct script *script, struct app_memory *memory) {
    *memory = (struct app_memory){0};
    if (script->game.vm)
        vm_gc_memory(script->game.vm, memory);
}

bool script_watches(const struct script *script) {
    return restart_watches(script->restart);
}

enum { SPARE_NS = 5000000 }; /* of slack left: enough to start a process in */

bool script_slack(struct script *script, uint64_t deadline_ns) {
    if (script->game.updated && !script->settled) {
        vm_platform_settle();
        script->settled = true;
    }
    bool served = script->debug && debug_pump(script->debug);
    if (script->game.vm && !script->game.loaded && !script->game.fault.message[0] && !debug_waiting(script->debug) && !load(script))
        fail(script);
    restart_pump(script->restart, base_now_ns() + SPARE_NS < deadline_ns);
    if (script->game.vm && !script->game.fault.message[0] && !vm_idle(script->game.vm, deadline_ns, &script->game.fault))
        fail(script);
    return served;
}
