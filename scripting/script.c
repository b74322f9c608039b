#include "script.h"
#include "app.h"
#include "base.h"
#include "builder.h"
#include "cache.h"
#include "config.h"
#include "debug.h"
#include "vm.h"
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct script {
    struct script_desc desc;
    struct snapshot_maker maker;
    struct snapshot snapshot; /* what the vm was thawed from, mapped as long as it lives */
    struct vm *vm;            /* NULL: not started, or its start failed */
    char *entry;              /* absolute path of main.js; NULL: only a frozen file is there */
    char *frozen;             /* path of the frozen file */
    bool temporary;           /* it lies outside the cache and goes when the game ends */
    struct debug *debug;      /* the debuggers' server, NULL: not asked for */
    bool attached;            /* the debuggers' sessions are in this vm */
    bool loaded;              /* load() was called since the thaw */
    char notice[256];
    struct builder *builder; /* freezing for a restart, or NULL */
    bool restart;            /* asked for, to be done in slack */
    bool updated;            /* since the last start */
    bool restarted;          /* this is not the first start */
    struct fault fault;      /* message empty: none */
};

static void tell_time(const struct script *script, const char *what, uint64_t since) {
    if (script->desc.timings)
        fprintf(stderr, "{\"step\":\"%s\",\"ms\":%.3f}\n", what, (double)(base_now_ns() - since) / 1e6);
}

/* A folder is sources whatever its name, a file when it ends like a script. */
static bool is_source(const char *path) {
    const char *dot = strrchr(path, '.');
    struct stat st;
    return (dot && (strcmp(dot, ".js") == 0 || strcmp(dot, ".mjs") == 0)) || (stat(path, &st) == 0 && S_ISDIR(st.st_mode));
}

/* ── opening ── */

static struct builder *start_builder(const struct script *script, struct error *err) {
    struct builder_desc desc = {
        .loop = script->desc.loop, .entry = script->entry, .out = script->frozen, .budget_ms = script->desc.budget_ms};
    return builder_start(&desc, err);
}

static bool build_and_wait(struct script *script, struct error *err, struct fault *fault) {
    uint64_t started = base_now_ns();
    struct builder *builder = start_builder(script, err);
    if (!builder)
        return false;
    struct builder_report report;
    builder_wait(builder, &report);
    builder_destroy(builder);
    tell_time(script, "freeze", started);
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
    if (!script->desc.no_cache && snapshot_open(&script->snapshot, script->frozen, &script->maker, &ignored)) {
        bool fresh = snapshot_fresh(&script->snapshot);
        tell_time(script, fresh ? "cached" : "stale", started);
        if (fresh)
            return true;
        snapshot_close(&script->snapshot);
    }
    return build_and_wait(script, err, fault) && snapshot_open(&script->snapshot, script->frozen, &script->maker, err);
}

static bool evaluate_here(struct script *script, struct error *err, struct fault *fault) {
    script->entry = module_entry(script->desc.path, err);
    if (!script->entry)
        return false;
    uint64_t started = base_now_ns();
    char *root = base_strdup(script->entry);
    *strrchr(root, '/') = 0;
    script->snapshot.assets = script->desc.world->assets = assets_create(*root ? root : "/");
    script->snapshot.root = root;
    struct app *app = script->desc.world->app;
    script->desc.world->app = NULL; /* top levels run as they do while freezing */
    script->vm = vm_create_plain(script->desc.world);
    bool ok = vm_evaluate(script->vm, script->entry, fault) && config_read(script->vm, &script->snapshot.config, fault);
    script->desc.world->app = app;
    tell_time(script, "evaluate", started);
    return ok || error_set(err, EXIT_SCRIPT, "%s", "");
}

/* ── debuggers ── */

static bool pause_turn(void *self, const char *place) {
    struct script *script = self;
    char text[600];
    snprintf(text, sizeof text, "paused: %s", place);
    return app_pause_turn(script->desc.world->app, text);
}

static void reload(void *self) {
    ((struct script *)self)->restart = true;
}

