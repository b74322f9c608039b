#include "restart.h"
#include "base.h"
#include "builder.h"
#include "log.h"
#include "watch.h"
#include <limits.h>
#include <stdlib.h>
#include <string.h>

struct restart {
    struct script *script;
    struct watch *watch;     /* NULL: sources are not watched */
    struct builder *warm;    /* waits for a job, or NULL */
    struct builder *builder; /* works, or NULL */
    uint64_t built_from;     /* when it began */
    double frozen_ms, swapped_ms;
    bool asked, keep_state;
    bool ready; /* `fresh` is to be swapped in */
    struct snapshot fresh;
    char why[300];      /* "main.js changed"; empty: nothing is pending */
    bool told;          /* that it waits */
    bool trial;         /* the game is on trial, and `before` the one that may come back */
    struct life before; /* its vm is NULL where V8 holds one at a time */
    struct state_bytes state;
    struct fault warning; /* message empty: none */
};

static void drop_builder(struct builder **builder) {
    if (*builder)
        builder_destroy(*builder);
    *builder = NULL;
}

static void drop_ready(struct restart *restart) {
    if (restart->ready)
        snapshot_close(&restart->fresh);
    restart->ready = false;
}

static void drop_state(struct restart *restart) {
    free(restart->state.bytes);
    restart->state = (struct state_bytes){0};
}

void restart_destroy(struct restart *restart) {
    drop_builder(&restart->builder);
    drop_builder(&restart->warm);
    drop_ready(restart);
    drop_state(restart);
    life_end(&restart->before);
    if (restart->watch)
        watch_destroy(restart->watch);
    builder_wait_gone(restart->script->desc.loop);
    free(restart);
}

void restart_ask(struct restart *restart, const char *why, bool keep_state) {
    restart->asked = true;
    restart->keep_state = keep_state;
    snprintf(restart->why, sizeof restart->why, "%s", why);
}

/* ── what is watched ── */

/* An asset may be a link: then both its place and what it leads to matter. */
static void add_asset(struct file_list *list, const struct assets *assets, const struct asset *asset) {
    char real[PATH_MAX], *path = assets_path(assets, asset->path);
    files_add(list, path, asset->hash);
    if (realpath(path, real) && strcmp(real, path) != 0)
        files_add(list, real, asset->hash);
    free(path);
}

static void add_files(struct file_list *list, const struct snapshot *snapshot, const struct module_list *modules) {
    for (int i = 0; i < modules->count; i++)
        if (modules->items[i].path)
            files_add(list, modules->items[i].path, modules->items[i].hash);
    for (int i = 0; i < assets_count(snapshot->assets); i++)
        if (!assets_at(snapshot->assets, i)->packed)
            add_asset(list, snapshot->assets, assets_at(snapshot->assets, i));
}

/* Watches what the game that plays is made of, and with `also` what a failed attempt at the next one was. */
static void watch_all(struct restart *restart, const struct file_list *also) {
    const struct life *game = &restart->script->game;
    if (!restart->watch)
        return;
    struct file_list list = {0};
    add_files(&list, &game->snapshot, game->vm ? vm_modules(game->vm) : &game->snapshot.modules);
    for (int i = 0; also && i < also->count; i++)
        files_add(&list, also->items[i].path, also->items[i].hash[0] || also->items[i].hash[1] ? also->items[i].hash : NULL);
    watch_set(restart->watch, &list);
    files_clear(&list);
}

struct restart *restart_create(struct script *script) {
    struct restart *restart = base_alloc(sizeof *restart);
    *restart = (struct restart){.script = script, .keep_state = true};
    if (script->desc.watch && script->entry && !script->desc.no_freeze)
        restart->watch = watch_create(script->desc.loop);
    watch_all(restart, NULL);
    return restart;
}

/* ── warnings ── */

/* The game plays on although its newest form cannot: stderr and the overlay say why, once for one reason. */
static void warn(struct restart *restart, const struct fault *fault) {
    bool same = strcmp(restart->warning.message, fault->message) == 0 && restart->warning.line == fault->line;
    restart->warning = *fault;
    if (!same)
        fault_print(fault, stderr);
}

