#include "base.h"
#include "log.h"
#include "restart_inside.h"
#include <limits.h>
#include <stdlib.h>
#include <string.h>

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

/* ── what is watched ── */

/* An asset may be a link: then both its place and what it leads to matter. */
static void add_asset(struct file_list *list, const struct assets *assets, const struct asset *asset) {
    char real[PATH_MAX], *path = assets_path(assets, asset->path);
    files_add(list, path, asset->hash);
    if (realpath(path, real) && strcmp(real, path) != 0)
        files_add(list, real, asset->hash);
    free(path);
}

void restart_add_files(struct file_list *list, const struct life *game) {
    const struct module_list *modules = game->vm ? vm_modules(game->vm) : &game->snapshot.modules;
    const struct assets *assets = game->snapshot.assets;
    for (int i = 0; i < modules->count; i++)
        if (modules->items[i].path)
            files_add(list, modules->items[i].path, modules->items[i].hash);
    for (int i = 0; i < assets_count(assets); i++)
        if (!assets_at(assets, i)->packed)
            add_asset(list, assets, assets_at(assets, i));
    const char *at = game->snapshot.looked, *end = at ? at + game->snapshot.looked_size : at;
    for (struct file file; at < end && files_next(&at, end, &file);)
        files_put(list, &file);
}

/* A count that changes when import() has added a module or looked for a file in vain. */
static int count_files(const struct restart *restart) {
    const struct life *game = &restart->script->game;
    return restart->touched.count + (game->vm ? vm_modules(game->vm)->count : 0);
}

void restart_watch_all(struct restart *restart) {
    if (!restart->watch)
        return;
    struct file_list list = {0};
    restart_add_files(&list, &restart->script->game);
    for (int i = 0; i < restart->touched.count; i++)
        files_put(&list, &restart->touched.items[i]);
    watch_set(restart->watch, &list);
    files_clear(&list);
    restart->watched = count_files(restart);
}

/* ── warnings ── */

void restart_warn(struct restart *restart, const struct fault *fault) {
    const struct fault *told = &restart->warning;
    bool same = strcmp(told->message, fault->message) == 0 && strcmp(told->url, fault->url) == 0 && told->line == fault->line;
    restart->warning = *fault;
    if (!same)
        fault_print(fault, stderr);
}

static void warn_text(struct restart *restart, const char *text) {
    struct fault fault = {0};
    snprintf(fault.message, sizeof fault.message, "%.1000s", text);
    restart_warn(restart, &fault);
}

/* ── freezing ── */

static bool start_builder(struct restart *restart) {
    const struct script *script = restart->script;
    struct builder_job job = {.entry = script->entry, .out = script->frozen, .budget_ms = script->desc.budget_ms};
    struct error err = {.code = EXIT_FILE, .text = "the process that freezes games has ended early"}; /* unless none can be started */
    restart->built_from = base_now_ns();
    restart->builder = restart->warm;
    restart->warm = NULL;
    if (restart->builder && builder_begin(restart->builder, &job))
        return true;
    drop_builder(&restart->builder); /* there was none, or it has died while it waited */
    restart->builder = builder_start(script->desc.loop, "", &err);
    if (restart->builder && builder_begin(restart->builder, &job))
        return true;
    drop_builder(&restart->builder);
    warn_text(restart, err.text);
    return false;
}

void restart_build(struct restart *restart) {
    drop_builder(&restart->builder); /* its work is stale */
    drop_ready(restart);
    if (!start_builder(restart))
        restart->why[0] = 0;
}

void restart_open_ready(struct restart *restart) {
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
    restart->frozen_now = report->ok;
    if (report->ok) {
        drop_builder(&restart->builder);
        restart_open_ready(restart);
        return;
    }
    struct script *script = restart->script;
    restart->why[0] = 0;
    const struct file_list *files = builder_files(restart->builder);
    for (int i = 0; i < files->count; i++)
        files_put(&restart->touched, &files->items[i]);
    restart_watch_all(restart);
    drop_builder(&restart->builder);
    if (!report->fault.message[0])
        warn_text(restart, report->error.text);
    else if (script->game.fault.message[0])
        script->game.fault = report->fault; /* what holds the game up now; the caller of script_slack tells it */
    else
        restart_warn(restart, &report->fault);
}

/* ── what changed ── */

/* Reloads the image or sound that is this file; false when it is none of the game's, is damaged, or no longer of the size that its scripts
 * know. */
static bool reload_asset(struct restart *restart, const char *path) {
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
        if (!script->desc.reload(script->desc.self, assets, i, &ignored))
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
    const struct life *game = &restart->script->game;
    bool attempted = restart->builder || restart->ready || restart->warning.message[0];
    bool imported = game->vm && vm_modules(game->vm)->count != game->snapshot.modules.count; /* and the snapshot does not know of it */
    if (!attempted || imported || game->fault.message[0] || !snapshot_fresh(&game->snapshot))
        return false;
    drop_builder(&restart->builder);
    drop_ready(restart);
    restart->why[0] = restart->warning.message[0] = 0;
    files_clear(&restart->touched);
    restart_watch_all(restart);
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
        if (!changed->items[i].link && !restart->builder && !restart->ready && reload_asset(restart, path)) {
            tell_reloaded(path);
        } else {
            first = first ? first : path;
            sources++;
            files_put(&restart->touched, &changed->items[i]); /* or it would be told anew when its builder dies without a word */
        }
    }
    if (!sources) {
        changed_back(restart); /* a file of this kind may have been what was wrong */
        return;
    }
    name_changes(restart, first, sources - 1);
    restart->keep_state = true;
    free(restart->live_path);
    restart->live_path = sources == 1 ? base_strdup(first) : NULL;
    restart->live_ms = 0;
    restart->live_why = NULL;
    restart_build(restart);
}

void restart_collect(struct restart *restart) {
    if (restart->watch && restart->watched != count_files(restart))
        restart_watch_all(restart);
    const struct file_list *changed = restart->watch ? watch_take(restart->watch) : NULL;
    if (changed)
        take_changes(restart, changed);
    struct builder_report report;
    bool settled = !restart->watch || !watch_stirred(restart->watch);
    if (restart->builder && settled && builder_done(restart->builder, &report))
        end_build(restart, &report);
}

/* ── builders that wait ── */

void restart_warm_up(struct restart *restart) {
    struct error ignored; /* without it the next freezing is slower, no more */
    if (restart->watch && !restart->warm && !restart->builder)
        restart->warm = builder_start(restart->script->desc.loop, restart->script->entry, &ignored);
}

void restart_drop_work(struct restart *restart) {
    drop_builder(&restart->builder);
    drop_builder(&restart->warm);
    drop_ready(restart);
    builder_wait_gone(restart->script->desc.loop);
}
