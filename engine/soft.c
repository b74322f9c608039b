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

static inline int64_t within(int64_t value, int64_t last) {
    return value < 0 ? 0 : value > last ? last : value;
}

static const uint8_t *texel(const struct image_pixels *pixels, int x, int y) {
    return pixels->rgba + 4 * ((size_t)y * (size_t)pixels->width + (size_t)x);
}

/* A pixel's four channels, two at a time, each with 32 bits to be multiplied in. Which is which differs with the machine's byte order, and
 * matters to nobody here. */
struct lanes {
    uint64_t even, odd;
};

static const uint64_t EACH = 0x100000001, BYTES = 0xff000000ff, LOW = 0xffffff00ffffff;

static inline struct lanes spread(const uint8_t *pixel) {
    uint32_t word;
    memcpy(&word, pixel, sizeof word);
    return (struct lanes){(word & 0xff) | (uint64_t)(word & 0xff0000) << 16, (word >> 8 & 0xff) | (uint64_t)(word >> 24) << 32};
}

static inline void gather(struct lanes lanes, uint8_t *pixel) {
    uint32_t word = (uint32_t)(lanes.even | lanes.even >> 16) | (uint32_t)(lanes.odd | lanes.odd >> 16) << 8;
    memcpy(pixel, &word, sizeof word);
}

/* over_255 of both channels, each at most 255 * 255. */
static inline uint64_t both_over_255(uint64_t products) {
    products += 128 * EACH;
    return (products + (products >> 8 & LOW)) >> 8 & BYTES;
}

/* Both sums of two bytes, 255 at most: what was added onto a canvas may be brighter than its alpha. The ninth bit makes eight ones. */
static inline uint64_t both_at_most_255(uint64_t sums) {
    uint64_t ninth = sums >> 8 & EACH;
    return (sums | ((ninth << 8) - ninth)) & BYTES;
}

/* `share` 256ths of the way from a to b. */
static inline struct lanes between(struct lanes a, struct lanes b, uint32_t share) {
    return (struct lanes){a.even * (256 - share) + b.even * share, a.odd * (256 - share) + b.odd * share};
}

/* What was between two and again between two of these, rounded. */
static inline void gather_65536ths(struct lanes all, uint8_t color[4]) {
    all.even = (all.even + 32768 * EACH) >> 16 & BYTES;
    all.odd = (all.odd + 32768 * EACH) >> 16 & BYTES;
    gather(all, color);
}

/* u and v in texels. */
static void sample(struct soft_texture texture, double u, double v, uint8_t color[4]) {
    const struct image_pixels *pixels = texture.pixels;
    int right = pixels->width - 1, bottom = pixels->height - 1;
    if (!texture.smooth) {
        memcpy(color, texel(pixels, whole(u, right), whole(v, bottom)), 4);
        return;
    }
    /* in 1/256 texels, rounded: a place that is meant to be a texel's centre is one, whatever floats made of it */
    int64_t at_u = within(llrint((u - 0.5) * 256), (int64_t)right << 8), at_v = within(llrint((v - 0.5) * 256), (int64_t)bottom << 8);
    int x = (int)(at_u >> 8), y = (int)(at_v >> 8), x1 = x < right ? x + 1 : x, y1 = y < bottom ? y + 1 : y;
    uint32_t fx = (uint32_t)(at_u & 255), fy = (uint32_t)(at_v & 255);
    const uint8_t *a = texel(pixels, x, y), *b = texel(pixels, x1, y), *c = texel(pixels, x, y1), *d = texel(pixels, x1, y1);
    struct lanes left = between(spread(a), spread(c), fy), beside = between(spread(b), spread(d), fy);
    gather_65536ths(between(left, beside, fx), color);
}

static uint8_t at_most_255(uint32_t value) {
    return value < 255 ? (uint8_t)value : 255; /* as above */
}

static inline void blend_alpha(uint8_t *pixel, const uint8_t color[4]) {
    struct lanes above = spread(color), below = spread(pixel);
    uint64_t rest = 255 - color[3];
    above.even = both_at_most_255(above.even + both_over_255(below.even * rest));
    above.odd = both_at_most_255(above.odd + both_over_255(below.odd * rest));
    gather(above, pixel);
}

