#include "bytes.h"
#include "base.h"
#include <stdlib.h>
#include <string.h>

enum { KEPT = 64 * 1024 }; /* capacity an empty queue may keep */

void bytes_put(struct bytes *bytes, const void *from, size_t size) {
    if (bytes->start && bytes->capacity - bytes->end < size) {
        memmove(bytes->memory, bytes->memory + bytes->start, bytes_size(bytes));
        bytes->end -= bytes->start;
        bytes->start = 0;
    }
    if (bytes->capacity - bytes->end < size) {
        size_t needed = bytes->end + size, doubled = bytes->capacity * 2;
        bytes->capacity = needed > doubled ? needed : doubled;
        bytes->memory = base_realloc(bytes->memory, bytes->capacity);
    }
    if (size)
        memcpy(bytes->memory + bytes->end, from, size);
    bytes->end += size;
}

void bytes_drop(struct bytes *bytes, size_t size) {
    ASSERT(size <= bytes_size(bytes));
    bytes->start += size;
    if (bytes->start < bytes->end)
        return;
    bytes->start = bytes->end = 0;
    if (bytes->capacity > KEPT)
        bytes_free(bytes);
}

const char *bytes_front(const struct bytes *bytes) {
    return bytes->memory ? bytes->memory + bytes->start : "";
}

size_t bytes_size(const struct bytes *bytes) {
    return bytes->end - bytes->start;
}

void bytes_free(struct bytes *bytes) {
    free(bytes->memory);
    *bytes = (struct bytes){0};
}
