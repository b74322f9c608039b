/* Bytes as a file that has a path, without a disk: for code that wants to open it itself. One file a process, its contents replaced. */
#pragma once
#include "base.h"
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

static inline const char *memory_file(const void *bytes, size_t size) {
    static char path[64];
    static int fd = -1;
    if (fd < 0) {
        fd = memfd_create("fuzz", MFD_CLOEXEC);
        snprintf(path, sizeof path, "/proc/%d/fd/%d", (int)getpid(), fd);
    }
    ASSERT(fd >= 0 && ftruncate(fd, 0) == 0 && pwrite(fd, bytes, size, 0) == (ssize_t)size);
    return path;
}
