#include "pack.h"
#include "base.h"
#include "snapshot.h"
#include <elf.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>
#include <xxhash.h>

static const char magic[8] = {'\x89', 'P', 'A', 'C', 'K', '\r', '\n', '\x1a'};
static const char mark[EI_NIDENT - EI_PAD] = {'t', 'h', 'a', 'w', 'e', 'd', '\n'};

enum { PROGRAM_LIMIT = 1 << 30 };

/* The linker's name for this program's ELF header, as it is in memory: no file need be opened to know what we are. */
extern const char __ehdr_start[] __attribute__((visibility("hidden")));

bool pack_is(const void *start, size_t size) {
    const char *bytes = start;
    return size >= EI_NIDENT && memcmp(bytes, ELFMAG, SELFMAG) == 0 && memcmp(bytes + EI_PAD, mark, sizeof mark) == 0;
}

bool pack_is_self(void) {
    return pack_is(__ehdr_start, EI_NIDENT);
}

static void set_hash(const void *program, const struct pack_trailer *trailer, uint64_t hash[2]) {
    XXH3_state_t *state = XXH3_createState();
    XXH3_128bits_reset(state);
    XXH3_128bits_update(state, program, trailer->offset);
    XXH3_128bits_update(state, trailer, offsetof(struct pack_trailer, hash));
    XXH128_hash_t digest = XXH3_128bits_digest(state);
    XXH3_freeState(state);
    hash[0] = digest.low64;
    hash[1] = digest.high64;
}

bool pack_find(const void *file, const char *path, size_t *offset, size_t *size, struct error *err) {
    struct pack_trailer trailer;
    size_t before = *size - sizeof trailer; /* what a file too short for a trailer wraps around to is no size of its parts */
    if (*size > sizeof trailer)
        memcpy(&trailer, (const char *)file + before, sizeof trailer);
    if (*size <= sizeof trailer || memcmp(trailer.magic, magic, sizeof magic) != 0)
        return error_set(err, EXIT_FILE, "cannot thaw %s: this packed game is truncated or damaged (its end is missing)", path);
    if (trailer.offset > before || trailer.size != before - trailer.offset || trailer.offset % SNAPSHOT_PAGE)
        return error_set(err, EXIT_FILE, "cannot thaw %s: this packed game is damaged (its parts do not add up to the file)", path);
    uint64_t hash[2];
    set_hash(file, &trailer, hash);
    if (memcmp(hash, trailer.hash, sizeof hash) != 0)
        return error_set(err, EXIT_FILE, "cannot thaw %s: this packed game is damaged (the program does not match its hash)", path);
    *offset = trailer.offset;
    *size = trailer.size;
    return true;
}

char *pack_self(struct error *err) {
    char path[PATH_MAX];
    size_t size = sizeof path;
    int failed = uv_exepath(path, &size);
    if (!failed)
        return base_strdup(path);
    error_set(err, EXIT_FILE, "cannot find the file of this program: %s", uv_strerror(failed));
    return NULL;
}

static char *read_self(size_t *size, struct error *err) {
    char *path = pack_self(err);
    char *bytes = path ? base_read_file(path, PROGRAM_LIMIT, size, err) : NULL;
    free(path);
    return bytes;
}

bool pack_write(const char *path, const void *frozen, size_t size, struct error *err) {
    size_t program_size;
    char *bytes = read_self(&program_size, err);
    if (!bytes)
        return false;
    struct pack_trailer trailer = {.offset = (program_size + SNAPSHOT_PAGE - 1) / SNAPSHOT_PAGE * SNAPSHOT_PAGE, .size = size};
    memcpy(trailer.magic, magic, sizeof magic);
    size_t whole = trailer.offset + size + sizeof trailer;
    bytes = base_realloc(bytes, whole);
    memcpy(bytes + EI_PAD, mark, sizeof mark);
    memset(bytes + program_size, 0, trailer.offset - program_size);
    memcpy(bytes + trailer.offset, frozen, size);
    set_hash(bytes, &trailer, trailer.hash);
    memcpy(bytes + trailer.offset + size, &trailer, sizeof trailer);
    bool ok = whole <= SNAPSHOT_LIMIT ? base_write_program(path, bytes, whole, err)
                                      : error_set(err, EXIT_FILE, "cannot write %s: it would be larger than 2 GB", path);
    free(bytes);
    return ok;
}
