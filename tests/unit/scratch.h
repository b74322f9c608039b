/* A test's own folder under /tmp, files in it, and numbers that are the same in every run. Include it after cmocka.h. */
#pragma once
#include <dirent.h>
#include <ftw.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char scratch_folder[256]; /* absolute, links resolved; made by scratch_create */

static inline int scratch_create(void **state) {
    char name[] = "/tmp/thaw-test-XXXXXX";
    (void)state;
    char *real = mkdtemp(name) ? realpath(name, NULL) : NULL;
    if (!real)
        return -1;
    snprintf(scratch_folder, sizeof scratch_folder, "%s", real);
    free(real);
    return 0;
}

static inline int scratch_remove_one(const char *path, const struct stat *st, int flag, struct FTW *walk) {
    (void)st, (void)flag, (void)walk;
    return remove(path);
}

static inline int scratch_destroy(void **state) {
    (void)state;
    return nftw(scratch_folder, scratch_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* The path of a name in the folder; the last 8 answers stay valid. */
static inline const char *scratch(const char *name) {
    static char paths[8][4096];
    static int next;
    char *path = paths[next++ % 8];
    snprintf(path, sizeof paths[0], "%s/%s", scratch_folder, name);
    return path;
}

/* Makes or replaces a file without the code under test; gives its path. */
static inline const char *scratch_write(const char *name, const void *bytes, size_t size) {
    const char *path = scratch(name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
    return path;
}

static inline const char *scratch_text(const char *name, const char *text) {
    return scratch_write(name, text, strlen(text));
}

static inline const char *scratch_subfolder(const char *name) {
    const char *path = scratch(name);
    assert_int_equal(mkdir(path, 0777), 0);
    return path;
}

/* How many entries a folder has besides "." and ".."; -1 when it is none. */
static inline int scratch_entries(const char *path) {
    DIR *dir = opendir(path);
    int count = dir ? -2 : -1;
    for (; dir && readdir(dir); count++) {
    }
    if (dir)
        closedir(dir);
    return count;
}

/* xorshift32: the caller keeps the state, any number but 0. */
static inline uint32_t scratch_random(uint32_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 17;
    return *state ^= *state << 5;
}

#define assert_says(text, part)                                     \
    do {                                                            \
        if (!strstr((text), (part)))                                \
            fail_msg("\"%s\" does not say \"%s\"", (text), (part)); \
    } while (0)
