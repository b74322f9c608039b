#include "shape.h"
#include "font.h"
#include <math.h>
#include <string.h>

/* A rectangle, or the one around a circle, in device pixels: centre, direction of its own x axis, half its sides (negative: flipped). */
struct box {
    double x, y, ux, uy, half_x, half_y;
    float u0, v0, u1, v1;
};

static bool upright(const struct box *box) {
    return fabs(box->ux) < 1e-6 || fabs(box->uy) < 1e-6;
}

void shape_camera(struct shape_view *view, const float camera[4], double scale) {
    double x = camera[0], y = camera[1], zoom = camera[2], rotation = camera[3];
    if (!isfinite(x) || !isfinite(y) || !isfinite(zoom) || !isfinite(rotation))
        return;
    if (zoom < 0)
        rotation += M_PI; /* the same thing, and lengths stay positive */
    view->scale = fabs(zoom) * scale;
    view->cos = cos(-rotation);
    view->sin = sin(-rotation);
    view->x = -(x * view->cos - y * view->sin) * view->scale;
    view->y = -(x * view->sin + y * view->cos) * view->scale;
}

/* Brings a box from logical to device pixels; false when it makes no picture there. */
static bool to_device(struct box *box, const struct shape_view *view) {
    struct box logical = *box;
    box->x = (logical.x * view->cos - logical.y * view->sin) * view->scale + view->x;
    box->y = (logical.x * view->sin + logical.y * view->cos) * view->scale + view->y;
    box->ux = logical.ux * view->cos - logical.uy * view->sin;
    box->uy = logical.ux * view->sin + logical.uy * view->cos;
    box->half_x *= view->scale;
    box->half_y *= view->scale;
    double reach = fabs(box->half_x) + fabs(box->half_y) + 1;
    /* written so that a NaN anywhere fails */
    bool seen = box->x + reach > 0 && box->x - reach < view->width && box->y + reach > 0 && box->y - reach < view->height;
    return seen && fabs(box->ux) <= 2 && fabs(box->uy) <= 2 && box->half_x != 0 && box->half_y != 0 && isfinite(reach);
}

static bool too_far(const struct box *box) {
    return fabs(box->x) + fabs(box->half_x) + fabs(box->half_y) > SHAPE_LIMIT ||
           fabs(box->y) + fabs(box->half_x) + fabs(box->half_y) > SHAPE_LIMIT;
}

int shape_reserve(struct shape_batch *batch, int vertices, int indices) {
    if (batch->vertex_count + vertices > batch->vertex_limit || batch->index_count + indices > batch->index_limit)
        batch->flush(batch->context);
    return batch->vertex_count;
}

void shape_triangle(struct shape_batch *batch, int a, int b, int c) {
    int32_t *index = batch->indices + batch->index_count;
    index[0] = a;
    index[1] = b;
    index[2] = c;
    batch->index_count += 3;
}

static uint8_t part(uint32_t color, int shift) {
    return (uint8_t)(((color >> shift & 0xff) * (color & 0xff) + 127) / 255);
}

void shape_vertex(struct shape_batch *batch, double x, double y, float u, float v, uint32_t color) {
    batch->vertices[batch->vertex_count++] = (struct shape_vertex){
        (float)x, (float)y, u, v, {part(color, 24), part(color, 16), part(color, 8), (uint8_t)color},
    };
}

/* The colour with its alpha times `factor`, 0 to 1. */
static uint32_t fade(uint32_t color, double factor) {
    return (color & ~0xffu) | (uint32_t)lrint((color & 0xff) * (factor < 0 ? 0 : factor > 1 ? 1 : factor));
}

static double limit(double value) {
    return value < -SHAPE_LIMIT ? -SHAPE_LIMIT : value > SHAPE_LIMIT ? SHAPE_LIMIT : value;
}