/* The URL of main.js: the first of the modules that is the author's. */
static const char *entry_url(const struct script *script) {
    const struct module_list *modules = script->vm ? vm_modules(script->vm) : &script->snapshot.modules;
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
        .title = script->snapshot.config.title,
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
    tell_time(script, "v8", started);
    bool ok;
    if (desc->no_freeze) {
        ok = evaluate_here(script, err, fault);
    } else if (is_source(desc->path)) {
        ok = open_sources(script, err, fault);
    } else {
        script->frozen = base_strdup(desc->path);
        ok = snapshot_open(&script->snapshot, script->frozen, &script->maker, err);
    }
    if (!ok) {
        script_close(script);
        return NULL;
    }
    if (desc->inspect)
        listen_for_debuggers(script);
    return script;
}

/* Sessions go before the isolate; clients and what they had set stay for the next. */
static void destroy_vm(struct script *script) {
    if (script->vm && script->attached)
        debug_detach(script->debug);
    script->attached = false;
    if (script->vm)
        vm_destroy(script->vm);
    script->vm = NULL;
}

void script_close(struct script *script) {
    if (script->builder)
        builder_destroy(script->builder);
    destroy_vm(script);
    debug_close(script->debug);
    snapshot_close(&script->snapshot);
    script->desc.world->assets = NULL;
    if (script->temporary && script->frozen)
        unlink(script->frozen);
    free(script->frozen);
    free(script->entry);
    free(script);
    vm_platform_stop();
}

const struct snapshot_config *script_config(const struct script *script) {
    return &script->snapshot.config;
}

/* ── running ── */

/* The game stops; what it was doing stays on the screen. */
static bool fail(struct script *script) {
    if (!script->fault.message[0])
        snprintf(script->fault.message, sizeof script->fault.message, "the game stopped for a reason it did not tell");
    return false;
}

static bool attach(struct script *script) {
    struct bind_world *world = script->desc.world;
    return vm_attach(script->vm, "draw", world->draw->words, sizeof(union draw_word) * DRAW_WORDS, &script->fault) &&
           vm_attach(script->vm, "input", world->input, sizeof *world->input, &script->fault);
}

static bool load(struct script *script) {
    script->loaded = true;
    struct bind_world *world = script->desc.world;
    struct bind_value args[] = {
        {.type = BIND_BOOLEAN, .number = script->restarted},
        {.type = BIND_BOOLEAN, .number = app_deterministic(world->app)},
        {.type = BIND_NUMBER, .number = world->game_argc},
        {.type = BIND_BOOLEAN, .number = script->debug != NULL},
        {.type = BIND_BOOLEAN, .number = script->debug && debug_holds(script->debug)},
    };
    return vm_call(script->vm, VM_load, args, COUNT_OF(args), NULL, &script->fault);
}

bool script_start(struct script *script) {
    struct error err;
    script->fault = (struct fault){0};
    script->updated = script->loaded = false;
    script->desc.world->assets = script->snapshot.assets;
    script->desc.world->restart_asked = false;
    if (!script->desc.prepare(script->desc.self, &script->snapshot.config, script->snapshot.assets, &err)) {
        snprintf(script->fault.message, sizeof script->fault.message, "%.1000s", err.text);
        return fail(script);
    }
    uint64_t started = base_now_ns();
    if (!script->vm)
        script->vm = vm_thaw(&script->snapshot, script->desc.world);
    tell_time(script, "thaw", started);
    if (script->debug) {
        debug_attach(script->debug, script->vm);
        script->attached = true;
    }
    if (!attach(script))
        return fail(script);
    if (script->debug && debug_waiting(script->debug))
        return true; /* script_slack goes on when a client says so */
    started = base_now_ns();
    bool ok = load(script);
    tell_time(script, "load", started);
    return ok || fail(script);
}

bool script_event(struct script *script, const struct event *event) {
    static const char *const names[EVENT_TYPES] = {
        [EVENT_KEYDOWN] = "keydown",     [EVENT_KEYUP] = "keyup",
        [EVENT_TEXTINPUT] = "textinput", [EVENT_POINTERDOWN] = "pointerdown",
        [EVENT_POINTERUP] = "pointerup", [EVENT_POINTERMOVE] = "pointermove",
        [EVENT_WHEEL] = "wheel",         [EVENT_RESIZE] = "resize",
        [EVENT_FOCUS] = "focus",         [EVENT_BLUR] = "blur",
    };
    if (event->type >= EVENT_TYPES || !names[event->type] || !script->loaded)
        return true;
    bool key = event->type == EVENT_KEYDOWN || event->type == EVENT_KEYUP;
    struct bind_value args[] = {
        {.type = BIND_STRING, .text = names[event->type], .size = strlen(names[event->type])},
        {.type = BIND_NUMBER, .number = key ? event->key : (double)event->x},
        {.type = BIND_NUMBER, .number = (double)event->y},
        {.type = BIND_NUMBER, .number = key ? event->modifiers : event->button},
        {.type = BIND_STRING, .text = event->text, .size = strlen(event->text)},
        {.type = BIND_BOOLEAN, .number = event->repeat},
    };
    return vm_call(script->vm, VM_event, args, COUNT_OF(args), NULL, &script->fault) || fail(script);
}

