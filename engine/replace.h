/* A file that takes another's place once it is whole.
 *
 * Its bytes go to a file aside, in the same folder, and onto the disk, then a rename puts it over the old one, and the folder goes onto the
 * disk too: a process that is killed, a disk that is full and a machine that loses power leave the old file or the new one. A file aside is
 * named .NAME.PID-N.tmp; those of processes that are gone are removed when a file of that NAME is replaced next. Any thread. */
#pragma once
#include "error.h"
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct replace;

/* Opens the file aside, its mode less the umask's bits. Where `path` is a link, what it leads to is meant. NULL with `err` (EXIT_FILE) when
 * it cannot, and when `path` is a folder, a device or a pipe. */
struct replace *replace_begin(const char *path, mode_t mode, struct error *err);

/* Appends. What fails is remembered, and replace_end tells it. */
void replace_add(struct replace *replace, const void *bytes, size_t size);

/* Writes over the first bytes: a header that is known at the end. */
void replace_head(struct replace *replace, const void *bytes, size_t size);

/* Puts the new file in place, and frees. False with `err` (EXIT_FILE) when anything failed since the beginning: the old file is there as it
 * was, and nothing aside. */
bool replace_end(struct replace *replace, struct error *err);

/* Frees, and leaves the old file. */
void replace_drop(struct replace *replace);

/* Puts onto the disk that `path` is in its folder; false with errno when the disk fails. */
bool replace_settle(const char *path);

/* Removes the files aside of processes that are gone: those of the file `name`, NULL: of any. */
void replace_clean(const char *folder, const char *name);
