#include "vm_v8.h"
#include <cstdio>
#include <cstring>
#include <link.h>
#include <memory>
#include <new>
#include <string>
#include <sys/mman.h>
#include <unistd.h>

static std::unique_ptr<v8::Platform> platform;

v8::Platform *vm_platform() {
    return platform.get();
}

static void set_flags(const char *flags) {
    v8::V8::SetFlagsFromString(flags, strlen(flags));
}

static bool idle_gc;

/* V8 asks for a young collection as a task, which runs in slack, once this share of the young space is taken; at 80 %, its own choice, a
 * frame that allocates as 20 MB a second do overruns the megabyte that the space begins with before the next slack. It looks only each
 * time that as much again was allocated, so up to twice the share may be taken then, and the rest must hold a frame. A space that
 * begins with 4 MB holds frames of 1.6 MB. */
static void aim_at_slack() {
    set_flags("--min-semi-space-size=4");
#if V8_MAJOR_VERSION < 11
    set_flags("--scavenge-task-trigger=30");
#else
    set_flags("--minor-gc-task-trigger=30");
#endif
}

bool vm_idle_gc() {
    return idle_gc;
}

extern "C" void vm_platform_start(const struct vm_flags *flags, struct snapshot_maker *maker) {
    std::set_new_handler(base_out_of_memory); /* without exceptions it would be an abort */
    /* Our own hash over the whole file was checked before V8 sees the blob, so V8's checksum pass adds nothing but time. */
    set_flags("--no-verify-snapshot-checksum");
    /* Code of a running game is never thrown away for being idle: the frame that needs it again would stutter. */
    set_flags("--no-flush-bytecode");
#if V8_MAJOR_VERSION < 11
    set_flags("--turbo-fast-api-calls"); /* vm_fast.cc; 11.3 needs no telling */
#endif
    /* screen.image with its options is more code than V8 by itself (460 and 920 bytes of bytecode) puts into the function that calls it,
     * and what is not put there gets its numbers in boxes. */
    set_flags("--max-inlined-bytecode-size=700 --max-inlined-bytecode-size-cumulative=2400");
    /* Functions that never ran while freezing are compiled too, so that the first frame finds them ready. */
    if (flags->building)
        set_flags("--no-lazy --no-enable-lazy-source-positions");
    idle_gc = !flags->no_idle_gc && !flags->building;
    if (idle_gc)
        aim_at_slack();
    if (flags->seed)
        set_flags(("--random-seed=" + std::to_string(flags->seed)).c_str()); /* not part of the version tag */
    platform = v8::platform::NewDefaultPlatform();
    v8::V8::InitializePlatform(platform.get());
    v8::V8::Initialize();
    *maker = {};
    snprintf(maker->v8_version, sizeof maker->v8_version, "%s", v8::V8::GetVersion());
    maker->build = bind_hash() * 31 + (uint64_t)v8::internal::kApiTaggedSize * 256 + (uint64_t)v8::internal::kSmiValueSize;
}

extern "C" const char *vm_v8_version(void) {
    return v8::V8::GetVersion();
}

extern "C" void vm_platform_stop(void) {
    v8::V8::Dispose();
#if V8_MAJOR_VERSION >= 10
    v8::V8::DisposePlatform();
#else
    v8::V8::ShutdownPlatform();
#endif
    platform.reset();
}

/* Drops what is mapped of the library that V8 is in, of its code and of what else is only read. */
static int forget(struct dl_phdr_info *info, size_t, void *) {
    uintptr_t inside = reinterpret_cast<uintptr_t>(&v8::V8::GetVersion), page = (uintptr_t)sysconf(_SC_PAGESIZE);
    bool found = false;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) &segment = info->dlpi_phdr[i];
        uintptr_t start = info->dlpi_addr + segment.p_vaddr;
        found = found || (segment.p_type == PT_LOAD && inside - start < segment.p_memsz);
    }
    for (int i = 0; found && i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) &segment = info->dlpi_phdr[i];
        uintptr_t start = (info->dlpi_addr + segment.p_vaddr + page - 1) & ~(page - 1),
                  end = info->dlpi_addr + segment.p_vaddr + segment.p_memsz;
        if (segment.p_type == PT_LOAD && !(segment.p_flags & PF_W) && end > start)
            madvise(reinterpret_cast<void *>(start), end - start, MADV_DONTNEED);
    }
    return found;
}

extern "C" void vm_platform_settle(void) {
    dl_iterate_phdr(forget, nullptr);
}
