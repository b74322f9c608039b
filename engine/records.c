#include "base.h"
#include "mesh.h"
#include "pool.h"
#include "render_inside.h"
#include <math.h>

enum { TILES = 1 << 20 }; /* more that are seen at once than a screen has room for */

/* What a record may take its colours from: NULL for an unknown id, and for the canvas that is being drawn on. */
static const struct texture *picture(const struct render *render, uint32_t id) {
    const struct texture *texture = render_find(render, id);
    return texture != render->target ? texture : NULL;
}

static void run_image(struct render *render, const union draw_word *w) {
    const struct texture *texture = picture(render, w[1].u);
    struct shape_image image = {.origin_x = w[8].f, .origin_y = w[9].f};
    if (!texture || render_image_record(render, texture, w) || !texture_frame(texture, w[4].u, &image))
        return;
    render_use(render, texture);
    struct shape_place place = {w[2].f, w[3].f, w[5].f, w[6].f, w[7].f, w[10].u};
    shape_image(&render->batch, &render->view, &image, &place);
}

static void run_sprites(struct render *render, const union draw_word *w) {
    const struct texture *texture = picture(render, w[1].u);
    struct shape_image image = {.origin_x = w[3].f, .origin_y = w[4].f};
    if (!texture || render_sprites_record(render, texture, w))
        return;
    render_use(render, texture);
    uint32_t count = w[2].u;
    const union draw_word *x = w + 5, *y = x + count, *rotation = y + count, *scale = rotation + count, *tint = scale + count;
    const union draw_word *frames = tint + count;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t frame = frames[i / 2].u >> (i % 2 * 16) & 0xffff; /* JavaScript wrote 16-bit numbers in this machine's order */
        struct shape_place place = {x[i].f, y[i].f, rotation[i].f, scale[i].f, scale[i].f, tint[i].u};
        if (texture_frame(texture, frame, &image))
            shape_image(&render->batch, &render->view, &image, &place);
    }
}

static void run_shape(struct render *render, uint32_t op, const union draw_word *w) {
    struct shape_batch *batch = &render->batch;
    const struct shape_view *view = &render->view;
    const float f[4] = {w[1].f, w[2].f, w[3].f, op == DRAW_FILL_CIRCLE || op == DRAW_STROKE_CIRCLE ? 0 : w[4].f};
    render_use(render, &render->font);
    switch (op) {
    case DRAW_FILL_RECT:
        shape_rect(batch, view, f, w[5].u, SHAPE_FILL);
        break;
    case DRAW_STROKE_RECT:
        shape_rect(batch, view, f, w[5].u, w[6].f > 0 ? w[6].f : 0);
        break;
    case DRAW_FILL_CIRCLE:
        shape_circle(batch, view, f, w[4].u, SHAPE_FILL);
        break;
    case DRAW_STROKE_CIRCLE:
        shape_circle(batch, view, f, w[4].u, w[5].f > 0 ? w[5].f : 0);
        break;
    case DRAW_LINE:
        shape_line(batch, view, f, w[5].u, w[6].f);
        break;
    case DRAW_TEXT:
        shape_text(batch, view, &(struct shape_text){w[1].f, w[2].f, w[3].f, w[6].f, w[4].u, w[5].u, &w[8].u, w[7].u});
        break;
    }
}

static void run_clear(struct render *render, uint32_t color) {
    if (render->target) {
        render_fill(render, color);
        return;
    }
    struct shape_view whole = render->view;
    const float camera[4] = {0, 0, 1, 0}, screen[4] = {0, 0, (float)whole.width, (float)whole.height};
    enum draw_blend blend = render->blend;
    SDL_Rect clip = render->clip;
    render_flush(render);
    render->blend = DRAW_ALPHA;
    render_clip(render, (const float[4]){0, 0, -1, -1});
    shape_camera(&whole, camera, 1);
    render_use(render, &render->font);
    shape_rect(&render->batch, &whole, screen, color, SHAPE_FILL);
    double base = render->base;
    render->base = 1; /* the clip is in pixels already */
    render_clip(render, (const float[4]){(float)clip.x, (float)clip.y, (float)clip.w, (float)clip.h});
    render->base = base;
    render->blend = blend;
}

