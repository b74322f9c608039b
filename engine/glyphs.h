/* Text in TrueType fonts: the fonts, and an atlas of the glyphs that were drawn lately.
 *
 * Pipe: records → glyphs → render's batch. Main thread only. A glyph is drawn once for each size it is seen in; when the atlas is full it
 * grows, and at its largest everything in it goes and what is still needed comes back. Once warm, drawing allocates nothing. */
#pragma once
#include "error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct glyphs;
struct render;

/* `hard`: pixels are covered or not, nothing between. */
struct glyphs *glyphs_create(bool hard);
void glyphs_destroy(struct glyphs *glyphs);

/* Makes these bytes (copied) the font of an id, in place of what it was; false with `err` as typeface_open. */
bool glyphs_font(struct glyphs *glyphs, uint32_t id, const void *bytes, size_t size, struct error *err);
void glyphs_drop(struct glyphs *glyphs, uint32_t id);

struct glyphs_text {
    uint32_t font, color, align; /* 0 left, 1 centre, 2 right of x */
    float x, y, size, wrap;      /* the top of the first line; pixels an em; width of a line, 0 none */
    const uint32_t *points;      /* code points */
    uint32_t count;
};

/* Draws text with render's view, clip and blend; an unknown font or what is not finite draws nothing. */
void glyphs_draw(struct glyphs *glyphs, struct render *render, const struct glyphs_text *text);
