/* TrueType files: which glyph a character has, how wide it is, its outline, and where lines of text break.
 *
 * Pipe: asset → typeface → glyphs. No state, any thread. Our own reader: stb_truetype trusts every offset in a file and asserts on bad
 * outlines, so a damaged font would end the game. Here every read is inside the file or 0, and nothing in a file is trusted: a font that
 * cannot be used is refused with a sentence, one that is damaged further inside shows wrong or missing glyphs. It reads cmap formats 4 and
 * 12, glyf outlines and kern format 0; no hinting, no CFF outlines, no collections, no GPOS.
 *
 * Lengths are font units (`units` of them an em), y upwards; sizes are pixels an em. */
#pragma once
#include "error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TYPEFACE_BOX = 0x10000 }; /* the glyph that stands for what a font does not have */

struct typeface;

/* Gives a typeface, the bytes copied; NULL with `err` (EXIT_SCRIPT) saying what is wrong with them. */
struct typeface *typeface_open(const void *bytes, size_t size, struct error *err);
void typeface_close(struct typeface *face);

struct typeface_metrics {
    int units;           /* 16 to 16384 */
    int ascent, descent; /* from the baseline up and down, both mostly positive */
    int line;            /* from one baseline to the next, at least 1 */
};

struct typeface_metrics typeface_metrics(const struct typeface *face);

/* The glyph of a code point; TYPEFACE_BOX when there is none. */
uint32_t typeface_glyph(const struct typeface *face, uint32_t codepoint);

/* How far a glyph moves the pen, and what a pair of them adds to that. */
int typeface_advance(const struct typeface *face, uint32_t glyph);
int typeface_kern(const struct typeface *face, uint32_t left, uint32_t right);

/* How many of these code points the first line holds when it may be `most` units wide (0: no limit), as font_line does; `width` gets what
 * they take. */
size_t typeface_line(const struct typeface *face, const uint32_t *text, size_t count, double most, size_t *next, int64_t *width);

/* Width and height in pixels of text set in this size and wrapped at `wrap` pixels (0: not). */
void typeface_measure(const struct typeface *face, const uint32_t *text, size_t count, double size, double wrap, double *width,
                      double *height);

/* A curve from one point over a control point to another; a straight line has its middle there. */
struct typeface_curve {
    float x0, y0, x1, y1, x2, y2;
};

struct typeface_outline {
    struct typeface_curve *curves;
    int count, capacity;
};

/* Fills `out` (zeroed at first, its memory used again; free `curves` at last) with a glyph's outline; nothing for a space or damage. */
void typeface_outline(const struct typeface *face, uint32_t glyph, struct typeface_outline *out);
