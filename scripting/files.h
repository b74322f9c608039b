/* Lists of files with what was in them: what a game was made of, and what it looked for in vain. Plain data, any thread. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct file {
    char *path;       /* absolute */
    uint64_t hash[2]; /* XXH3-128 of the bytes, low word first; both 0: the file was missing */
    bool link;        /* not what is in it matters, but where it leads: the hash is that of its real path; both 0: it led nowhere */
};

struct file_list {
    struct file *items;
    int count, capacity;
    int *slots;     /* by the hash of the path: the item's index and 1, 0: none; a list of thousands is looked through for each of them */
    int slot_count; /* a power of two, at least twice the count */
};

/* Adds a copy of the path; a path that is there already only gets the new hash. `hash` NULL: missing. */
void files_add(struct file_list *list, const char *path, const uint64_t hash[2]);

/* Adds a copy of an item, as files_add. A link and a file of one path are two. */
void files_put(struct file_list *list, const struct file *file);

/* Adds a link, with where it leads now. */
void files_add_link(struct file_list *list, const char *path);

/* The item of the same path and kind as `file`, -1: none. */
int files_index(const struct file_list *list, const struct file *file);

void files_clear(struct file_list *list);

/* The list as bytes for a pipe, malloc'd; and back, false when they are none. */
char *files_pack(const struct file_list *list, size_t *size);
bool files_unpack(struct file_list *list, const char *bytes, size_t size);

/* The next item of such bytes, a view, without a list; false when there is no whole one with an absolute path. */
bool files_next(const char **at, const char *end, struct file *file);

/* What is in the file now; false when it is missing or cannot be read. `empty` (may be NULL): it has no bytes. */
bool files_hash(const char *path, uint64_t hash[2], bool *empty);

/* The hash that an item, a file or a link, has now; false when there is nothing. */
bool files_look(const struct file *file, uint64_t hash[2], bool *empty);

/* Whether what it has now is what it was noted with. */
bool files_same(const struct file *file);
