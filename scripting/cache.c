#include "cache.h"
#include "base.h"
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
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
    return walk(useless, err);
}

char *cache_temporary(struct error *err) {
    const char *folder = getenv("TMPDIR");
    char *path = base_format("%s/thaw-XXXXXX", folder && folder[0] == '/' ? folder : "/tmp");
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
