#include "soft.h"
#include <math.h>
#include <string.h>

enum {
    ONE = 256, /* corners lie on 1/256 of a pixel */
    HALF = 128,
    STEEP = 4096, /* texels a pixel: in slivers it may be any number */
};

/* A value that changes evenly over the triangle: at the centre of pixel (0, 0), and per pixel. */
struct plane {
    double base, dx, dy;
};

enum { RED, GREEN, BLUE, ALPHA, U, V, PLANES };

struct job {
    struct soft_target target;
    struct soft_texture texture;
    struct plane planes[PLANES];
    bool one_color, one_texel;
};

/* One side: not negative inside. 64 bits hold it, as corners lie within SHAPE_LIMIT. */
struct edge {
    int64_t value, dx, dy;
};

struct corner {
    int64_t x, y;
    const struct shape_vertex *vertex;
};

static uint32_t over_255(uint32_t product) {
    return (product + 128 + ((product + 128) >> 8)) >> 8;
}

static int whole(double value, int last) {
    return value <= 0 ? 0 : value >= last ? last : (int)value;
}

static const uint8_t *texel(const struct image_pixels *pixels, int x, int y) {
    return pixels->rgba + 4 * ((size_t)y * (size_t)pixels->width + (size_t)x);
}

/* u and v in texels. */
static void sample(struct soft_texture texture, double u, double v, uint32_t color[4]) {
    const struct image_pixels *pixels = texture.pixels;
    int right = pixels->width - 1, bottom = pixels->height - 1;
    if (!texture.smooth) {
        const uint8_t *at = texel(pixels, whole(u, right), whole(v, bottom));
        for (int i = 0; i < 4; i++)
            color[i] = at[i];
        return;
    }
    /* in 1/256 texels, rounded: a place that is meant to be a texel's centre is one, whatever floats made of it */
    int64_t last_u = (int64_t)right << 8, last_v = (int64_t)bottom << 8;
    int64_t at_u = llrint((u - 0.5) * 256), at_v = llrint((v - 0.5) * 256);
    at_u = at_u < 0 ? 0 : at_u > last_u ? last_u : at_u;
    at_v = at_v < 0 ? 0 : at_v > last_v ? last_v : at_v;
    int x = (int)(at_u >> 8), y = (int)(at_v >> 8), x1 = x < right ? x + 1 : x, y1 = y < bottom ? y + 1 : y;
    uint32_t fx = (uint32_t)(at_u & 255), fy = (uint32_t)(at_v & 255);
    const uint8_t *a = texel(pixels, x, y), *b = texel(pixels, x1, y), *c = texel(pixels, x, y1), *d = texel(pixels, x1, y1);
    for (int i = 0; i < 4; i++) {
        uint32_t top = a[i] * (256 - fx) + b[i] * fx, low = c[i] * (256 - fx) + d[i] * fx;
        color[i] = (top * (256 - fy) + low * fy + 32768) >> 16;
    }
}

static uint8_t at_most_255(uint32_t value) {
    return value < 255 ? (uint8_t)value : 255; /* what was added onto a canvas may be brighter than its alpha */
}

static void blend(uint8_t *pixel, const uint32_t color[4], enum draw_blend how) {
    uint32_t rest = 255 - color[3];
    switch (how) {
    case DRAW_ALPHA:
        for (int i = 0; i < 4; i++)
            pixel[i] = at_most_255(color[i] + over_255(pixel[i] * rest));
        break;
    case DRAW_ADD:
        for (int i = 0; i < 3; i++)
            pixel[i] = at_most_255(pixel[i] + color[i]);
        break;
    case DRAW_MULTIPLY:
        for (int i = 0; i < 3; i++)
            pixel[i] = at_most_255(over_255(pixel[i] * (color[i] + rest)));
        break;
    }
}

static bool nothing(const uint32_t color[4]) {
    return !(color[0] | color[1] | color[2] | color[3]);
}

