/* The draw list: what one frame shows, as records in one block of memory that C and JavaScript share.
 *
 * Pipe: script → render. Scripts write records while draw() runs; render.c executes them when the frame ends. Nothing is drawn
 * before that, and no call into C happens per shape. Main thread only.
 *
 * The memory is an array of 32-bit words, seen by JavaScript as a Float32Array and a Uint32Array over the same bytes:
 *   word 0           `used`: how many words are filled, this one included (at least 1)
 *   word 1 …         records, one after the other: a header word `op | words << 8` (`words` counts the header too), then its fields
 * Fields are floats unless marked u32. Colours are u32 0xRRGGBBAA, not premultiplied. Lengths are logical pixels, angles radians
 * (clockwise, since y grows downwards), the origin is the top left corner of the screen. Records are executed in order, back to front.
 *
 * To add a record: a row in DRAW_OPS, its writer in scripting/js/screen.js, its case in render.c. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* name, value, fixed words of a record (header included); SPRITES, TEXT, LETTERS, POLYGON and TRIANGLES have a variable tail after them. */
#define DRAW_OPS(X)                                                                                                              \
    X(CLEAR, 1, 2)         /* color u32; fills the whole screen whatever camera, clip and blend; replaces what a canvas holds */ \
    X(CAMERA, 2, 5)        /* x y zoom rotation: the point (x, y) of the world comes to the top left corner, see below */        \
    X(IMAGE, 3, 11)        /* image u32, x y, frame u32, rotation, scale_x scale_y, origin_x origin_y, tint u32 */               \
    X(SPRITES, 4, 5)       /* image u32, count u32, origin_x origin_y; then the columns, see below */                            \
    X(FILL_RECT, 5, 6)     /* x y w h, color u32 */                                                                              \
    X(STROKE_RECT, 6, 7)   /* x y w h, color u32, line width; the line lies inside the rectangle */                              \
    X(FILL_CIRCLE, 7, 5)   /* x y radius, color u32 */                                                                           \
    X(STROKE_CIRCLE, 8, 6) /* x y radius, color u32, line width; the line lies inside the circle */                              \
    X(LINE, 9, 7)          /* x1 y1 x2 y2, color u32, line width; butt ends */                                                   \
    X(TEXT, 10, 8)         /* x y, size, color u32, align u32 (0 left 1 centre 2 right of x), wrap width (0: none), count u32;   \
                              then `count` words u32, one Unicode code point each, 10 being a line break */                      \
    X(BLEND, 11, 2)        /* u32, enum draw_blend */                                                                            \
    X(CLIP, 12, 5)         /* x y w h: nothing is drawn outside, whatever the camera; a negative w ends it */                    \
    X(TARGET, 13, 2)       /* image u32, the canvas that is drawn on from here; 0: the screen. Camera, clip and blend anew */    \
    X(TILE, 14, 10)        /* image u32, x y w h, frame u32, offset_x offset_y, tint u32: the rectangle full of repetitions */   \
    X(PANEL, 15, 12)       /* image u32, x y w h, frame u32, left top right bottom, tint u32: borders keep their size */         \
    X(POLYGON, 16, 3)      /* color u32, count u32; then x y of `count` corners */                                               \
    X(TRIANGLES, 17, 4)    /* image u32 (0: white), frame u32, count u32; then x y u v and color u32 of `count` corners */       \
    X(LETTERS, 18, 9)      /* font u32, x y, size, color u32, align u32, wrap width, count u32; then as TEXT */

enum draw_op {
#define X(name, value, words) DRAW_##name = value,
    DRAW_OPS(X)
#undef X
};

/* How what is drawn and what is there become one; opacity a of 0 .. 1 changes nothing at 0. */
enum draw_blend {
    DRAW_ALPHA = 0,    /* source a + there (1 - a) */
    DRAW_ADD = 1,      /* there + source a */
    DRAW_MULTIPLY = 2, /* there (source a + 1 - a) */
};

enum { DRAW_CORNERS = 1024 }; /* of a polygon; one with more is not drawn */

/* IMAGE and SPRITES: `image` is an image's id. `frame` counts from 0, row by row through the sheet; a frame that is not there, or an
 *   unknown id, draws nothing. `origin` is the point of the frame that lies at (x, y) and about which it turns and scales, as a
 *   fraction of the frame's size: 0 0 its top left corner, 0.5 0.5 its centre. The texture's colour is multiplied by the tint.
 * SPRITES columns, each `count` words unless said: x[] y[] rotation[] scale[] tint[] (u32), then frame[] as u16, (count + 1) / 2 words.
 * CAMERA: screen point = rotate((world - (x, y)) * zoom, -rotation) for every record after it, line widths and text included; each frame
 *   starts with 0 0 1 0, no clip, DRAW_ALPHA and the screen as target.
 * TARGET: an id that is no canvas's: what follows draws nothing. A canvas drawn onto itself draws nothing.
 * TILE: the frame's top left corner lies at (x, y) + offset, and the grid of its repetitions starts there.
 * TRIANGLES: u v are fractions of the frame, cut to 0 .. 1; three corners a triangle, a rest of one or two is left out.
 * LETTERS: `font` is a font's id, `size` the height of its em in logical pixels.
 * TEXT: `size` is the height of a line in logical pixels; the built-in font's cell is 3/4 as wide as high. */

enum { DRAW_WORDS = 4 << 20 }; /* 16 MB of address space; memory is used only as far as a list grows */

union draw_word {
    float f;
    uint32_t u;
};

struct draw {
    union draw_word *words; /* DRAW_WORDS of them; words[0].u is `used` */
};

/* Reserves the block; it is empty. The memory is zero and untouched pages cost nothing. Aborts with a sentence when it cannot. */
void draw_create(struct draw *list);
void draw_destroy(struct draw *list);

/* Forgets all records. */
void draw_reset(struct draw *list);

/* Adds a record of `words` words in all with its header written; gives the place of its first field (valid until draw_reset), or NULL
 * when the list is full. For C; JavaScript writes the words itself. */
union draw_word *draw_push(struct draw *list, enum draw_op op, uint32_t words);

/* Shorthands for C's own drawing (overlays). `utf8` is cut at the end of the list's room; bad UTF-8 shows as U+FFFD. */
void draw_clear(struct draw *list, uint32_t color);
void draw_fill_rect(struct draw *list, float x, float y, float w, float h, uint32_t color);
void draw_text(struct draw *list, const char *utf8, float x, float y, float size, uint32_t color);

/* Walks the records: `*at` starts at 0; gives each record's header word and moves `*at` past it; NULL at the end, or at the first record
 * that is broken (unknown op, wrong length, reaching past `used`), so that no reader can leave the block. */
const union draw_word *draw_next(const struct draw *list, uint32_t *at);

/* Whether draw_next would reach the end of the list without meeting a broken record. */
bool draw_valid(const struct draw *list);

/* Whether a record of this kind is in the list, before any broken one. */
bool draw_has(const struct draw *list, enum draw_op op);

/* XXH3-64 of the filled words, mixed with `seed`: chained over frames it identifies a run. */
uint64_t draw_hash(const struct draw *list, uint64_t seed);
