/* Glyph outlines of TrueType files: the `glyf` table. */
#include "base.h"
#include "typeface_inside.h"
#include <string.h>

enum {
    NESTING = 6,    /* glyphs made of glyphs */
    PARTS = 64,     /* of one glyph in all */
    CURVES = 20000, /* of one glyph in all: more is damage, or would take its time */
    POINT_ON = 1,   /* flags of a point */
    X_BYTE = 2,
    Y_BYTE = 4,
    REPEAT = 8,
    X_SAME = 16,
    Y_SAME = 32,
    WORDS = 1, /* flags of a part */
    OFFSETS = 2,
    SCALE = 8,
    MORE = 32,
    SCALE_XY = 64,
    MATRIX = 128,
};

/* x' = a x + c y + x, y' = b x + d y + y */
struct transform {
    double a, b, c, d, x, y;
};

struct reader {
    const struct typeface *face;
    struct typeface_outline *out;
    int parts;
};

struct point {
    double x, y;
    bool on;
};

static void add(struct typeface_outline *out, struct point from, struct point over, struct point to) {
    if (out->count >= CURVES)
        return;
    if (out->count == out->capacity) {
        out->capacity = out->capacity ? out->capacity * 2 : 64;
        out->curves = base_realloc(out->curves, (size_t)out->capacity * sizeof *out->curves);
    }
    out->curves[out->count++] =
        (struct typeface_curve){(float)from.x, (float)from.y, (float)over.x, (float)over.y, (float)to.x, (float)to.y};
}

static struct point middle(struct point a, struct point b) {
    return (struct point){(a.x + b.x) / 2, (a.y + b.y) / 2, true};
}

/* One contour as its points come: between two control points lies a point on the outline, in their middle. */
struct contour {
    struct point first, start, last, over;
    bool begun, curving, late; /* late: it began with a control point, `first` */
};

static void contour_point(struct contour *c, struct point p, struct typeface_outline *out) {
    if (!c->begun && !p.on && !c->late) {
        c->first = p;
        c->late = true;
        return;
    }
    if (!c->begun) {
        c->begun = true;
        c->start = c->last = p.on ? p : middle(c->first, p);
        c->over = p;
        c->curving = !p.on;
        return;
    }
    if (p.on) {
        add(out, c->last, c->curving ? c->over : middle(c->last, p), p);
        c->last = p;
    } else if (c->curving) {
        struct point between = middle(c->over, p);
        add(out, c->last, c->over, between);
        c->last = between;
    }
    c->curving = !p.on;
    c->over = p;
}

static void contour_end(struct contour *c, struct typeface_outline *out) {
    if (c->begun && c->late)
        contour_point(c, c->first, out);
    if (c->begun)
        add(out, c->last, c->curving ? c->over : middle(c->last, c->start), c->start);
    *c = (struct contour){0};
}

/* Where the flags, the x and the y of the points stand; each is read along with the others. */
struct cursor {
    uint64_t flags, x, y;
    uint32_t flag, repeat;
    int at_x, at_y;
};

static uint32_t next_flag(const struct typeface *face, struct cursor *cursor) {
    if (cursor->repeat) {
        cursor->repeat--;
        return cursor->flag;
    }
    cursor->flag = read_u8(face, cursor->flags++);
    if (cursor->flag & REPEAT)
        cursor->repeat = read_u8(face, cursor->flags++);
    return cursor->flag;
}

static int next_step(const struct typeface *face, uint64_t *at, bool byte, bool same) {
    if (byte) {
        int step = (int)read_u8(face, (*at)++);
        return same ? step : -step;
    }
    if (same)
        return 0;
    *at += 2;
    return read_i16(face, *at - 2);
}

/* Finds where x and y begin: behind all the flags, and behind all x. */
static void find_columns(const struct typeface *face, uint32_t points, struct cursor *cursor) {
    struct cursor ahead = *cursor;
    uint64_t x_bytes = 0;
    for (uint32_t i = 0; i < points; i++) {
        uint32_t flag = next_flag(face, &ahead);
        x_bytes += flag & X_BYTE ? 1 : flag & X_SAME ? 0 : 2;
    }
    cursor->x = ahead.flags;
    cursor->y = ahead.flags + x_bytes;
}