static void warn_text(struct restart *restart, const char *text) {
    struct fault fault = {0};
    snprintf(fault.message, sizeof fault.message, "%.1000s", text);
    warn(restart, &fault);
}

const struct fault *restart_warning(const struct restart *restart) {
    return restart->warning.message[0] ? &restart->warning : NULL;
}

/* ── freezing ── */

static bool start_builder(struct restart *restart) {
    const struct script *script = restart->script;
    uint32_t budget = script->desc.budget_ms ? script->desc.budget_ms : BUILDER_RESTART_BUDGET_MS;
    struct builder_job job = {.entry = script->entry, .out = script->frozen, .budget_ms = budget};
    struct error err;
    restart->built_from = base_now_ns();
    restart->builder = restart->warm;
    restart->warm = NULL;
    if (restart->builder && builder_begin(restart->builder, &job))
        return true;
    drop_builder(&restart->builder); /* there was none, or it has died while it waited */
    restart->builder = builder_start(script->desc.loop, &err);
    if (restart->builder && builder_begin(restart->builder, &job))
        return true;
    drop_builder(&restart->builder);
    warn_text(restart, err.text);
    return false;
}

static void build(struct restart *restart) {
    drop_builder(&restart->builder); /* its work is stale */
    drop_ready(restart);
    if (!start_builder(restart))
        restart->why[0] = 0;
}

static void open_ready(struct restart *restart) {
    struct script *script = restart->script;
    struct error err;
    restart->ready = snapshot_open(&restart->fresh, script->frozen, &script->maker, &err);
    if (restart->ready)
        return;
    restart->why[0] = 0;
    warn_text(restart, err.text);
}

static void end_build(struct restart *restart, const struct builder_report *report) {
    restart->frozen_ms = (double)(base_now_ns() - restart->built_from) / 1e6;
    if (report->ok) {
        drop_builder(&restart->builder);
        open_ready(restart);
        return;
    }
    struct script *script = restart->script;
    restart->why[0] = 0;
    watch_all(restart, builder_files(restart->builder));
    drop_builder(&restart->builder);
    if (!report->fault.message[0])
        warn_text(restart, report->error.text);
    else if (script->game.fault.message[0])
        script->game.fault = report->fault; /* what holds the game up now; the caller of script_slack tells it */
    else
        warn(restart, &report->fault);
}

/* ── what changed ── */

/* Reloads the image that is this file; false when it is none of the game's, is damaged, or no longer of the size that its scripts know. */
static bool reload_image(struct restart *restart, const char *path) {
    struct script *script = restart->script;
    struct assets *assets = script->game.snapshot.assets;
    bool found = false;
    for (int i = 0; i < assets_count(assets); i++) {
        char real[PATH_MAX], *mine = assets_path(assets, assets_at(assets, i)->path);
        bool same = strcmp(mine, path) == 0 || (realpath(mine, real) && strcmp(real, path) == 0);
        free(mine);
        if (!same)
            continue;
        struct error ignored; /* told by the freezing that follows */
        if (assets_at(assets, i)->kind != ASSET_IMAGE || !script->desc.reload(script->desc.self, assets, i, &ignored))
            return false;
        assets_refresh(assets, i);
        found = true;
    }
    return found;
}

static void tell_reloaded(const char *path) {
    char *shown = module_shown(path), *text = base_format("%s changed · reloaded", shown);
    log_note(text);
    free(shown);
    free(text);
}

/* "main.js changed", "main.js and 2 more changed" */
static void name_changes(struct restart *restart, const char *first, int more) {
    char *shown = module_shown(first);
    if (more)
        snprintf(restart->why, sizeof restart->why, "%.200s and %d more changed", shown, more);
    else
        snprintf(restart->why, sizeof restart->why, "%.200s changed", shown);
    free(shown);
}

