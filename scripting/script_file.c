/* The part of script.h that runs no game: freezing into a file, telling about one, being the freezing child. */
#include "base.h"
#include "builder.h"
#include "cache.h"
#include "script.h"
#include "vm.h"
#include <stdlib.h>
#include <string.h>

bool script_freeze(const struct script_desc *from, const char *out, struct error *err, struct fault *fault) {
    *err = (struct error){0};
    *fault = (struct fault){0};
    if (out && !snapshot_may_replace(out, err))
        return false;
    char *entry = module_entry(from->path, err);
    struct builder_job job = {.entry = entry, .out = out, .pack = true, .budget_ms = from->budget_ms};
    struct builder *builder = entry ? builder_start(from->loop, "", err) : NULL;
    if (builder)
        builder_begin(builder, &job); /* of a child that died at once builder_wait tells */
    free(entry);
    if (!builder)
        return false;
    struct builder_report report;
    builder_wait(builder, &report);
    builder_destroy(builder);
    builder_wait_gone(from->loop);
    if (!builder_outcome(&report, err, fault))
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
