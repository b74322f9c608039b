/* Watching files for new contents, through libuv's directory events: one watch a directory, since editors replace files by renaming.
 *
 * A file counts as changed when its bytes are others than those it was given with: touching, or writing the same again, is no change. A
 * directory that is not there yet is waited for in the nearest one above it. Changes are told a little after the last event, so that one
 * save in several steps is one change; a file that is empty or gone is given longer, since most editors write it right after. Main thread,
 * on the uv loop; the callbacks only collect. No V8. */
#pragma once
#include "files.h"
#include <stdbool.h>

struct uv_loop_s;
struct watch;

enum {
    WATCH_SETTLE_MS = 4,  /* after the last event */
    WATCH_EMPTY_MS = 150, /* for what is empty or gone */
};

struct watch *watch_create(struct uv_loop_s *loop);
void watch_destroy(struct watch *watch);

/* What to watch from now on, instead of what was: copied. Files that were not among it, or whose directory was not watched, are looked at
 * once more, since they may have changed in between; all are taken as they are the first time. */
void watch_set(struct watch *watch, const struct file_list *files);

/* The files that have changed, with their new contents; they count as known from then on. A view until the next call; NULL: none, or it is
 * too early to tell. Cheap when nothing happened. */
const struct file_list *watch_take(struct watch *watch);

/* Whether something may have changed that watch_take does not tell yet. */
bool watch_stirred(const struct watch *watch);
