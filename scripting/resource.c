#include "resource.h"
#include "base.h"
#include <stdlib.h>
#include <string.h>

enum { CLIENT_BYTES = 64 << 20, CLIENT_STREAMS = 4096 }; /* a front end opens all the source maps of a game before it reads the first */

struct stream {
    int number;
    uint32_t client;
    char *bytes;
    size_t size, at;
};

struct resources {
    struct stream *streams;
    int count, capacity, last;
};

struct resources *resources_create(void) {
    struct resources *resources = base_alloc(sizeof *resources);
    memset(resources, 0, sizeof *resources);
    return resources;
}

void resources_destroy(struct resources *resources) {
    for (int i = 0; i < resources->count; i++)
        free(resources->streams[i].bytes);
    free(resources->streams);
    free(resources);
}

/* The path of a module's URL, or of one with ".map" behind it; NULL: none of the game's. */
static char *allowed_path(const struct module_list *modules, const char *url) {
    for (int i = 0; i < modules->count; i++) {
        const struct module *module = &modules->items[i];
        size_t length = strlen(module->url);
        if (module->path && strncmp(url, module->url, length) == 0 && (!url[length] || strcmp(url + length, ".map") == 0))
            return base_format("%s%s", module->path, url + length);
    }
    return NULL;
}

/* Whether a client has room for so many bytes more. */
static bool has_room(const struct resources *resources, uint32_t client, size_t size) {
    int count = 0;
    for (int i = 0; i < resources->count; i++) {
        bool mine = resources->streams[i].client == client;
        size += mine ? resources->streams[i].size : 0;
        count += mine;
    }
    return size <= CLIENT_BYTES && count < CLIENT_STREAMS;
}

int resources_open(struct resources *resources, uint32_t client, const struct module_list *modules, const char *url) {
    char *path = allowed_path(modules, url);
    struct error ignored;
    size_t size = 0;
    char *bytes = path ? base_read_file(path, MODULE_LIMIT, &size, &ignored) : NULL;
    free(path);
    if (!bytes || !has_room(resources, client, size)) {
        free(bytes);
        return 0;
    }
    if (resources->count == resources->capacity) {
        resources->capacity = resources->capacity ? resources->capacity * 2 : 8;
        resources->streams = base_realloc(resources->streams, (size_t)resources->capacity * sizeof *resources->streams);
    }
    resources->streams[resources->count++] = (struct stream){++resources->last, client, bytes, size, 0};
    return resources->last;
}

bool resources_read(struct resources *resources, uint32_t client, int number, size_t most, const char **bytes, size_t *size, bool *end) {
    for (int i = 0; i < resources->count; i++) {
        struct stream *stream = &resources->streams[i];
        if (stream->number != number || stream->client != client)
            continue;
        size_t left = stream->size - stream->at;
        *bytes = stream->bytes + stream->at;
        *size = left < most ? left : most;
        stream->at += *size;
        *end = stream->at == stream->size;
        return true;
    }
    return false;
}

void resources_close(struct resources *resources, uint32_t client, int number) {
    for (int i = resources->count; i-- > 0;) {
        struct stream *stream = &resources->streams[i];
        if (stream->client == client && (!number || stream->number == number)) {
            free(stream->bytes);
            *stream = resources->streams[--resources->count];
        }
    }
}