/* A rectangle of positive size, finite; false: there is nothing to draw. */
static bool upright(float rect[4], const union draw_word *w) {
    for (int i = 0; i < 4; i++)
        rect[i] = w[i].f;
    for (int i = 0; i < 2; i++) {
        if (rect[i + 2] < 0) {
            rect[i] += rect[i + 2];
            rect[i + 2] = -rect[i + 2];
        }
        if (!isfinite(rect[i]) || !isfinite(rect[i + 2]) || rect[i + 2] == 0)
            return false;
    }
    return true;
}

/* Cuts the rectangle to what of the world the target may show, so that an endless one costs no more than a screenful. */
static bool cut_to_view(const struct shape_view *view, double rect[4]) {
    double least[2] = {INFINITY, INFINITY}, most[2] = {-INFINITY, -INFINITY};
    for (int corner = 0; corner < 4; corner++) {
        double dx = ((corner & 1 ? view->width : 0) - view->x) / view->scale,
               dy = ((corner & 2 ? view->height : 0) - view->y) / view->scale;
        double world[2] = {dx * view->cos + dy * view->sin, dy * view->cos - dx * view->sin};
        for (int i = 0; i < 2; i++) {
            least[i] = fmin(least[i], world[i]);
            most[i] = fmax(most[i], world[i]);
        }
    }
    for (int i = 0; i < 2; i++) {
        double end = fmin(rect[i] + rect[i + 2], most[i]);
        rect[i] = fmax(rect[i], least[i]);
        rect[i + 2] = end - rect[i];
        if (!(rect[i + 2] > 0))
            return false;
    }
    return true;
}

/* One axis of a grid of tiles: the part of the tile with this number that lies in from .. from + size. */
struct slice {
    float at, size, t0, t1; /* t: fractions of the tile */
};

static struct slice slice_at(double grid, double tile, double number, double from, double size) {
    double start = grid + number * tile, low = fmax(start, from), high = fmin(start + tile, from + size);
    return (struct slice){(float)low, (float)(high - low), (float)((low - start) / tile), (float)((high - start) / tile)};
}

static void run_tile(struct render *render, const union draw_word *w) {
    const struct texture *texture = picture(render, w[1].u);
    struct shape_image image;
    float given[4];
    if (!texture || !texture_frame(texture, w[6].u, &image) || !upright(given, w + 2) || !isfinite(w[7].f) || !isfinite(w[8].f))
        return;
    double rect[4] = {given[0], given[1], given[2], given[3]}, grid_x = given[0] + (double)w[7].f, grid_y = given[1] + (double)w[8].f;
    if (!cut_to_view(&render->view, rect))
        return;
    double first_x = floor((rect[0] - grid_x) / image.width), last_x = ceil((rect[0] + rect[2] - grid_x) / image.width);
    double first_y = floor((rect[1] - grid_y) / image.height), last_y = ceil((rect[1] + rect[3] - grid_y) / image.height);
    if (!((last_x - first_x) * (last_y - first_y) <= TILES))
        return;
    render_use(render, texture);
    float across = image.u1 - image.u0, down = image.v1 - image.v0;
    for (int row = 0; row < (int)(last_y - first_y); row++) {
        struct slice y = slice_at(grid_y, image.height, first_y + row, rect[1], rect[3]);
        for (int column = 0; column < (int)(last_x - first_x); column++) {
            struct slice x = slice_at(grid_x, image.width, first_x + column, rect[0], rect[2]);
            const float uv[4] = {image.u0 + across * x.t0, image.v0 + down * y.t0, image.u0 + across * x.t1, image.v0 + down * y.t1};
            if (x.size > 0 && y.size > 0)
                shape_patch(&render->batch, &render->view, (const float[4]){x.at, y.at, x.size, y.size}, uv, w[9].u);
        }
    }
}