bool script_update(struct script *script, double dt_seconds) {
    if (!script->loaded)
        return true;
    struct bind_value arg = {.type = BIND_NUMBER, .number = dt_seconds};
    uint64_t started = script->updated ? 0 : base_now_ns();
    bool ok = vm_call(script->vm, VM_update, &arg, 1, NULL, &script->fault);
    if (started)
        tell_time(script, "first update", started);
    script->updated = true;
    return ok || fail(script);
}

bool script_draw(struct script *script, double alpha) {
    if (!script->loaded)
        return true;
    struct bind_value arg = {.type = BIND_NUMBER, .number = alpha};
    return vm_call(script->vm, VM_draw, &arg, 1, NULL, &script->fault) || fail(script);
}

bool script_may_quit(struct script *script) {
    struct bind_value result = {0};
    if (!script->loaded)
        return true;
    if (!vm_call(script->vm, VM_quit, NULL, 0, &result, &script->fault))
        return true; /* a quit() that fails must not make a window that cannot be closed */
    return result.number != 0;
}

const char *script_notice(const struct script *script) {
    return script->debug && script->vm && !script->loaded ? script->notice : NULL;
}

const struct fault *script_fault(const struct script *script) {
    return script->fault.message[0] ? &script->fault : NULL;
}

/* ── restarting ── */

void script_restart(struct script *script) {
    script->restart = true;
}

static void refreeze(struct script *script) {
    struct error err;
    script->builder = start_builder(script, &err);
    if (!script->builder)
        fprintf(stderr, "thaw: %s\n", err.text);
}

/* The old game goes, the frozen file that lies there now is thawed. */
static void swap(struct script *script) {
    struct snapshot fresh;
    struct error err;
    if (!snapshot_open(&fresh, script->frozen, &script->maker, &err) && script->entry) {
        refreeze(script); /* the cache was emptied, or another thaw's */
        return;
    }
    if (!fresh.map) {
        snprintf(script->fault.message, sizeof script->fault.message, "%.1000s", err.text);
        return;
    }
    uint64_t started = base_now_ns();
    destroy_vm(script);
    snapshot_close(&script->snapshot);
    script->snapshot = fresh;
    script->restarted = true;
    script_start(script);
    tell_time(script, "restart", started);
}

static void begin_restart(struct script *script) {
    script->restart = false;
    if (script->desc.no_freeze) {
        fprintf(stderr, "thaw: cannot restart a game that was not frozen (--no-freeze)\n");
        return;
    }
    if (!script->entry || snapshot_fresh(&script->snapshot)) {
        swap(script);
        return;
    }
    refreeze(script);
}

static void end_restart(struct script *script, const struct builder_report *report) {
    builder_destroy(script->builder);
    script->builder = NULL;
    if (report->ok) {
        swap(script);
        return;
    }
    if (report->fault.message[0])
        fault_print(&report->fault, stderr);
    else
        fprintf(stderr, "thaw: %s\n", report->error.text);
    if (script->fault.message[0] && report->fault.message[0])
        script->fault = report->fault;
}

bool script_slack(struct script *script, uint64_t deadline_ns) {
    bool served = script->debug && debug_pump(script->debug);
    if (script->vm && !script->loaded && !script->fault.message[0] && !debug_waiting(script->debug))
        load(script);
    struct builder_report report;
    if (script->builder && builder_done(script->builder, &report))
        end_restart(script, &report);
    if (script->desc.world->restart_asked) {
        script->desc.world->restart_asked = false;
        script->restart = true;
    }
    if (script->restart && !script->builder)
        begin_restart(script);
    if (script->vm && !script->fault.message[0] && !vm_idle(script->vm, deadline_ns, &script->fault))
        fail(script);
    return served;
}
