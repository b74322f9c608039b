/* The child's side of builder.h: load, evaluate, check, CreateBlob, write; then one report. */
#include "base.h"
#include "builder.h"
#include "config.h"
#include "snapshot.h"
#include "vm.h"
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
    REPORT_FD = 3,
    FREEZE_SEED = 0x74686177, /* of Math.random: the same in every freeze, so that freezes repeat, and nobody's choice for a run */
};

static void send_bytes(const void *bytes, size_t left) {
    for (const char *at = bytes; left;) {
        ssize_t wrote = write(REPORT_FD, at, left);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0)
            return; /* the parent is gone, and with it whoever wanted to know */
        at += wrote;
        left -= (size_t)wrote;
    }
}

/* A game that could not be frozen is told with all files that it was made of, so that the parent knows which to wait for. */
static void send_report(const struct builder_report *report, struct file_list *touched, const struct assets *assets) {
    send_bytes(report, sizeof *report);
    if (report->ok)
        return;
    for (int i = 0; i < assets_count(assets); i++) {
        char *path = assets_path(assets, assets_at(assets, i)->path);
        files_add(touched, path, assets_at(assets, i)->hash);
        free(path);
    }
    size_t size;
    char *bytes = files_pack(touched, &size);
    send_bytes(bytes, size);
    free(bytes);
}

/* What was looked at and is neither a module nor an asset of the game, which are looked at again anyway; malloc'd bytes. */
static char *pack_looked(const struct snapshot *snapshot, const struct file_list *touched, size_t *size) {
    struct file_list known = {0}, looked = {0};
    for (int i = 0; i < snapshot->modules.count; i++)
        if (snapshot->modules.items[i].path)
            files_add(&known, snapshot->modules.items[i].path, NULL);
    for (int i = 0; i < assets_count(snapshot->assets); i++) {
        char *path = assets_path(snapshot->assets, assets_at(snapshot->assets, i)->path);
        files_add(&known, path, NULL);
        free(path);
    }
    for (int i = 0; i < touched->count; i++)
        if (files_index(&known, &touched->items[i]) < 0)
            files_put(&looked, &touched->items[i]);
    char *bytes = files_pack(&looked, size);
    files_clear(&known);
    files_clear(&looked);
    return bytes;
}

/* The vm is gone afterwards, whatever comes of it. */
static void freeze(struct vm *vm, struct snapshot *snapshot, const struct file_list *touched, const char *out, bool pack,
                   struct builder_report *report) {
    uint64_t started = base_now_ns();
    char *blob = NULL, *looked = NULL;
    bool frozen = config_read(vm, &snapshot->config, &report->fault);
    if (frozen) {
        snapshot->modules = *vm_modules(vm);
        for (int i = 0; i < snapshot->modules.count; i++)
            report->modules += snapshot->modules.items[i].path && snapshot->modules.items[i].kind != MODULE_DATA; /* the author's */
        report->assets = assets_count(snapshot->assets);
        frozen = vm_freeze(vm, &blob, &snapshot->blob_size, &report->fault);
    }
    if (frozen) {
        vm_watch_stop();
        struct module_list frozen_modules = snapshot->modules;
        *vm_modules(vm) = (struct module_list){0}; /* the list outlives the vm */
        vm_destroy(vm);
        vm_try(blob, snapshot->blob_size);
        snapshot->modules = frozen_modules;
        snapshot->blob = blob;
        report->blob_size = snapshot->blob_size;
        snapshot->looked = looked = pack_looked(snapshot, touched, &snapshot->looked_size);
        report->ok = !*out || snapshot_write(out, snapshot, pack, &report->error);
    }
    report->freeze_ms = (double)(base_now_ns() - started) / 1e6;
    free(looked);
    free(blob);
}

/* Cut off from the parent, a freezing process has nobody to work for; and V8's aborts are expected, so none leaves a core file. */
static void settle_in(int parent) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    signal(SIGINT, SIG_IGN); /* Ctrl-C reaches both, and is the parent's to answer */
    if (getppid() != parent)
        _exit(EXIT_SCRIPT); /* it died before that call */
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    signal(SIGXFSZ, SIG_IGN); /* a limit on the size of files is an error of the write */
}

/* The job's words as builder_begin writes them: entry, out, "pack" or "", milliseconds. False when the parent has none for us any more. */
static bool read_job(char *text, size_t room, const char *words[4]) {
    size_t size = 0;
    int count = 0;
    for (const char *from = text; count < 4;) {
        ssize_t got = read(STDIN_FILENO, text + size, room - size);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        size += (size_t)got;
        for (const char *nul; count < 4 && (nul = memchr(from, 0, (size_t)(text + size - from))); from = nul + 1)
            words[count++] = from;
    }
    return true;
}

int builder_child(int argc, char **argv) {
    ASSERT(argc == BUILDER_ARGC);
    settle_in(atoi(argv[2]));
    struct snapshot snapshot = {0};
    struct builder_report report = {0};
    struct vm_flags flags = {.building = true, .seed = FREEZE_SEED};
    struct file_list touched = {0};
    struct bind_world world = {.touched = &touched};
    vm_platform_start(&flags, &snapshot.maker);
    struct vm *vm = vm_create_building(&world);
    ASSERT(vm_prepare(vm, &report.fault));
    if (argv[3][0])
        vm_precompile(vm, argv[3]);
    static char text[BUILDER_JOB];
    const char *words[4];
    if (!read_job(text, sizeof text, words))
        _exit(EXIT_OK);
    uint64_t started = base_now_ns();
    const char *entry = words[0];
    snapshot.root = base_strdup(entry);
    *strrchr(snapshot.root, '/') = 0;
    snapshot.assets = world.assets = assets_create(*snapshot.root ? snapshot.root : "/");
    vm_watch_start(vm, (uint32_t)atoi(words[3]));
    bool ok = vm_evaluate(vm, entry, &report.fault);
    report.evaluate_ms = (double)(base_now_ns() - started) / 1e6;
    if (ok)
        freeze(vm, &snapshot, &touched, words[1], strcmp(words[2], "pack") == 0, &report);
    send_report(&report, &touched, snapshot.assets);
    _exit(report.ok ? EXIT_OK : EXIT_SCRIPT); /* the heap goes with the process; taking it apart would only cost time */
}