/* Pixel `x` of row `y` of the target. */
static uint8_t *target_at(const struct job *job, int x, int y) {
    const struct image_pixels *pixels = job->target.pixels;
    return pixels->rgba + 4 * ((size_t)y * (size_t)pixels->width + (size_t)x);
}

static double plane_at(const struct plane *plane, int x, int y) {
    return plane->base + plane->dx * x + plane->dy * y;
}

/* Pixels `from` up to but without `to` of row y. */
static void span(const struct job *job, int y, int from, int to) {
    uint8_t *pixel = target_at(job, from, y);
    uint32_t texture[4] = {0}, tint[4] = {0}, color[4];
    double u = plane_at(&job->planes[U], from, y), v = plane_at(&job->planes[V], from, y);
    for (int x = from; x < to; x++, pixel += 4) {
        if (x == from || !job->one_texel)
            sample(job->texture, u, v, texture);
        for (int i = 0; i < 4 && (x == from || !job->one_color); i++)
            tint[i] = (uint32_t)whole(plane_at(&job->planes[i], x, y) + 0.5, 255);
        for (int i = 0; i < 4; i++)
            color[i] = over_255(texture[i] * tint[i]);
        if (!nothing(color))
            blend(pixel, color, job->target.blend);
        u += job->planes[U].dx;
        v += job->planes[V].dx;
    }
}

/* The same for the pictures that most sprites are: one tint, hard texels, no step over many of them. */
static void sprite_span(const struct job *job, int y, int from, int to) {
    const struct image_pixels *pixels = job->texture.pixels;
    const double one = 4294967296.0; /* 32 bits of fraction: no drift that shows */
    int64_t last_u = ((int64_t)pixels->width << 32) - 1, last_v = ((int64_t)pixels->height << 32) - 1;
    int64_t u = (int64_t)(plane_at(&job->planes[U], from, y) * one), du = (int64_t)(job->planes[U].dx * one);
    int64_t v = (int64_t)(plane_at(&job->planes[V], from, y) * one), dv = (int64_t)(job->planes[V].dx * one);
    uint8_t *pixel = target_at(job, from, y);
    uint32_t tint[4], color[4], plain = 255;
    for (int i = 0; i < 4; i++)
        plain &= tint[i] = (uint32_t)whole(job->planes[i].base + 0.5, 255);
    bool copies = plain == 255 && job->target.blend == DRAW_ALPHA;
    for (int x = from; x < to; x++, pixel += 4, u += du, v += dv) {
        int64_t in_u = u < 0 ? 0 : u > last_u ? last_u : u, in_v = v < 0 ? 0 : v > last_v ? last_v : v;
        const uint8_t *at = texel(pixels, (int)(in_u >> 32), (int)(in_v >> 32));
        if (at[3] == 0 && !(at[0] | at[1] | at[2]))
            continue;
        if (copies && at[3] == 255) {
            memcpy(pixel, at, 4);
            continue;
        }
        for (int i = 0; i < 4; i++)
            color[i] = over_255(at[i] * tint[i]);
        blend(pixel, color, job->target.blend);
    }
}

/* The same where neither texture nor tint changes: most of what games draw with shapes. */
static void flat_span(const struct job *job, int y, int from, int to) {
    uint8_t *pixel = target_at(job, from, y);
    uint32_t color[4];
    sample(job->texture, job->planes[U].base, job->planes[V].base, color);
    for (int i = 0; i < 4; i++)
        color[i] = over_255(color[i] * (uint32_t)whole(job->planes[i].base + 0.5, 255));
    const uint8_t opaque[4] = {(uint8_t)color[0], (uint8_t)color[1], (uint8_t)color[2], 255};
    bool copies = color[3] == 255 && job->target.blend == DRAW_ALPHA;
    for (int x = from; x < to && !nothing(color); x++, pixel += 4) {
        if (copies)
            memcpy(pixel, opaque, 4);
        else
            blend(pixel, color, job->target.blend);
    }
}

