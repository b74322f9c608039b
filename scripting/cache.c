#include "cache.h"
#include "base.h"
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

char *cache_folder(void) {
    const char *xdg = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    if (xdg && xdg[0] == '/')
        return base_format("%s/thaw", xdg);
    return home && home[0] == '/' ? base_format("%s/.cache/thaw", home) : NULL;
}

static char *temporary_file(struct error *err) {
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
        path = temporary_file(err);
    } else {
        XXH128_hash_t hash = XXH3_128bits(entry, strlen(entry));
        path = base_format("%s/%016" PRIx64 "%016" PRIx64 ".thaw", folder, hash.high64, hash.low64);
    }
    free(folder);
    return path;
}
