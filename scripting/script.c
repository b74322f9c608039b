#include "script.h"
#include "app.h"
#include "base.h"
#include "builder.h"
#include "cache.h"
#include "config.h"
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
    struct builder *builder;  /* freezing for a restart, or NULL */
    bool restart;             /* asked for, to be done in slack */
    bool updated;             /* since the last start */
    bool restarted;           /* this is not the first start */
    struct fault fault;       /* message empty: none */
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

static bool report_to(const struct builder_report *report, struct error *err, struct fault *fault) {
    if (report->ok)
        return true;
    *err = report->error;
    *fault = report->fault;
    if (fault->message[0])
        *err = (struct error){.code = EXIT_SCRIPT};
    return false;
}

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
    return report_to(&report, err, fault);
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
    return script;
}

void script_close(struct script *script) {
    if (script->builder)
        builder_destroy(script->builder);
    if (script->vm)
        vm_destroy(script->vm);
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
    struct bind_world *world = script->desc.world;
    struct bind_value args[] = {
        {.type = BIND_BOOLEAN, .number = script->restarted},
        {.type = BIND_BOOLEAN, .number = app_deterministic(world->app)},
        {.type = BIND_NUMBER, .number = world->game_argc},
    };
    return vm_call(script->vm, VM_load, args, COUNT_OF(args), NULL, &script->fault);
}

bool script_start(struct script *script) {
    struct error err;
    script->fault = (struct fault){0};
    script->updated = false;
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
    started = base_now_ns();
    bool ok = attach(script) && load(script);
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
    if (event->type >= EVENT_TYPES || !names[event->type])
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
    struct bind_value arg = {.type = BIND_NUMBER, .number = dt_seconds};
    uint64_t started = script->updated ? 0 : base_now_ns();
    bool ok = vm_call(script->vm, VM_update, &arg, 1, NULL, &script->fault);
    if (started)
        tell_time(script, "first update", started);
    script->updated = true;
    return ok || fail(script);
}

bool script_draw(struct script *script, double alpha) {
    struct bind_value arg = {.type = BIND_NUMBER, .number = alpha};
    return vm_call(script->vm, VM_draw, &arg, 1, NULL, &script->fault) || fail(script);
}

bool script_may_quit(struct script *script) {
    struct bind_value result = {0};
    if (!vm_call(script->vm, VM_quit, NULL, 0, &result, &script->fault))
        return true; /* a quit() that fails must not make a window that cannot be closed */
    return result.number != 0;
}

const struct fault *script_fault(const struct script *script) {
    return script->fault.message[0] ? &script->fault : NULL;
}

/* ── restarting ── */

void script_restart(struct script *script) {
    script->restart = true;
}

/* The old game goes, the frozen file that lies there now is thawed. */
static void swap(struct script *script) {
    struct snapshot fresh;
    struct error err;
    if (!snapshot_open(&fresh, script->frozen, &script->maker, &err)) {
        snprintf(script->fault.message, sizeof script->fault.message, "%.1000s", err.text);
        return;
    }
    uint64_t started = base_now_ns();
    if (script->vm)
        vm_destroy(script->vm);
    script->vm = NULL;
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
    struct error err;
    script->builder = start_builder(script, &err);
    if (!script->builder)
        fprintf(stderr, "thaw: %s\n", err.text);
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

void script_slack(struct script *script, uint64_t deadline_ns) {
    struct builder_report report;
    if (script->builder && builder_done(script->builder, &report))
        end_restart(script, &report);
    if (script->desc.world->restart_asked) {
        script->desc.world->restart_asked = false;
        script->restart = true;
    }
    if (script->restart && !script->builder)
        begin_restart(script);
    if (script->vm)
        vm_idle(script->vm, deadline_ns);
}

/* ── without running ── */

bool script_freeze(const struct script_desc *from, const char *out, struct error *err, struct fault *fault) {
    *err = (struct error){0};
    *fault = (struct fault){0};
    if (out && !snapshot_may_replace(out, err))
        return false;
    char *entry = module_entry(from->path, err);
    struct builder_desc desc = {.loop = from->loop, .entry = entry, .out = out, .pack = true, .budget_ms = from->budget_ms};
    struct builder *builder = entry ? builder_start(&desc, err) : NULL;
    free(entry);
    if (!builder)
        return false;
    struct builder_report report;
    builder_wait(builder, &report);
    builder_destroy(builder);
    if (!report_to(&report, err, fault))
        return false;
    printf("%s: %d modules, %d assets, %.0f KB of heap, evaluated in %.0f ms, frozen in %.0f ms\n", out ? out : "ok", report.modules,
           report.assets, (double)report.blob_size / 1024, report.evaluate_ms, report.freeze_ms);
    return true;
}

static void describe(const struct snapshot *snapshot, FILE *out) {
    const struct snapshot_config *config = &snapshot->config;
    fprintf(out, "title    %s\nsize     %.0f×%.0f, %.0f updates a second\nV8       %s\nheap     %zu bytes of %zu\n", config->title,
            config->width, config->height, config->fps, snapshot->maker.v8_version, snapshot->blob_size, snapshot->file_size);
    for (int i = 0; i < snapshot->modules.count; i++)
        if (snapshot->modules.items[i].path)
            fprintf(out, "module   %s\n", snapshot->modules.items[i].path);
    for (int i = 0; i < assets_count(snapshot->assets); i++) {
        const struct asset *asset = assets_at(snapshot->assets, i);
        fprintf(out, "asset    %s%s\n", asset->path, asset->packed ? " (packed)" : "");
    }
}

bool script_info(const char *path, FILE *out, struct error *err) {
    struct snapshot_maker maker;
    struct vm_flags flags = {0};
    vm_platform_start(&flags, &maker);
    struct snapshot snapshot;
    bool ok = true;
    if (path) {
        ok = snapshot_open(&snapshot, path, &maker, err);
        if (ok) {
            describe(&snapshot, out);
            snapshot_close(&snapshot);
        }
    } else {
        char *folder = cache_folder();
        fprintf(out, "V8       %s\nformat   %d, build %016llx\ncache    %s\n", maker.v8_version, SNAPSHOT_FORMAT,
                (unsigned long long)maker.build, folder ? folder : "none (neither XDG_CACHE_HOME nor HOME is set)");
        free(folder);
    }
    vm_platform_stop();
    return ok;
}

bool script_is_child(int argc, char **argv, int *exit_code) {
    if (argc != BUILDER_ARGC || strcmp(argv[1], BUILDER_COMMAND) != 0)
        return false;
    *exit_code = builder_child(argc, argv);
    return true;
}
