/* A packed game: one file that is this program and, behind it, a frozen game with its assets.
 *
 *   program  a copy of thaw, marked in the unused bytes of its ELF header, so that it knows itself even when its end is gone
 *   frozen   a frozen file (snapshot.h), at a multiple of SNAPSHOT_PAGE, mapped from where it lies
 *   trailer  struct pack_trailer, the last bytes of the file
 *
 * Its hash covers program and trailer, the frozen file brings its own. Any thread. */
#pragma once
#include "error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PACK_START = 16 }; /* bytes of a file that pack_is wants to see: e_ident of the ELF header */

struct pack_trailer {
    char magic[8];
    uint64_t offset, size; /* of the frozen file */
    uint64_t hash[2];      /* XXH3-128 of all before `offset` and of this trailer without `hash`, low word first */
};

/* Whether a file that starts with these bytes is a packed game. */
bool pack_is(const void *start, size_t size);

/* Whether this very program is. */
bool pack_is_self(void);

/* Finds the frozen file in a packed game of `*size` bytes and sets where it lies and its size; false with `err` (EXIT_FILE), naming `path`,
 * when the file is truncated or damaged. */
bool pack_find(const void *file, const char *path, size_t *offset, size_t *size, struct error *err);

/* Writes the packed game of this program and a frozen file's bytes, executable, aside and renamed. False with `err` (EXIT_FILE). */
bool pack_write(const char *path, const void *frozen, size_t size, struct error *err);

/* The path of this program, malloc'd; NULL with `err` (EXIT_FILE). */
char *pack_self(struct error *err);
