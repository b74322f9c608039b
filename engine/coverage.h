/* How much of each pixel an outline covers.
 *
 * Pipe: typeface → coverage → glyphs. No state, any thread. Exact areas, as in font-rs (Levien 2016): each line adds to the pixels it
 * crosses what lies to its right, and one sum over the row gives the shares. Any finite outline is fine. */
#pragma once
#include "typeface.h"

/* A rectangle of pixels around a glyph's origin on the baseline, y downwards. */
struct coverage_box {
    int left, top, width, height;
};

/* The pixels that an outline touches when a font unit is `scale` pixels; false when it touches none, or more than `limit` in a direction.
 */
bool coverage_box(const struct typeface_outline *outline, double scale, int limit, struct coverage_box *box);

/* Fills `shares` (width * height, 0 .. 1, row by row) for that box; needs coverage_room floats. */
void coverage_fill(const struct typeface_outline *outline, double scale, const struct coverage_box *box, float *shares);
size_t coverage_room(const struct coverage_box *box);
