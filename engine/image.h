/* Pictures in memory: PNG and JPEG in, PNG out.
 *
 * Pipe: asset → image → render. No state, any thread. It reads no files: the bytes come from whoever has them. */
#pragma once
#include "error.h"
#include <stddef.h>
#include <stdint.h>

enum { IMAGE_LIMIT = 8192 }; /* pixels a side */

/* Rows from top to bottom without gaps, 4 bytes a pixel, alpha not premultiplied. */
struct image_pixels {
    int width, height; /* 1 .. IMAGE_LIMIT */
    uint8_t *rgba;
};

/* Reads width and height from the header alone; fails when it is neither PNG nor JPEG, damaged or larger than IMAGE_LIMIT. */
bool image_size(const void *bytes, size_t size, int *width, int *height, struct error *err);

/* Gives the pixels, to be freed with image_free; fails as image_size does, and `name` is in the sentence. */
bool image_decode(const void *bytes, size_t size, const char *name, struct image_pixels *pixels, struct error *err);

/* Frees the pixels and clears the struct; a zeroed struct is fine. */
void image_free(struct image_pixels *pixels);

/* Lays the frames of a sheet out anew with a border of one pixel around each, copied from its own outermost pixels; what is left over at
 * the right and the bottom goes. `padded` is to be freed with image_free. */
void image_pad(const struct image_pixels *sheet, int frame_w, int frame_h, struct image_pixels *padded);

/* A copy, to be freed with image_free. */
void image_copy(const struct image_pixels *pixels, struct image_pixels *copy);

/* Multiplies the colours by their alpha. */
void image_premultiply(struct image_pixels *pixels);

/* Writes a PNG as base_write_file does: the old file or the whole new one. */
bool image_write_png(const char *path, const struct image_pixels *pixels, struct error *err);