static struct edge make_edge(struct corner a, struct corner b) {
    int64_t dx = b.x - a.x, dy = b.y - a.y;
    bool owns = dy < 0 || (dy == 0 && dx > 0); /* left and top sides own the centres that lie on them */
    return (struct edge){dx * (HALF - a.y) - dy * (HALF - a.x) - !owns, -dy * ONE, dx * ONE};
}

/* Cuts the span to where the edge is not negative; `value` is its value at x = 0. */
static void cut(int64_t value, int64_t dx, int64_t *from, int64_t *to) {
    if (dx > 0) {
        int64_t first = value >= 0 ? 0 : (-value + dx - 1) / dx;
        *from = first > *from ? first : *from;
    } else if (dx < 0) {
        int64_t end = value < 0 ? 0 : value / -dx + 1;
        *to = end < *to ? end : *to;
    } else if (value < 0) {
        *to = 0;
    }
}

static void make_planes(struct job *job, const struct corner corners[3], double area) {
    double values[3][PLANES];
    for (int i = 0; i < 3; i++) {
        const struct shape_vertex *vertex = corners[i].vertex;
        for (int c = 0; c < 4; c++)
            values[i][c] = vertex->rgba[c];
        values[i][U] = (double)vertex->u * job->texture.pixels->width;
        values[i][V] = (double)vertex->v * job->texture.pixels->height;
    }
    double x1 = (double)(corners[1].x - corners[0].x), y1 = (double)(corners[1].y - corners[0].y);
    double x2 = (double)(corners[2].x - corners[0].x), y2 = (double)(corners[2].y - corners[0].y);
    for (int p = 0; p < PLANES; p++) {
        double rise1 = values[1][p] - values[0][p], rise2 = values[2][p] - values[0][p];
        struct plane *plane = &job->planes[p];
        plane->dx = (rise1 * y2 - rise2 * y1) / area * ONE;
        plane->dy = (rise2 * x1 - rise1 * x2) / area * ONE;
        plane->base = values[0][p] + (plane->dx * (double)(HALF - corners[0].x) + plane->dy * (double)(HALF - corners[0].y)) / ONE;
    }
    job->one_color = job->one_texel = true;
    for (int p = 0; p < PLANES; p++)
        if (values[0][p] != values[1][p] || values[0][p] != values[2][p])
            *(p < U ? &job->one_color : &job->one_texel) = false;
}

static void (*span_of(const struct job *job))(const struct job *, int, int, int) {
    bool gentle = fabs(job->planes[U].dx) < STEEP && fabs(job->planes[V].dx) < STEEP;
    bool sprite = job->one_color && !job->texture.smooth && gentle;
    return job->one_color && job->one_texel ? flat_span : sprite ? sprite_span : span;
}

static void fill(struct job *job, struct corner corners[3]) {
    int64_t area =
        (corners[1].x - corners[0].x) * (corners[2].y - corners[0].y) - (corners[1].y - corners[0].y) * (corners[2].x - corners[0].x);
    if (area == 0)
        return;
    if (area < 0) {
        struct corner swap = corners[1];
        corners[1] = corners[2];
        corners[2] = swap;
        area = -area;
    }
    make_planes(job, corners, (double)area);
    void (*draw)(const struct job *, int, int, int) = span_of(job);
    int64_t top = corners[0].y, bottom = corners[0].y;
    struct edge edges[3];
    for (int i = 0; i < 3; i++) {
        edges[i] = make_edge(corners[i], corners[(i + 1) % 3]);
        top = corners[i].y < top ? corners[i].y : top;
        bottom = corners[i].y > bottom ? corners[i].y : bottom;
    }
    const struct soft_target *target = &job->target;
    top = top > target->top * ONE ? top / ONE : target->top;
    bottom = bottom < 0 ? 0 : bottom / ONE + 1;
    for (int64_t y = top; y < bottom && y < target->bottom; y++) {
        int64_t from = target->left, to = target->right;
        for (int i = 0; i < 3; i++)
            cut(edges[i].value + edges[i].dy * y, edges[i].dx, &from, &to);
        if (from < to)
            draw(job, (int)y, (int)from, (int)to);
    }
}