/* The four corners, moved `grow` pixels outwards; the texture stays where it was and ends at its edge. */
static void corner_loop(struct shape_batch *batch, const struct shape_view *view, const struct box *box, double grow, uint32_t color) {
    double width = fabs(box->half_x), height = fabs(box->half_y);
    double inset_u = grow < 0 ? fmin(-grow / (2 * width), 0.5) : 0, inset_v = grow < 0 ? fmin(-grow / (2 * height), 0.5) : 0;
    double half_x = copysign(fmax(width + grow, 0), box->half_x), half_y = copysign(fmax(height + grow, 0), box->half_y);
    bool straight = upright(box);
    for (int i = 0; i < 4; i++) {
        bool right = i == 1 || i == 2, low = i >= 2;
        double dx = right ? half_x : -half_x, dy = low ? half_y : -half_y;
        double x = box->x + dx * box->ux - dy * box->uy, y = box->y + dx * box->uy + dy * box->ux;
        if (straight) {
            x = limit(x);
            y = limit(y);
        }
        if (straight && !view->smooth) {
            x = floor(x + 0.5);
            y = floor(y + 0.5);
        }
        double across = right ? 1 - inset_u : inset_u, down = low ? 1 - inset_v : inset_v;
        shape_vertex(batch, x, y, (float)(box->u0 + (box->u1 - box->u0) * across), (float)(box->v0 + (box->v1 - box->v0) * down), color);
    }
}

/* floor(value + 0.5) of what lies within SHAPE_LIMIT, without a call. */
static double whole_pixel(double value) {
    int64_t cut = (int64_t)(value + 0.5);
    return (double)(cut - ((double)cut > value + 0.5));
}

/* The box filled and not feathered, as bands would draw it: four corners of one colour, most of what sprites and letters are. */
static void plain(struct shape_batch *batch, const struct shape_view *view, const struct box *box, uint32_t color) {
    double across_x = box->half_x * box->ux, across_y = box->half_x * box->uy;
    double down_x = box->half_y * box->uy, down_y = box->half_y * box->ux;
    double x[4] = {box->x - across_x + down_x, box->x + across_x + down_x, box->x + across_x - down_x, box->x - across_x - down_x};
    double y[4] = {box->y - across_y - down_y, box->y + across_y - down_y, box->y + across_y + down_y, box->y - across_y + down_y};
    bool straight = upright(box);
    int first = shape_reserve(batch, 4, 6);
    struct shape_vertex *vertices = batch->vertices + first;
    const uint8_t rgba[4] = {part(color, 24), part(color, 16), part(color, 8), (uint8_t)color};
    for (int i = 0; i < 4; i++) {
        if (straight) {
            x[i] = limit(x[i]);
            y[i] = limit(y[i]);
        }
        if (straight && !view->smooth) {
            x[i] = whole_pixel(x[i]);
            y[i] = whole_pixel(y[i]);
        }
        vertices[i].x = (float)x[i];
        vertices[i].y = (float)y[i];
        vertices[i].u = i == 1 || i == 2 ? box->u1 : box->u0;
        vertices[i].v = i >= 2 ? box->v1 : box->v0;
        memcpy(vertices[i].rgba, rgba, 4);
    }
    batch->vertex_count += 4;
    shape_triangle(batch, first, first + 1, first + 2);
    shape_triangle(batch, first, first + 2, first + 3);
}

static void round_loop(struct shape_batch *batch, const struct box *box, int corners, double grow, uint32_t color) {
    double radius = fmax(box->half_x + grow, 0), step_cos = cos(2 * M_PI / corners), step_sin = sin(2 * M_PI / corners);
    double dx = radius, dy = 0;
    for (int i = 0; i < corners; i++) {
        shape_vertex(batch, box->x + dx, box->y + dy, box->u0, box->v0, color);
        double turned = dx * step_cos - dy * step_sin;
        dy = dx * step_sin + dy * step_cos;
        dx = turned;
    }
}

struct look {
    uint32_t color;
    double line; /* device pixels; negative: filled */
    bool feather;
    int corners; /* 4: the box itself, more: the circle in it */
};

/* Draws loops from the outside in and joins neighbours: with feathering, the outermost and the innermost are transparent and half a pixel
 * off the true edge. */