/* The four lines that cut one axis into three, on the screen and as fractions of the frame. */
static void cut_panel(float at, float size, float frame, float low, float high, float lines[4], float parts[4]) {
    low = low > 0 ? fminf(low, frame) : 0;
    high = high > 0 ? fminf(high, frame - low) : 0;
    float room = low + high > size ? size / (low + high) : 1; /* a panel too small for its borders squeezes them */
    const float on_screen[4] = {at, at + low * room, at + size - high * room, at + size};
    const float in_frame[4] = {0, low / frame, 1 - high / frame, 1};
    for (int i = 0; i < 4; i++) {
        lines[i] = on_screen[i];
        parts[i] = in_frame[i];
    }
}

static void run_panel(struct render *render, const union draw_word *w) {
    const struct texture *texture = picture(render, w[1].u);
    struct shape_image image;
    float rect[4], x[4], y[4], u[4], v[4];
    if (!texture || !texture_frame(texture, w[6].u, &image) || !upright(rect, w + 2))
        return;
    cut_panel(rect[0], rect[2], image.width, w[7].f, w[9].f, x, u);
    cut_panel(rect[1], rect[3], image.height, w[8].f, w[10].f, y, v);
    render_use(render, texture);
    float across = image.u1 - image.u0, down = image.v1 - image.v0;
    for (int i = 0; i < 9; i++) {
        int c = i % 3, r = i / 3;
        const float place[4] = {x[c], y[r], x[c + 1] - x[c], y[r + 1] - y[r]};
        const float uv[4] = {image.u0 + across * u[c], image.v0 + down * v[r], image.u0 + across * u[c + 1], image.v0 + down * v[r + 1]};
        if (place[2] > 0 && place[3] > 0)
            shape_patch(&render->batch, &render->view, place, uv, w[11].u);
    }
}

static void run_triangles(struct render *render, const union draw_word *w) {
    const struct texture *texture = w[1].u ? picture(render, w[1].u) : &render->font;
    struct shape_image image = {.u0 = SHAPE_WHITE_U, .v0 = SHAPE_WHITE_V, .u1 = SHAPE_WHITE_U, .v1 = SHAPE_WHITE_V};
    if (!texture || (w[1].u && !texture_frame(texture, w[2].u, &image)))
        return;
    render_use(render, texture);
    mesh_triangles(&render->batch, &render->view, &image, w + 4, w[3].u);
}

static void run_letters(struct render *render, const union draw_word *w) {
    struct glyphs_text text = {.font = w[1].u, .x = w[2].f, .y = w[3].f, .size = w[4].f, .color = w[5].u, .align = w[6].u, .wrap = w[7].f};
    text.points = &w[9].u;
    text.count = w[8].u;
    glyphs_draw(render->glyphs, render, &text);
}

void records_run(struct render *render, const union draw_word *w) {
    switch (w->u & 0xff) {
    case DRAW_CLEAR:
        run_clear(render, w[1].u);
        break;
    case DRAW_IMAGE:
        run_image(render, w);
        break;
    case DRAW_SPRITES:
        run_sprites(render, w);
        break;
    case DRAW_TILE:
        run_tile(render, w);
        break;
    case DRAW_PANEL:
        run_panel(render, w);
        break;
    case DRAW_POLYGON:
        render_use(render, &render->font);
        mesh_polygon(&render->batch, &render->view, w + 3, w[2].u, w[1].u);
        break;
    case DRAW_TRIANGLES:
        run_triangles(render, w);
        break;
    case DRAW_LETTERS:
        run_letters(render, w);
        break;
    default:
        run_shape(render, w->u & 0xff, w);
    }
}
