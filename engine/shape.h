/* Turns rectangles, circles, lines, pictures and text into triangles in device pixels.
 *
 * Pipe: render → shape → render's batch. No state of its own. It knows neither records nor textures: the caller flushes before it
 * changes the texture, and shapes and text want the font's atlas. Whatever is not finite, has no size or lies off the screen makes no
 * triangle. */
#pragma once
#include "font.h"
#include <stdbool.h>
#include <stdint.h>

#define SHAPE_LIMIT 1e6f /* no corner goes further from the origin; a larger shape is left out, an upright rectangle cut to it */

struct shape_vertex {
    float x, y;      /* device pixels from the top left of the drawn area */
    float u, v;      /* 0 .. 1 */
    uint8_t rgba[4]; /* premultiplied */
};

struct shape_batch {
    struct shape_vertex *vertices;
    int32_t *indices; /* three a triangle */
    int vertex_count, index_count;
    int vertex_limit, index_limit; /* what the arrays hold, at least SHAPE_LARGEST */
    void (*flush)(void *context);  /* called when they are full; must empty them */
    void *context;
};

/* Room for so many more of each (at most the limits), flushing when there is none; gives the index of the first vertex. Then one vertex
 * with a colour 0xRRGGBBAA, and one triangle of three of them. */
int shape_reserve(struct shape_batch *batch, int vertices, int indices);
void shape_vertex(struct shape_batch *batch, double x, double y, float u, float v, uint32_t color);
void shape_triangle(struct shape_batch *batch, int a, int b, int c);

/* The place in the font's atlas that is white all over. */
#define SHAPE_WHITE_U ((FONT_WHITE % FONT_COLUMNS + 0.5f) / FONT_COLUMNS)
#define SHAPE_WHITE_V ((FONT_WHITE / FONT_COLUMNS + 0.5f) / FONT_ROWS)

enum { SHAPE_SEGMENTS = 512, SHAPE_LARGEST = SHAPE_SEGMENTS * 4 * 6 };

/* How logical coordinates come to device pixels: a turn, one scale, a shift. */
struct shape_view {
    double cos, sin, scale; /* scale is positive */
    double x, y;            /* added last */
    double width, height;   /* of the drawn area in device pixels */
    bool smooth;            /* feather slanted edges; otherwise upright corners go to whole pixels */
};

/* A picture or a frame of one. */
struct shape_image {
    float width, height;      /* logical pixels */
    float u0, v0, u1, v1;     /* its part of the texture */
    float origin_x, origin_y; /* as draw.h says */
    bool smooth;
};

struct shape_place {
    float x, y, rotation, scale_x, scale_y;
    uint32_t tint;
};

/* The line width that stands for "filled". */
#define SHAPE_FILL -1.0f

/* Points the view as draw.h's camera {x, y, zoom, rotation} says, `scale` device pixels a logical pixel; a camera that is not finite
 * leaves it as it was. */
void shape_camera(struct shape_view *view, const float camera[4], double scale);

/* {x, y, w, h} and {x, y, radius}, filled or with a line that wide along the inside; {x1, y1, x2, y2}. Colours are 0xRRGGBBAA. */
void shape_rect(struct shape_batch *batch, const struct shape_view *view, const float rect[4], uint32_t color, float line);
void shape_circle(struct shape_batch *batch, const struct shape_view *view, const float circle[3], uint32_t color, float line);
void shape_line(struct shape_batch *batch, const struct shape_view *view, const float ends[4], uint32_t color, float line);
void shape_image(struct shape_batch *batch, const struct shape_view *view, const struct shape_image *image,
                 const struct shape_place *place);

/* {x, y, w, h} showing {u0, v0, u1, v1} of the texture, hard at its edges, so that patches side by side join. */
void shape_patch(struct shape_batch *batch, const struct shape_view *view, const float rect[4], const float uv[4], uint32_t color);

struct shape_text {
    float x, y, size, wrap; /* wrap: width of a line, 0 none */
    uint32_t color, align;  /* 0 left, 1 centre, 2 right of x */
    const uint32_t *text;   /* code points */
    uint32_t count;
};

void shape_text(struct shape_batch *batch, const struct shape_view *view, const struct shape_text *text);