/* All that was changed is as the game has it: nothing is left to do, and nothing to warn of. */
static bool changed_back(struct restart *restart) {
    bool attempted = restart->builder || restart->ready || restart->warning.message[0];
    if (!attempted || restart->script->game.fault.message[0] || !snapshot_fresh(&restart->script->game.snapshot))
        return false;
    drop_builder(&restart->builder);
    drop_ready(restart);
    restart->why[0] = restart->warning.message[0] = 0;
    log_note("changed back · the game goes on");
    return true;
}

static void take_changes(struct restart *restart, const struct file_list *changed) {
    const char *first = NULL;
    int sources = 0;
    if (changed_back(restart))
        return;
    for (int i = 0; i < changed->count; i++) {
        const char *path = changed->items[i].path;
        if (!restart->builder && !restart->ready && reload_image(restart, path)) {
            tell_reloaded(path);
        } else {
            first = first ? first : path;
            sources++;
        }
    }
    if (!sources) {
        changed_back(restart); /* a picture may have been what was wrong */
        return;
    }
    name_changes(restart, first, sources - 1);
    restart->keep_state = true;
    build(restart);
}

void restart_collect(struct restart *restart) {
    const struct file_list *changed = restart->watch ? watch_take(restart->watch) : NULL;
    if (changed)
        take_changes(restart, changed);
    struct builder_report report;
    bool settled = !restart->watch || !watch_stirred(restart->watch);
    if (restart->builder && settled && builder_done(restart->builder, &report))
        end_build(restart, &report);
}

/* ── from one game to the next ── */

static struct state_bytes save_state(struct restart *restart) {
    struct life *game = &restart->script->game;
    struct bind_value saved = {0};
    struct fault fault = {0};
    struct state_bytes kept = restart->state; /* of a game whose isolate is gone already */
    restart->state = (struct state_bytes){0};
    if (restart->keep_state && !game->vm)
        return kept;
    free(kept.bytes);
    if (!restart->keep_state || !game->loaded)
        return (struct state_bytes){0};
    if (!vm_call(game->vm, VM_save, NULL, 0, &saved, &fault)) {
        char text[1200];
        snprintf(text, sizeof text, "the state cannot be carried over: %.1000s", fault.message);
        log_write(LOG_WARN, "", text, strlen(text));
    }
    return saved.type == BIND_BYTES ? (struct state_bytes){(void *)saved.bytes, saved.size} : (struct state_bytes){0};
}

static struct state_bytes copy_state(struct state_bytes state) {
    struct state_bytes copy = {.size = state.size};
    if (state.bytes)
        copy.bytes = memcpy(base_alloc(state.size + 1), state.bytes, state.size);
    return copy;
}

/* The new game fails its trial as any fault does: through script.c, which asks restart_roll_back. */
static void swap(struct restart *restart) {
    struct script *script = restart->script;
    uint64_t started = base_now_ns();
    ASSERT(!restart->trial);
    restart->state = save_state(restart);
    life_detach(script);
    restart->before = script->game;
    if (!vm_two() && restart->before.vm) {
        vm_destroy(restart->before.vm);
        restart->before.vm = NULL;
    }
    script->game = (struct life){.snapshot = restart->fresh};
    restart->fresh = (struct snapshot){0};
    restart->ready = false;
    restart->trial = script->restarted = true;
    bool began = life_begin(script, copy_state(restart->state));
    restart->swapped_ms = (double)(base_now_ns() - started) / 1e6;
    if (began)
        watch_all(restart, NULL);
    else
        restart_roll_back(restart);
}

bool restart_on_trial(const struct restart *restart) {
    return restart->trial;
}

