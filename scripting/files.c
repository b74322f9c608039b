#include "files.h"
#include "base.h"
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

enum { READ_LIMIT = 256 << 20 }; /* of a file that is looked at: the largest asset */

/* The slot that a path has, or would have. */
static int *slot_of(const struct file_list *list, const char *path) {
    int mask = list->slot_count - 1, at = (int)(XXH3_64bits(path, strlen(path)) & (uint64_t)mask);
    while (list->slots[at] && strcmp(list->items[list->slots[at] - 1].path, path) != 0)
        at = (at + 1) & mask;
    return &list->slots[at];
}

int files_find(const struct file_list *list, const char *path) {
    return list->count ? *slot_of(list, path) - 1 : -1;
}

static void grow(struct file_list *list) {
    list->capacity = list->capacity ? list->capacity * 2 : 32;
    list->items = base_realloc(list->items, (size_t)list->capacity * sizeof *list->items);
    list->slot_count = list->capacity * 2;
    free(list->slots);
    list->slots = memset(base_alloc((size_t)list->slot_count * sizeof *list->slots), 0, (size_t)list->slot_count * sizeof *list->slots);
    for (int i = 0; i < list->count; i++)
        *slot_of(list, list->items[i].path) = i + 1;
}

void files_add(struct file_list *list, const char *path, const uint64_t hash[2]) {
    int index = files_find(list, path);
    if (index < 0) {
        if (list->count == list->capacity)
            grow(list);
        index = list->count++;
        list->items[index].path = base_strdup(path);
        *slot_of(list, path) = index + 1;
    }
    struct file *file = &list->items[index];
    file->hash[0] = hash ? hash[0] : 0;
    file->hash[1] = hash ? hash[1] : 0;
}

void files_clear(struct file_list *list) {
    for (int i = 0; i < list->count; i++)
        free(list->items[i].path);
    free(list->items);
    free(list->slots);
    *list = (struct file_list){0};
}

char *files_pack(const struct file_list *list, size_t *size) {
    *size = 0;
    for (int i = 0; i < list->count; i++)
        *size += sizeof list->items[i].hash + strlen(list->items[i].path) + 1;
    char *bytes = base_alloc(*size + 1), *at = bytes;
    for (int i = 0; i < list->count; i++) {
        memcpy(at, list->items[i].hash, sizeof list->items[i].hash);
        at += sizeof list->items[i].hash;
        at += strlen(strcpy(at, list->items[i].path)) + 1;
    }
    return bytes;
}

bool files_unpack(struct file_list *list, const char *bytes, size_t size) {
    for (const char *at = bytes, *end = bytes + size; at < end;) {
        uint64_t hash[2];
        const char *path = at + sizeof hash;
        const char *nul = (size_t)(end - at) > sizeof hash ? memchr(path, 0, (size_t)(end - path)) : NULL;
        if (!nul)
            return false;
        memcpy(hash, at, sizeof hash);
        files_add(list, path, hash);
        at = nul + 1;
    }
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
