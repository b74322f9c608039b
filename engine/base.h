/* What every file of the engine and of scripting/ may lean on: assertions, the monotonic clock, whole files, words.
 *
 * No state, any thread. It does not log and knows neither SDL nor the frame. */
#pragma once
#include "error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A bug of ours, never the author's mistake: say where, then abort. It stays on in Release. */
#define ASSERT(condition) ((condition) ? (void)0 : base_assert_failed(#condition, __FILE__, __LINE__))
#define COUNT_OF(array)   (sizeof(array) / sizeof *(array))

__attribute__((noreturn)) void base_assert_failed(const char *condition, const char *file, int line);

/* Nanoseconds of the monotonic clock; its zero means nothing. */
uint64_t base_now_ns(void);

/* malloc, realloc and strdup that never return NULL: a process out of memory ends with a sentence and EXIT_FILE. Free with free(). */
void *base_alloc(size_t size);
void *base_realloc(void *memory, size_t size);
char *base_strdup(const char *text);

/* That end, for what gets its memory elsewhere. */
__attribute__((noreturn)) void base_out_of_memory(void);

/* A new string made as printf does; the caller frees it. */
char *base_format(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The whole file as bytes followed by one NUL that `size` does not count; the caller frees it. NULL with `err` (exit code 3) when it
 * is missing, a directory, not readable, or larger than `limit` bytes (errno is EFBIG then). */
char *base_read_file(const char *path, size_t limit, size_t *size, struct error *err);

/* Replaces the file by these bytes as replace.h does: whatever happens, the old one is there or the new one. */
bool base_write_file(const char *path, const void *bytes, size_t size, struct error *err);

/* The same for a file that may be executed by all whom the umask lets. */
bool base_write_program(const char *path, const void *bytes, size_t size, struct error *err);

/* Makes the folder and its parents; true when it is there afterwards. */
bool base_make_folders(const char *path, struct error *err);

/* Thaw's own folder by the XDG Base Directory Specification, $VARIABLE/thaw or ~/BELOW_HOME/thaw, malloc'd, not made; relative paths are
 * ignored, as it wants. NULL when the environment names none. */
char *base_own_folder(const char *variable, const char *below_home);

/* Takes the control characters but newline and tab out of UTF-8 text in place (C0, DEL, C1), so that no text from a script can steer a
 * terminal; gives the new length. The text needs no NUL and gets none. */
size_t base_printable(char *text, size_t size);

/* How many letters one must change, add or drop to make `a` into `b`, ASCII case ignored (Levenshtein 1966); for suggestions. */
int base_edit_distance(const char *a, const char *b);
