/* Fills triangles in memory the way a graphics card does: corners between pixels, colour and texture interpolated, alpha blended.
 *
 * Pipe: shape → soft → pixels. No state, any thread. For headless runs and machines without an accelerated renderer. */
#pragma once
#include "image.h"
#include "shape.h"

struct soft_texture {
    const struct image_pixels *pixels; /* borrowed */
    bool smooth;                       /* linear filtering, edges clamped */
};

/* Draws the batch's triangles onto `target`; corners must lie within SHAPE_LIMIT. A pixel is covered when its centre is inside (top and
 * left edges count), so neighbours share no pixel and leave none out. */
void soft_triangles(struct image_pixels *target, struct soft_texture texture, const struct shape_batch *batch);
