/* Fills triangles in memory the way a graphics card does: corners between pixels, colour and texture interpolated, blended.
 *
 * Pipe: shape → soft → pixels. No state, any thread. For headless runs and machines without an accelerated renderer. */
#pragma once
#include "draw.h"
#include "image.h"
#include "shape.h"

/* Textures, colours of corners and targets are premultiplied. */
struct soft_texture {
    const struct image_pixels *pixels; /* borrowed */
    bool smooth;                       /* linear filtering, edges clamped */
};

struct soft_target {
    struct image_pixels *pixels;  /* borrowed */
    int left, top, right, bottom; /* what is drawn on, inside the picture; right and bottom not included */
    enum draw_blend blend;
};

/* Draws the batch's triangles; corners must lie within SHAPE_LIMIT. A pixel is covered when its centre is inside (top and left edges
 * count), so neighbours share no pixel and leave none out. */
void soft_triangles(struct soft_target target, struct soft_texture texture, const struct shape_batch *batch);
