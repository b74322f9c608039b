/* The built-in bitmap font: cells of 6x8 pixels, all in one small white-on-transparent atlas.
 *
 * Pipe: none; tables and arithmetic, any thread. It holds printable ASCII, the punctuation, arrows and marks listed in font.c, and the
 * accented Latin letters as a base letter under a mark. It does not draw: shape.c
 * makes the vertices. To add a glyph: a row in font_data.h. */
#pragma once
#include <stddef.h>
#include <stdint.h>

enum {
    FONT_WIDTH = 6, /* a cell, the gap to the right and below included */
    FONT_HEIGHT = 8,
    FONT_COLUMNS = 16, /* cells in a row of the atlas */
    FONT_ROWS = 18,
    FONT_ATLAS_WIDTH = FONT_COLUMNS * FONT_WIDTH,
    FONT_ATLAS_HEIGHT = FONT_ROWS * FONT_HEIGHT,
    FONT_WHITE = 0, /* the cell that is white all over, for shapes */
    FONT_BOX = 1,   /* the hollow box of a code point that has no glyph */
};

/* The cell of a code point, less than FONT_COLUMNS * FONT_ROWS; FONT_BOX when it has none. */
int font_glyph(uint32_t codepoint);

/* Fills FONT_ATLAS_WIDTH * times by FONT_ATLAS_HEIGHT * times RGBA8 pixels: opaque white where there is ink, all zero elsewhere; each
 * pixel of the font becomes a square of `times` pixels. */
void font_atlas(uint8_t *rgba, int times);

/* Reads one code point of UTF-8 that ends with NUL and gives the place after it; U+FFFD and one byte further on bad UTF-8; 0 and the same
 * place at the end. */
const char *font_decode(const char *utf8, uint32_t *codepoint);

/* How many of these code points the first line holds when it may be `columns` wide (0: no limit, else it breaks at spaces, or within a word
 * longer than a line); `*next` is where the line after it starts: past the line break or the spaces, `count` at the end. Always moves on
 * unless count is 0. */
size_t font_line(const uint32_t *text, size_t count, size_t columns, size_t *next);

/* How many columns a line has in letters of this size when it may be `wrap` pixels wide; 0: no limit. */
size_t font_columns(double size, double wrap);

/* Width and height in pixels of text set in this size and wrapped at `wrap` pixels (0: not). */
void font_measure(const uint32_t *text, size_t count, double size, double wrap, double *width, double *height);