static void bands(struct shape_batch *batch, const struct shape_view *view, const struct box *box, const struct look *look) {
    double soft = look->feather ? 0.5 : 0;
    struct {
        double grow;
        uint32_t color;
    } loops[4];
    int count = 0, corners = look->corners;
    bool filled = look->line < 0;
    uint32_t clear = look->color & ~0xffu;
    if (look->feather)
        loops[count].grow = soft, loops[count++].color = clear;
    loops[count].grow = -soft, loops[count++].color = look->color;
    if (!filled)
        loops[count].grow = soft - look->line, loops[count++].color = look->color;
    if (!filled && look->feather)
        loops[count].grow = -soft - look->line, loops[count++].color = clear;
    int first = shape_reserve(batch, count * corners, count * corners * 6);
    for (int i = 0; i < count; i++) {
        if (corners == 4)
            corner_loop(batch, view, box, loops[i].grow, loops[i].color);
        else
            round_loop(batch, box, corners, loops[i].grow, loops[i].color);
    }
    for (int outer = first; outer < first + (count - 1) * corners; outer += corners) {
        for (int i = 0; i < corners; i++) {
            int next = i + 1 < corners ? i + 1 : 0;
            shape_triangle(batch, outer + i, outer + next, outer + corners + next);
            shape_triangle(batch, outer + i, outer + corners + next, outer + corners + i);
        }
    }
    for (int i = 2, inner = first + (count - 1) * corners; filled && i < corners; i++)
        shape_triangle(batch, inner, inner + i - 1, inner + i);
}

/* What is thinner than a pixel is drawn a pixel wide and paler, so that it fades instead of breaking up. */
static void draw_box(struct shape_batch *batch, const struct shape_view *view, struct box *box, struct look look) {
    if (!to_device(box, view))
        return;
    bool straight = look.corners == 4 && upright(box);
    if (too_far(box) && (!straight || look.line >= 0 || box->u0 != box->u1))
        return;
    look.feather = look.feather && view->smooth;
    if (look.feather) {
        double width = fabs(box->half_x), height = fabs(box->half_y);
        look.color = fade(look.color, fmin(width * 2, 1) * fmin(height * 2, 1));
        box->half_x = copysign(fmax(width, 0.5), box->half_x);
        box->half_y = copysign(fmax(height, 0.5), box->half_y);
    }
    if (look.line >= 0) {
        look.line *= view->scale;
        if (view->smooth)
            look.color = fade(look.color, look.line);
        look.line = fmax(look.line, 1);
        if (!(look.line < fmin(fabs(box->half_x), fabs(box->half_y))))
            look.line = SHAPE_FILL;
    }
    if (!(look.color & 0xff))
        return;
    if (look.corners == 4 && look.line < 0 && !look.feather)
        plain(batch, view, box, look.color);
    else
        bands(batch, view, box, &look);
}

static void set_white(struct box *box) {
    box->u0 = box->u1 = SHAPE_WHITE_U;
    box->v0 = box->v1 = SHAPE_WHITE_V;
}

static bool wanted(float line) {
    return line == SHAPE_FILL || (line > 0 && isfinite(line));
}

void shape_rect(struct shape_batch *batch, const struct shape_view *view, const float rect[4], uint32_t color, float line) {
    if (!wanted(line))
        return;
    struct box box = {.x = rect[0] + rect[2] / 2.0, .y = rect[1] + rect[3] / 2.0, .ux = 1};
    box.half_x = fabs(rect[2] / 2.0);
    box.half_y = fabs(rect[3] / 2.0);
    set_white(&box);
    bool slanted = fabs(view->sin) >= 1e-6 && fabs(view->cos) >= 1e-6;
    draw_box(batch, view, &box, (struct look){color, line, slanted, 4});
}

void shape_circle(struct shape_batch *batch, const struct shape_view *view, const float circle[3], uint32_t color, float line) {
    if (!(circle[2] > 0) || !wanted(line))
        return;
    struct box box = {.x = circle[0], .y = circle[1], .ux = 1, .half_x = circle[2], .half_y = circle[2]};
    set_white(&box);
    double segments = 8 + 6.3 * sqrt(circle[2] * view->scale);                     /* at most an eighth of a pixel off the true circle */
    int corners = segments < SHAPE_SEGMENTS ? (int)segments & ~3 : SHAPE_SEGMENTS; /* by fours: the same on all sides */
    draw_box(batch, view, &box, (struct look){color, line, true, corners});
}