/* The old game as it was; or, where its isolate had to go, from its frozen file with the state it had. */
static void bring_back(struct restart *restart) {
    struct script *script = restart->script;
    struct error err;
    bool faulted = restart->before.fault.message[0];
    script->game = restart->before;
    restart->before = (struct life){0};
    if (!script->game.vm && !faulted) {
        life_begin(script, restart->state);
        restart->state = (struct state_bytes){0};
        return;
    }
    script->desc.world->assets = script->game.snapshot.assets;
    if (!script->desc.prepare(script->desc.self, &script->game.snapshot.config, script->game.snapshot.assets, &err))
        fprintf(stderr, "thaw: %s\n", err.text); /* a picture that is gone meanwhile is missing; the game goes on */
    if (script->game.vm)
        life_attach(script);
}

bool restart_roll_back(struct restart *restart) {
    struct script *script = restart->script;
    if (!restart->trial)
        return false;
    struct fault fault = script->game.fault;
    struct file_list files = {0};
    add_files(&files, &script->game.snapshot, script->game.vm ? vm_modules(script->game.vm) : &script->game.snapshot.modules);
    restart->trial = false;
    restart->why[0] = 0;
    life_detach(script);
    life_end(&script->game);
    bool was_faulted = restart->before.fault.message[0];
    bring_back(restart);
    if (script->game.vm)
        drop_state(restart);
    watch_all(restart, &files);
    files_clear(&files);
    if (was_faulted || script->game.fault.message[0]) {
        script->game.fault = fault;
        return false;
    }
    warn(restart, &fault);
    return true;
}

void restart_passed(struct restart *restart) {
    static const char *const states[] = {"no state", "state kept", "state kept in part"};
    if (!restart->trial)
        return;
    const char *state = !restart->keep_state ? "state new" : states[restart->script->state];
    char frozen[64] = "";
    if (restart->frozen_ms)
        snprintf(frozen, sizeof frozen, " · frozen %.0f ms", restart->frozen_ms);
    char *line = base_format("%s%s · swapped %.0f ms · %s", restart->why, frozen, restart->swapped_ms, state);
    log_note(line);
    free(line);
    if (restart->script->desc.timings)
        fprintf(stderr, "{\"step\":\"restart\",\"frozen_ms\":%.3f,\"swapped_ms\":%.3f,\"state\":\"%s\"}\n", restart->frozen_ms,
                restart->swapped_ms, state);
    restart->trial = restart->told = false;
    restart->why[0] = restart->warning.message[0] = 0;
    life_end(&restart->before);
    drop_state(restart);
}

/* ── slack ── */

/* F5, game.restart(), Page.reload: from the sources when they are others than the game's, else from the same frozen file. */
static void begin_asked(struct restart *restart) {
    struct script *script = restart->script;
    restart->asked = false;
    if (script->desc.no_freeze) {
        restart->why[0] = 0;
        fprintf(stderr, "thaw: cannot restart a game that was not frozen (--no-freeze)\n");
        return;
    }
    restart->frozen_ms = 0;
    if (restart->builder || restart->ready)
        return; /* one is on its way already */
    struct error ignored;
    if (!script->entry) {
        open_ready(restart);
        return;
    }
    if (snapshot_open(&restart->fresh, script->frozen, &script->maker, &ignored)) {
        restart->ready = snapshot_fresh(&restart->fresh);
        if (!restart->ready)
            snapshot_close(&restart->fresh);
    }
    if (!restart->ready)
        build(restart);
}

void restart_pump(struct restart *restart, bool spare) {
    struct script *script = restart->script;
    restart_collect(restart);
    if (restart->trial)
        return;
    if (script->desc.world->restart_asked) {
        script->desc.world->restart_asked = false;
        restart_ask(restart, "game.restart()", true);
    }
    if (restart->asked)
        begin_asked(restart);
    if (restart->ready)
        swap(restart);
    struct error ignored;
    if (restart->watch && spare && !restart->warm && !restart->builder && !restart->trial && script->game.updated)
        restart->warm = builder_start(script->desc.loop, &ignored); /* without it the next freezing is slower, no more */
}

const char *restart_pending(const struct restart *restart) {
    return restart->why[0] && !restart->trial ? restart->why : NULL;
}

bool restart_watches(const struct restart *restart) {
    return restart->watch != NULL;
}
