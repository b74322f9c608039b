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

static void send_report(const struct builder_report *report) {
    const char *at = (const char *)report;
    size_t left = sizeof *report;
    while (left) {
        ssize_t wrote = write(REPORT_FD, at, left);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0)
            return; /* the parent is gone, and with it whoever wanted to know */
        at += wrote;
        left -= (size_t)wrote;
    }
}

/* The vm is gone afterwards, whatever comes of it. */
static void freeze(struct vm *vm, struct snapshot *snapshot, const char *out, bool pack, struct builder_report *report) {
    uint64_t started = base_now_ns();
    char *blob = NULL;
    bool frozen = config_read(vm, &snapshot->config, &report->fault);
    if (frozen) {
        snapshot->modules = *vm_modules(vm);
        for (int i = 0; i < snapshot->modules.count; i++)
            report->modules += snapshot->modules.items[i].path != NULL; /* the author's */
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
        report->ok = !*out || snapshot_write(out, snapshot, pack, &report->error);
    }
    report->freeze_ms = (double)(base_now_ns() - started) / 1e6;
    free(blob);
}

/* Cut off from the parent, a freezing process has nobody to work for; and V8's aborts are expected, so none leaves a core file. */
static void settle_in(void) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    signal(SIGXFSZ, SIG_IGN); /* a limit on the size of files is an error of the write */
}

int builder_child(int argc, char **argv) {
    ASSERT(argc == BUILDER_ARGC);
    const char *entry = argv[2], *out = argv[3];
    settle_in();
    struct snapshot snapshot = {0};
    struct builder_report report = {0};
    struct vm_flags flags = {.building = true, .seed = FREEZE_SEED};
    uint64_t started = base_now_ns();
    vm_platform_start(&flags, &snapshot.maker);
    snapshot.root = base_strdup(entry);
    *strrchr(snapshot.root, '/') = 0;
    snapshot.assets = assets_create(*snapshot.root ? snapshot.root : "/");
    struct bind_world world = {.assets = snapshot.assets};
    struct vm *vm = vm_create_building(&world);
    vm_watch_start(vm, (uint32_t)atoi(argv[5]));
    bool ok = vm_evaluate(vm, entry, &report.fault);
    report.evaluate_ms = (double)(base_now_ns() - started) / 1e6;
    if (ok)
        freeze(vm, &snapshot, out, strcmp(argv[4], "pack") == 0, &report);
    send_report(&report);
    _exit(report.ok ? EXIT_OK : EXIT_SCRIPT); /* the heap goes with the process; taking it apart would only cost time */
}
