#include "resource.h"
#include "base.h"
#include <stdlib.h>
#include <string.h>

enum { STREAMS = 64 };

struct stream {
    int number; /* 0: free */
    uint32_t client;
    char *bytes;
    size_t size, at;
};

struct resources {
    struct stream streams[STREAMS];
    int last;
};

struct resources *resources_create(void) {
    struct resources *resources = base_alloc(sizeof *resources);
    memset(resources, 0, sizeof *resources);
    return resources;
}

void resources_destroy(struct resources *resources) {
    for (int i = 0; i < STREAMS; i++)
        free(resources->streams[i].bytes);
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

int resources_open(struct resources *resources, uint32_t client, const struct module_list *modules, const char *url) {
    struct stream *stream = NULL;
    for (int i = 0; i < STREAMS && !stream; i++)
        if (!resources->streams[i].number)
            stream = &resources->streams[i];
    char *path = stream ? allowed_path(modules, url) : NULL;
    struct error ignored;
    char *bytes = path ? base_read_file(path, MODULE_LIMIT, &stream->size, &ignored) : NULL;
    free(path);
    if (!bytes)
        return 0;
    stream->number = ++resources->last;
    stream->client = client;
    stream->bytes = bytes;
    stream->at = 0;
    return stream->number;
}

bool resources_read(struct resources *resources, uint32_t client, int number, size_t most, const char **bytes, size_t *size, bool *end) {
    for (int i = 0; i < STREAMS; i++) {
        struct stream *stream = &resources->streams[i];
        if (!number || stream->number != number || stream->client != client)
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
    for (int i = 0; i < STREAMS; i++) {
        struct stream *stream = &resources->streams[i];
        if (stream->number && stream->client == client && (!number || stream->number == number)) {
            free(stream->bytes);
            *stream = (struct stream){0};
        }
    }
}