/* Whether six indices are an upright rectangle of one colour with an upright part of the texture: corners a b c d as triangles a b c and
 * a c d, as most sprites, tiles, letters and rectangles are. */
static bool is_rectangle(const struct shape_vertex *vertices, const int32_t *index) {
    const struct shape_vertex *a = &vertices[index[0]], *b = &vertices[index[1]], *c = &vertices[index[2]], *d = &vertices[index[5]];
    return index[3] == index[0] && index[4] == index[2] && a->x == d->x && b->x == c->x && a->y == b->y && c->y == d->y && a->u == d->u &&
           b->u == c->u && a->v == b->v && c->v == d->v && memcmp(a->rgba, b->rgba, 4) == 0 && memcmp(a->rgba, c->rgba, 4) == 0 &&
           memcmp(a->rgba, d->rgba, 4) == 0;
}

/* What goes evenly from one texel to another along one axis, from one corner to another. */
static struct plane along(int64_t from, int64_t to, double texel_from, double texel_to, double *step) {
    *step = (texel_to - texel_from) / (double)(to - from) * ONE;
    return (struct plane){.base = texel_from + *step * (double)(HALF - from) / ONE};
}

/* The first pixel whose centre lies at or behind a place. */
static int64_t first_centre(int64_t place) {
    return (place + HALF - 1) >> 8;
}

static void rectangle(struct job *job, const struct shape_vertex *a, const struct shape_vertex *c) {
    int64_t x0 = llrint((double)a->x * ONE), y0 = llrint((double)a->y * ONE), x1 = llrint((double)c->x * ONE),
            y1 = llrint((double)c->y * ONE);
    const struct image_pixels *pixels = job->texture.pixels;
    const struct soft_target *target = &job->target;
    if (x0 == x1 || y0 == y1)
        return;
    double du, dv;
    for (int i = 0; i < 4; i++)
        job->planes[i] = (struct plane){.base = a->rgba[i]};
    job->planes[U] = along(x0, x1, (double)a->u * pixels->width, (double)c->u * pixels->width, &du);
    job->planes[V] = along(y0, y1, (double)a->v * pixels->height, (double)c->v * pixels->height, &dv);
    job->planes[U].dx = du;
    job->planes[V].dy = dv;
    job->one_color = true;
    job->one_texel = a->u == c->u && a->v == c->v;
    int64_t left = first_centre(x0 < x1 ? x0 : x1), right = first_centre(x0 < x1 ? x1 : x0);
    int64_t top = first_centre(y0 < y1 ? y0 : y1), bottom = first_centre(y0 < y1 ? y1 : y0);
    left = left > target->left ? left : target->left;
    right = right < target->right ? right : target->right;
    top = top > target->top ? top : target->top;
    bottom = bottom < target->bottom ? bottom : target->bottom;
    void (*draw)(const struct job *, int, int, int) = span_of(job);
    for (int64_t y = top; y < bottom && left < right; y++)
        draw(job, (int)y, (int)left, (int)right);
}

void soft_triangles(struct soft_target target, struct soft_texture texture, const struct shape_batch *batch) {
    struct job job = {.target = target, .texture = texture};
    for (int i = 0; i < batch->index_count; i += 3) {
        const int32_t *index = batch->indices + i;
        struct corner corners[3];
        if (i + 6 <= batch->index_count && is_rectangle(batch->vertices, index)) {
            rectangle(&job, &batch->vertices[index[0]], &batch->vertices[index[2]]);
            i += 3;
            continue;
        }
        for (int c = 0; c < 3; c++) {
            const struct shape_vertex *vertex = &batch->vertices[index[c]];
            corners[c] = (struct corner){llrint((double)vertex->x * ONE), llrint((double)vertex->y * ONE), vertex};
        }
        fill(&job, corners);
    }
}