void shape_line(struct shape_batch *batch, const struct shape_view *view, const float ends[4], uint32_t color, float line) {
    double dx = (double)ends[2] - ends[0], dy = (double)ends[3] - ends[1], length = hypot(dx, dy);
    if (!(length > 0) || !(line > 0) || !isfinite(line))
        return;
    struct box box = {.x = ends[0] + dx / 2, .y = ends[1] + dy / 2, .ux = dx / length, .uy = dy / length, .half_x = length / 2};
    box.half_y = line / 2.0;
    if (!view->smooth)
        box.half_y = fmax(box.half_y, 0.5 / view->scale);
    set_white(&box);
    draw_box(batch, view, &box, (struct look){color, SHAPE_FILL, true, 4});
}

void shape_image(struct shape_batch *batch, const struct shape_view *view, const struct shape_image *image,
                 const struct shape_place *place) {
    double c = 1, s = 0;
    if (place->rotation != 0) {
        c = cos(place->rotation);
        s = sin(place->rotation);
    }
    struct box box = {.ux = c, .uy = s, .u0 = image->u0, .v0 = image->v0, .u1 = image->u1, .v1 = image->v1};
    double width = (double)image->width * place->scale_x, height = (double)image->height * place->scale_y;
    double dx = (0.5 - image->origin_x) * width, dy = (0.5 - image->origin_y) * height;
    box.x = place->x + dx * c - dy * s;
    box.y = place->y + dx * s + dy * c;
    box.half_x = width / 2;
    box.half_y = height / 2;
    bool slanted = fabs(view->cos * c - view->sin * s) >= 1e-6 && fabs(view->sin * c + view->cos * s) >= 1e-6;
    draw_box(batch, view, &box, (struct look){place->tint, SHAPE_FILL, image->smooth && slanted, 4});
}

void shape_patch(struct shape_batch *batch, const struct shape_view *view, const float rect[4], const float uv[4], uint32_t color) {
    struct box box = {
        .x = rect[0] + rect[2] / 2.0, .y = rect[1] + rect[3] / 2.0, .ux = 1, .half_x = rect[2] / 2.0, .half_y = rect[3] / 2.0};
    box.u0 = uv[0];
    box.v0 = uv[1];
    box.u1 = uv[2];
    box.v1 = uv[3];
    draw_box(batch, view, &box, (struct look){color, SHAPE_FILL, false, 4});
}

static void text_line(struct shape_batch *batch, const struct shape_view *view, const struct shape_text *text, const uint32_t *line,
                      size_t count) {
    double cell = text->size * 0.75, x = text->x - (text->align == 1 ? 0.5 : text->align == 2 ? 1.0 : 0.0) * cell * (double)count;
    struct shape_view snapped = *view; /* a line of text starts on a whole pixel: it reads better */
    if (view->smooth && view->sin == 0) {
        double left = x * view->cos * view->scale + view->x, top = text->y * view->cos * view->scale + view->y;
        snapped.x += floor(left + 0.5) - left;
        snapped.y += floor(top + 0.5) - top;
    }
    for (size_t i = 0; i < count; i++, x += cell) {
        struct box box = {.x = x + cell / 2, .y = text->y + text->size / 2.0, .ux = 1, .half_x = cell / 2, .half_y = text->size / 2.0};
        if (line[i] == ' ' || !to_device(&box, &snapped) || too_far(&box))
            continue;
        int glyph = font_glyph(line[i]);
        box.u0 = (float)(glyph % FONT_COLUMNS) / FONT_COLUMNS;
        box.v0 = (float)(glyph / FONT_COLUMNS) / FONT_ROWS;
        box.u1 = box.u0 + 1.0f / FONT_COLUMNS;
        box.v1 = box.v0 + 1.0f / FONT_ROWS;
        plain(batch, &snapped, &box, text->color);
    }
}

void shape_text(struct shape_batch *batch, const struct shape_view *view, const struct shape_text *text) {
    if (!(text->size > 0) || !isfinite(text->x) || !isfinite(text->y) || !isfinite(text->wrap) || !(text->color & 0xff))
        return;
    size_t columns = font_columns(text->size, text->wrap);
    struct shape_text line = *text;
    for (size_t at = 0, next; at < text->count; at += next, line.y += line.size) {
        size_t length = font_line(text->text + at, text->count - at, columns, &next);
        text_line(batch, view, &line, text->text + at, length);
    }
}
