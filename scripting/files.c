#include "files.h"
#include "base.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

enum { READ_LIMIT = 256 << 20 }; /* of a file that is looked at: the largest asset */

/* The slot that a file or link has, or would have. */
static int *slot_of(const struct file_list *list, const char *path, bool link) {
    int mask = list->slot_count - 1, at = (int)((XXH3_64bits(path, strlen(path)) + link) & (uint64_t)mask);
    for (const struct file *item; list->slots[at]; at = (at + 1) & mask) {
        item = &list->items[list->slots[at] - 1];
        if (item->link == link && strcmp(item->path, path) == 0)
            break;
    }
    return &list->slots[at];
}

int files_index(const struct file_list *list, const struct file *file) {
    return list->count ? *slot_of(list, file->path, file->link) - 1 : -1;
}

static void grow(struct file_list *list) {
    list->capacity = list->capacity ? list->capacity * 2 : 32;
    list->items = base_realloc(list->items, (size_t)list->capacity * sizeof *list->items);
    list->slot_count = list->capacity * 2;
    free(list->slots);
    list->slots = memset(base_alloc((size_t)list->slot_count * sizeof *list->slots), 0, (size_t)list->slot_count * sizeof *list->slots);
    for (int i = 0; i < list->count; i++)
        *slot_of(list, list->items[i].path, list->items[i].link) = i + 1;
}

void files_put(struct file_list *list, const struct file *file) {
    int index = files_index(list, file);
    if (index < 0) {
        if (list->count == list->capacity)
            grow(list);
        index = list->count++;
        list->items[index] = (struct file){.path = base_strdup(file->path), .link = file->link};
        *slot_of(list, file->path, file->link) = index + 1;
    }
    memcpy(list->items[index].hash, file->hash, sizeof file->hash);
}

void files_add(struct file_list *list, const char *path, const uint64_t hash[2]) {
    struct file file = {.path = (char *)path};
    if (hash)
        memcpy(file.hash, hash, sizeof file.hash);
    files_put(list, &file);
}

void files_add_link(struct file_list *list, const char *path) {
    struct file file = {.path = (char *)path, .link = true};
    files_look(&file, file.hash, NULL);
    files_put(list, &file);
}

void files_clear(struct file_list *list) {
    for (int i = 0; i < list->count; i++)
        free(list->items[i].path);
    free(list->items);
    free(list->slots);
    *list = (struct file_list){0};
}

/* An item is its hash, 1 for a link or 0, and its path with the NUL. */
enum { PACKED_HASH = sizeof(uint64_t[2]), PACKED_HEAD = PACKED_HASH + 1 };

char *files_pack(const struct file_list *list, size_t *size) {
    *size = 0;
    for (int i = 0; i < list->count; i++)
        *size += PACKED_HEAD + strlen(list->items[i].path) + 1;
    char *bytes = base_alloc(*size + 1), *at = bytes;
    for (int i = 0; i < list->count; i++) {
        memcpy(at, list->items[i].hash, PACKED_HASH);
        at[PACKED_HASH] = list->items[i].link;
        at += PACKED_HEAD;
        at += strlen(strcpy(at, list->items[i].path)) + 1;
    }
    return bytes;
}

bool files_next(const char **at, const char *end, struct file *file) {
    const char *path = *at + PACKED_HEAD;
    const char *nul = end - *at > PACKED_HEAD && *path == '/' ? memchr(path, 0, (size_t)(end - path)) : NULL;
    if (!nul)
        return false;
    *file = (struct file){.path = (char *)path, .link = (*at)[PACKED_HASH] != 0};
    memcpy(file->hash, *at, PACKED_HASH);
    *at = nul + 1;
    return true;
}

bool files_unpack(struct file_list *list, const char *bytes, size_t size) {
    struct file file;
    for (const char *at = bytes, *end = bytes + size; at < end; files_put(list, &file))
        if (!files_next(&at, end, &file))
            return false;
    return true;
}

bool files_hash(const char *path, uint64_t hash[2], bool *empty) {
    struct error ignored;
    size_t size;
    char *bytes = base_read_file(path, READ_LIMIT, &size, &ignored);
    hash[0] = hash[1] = 0;
    if (!bytes)
        return false;
    XXH128_hash_t of = XXH3_128bits(bytes, size);
    free(bytes);
    hash[0] = of.low64;
    hash[1] = of.high64;
    if (empty)
        *empty = size == 0;
    return true;
}

bool files_look(const struct file *file, uint64_t hash[2], bool *empty) {
    if (!file->link)
        return files_hash(file->path, hash, empty);
    char *real = realpath(file->path, NULL);
    XXH128_hash_t of = real ? XXH3_128bits(real, strlen(real)) : (XXH128_hash_t){0};
    hash[0] = of.low64;
    hash[1] = of.high64;
    bool leads = real != NULL;
    free(real);
    return leads;
}

bool files_same(const struct file *file) {
    uint64_t hash[2];
    bool missing = !file->link && !file->hash[0] && !file->hash[1];
    if (missing && access(file->path, F_OK) != 0) /* the most of them by far: at half the cost */
        return true;
    files_look(file, hash, NULL);
    return hash[0] == file->hash[0] && hash[1] == file->hash[1];
}
