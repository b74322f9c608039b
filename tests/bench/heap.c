/* bench_heap FILE.thaw ROUNDS: prints nanoseconds, medians of so many rounds in turn, of bringing a frozen heap to life (isolate and
 * context) and of copying the same bytes into fresh pages, and the first thaw of the process, whose pages of V8's own library are new too.
 */
#include "base.h"
#include "bind.h"
#include "vm.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static double thaw_once(const struct snapshot *snapshot) {
    struct bind_world world = {.assets = snapshot->assets};
    uint64_t began = base_now_ns();
    struct vm *vm = vm_thaw(snapshot, &world);
    double ns = (double)(base_now_ns() - began);
    vm_destroy(vm);
    return ns;
}

static double copy_once(const struct snapshot *snapshot) {
    size_t size = snapshot->blob_size;
    uint64_t began = base_now_ns();
    char *pages = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    ASSERT(pages != MAP_FAILED);
    memcpy(pages, snapshot->blob, size);
    double ns = (double)(base_now_ns() - began);
    munmap(pages, size);
    return ns;
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, int count) {
    qsort(values, (size_t)count, sizeof *values, by_value);
    return values[count / 2];
}

int main(int argc, char **argv) {
    struct snapshot_maker maker;
    struct snapshot snapshot;
    struct error err;
    int rounds = argc == 3 ? atoi(argv[2]) : 0;
    if (rounds < 1) {
        fprintf(stderr, "bench_heap: it takes FILE.thaw ROUNDS\n");
        return EXIT_USAGE;
    }
    vm_platform_start(&(struct vm_flags){.seed = 1}, &maker);
    if (!snapshot_open(&snapshot, argv[1], &maker, &err)) {
        fprintf(stderr, "bench_heap: %s\n", err.text);
        return err.code;
    }
    double *thaws = base_alloc((size_t)rounds * sizeof *thaws), *copies = base_alloc((size_t)rounds * sizeof *copies);
    double first = thaw_once(&snapshot);
    for (int i = 0; i < rounds; i++) {
        thaws[i] = thaw_once(&snapshot);
        copies[i] = copy_once(&snapshot);
    }
    printf("{\"bytes\":%zu,\"thaw\":%.0f,\"first\":%.0f,\"copy\":%.0f}\n", snapshot.blob_size, median(thaws, rounds), first,
           median(copies, rounds));
    free(thaws);
    free(copies);
    snapshot_close(&snapshot);
    vm_platform_stop();
    return EXIT_OK;
}
