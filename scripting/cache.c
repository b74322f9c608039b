#include "cache.h"
#include "base.h"
#include "replace.h"
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

char *cache_folder(void) {
    return base_own_folder("XDG_CACHE_HOME", ".cache");
}

/* Counts the frozen files that `wanted` says yes to (NULL: all), and removes them when `err` is given. */
static struct cache_size walk(bool (*wanted)(const char *path), struct error *err) {
    struct cache_size size = {0};
    char *folder = cache_folder();
    DIR *dir = folder ? opendir(folder) : NULL;
    struct stat st;
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        const char *dot = strrchr(entry->d_name, '.');
        char *path = base_format("%s/%s", folder, entry->d_name);
        bool counts = dot && strcmp(dot, ".thaw") == 0 && lstat(path, &st) == 0 && S_ISREG(st.st_mode) && (!wanted || wanted(path));
        if (counts && err && unlink(path) != 0)
            counts = error_set(err, EXIT_FILE, "cannot remove %s: %s", path, strerror(errno));
        size.games += counts;
        size.bytes += counts ? (uint64_t)st.st_size : 0;
        free(path);
    }
    if (dir)
        closedir(dir);
    free(folder);
    return size;
}

struct cache_size cache_measure(void) {
    return walk(NULL, NULL);
}

struct cache_size cache_clean(bool (*useless)(const char *path), struct error *err) {
    *err = (struct error){0};
    char *folder = cache_folder();
    if (folder)
        replace_clean(folder, NULL);
    free(folder);
    return walk(useless, err);
}

/* What processes that were killed left there: thaw-PID-XXXXXX, and what they wrote aside of it. */
static void clean_temporary(const char *folder) {
    DIR *dir = opendir(folder);
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        const char *name = entry->d_name + (entry->d_name[0] == '.');
        int pid;
        if (strncmp(name, "thaw-", 5) == 0 && sscanf(name, "thaw-%d-", &pid) == 1 && pid > 0 && kill(pid, 0) != 0 && errno == ESRCH)
            unlinkat(dirfd(dir), entry->d_name, 0);
    }
    if (dir)
        closedir(dir);
}

char *cache_temporary(struct error *err) {
    const char *wanted = getenv("TMPDIR"), *folder = wanted && wanted[0] == '/' ? wanted : "/tmp";
    clean_temporary(folder);
    char *path = base_format("%s/thaw-%d-XXXXXX", folder, (int)getpid());
    int fd = mkstemp(path);
    if (fd < 0) {
        error_set(err, EXIT_FILE, "cannot make a temporary file %s: %s", path, strerror(errno));
        free(path);
        return NULL;
    }
    close(fd);
    return path;
}

char *cache_file(const char *entry, bool *temporary, struct error *err) {
    char *folder = cache_folder();
    *temporary = !folder || !base_make_folders(folder, err) || access(folder, W_OK) != 0;
    char *path;
    if (*temporary) {
        path = cache_temporary(err);
    } else {
        XXH128_hash_t hash = XXH3_128bits(entry, strlen(entry));
        path = base_format("%s/%016" PRIx64 "%016" PRIx64 ".thaw", folder, hash.high64, hash.low64);
    }
    free(folder);
    return path;
}