static void blend(uint8_t *pixel, const uint8_t color[4], enum draw_blend how) {
    uint32_t rest = 255 - color[3];
    switch (how) {
    case DRAW_ALPHA:
        blend_alpha(pixel, color);
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

static inline bool nothing(const uint8_t color[4]) {
    uint32_t word;
    memcpy(&word, color, sizeof word);
    return !word;
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
    uint8_t texture[4] = {0}, color[4];
    uint32_t tint[4] = {0};
    double u = plane_at(&job->planes[U], from, y), v = plane_at(&job->planes[V], from, y);
    for (int x = from; x < to; x++, pixel += 4) {
        if (x == from || !job->one_texel)
            sample(job->texture, u, v, texture);
        for (int i = 0; i < 4 && (x == from || !job->one_color); i++)
            tint[i] = (uint32_t)whole(plane_at(&job->planes[i], x, y) + 0.5, 255);
        for (int i = 0; i < 4; i++)
            color[i] = (uint8_t)over_255(texture[i] * tint[i]);
        if (!nothing(color))
            blend(pixel, color, job->target.blend);
        u += job->planes[U].dx;
        v += job->planes[V].dx;
    }
}

/* One tint for all of a span. */
struct tint {
    uint8_t color[4];
    bool plain, alpha; /* plain: changes nothing; alpha: the blend */
};

static struct tint tint_of(const struct job *job) {
    struct tint tint = {.plain = true, .alpha = job->target.blend == DRAW_ALPHA};
    for (int i = 0; i < 4; i++) {
        tint.color[i] = (uint8_t)whole(job->planes[i].base + 0.5, 255);
        tint.plain = tint.plain && tint.color[i] == 255;
    }
    return tint;
}

static inline void dye(const uint8_t texel[4], const struct tint *tint, uint8_t color[4]) {
    for (int i = 0; i < 4; i++)
        color[i] = (uint8_t)over_255((uint32_t)texel[i] * tint->color[i]);
}

static inline void put(const struct job *job, const struct tint *tint, uint8_t *pixel, const uint8_t texel[4]) {
    uint8_t color[4];
    if (nothing(texel))
        return;
    if (!tint->plain) {
        dye(texel, tint, color);
        texel = color;
    }
    if (!tint->alpha)
        blend(pixel, texel, job->target.blend);
    else if (texel[3] == 255)
        memcpy(pixel, texel, 4);
    else
        blend_alpha(pixel, texel);
}

/* Walks a row of texels evenly, in fixed point. */
struct walk {
    int64_t u, v, du, dv;
};

static struct walk walk_from(const struct job *job, int y, int from) {
    const double one = 4294967296.0; /* 32 bits of fraction: no drift that shows */
    return (struct walk){.u = (int64_t)(plane_at(&job->planes[U], from, y) * one),
                         .v = (int64_t)(plane_at(&job->planes[V], from, y) * one),
                         .du = (int64_t)(job->planes[U].dx * one),
                         .dv = (int64_t)(job->planes[V].dx * one)};
}

/* The same for the pictures that most sprites are: one tint, no step over many texels; these are hard. */
static void sprite_span(const struct job *job, int y, int from, int to) {
    const struct image_pixels *pixels = job->texture.pixels;
    int64_t last_u = ((int64_t)pixels->width << 32) - 1, last_v = ((int64_t)pixels->height << 32) - 1;
    struct walk walk = walk_from(job, y, from);
    struct tint tint = tint_of(job);
    uint8_t *pixel = target_at(job, from, y);
    for (int x = from; x < to; x++, pixel += 4, walk.u += walk.du, walk.v += walk.dv)
        put(job, &tint, pixel, texel(pixels, (int)(within(walk.u, last_u) >> 32), (int)(within(walk.v, last_v) >> 32)));
}

/* And smooth ones, from the same places between texels as sample() takes. Along a row of the texture each pixel shares what it needs of two
 * columns with the one before. */
static void smooth_span(const struct job *job, int y, int from, int to) {
    const struct image_pixels *pixels = job->texture.pixels;
    int64_t right = pixels->width - 1, bottom = pixels->height - 1, column = -2;
    size_t pitch = 4 * (size_t)pixels->width;
    struct walk walk = walk_from(job, y, from);
    struct tint tint = tint_of(job);
    struct lanes left = {0}, beside = {0};
    uint8_t *pixel = target_at(job, from, y), mixed[4];
    for (int x = from; x < to; x++, pixel += 4, walk.u += walk.du, walk.v += walk.dv) {
        int64_t u = within(((walk.u + (1 << 23)) >> 24) - HALF, right << 8), v = within(((walk.v + (1 << 23)) >> 24) - HALF, bottom << 8);
        int64_t at = u >> 8, row = v >> 8;
        if (at != column || walk.dv) {
            const uint8_t *a = texel(pixels, (int)at, (int)row), *b = a + (at < right ? 4 : 0);
            size_t below = row < bottom ? pitch : 0;
            left = at == column + 1 && !walk.dv ? beside : between(spread(a), spread(a + below), (uint32_t)v & 255);
            beside = between(spread(b), spread(b + below), (uint32_t)v & 255);
            column = at;
        }
        gather_65536ths(between(left, beside, (uint32_t)u & 255), mixed);
        put(job, &tint, pixel, mixed);
    }
}

/* The same where neither texture nor tint changes: most of what games draw with shapes. */
static void flat_span(const struct job *job, int y, int from, int to) {
    uint8_t *pixel = target_at(job, from, y), color[4];
    struct tint tint = tint_of(job), done = {.plain = true, .alpha = tint.alpha};
    sample(job->texture, job->planes[U].base, job->planes[V].base, color);
    dye(color, &tint, color);
    for (int x = from; x < to; x++, pixel += 4)
        put(job, &done, pixel, color);
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
    if (!job->one_color || !(job->one_texel || gentle))
        return span;
    return job->one_texel ? flat_span : job->texture.smooth ? smooth_span : sprite_span;
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
