#include "files.h"
#include "base.h"
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

enum { READ_LIMIT = 256 << 20 }; /* of a file that is looked at: the largest asset */

void files_add(struct file_list *list, const char *path, const uint64_t hash[2]) {
    struct file *file = NULL;
    for (int i = 0; i < list->count && !file; i++)
        if (strcmp(list->items[i].path, path) == 0)
            file = &list->items[i];
    if (!file) {
        if (list->count == list->capacity) {
            list->capacity = list->capacity ? list->capacity * 2 : 32;
            list->items = base_realloc(list->items, (size_t)list->capacity * sizeof *list->items);
        }
        file = &list->items[list->count++];
        file->path = base_strdup(path);
    }
    file->hash[0] = hash ? hash[0] : 0;
    file->hash[1] = hash ? hash[1] : 0;
}

void files_clear(struct file_list *list) {
    for (int i = 0; i < list->count; i++)
        free(list->items[i].path);
    free(list->items);
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
