/* Where games run from their sources keep their frozen file: $XDG_CACHE_HOME/thaw or ~/.cache/thaw (XDG Base Directory Specification), one
 * file for each game folder. Whether it still fits the sources is asked of the file itself (snapshot_fresh). Any thread. */
#pragma once
#include "error.h"
#include <stdbool.h>
#include <stdint.h>

/* The folder, malloc'd; NULL when the environment names none. */
char *cache_folder(void);

/* The frozen file of the game with this entry module (absolute path), malloc'd, its folder made; a new name under the system's folder for
 * temporary files when the cache cannot be written, then `*temporary` is true. NULL with `err` when neither can. */
char *cache_file(const char *entry, bool *temporary, struct error *err);

/* A new, empty file under the system's folder for temporary files, malloc'd path; the caller removes it, or the next call after a process
 * that was killed. NULL with `err` (EXIT_FILE). */
char *cache_temporary(struct error *err);

struct cache_size {
    int games;
    uint64_t bytes;
};

/* The frozen files in the folder; zeros when there is none. */
struct cache_size cache_measure(void);

/* Removes those that `useless` says yes to, of the path of each, and what killed processes left half written. Gives what was removed;
 * `*err` tells (text not empty) what could not be.
 */
struct cache_size cache_clean(bool (*useless)(const char *path), struct error *err);
