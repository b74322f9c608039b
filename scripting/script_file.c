/* The part of script.h that runs no game: freezing into a file, packing into a program, being the freezing child. */
#include "base.h"
#include "builder.h"
#include "cache.h"
#include "pack.h"
#include "script_life.h"
#include "script_use.h"
#include "vm.h"
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool script_exists(const char *path, struct error *err) {
    if (!use_given(err != NULL, "script_exists", "the place for an error"))
        return false;
    if (!use_given(path && *path, "script_exists", "the path"))
        return use_error(err);
    char *entry = module_entry(path, err);
    free(entry);
    return entry != NULL;
}

/* Freezes sources into `out` with their assets, in a child. */
static bool freeze_sources(const struct script_desc *from, const char *out, struct builder_report *report, struct error *err,
                           struct fault *fault) {
    char *entry = module_entry(from->path, err);
    struct builder_job job = {.entry = entry, .out = out, .pack = true, .budget_ms = from->budget_ms};
    struct builder *builder = entry ? builder_start(from->loop, "", err) : NULL;
    if (builder)
        builder_begin(builder, &job); /* of a child that died at once builder_wait tells */
    free(entry);
    if (!builder)
        return false;
    builder_wait(builder, report);
    builder_destroy(builder);
    builder_wait_gone(from->loop);
    return builder_outcome(report, err, fault);
}

/* Whether a file may be made now; false with what was misused in `err`, where there is one. */
static bool begin(const char *name, const struct script_desc *from, struct error *err, struct fault *fault) {
    if (!use_given(err && fault, name, "the place for an error or a fault"))
        return false;
    *err = (struct error){0};
    *fault = (struct fault){0};
    bool given = use_given(from != NULL, name, "the description") && use_given(from->path && *from->path, name, "the path") &&
                 use_given(from->loop != NULL, name, "the loop");
    return (given && use_begin(NULL, USE_ALONE, name)) || use_error(err);
}

static bool freeze(const struct script_desc *from, const char *out, struct error *err, struct fault *fault) {
    struct builder_report report;
    if ((out && !snapshot_may_replace(out, err)) || !freeze_sources(from, out, &report, err, fault))
        return false;
    printf("%s: %d modules, %d assets, %.0f KB of heap, evaluated in %.0f ms, frozen in %.0f ms\n", out ? out : "ok", report.modules,
           report.assets, (double)report.blob_size / 1024, report.evaluate_ms, report.freeze_ms);
    return true;
}

bool script_freeze(const struct script_desc *from, const char *out, struct error *err, struct fault *fault) {
    return begin("script_freeze", from, err, fault) && use_end(freeze(from, out, err, fault));
}

/* ── packing ── */

/* The bytes that `to` names from a frozen or packed game, with all assets in it, also when it had been frozen without. */
static bool freeze_frozen(const char *from, const char *to, const struct snapshot_maker *maker, struct error *err) {
    struct snapshot game;
    if (!snapshot_open(&game, from, maker, err))
        return false;
    bool ok = assets_fresh(game.assets)
                  ? snapshot_write(to, &game, true, err)
                  : error_set(err, EXIT_FILE, "cannot pack %s: its assets are not in it and have changed since", from);
    snapshot_close(&game);
    return ok;
}

/* Puts the frozen file behind the program. */
static bool join(const char *frozen, const char *out, struct error *err) {
    size_t size;
    char *bytes = base_read_file(frozen, SNAPSHOT_LIMIT, &size, err);
    bool ok = bytes && pack_write(out, bytes, size, err);
    free(bytes);
    return ok;
}

static bool ends_with(const char *text, const char *end) {
    size_t length = strlen(text), tail = strlen(end);
    return length > tail && strcmp(text + length - tail, end) == 0;
}

static bool pack(const struct script_desc *from, const char *out, struct error *err, struct fault *fault) {
    struct builder_report report;
    struct snapshot_maker maker;
    if (!use_given(out && *out, "script_pack", "the program's path"))
        return use_error(err);
    if (!snapshot_may_replace(out, err))
        return false;
    bool alone = ends_with(out, ".thaw");
    char *frozen = alone ? base_strdup(out) : cache_temporary(err);
    if (!frozen)
        return false;
    bool ok;
    if (script_is_source(from->path)) {
        ok = freeze_sources(from, frozen, &report, err, fault);
    } else if (!(ok = use_v8("script_pack"))) {
        use_error(err);
    } else {
        vm_platform_start(&(struct vm_flags){0}, &maker);
        ok = freeze_frozen(from->path, frozen, &maker, err);
        vm_platform_stop();
    }
    ok = ok && (alone || join(frozen, out, err));
    if (!alone)
        unlink(frozen);
    free(frozen);
    struct stat st;
    if (ok && stat(out, &st) == 0)
        printf("%s: %s of %.1f MB\n", out, alone ? "a frozen game" : "a program", (double)st.st_size / 1e6);
    return ok;
}

bool script_pack(const struct script_desc *from, const char *out, struct error *err, struct fault *fault) {
    return begin("script_pack", from, err, fault) && use_end(pack(from, out, err, fault));
}

char *script_packed(struct error *err) {
    if (!use_given(err != NULL, "script_packed", "the place for an error"))
        return NULL;
    *err = (struct error){0};
    return pack_is_self() ? pack_self(err) : NULL;
}

bool script_is_child(int argc, char **argv, int *exit_code) {
    if (argc != BUILDER_ARGC || !argv || !exit_code || strcmp(argv[1], BUILDER_COMMAND) != 0)
        return false;
    *exit_code = builder_child(argc, argv);
    return true;
}
