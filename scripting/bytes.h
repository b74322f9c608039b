/* A queue of bytes: put in at its end, taken from its front. Plain data, all zero is empty; any thread. */
#pragma once
#include <stddef.h>

struct bytes {
    char *memory;
    size_t start, end, capacity; /* what is queued: memory[start] up to memory[end] */
};

/* Copies `size` bytes to the end. */
void bytes_put(struct bytes *bytes, const void *from, size_t size);

/* Removes the first `size` bytes; memory that a burst needed goes back when nothing is left. */
void bytes_drop(struct bytes *bytes, size_t size);

/* The first byte, a view until the next change, and how many there are. */
const char *bytes_front(const struct bytes *bytes);
size_t bytes_size(const struct bytes *bytes);

/* Frees, and leaves it empty. */
void bytes_free(struct bytes *bytes);
