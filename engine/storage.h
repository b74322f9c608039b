/* A game's saved data: one text in memory and the file behind it, written aside by a thread of libuv's while the game goes on.
 *
 * The file holds one whole text or another whole one, also when the process is killed or the machine loses power while it is written
 * (replace.h). At most one write a second begins, but for the last. What cannot be written is told once and tried again. Two games of one
 * name: the last to write wins. What the text means only scripts know (js/storage.js). Main thread only. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct storage;
struct uv_loop_s;

enum { STORAGE_LIMIT = 64 << 20 }; /* bytes of a file that is read */

/* Opens FOLDER/NAME.json, borrowing the loop, and reads it; a file that is not there is an empty one, and one that is too large is set
 * aside as storage_broken does. When the machine fails to read one it stays as it is: a line says so, and nothing is ever written. The
 * folder is made when it is first written to; NULL: nothing is ever written, and a line says so. */
struct storage *storage_open(struct uv_loop_s *loop, const char *folder, const char *name);

/* Writes what is not written yet, and waits for it; what is held is kept. False, and a line says so, when the file has not all that was
 * set. */
bool storage_close(struct storage *storage);

const char *storage_name(const struct storage *storage);

/* The text as it is now, a view until the next storage_set; NULL: there is none. */
const char *storage_text(const struct storage *storage, size_t *size);

/* Whether a new text would be written at once. */
bool storage_due(const struct storage *storage);

/* Takes a new text (copied), to be written when it is due, or with `now` as soon as no other is being written. */
void storage_set(struct storage *storage, const char *text, size_t size, bool now);

/* From now on nothing is written that is set, until it is clear whether it counts: then storage_keep, or storage_undo, after which the text
 * is as it was before. Without a storage_hold both do nothing. */
void storage_hold(struct storage *storage);
void storage_keep(struct storage *storage);
void storage_undo(struct storage *storage);

/* Once a frame: begins the write that is due. */
void storage_pump(struct storage *storage);

/* The text makes no sense: its file is renamed to NAME.json.broken, a line says so, and the storage is empty. */
void storage_broken(struct storage *storage, const char *why);

/* Where games are saved: $XDG_DATA_HOME/thaw, else ~/.local/share/thaw; malloc'd, or NULL without a home. */
char *storage_folder(void);

/* A name for a game that has none of its own, made of its folder's; malloc'd. */
char *storage_name_of(const char *game_folder);
