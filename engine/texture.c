#include "texture.h"
#include "base.h"
#include <stdlib.h>
#include <string.h>

void texture_free(struct texture *texture) {
    if (texture->place.store)
        texture->place.store->free(texture->place.context, texture);
    *texture = (struct texture){0};
}

/* Fills in the one frame, and makes room for the pixels. */
static bool make_room(struct texture *texture, struct texture_place place, int width, int height, struct error *err) {
    texture->place = place;
    texture->width = texture->frame_w = width;
    texture->height = texture->frame_h = height;
    texture->columns = texture->rows = 1;
    bool done = place.store->make(place.context, texture, err);
    if (!done)
        *texture = (struct texture){0};
    return done;
}

bool texture_canvas(struct texture *texture, struct texture_place place, int width, int height, bool smooth, struct error *err) {
    *texture = (struct texture){.smooth = smooth, .canvas = true};
    return make_room(texture, place, width, height, err);
}

bool texture_blank(struct texture *texture, struct texture_place place, int width, int height, bool smooth, struct error *err) {
    *texture = (struct texture){.smooth = smooth};
    if (!make_room(texture, place, width, height, err))
        return false;
    uint8_t *zeros = base_alloc((size_t)width * (size_t)height * 4);
    memset(zeros, 0, (size_t)width * (size_t)height * 4);
    texture_put(texture, 0, 0, &(struct image_pixels){width, height, zeros});
    free(zeros);
    return true;
}

void texture_put(struct texture *texture, int x, int y, const struct image_pixels *pixels) {
    ASSERT(x >= 0 && y >= 0 && x + pixels->width <= texture->width && y + pixels->height <= texture->height);
    texture->place.store->put(texture->place.context, texture, x, y, pixels);
}

bool texture_sheet(struct texture *texture, struct texture_place place, const struct image_pixels *pixels, int frame_w, int frame_h,
                   bool smooth, struct error *err) {
    ASSERT(frame_w > 0 && frame_h > 0 && frame_w <= pixels->width && frame_h <= pixels->height);
    int columns = pixels->width / frame_w, rows = pixels->height / frame_h;
    bool pad = smooth && columns * rows > 1; /* or filtering would mix in the frame beside it */
    struct image_pixels copy;
    if (pad)
        image_pad(pixels, frame_w, frame_h, &copy);
    else
        image_copy(pixels, &copy);
    image_premultiply(&copy);
    *texture = (struct texture){.smooth = smooth};
    bool done = make_room(texture, place, copy.width, copy.height, err);
    if (done) {
        texture_put(texture, 0, 0, &copy);
        texture->frame_w = frame_w;
        texture->frame_h = frame_h;
        texture->columns = columns;
        texture->rows = rows;
        texture->pad = pad;
    }
    image_free(&copy);
    return done;
}

bool texture_frame(const struct texture *texture, uint32_t frame, struct shape_image *image) {
    uint32_t columns = (uint32_t)texture->columns;
    if (frame >= columns * (uint32_t)texture->rows)
        return false;
    int step_x = texture->frame_w + 2 * texture->pad, step_y = texture->frame_h + 2 * texture->pad;
    float x = (float)((int)(frame % columns) * step_x + texture->pad), y = (float)((int)(frame / columns) * step_y + texture->pad);
    float w = (float)texture->width, h = (float)texture->height;
    image->width = (float)texture->frame_w;
    image->height = (float)texture->frame_h;
    image->u0 = x / w;
    image->v0 = y / h;
    image->u1 = (x + image->width) / w;
    image->v1 = (y + image->height) / h;
    image->smooth = texture->smooth;
    return true;
}