static void read_simple(struct reader *reader, uint64_t at, int contours, const struct transform *to) {
    const struct typeface *face = reader->face;
    uint64_t ends = at + 10, instructions = ends + 2 * (uint64_t)contours;
    uint32_t points = read_u16(face, instructions - 2) + 1, point = 0;
    struct cursor cursor = {.flags = instructions + 2 + read_u16(face, instructions)};
    find_columns(face, points, &cursor);
    struct contour contour = {0};
    for (int i = 0; i < contours; i++) {
        uint32_t end = read_u16(face, ends + 2 * (uint64_t)i);
        for (; point <= end && point < points; point++) {
            uint32_t flag = next_flag(face, &cursor);
            int x = cursor.at_x += next_step(face, &cursor.x, flag & X_BYTE, flag & X_SAME);
            int y = cursor.at_y += next_step(face, &cursor.y, flag & Y_BYTE, flag & Y_SAME);
            struct point p = {to->a * x + to->c * y + to->x, to->b * x + to->d * y + to->y, flag & POINT_ON};
            contour_point(&contour, p, reader->out);
        }
        contour_end(&contour, reader->out);
    }
}

static double fraction(const struct typeface *face, uint64_t at) {
    return read_i16(face, at) / 16384.0;
}

static void read_glyph(struct reader *reader, uint32_t glyph, const struct transform *to, int depth);

static void read_parts(struct reader *reader, uint64_t at, const struct transform *to, int depth) {
    const struct typeface *face = reader->face;
    for (uint32_t flags = MORE; flags & MORE && reader->parts < PARTS && at < face->size;) {
        flags = read_u16(face, at);
        uint32_t glyph = read_u16(face, at + 2);
        bool words = flags & WORDS;
        double dx = words ? read_i16(face, at + 4) : (int8_t)read_u8(face, at + 4);
        double dy = words ? read_i16(face, at + 6) : (int8_t)read_u8(face, at + 5);
        struct transform own = {1, 0, 0, 1, 0, 0};
        at += words ? 8 : 6;
        if (flags & SCALE) {
            own.a = own.d = fraction(face, at);
            at += 2;
        } else if (flags & SCALE_XY) {
            own.a = fraction(face, at);
            own.d = fraction(face, at + 2);
            at += 4;
        } else if (flags & MATRIX) {
            own = (struct transform){fraction(face, at), fraction(face, at + 2), fraction(face, at + 4), fraction(face, at + 6), 0, 0};
            at += 8;
        }
        if (!(flags & OFFSETS))
            dx = dy = 0; /* points laid upon points: so rare that nobody misses it */
        struct transform both = {
            to->a * own.a + to->c * own.b, to->b * own.a + to->d * own.b,   to->a * own.c + to->c * own.d,
            to->b * own.c + to->d * own.d, to->a * dx + to->c * dy + to->x, to->b * dx + to->d * dy + to->y,
        };
        reader->parts++;
        read_glyph(reader, glyph, &both, depth + 1);
    }
}

static void read_glyph(struct reader *reader, uint32_t glyph, const struct transform *to, int depth) {
    const struct typeface *face = reader->face;
    if (glyph >= face->glyphs || depth > NESTING)
        return;
    uint64_t row = face->loca.at + (uint64_t)glyph * (face->long_offsets ? 4 : 2);
    uint64_t from = face->long_offsets ? read_u32(face, row) : 2 * (uint64_t)read_u16(face, row);
    uint64_t end = face->long_offsets ? read_u32(face, row + 4) : 2 * (uint64_t)read_u16(face, row + 2);
    if (end > face->glyf.size || from + 10 > end)
        return; /* nothing to see, as a space has it, or damage */
    int contours = read_i16(face, face->glyf.at + from);
    if (contours > 0)
        read_simple(reader, face->glyf.at + from, contours, to);
    else if (contours < 0)
        read_parts(reader, face->glyf.at + from + 10, to, depth);
}

/* A hollow box, as wide as its advance without a margin. */
static void draw_box(const struct typeface *face, struct typeface_outline *out) {
    double unit = face->metrics.units / 16.0;
    for (int ring = 0; ring < 2; ring++) {
        double inset = ring * unit, left = unit + inset, right = 9 * unit - inset, low = inset, high = 11 * unit - inset;
        const struct point corners[] = {{left, low, true}, {left, high, true}, {right, high, true}, {right, low, true}};
        struct contour contour = {0};
        for (int i = 0; i < 4; i++)
            contour_point(&contour, corners[ring ? 3 - i : i], out);
        contour_end(&contour, out);
    }
}

void typeface_outline(const struct typeface *face, uint32_t glyph, struct typeface_outline *out) {
    struct reader reader = {face, out, 0};
    out->count = 0;
    if (glyph == TYPEFACE_BOX)
        draw_box(face, out);
    else
        read_glyph(&reader, glyph, &(struct transform){1, 0, 0, 1, 0, 0}, 0);
}
