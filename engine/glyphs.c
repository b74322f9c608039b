#include "glyphs.h"
#include "base.h"
#include "coverage.h"
#include "pool.h"
#include "render_inside.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    ATLAS_LEAST = 256,
    ATLAS_MOST = 2048,
    GLYPH_MOST = 500, /* pixels a side */
    SIZE_MOST = 256,  /* pixels an em; what is larger is enlarged */
    SIZE_STEPS = 64,  /* sizes are told apart to that part of a pixel */
    ENTRIES = 8192,   /* of the table, a power of two; it is kept at most half full */
};

#define INK 0.375f /* what of a pixel is covered when it is ink in hard pixels: a stroke a little thinner than one must not break up */

struct entry {
    uint32_t font, glyph, size;   /* font 0: free */
    uint16_t x, y, width, height; /* in the atlas, with a clear pixel all around; width 0: nothing to see */
    int16_t left, top;            /* from the origin on the baseline */
};

struct face {
    uint32_t id; /* 0: none */
    struct typeface *typeface;
};

struct glyphs {
    bool hard;
    struct face *faces;
    int face_count;
    struct texture atlas;
    int row_x, row_y, row_height; /* where the next glyph goes */
    struct entry *entries;        /* NULL until a font comes */
    int used;
    struct typeface_outline outline; /* scratch, as are these two */
    float *shares;
    uint8_t *rgba;
};

struct glyphs *glyphs_create(bool hard) {
    struct glyphs *glyphs = base_alloc(sizeof *glyphs);
    *glyphs = (struct glyphs){.hard = hard};
    return glyphs;
}

void glyphs_destroy(struct glyphs *glyphs) {
    for (int i = 0; i < glyphs->face_count; i++)
        typeface_close(glyphs->faces[i].typeface);
    texture_free(&glyphs->atlas);
    free(glyphs->faces);
    free(glyphs->entries);
    free(glyphs->outline.curves);
    free(glyphs->shares);
    free(glyphs->rgba);
    free(glyphs);
}

static struct face *find_face(const struct glyphs *glyphs, uint32_t id) {
    for (int i = 0; id && i < glyphs->face_count; i++)
        if (glyphs->faces[i].id == id)
            return &glyphs->faces[i];
    return NULL;
}

static void forget_glyphs(struct glyphs *glyphs) {
    if (glyphs->entries)
        memset(glyphs->entries, 0, ENTRIES * sizeof *glyphs->entries);
    glyphs->used = glyphs->row_x = glyphs->row_y = glyphs->row_height = 0;
}

void glyphs_drop(struct glyphs *glyphs, uint32_t id) {
    struct face *face = find_face(glyphs, id);
    if (!face)
        return;
    typeface_close(face->typeface);
    *face = glyphs->faces[--glyphs->face_count];
    forget_glyphs(glyphs);
}

bool glyphs_font(struct glyphs *glyphs, uint32_t id, const void *bytes, size_t size, struct error *err) {
    struct typeface *typeface = typeface_open(bytes, size, err);
    if (!typeface)
        return false;
    glyphs_drop(glyphs, id);
    glyphs->faces = base_realloc(glyphs->faces, sizeof *glyphs->faces * ((size_t)glyphs->face_count + 1));
    glyphs->faces[glyphs->face_count++] = (struct face){id, typeface};
    if (!glyphs->entries) {
        const struct coverage_box largest = {0, 0, GLYPH_MOST, GLYPH_MOST};
        glyphs->entries = base_alloc(ENTRIES * sizeof *glyphs->entries);
        glyphs->shares = base_alloc(coverage_room(&largest) * sizeof *glyphs->shares);
        glyphs->rgba = base_alloc((GLYPH_MOST + 2) * (GLYPH_MOST + 2) * 4);
        forget_glyphs(glyphs);
    }
    return true;
}

/* ── the atlas ── */

/* Makes it empty, and larger when it can be; what is gathered is drawn with it as it was. False: there is none. */
static bool renew_atlas(struct glyphs *glyphs, struct render *render) {
    struct error ignored; /* without an atlas no letters: nothing else can be done in the middle of a frame */
    int side = glyphs->atlas.width ? glyphs->atlas.width * 2 : ATLAS_LEAST;
    render_flush(render);
    forget_glyphs(glyphs);
    if (side > ATLAS_MOST)
        return true;
    texture_free(&glyphs->atlas);
    return texture_blank(&glyphs->atlas, render_place(render), side, side, !glyphs->hard, &ignored);
}

/* Finds a place of that size in rows from the top; false when there is none. */
static bool place(struct glyphs *glyphs, int width, int height, int *x, int *y) {
    int side = glyphs->atlas.width;
    if (glyphs->row_x + width > side) {
        glyphs->row_y += glyphs->row_height;
        glyphs->row_x = glyphs->row_height = 0;
    }
    if (width > side || glyphs->row_y + height > side)
        return false;
    *x = glyphs->row_x;
    *y = glyphs->row_y;
    glyphs->row_x += width;
    glyphs->row_height = height > glyphs->row_height ? height : glyphs->row_height;
    return true;
}

static void paint(struct glyphs *glyphs, const struct coverage_box *box, double scale, int x, int y) {
    int width = box->width + 2, height = box->height + 2;
    coverage_fill(&glyphs->outline, scale, box, glyphs->shares);
    memset(glyphs->rgba, 0, (size_t)width * (size_t)height * 4);
    for (int row = 0; row < box->height; row++) {
        for (int column = 0; column < box->width; column++) {
            float share = glyphs->shares[(size_t)row * (size_t)box->width + (size_t)column];
            int value = glyphs->hard ? (share >= INK) * 255 : (int)lrintf(share * 255);
            memset(glyphs->rgba + 4 * ((size_t)(row + 1) * (size_t)width + (size_t)(column + 1)), value, 4);
        }
    }
    texture_put(&glyphs->atlas, x, y, &(struct image_pixels){width, height, glyphs->rgba});
}

static struct entry *slot_of(struct glyphs *glyphs, uint32_t font, uint32_t glyph, uint32_t size) {
    uint32_t at = (font * 2654435761u ^ glyph * 2246822519u ^ size * 3266489917u) >> 7;
    for (;; at++) {
        struct entry *entry = &glyphs->entries[at & (ENTRIES - 1)];
        if (!entry->font || (entry->font == font && entry->glyph == glyph && entry->size == size))
            return entry;
    }
}

/* The glyph in the atlas, painted now when it was not there; NULL when that cannot be. */
static const struct entry *find_glyph(struct glyphs *glyphs, struct render *render, const struct face *face, uint32_t glyph,
                                      uint32_t size) {
    struct entry *entry = slot_of(glyphs, face->id, glyph, size);
    struct coverage_box box;
    int x = 0, y = 0;
    if (entry->font)
        return entry;
    double scale = (double)size / SIZE_STEPS / typeface_metrics(face->typeface).units;
    typeface_outline(face->typeface, glyph, &glyphs->outline);
    bool seen = coverage_box(&glyphs->outline, scale, GLYPH_MOST, &box);
    if (glyphs->used >= ENTRIES / 2 && !renew_atlas(glyphs, render))
        return NULL;
    while (seen && !(glyphs->atlas.width && place(glyphs, box.width + 2, box.height + 2, &x, &y)))
        if (!renew_atlas(glyphs, render))
            return NULL;
    entry = slot_of(glyphs, face->id, glyph, size);
    *entry = (struct entry){.font = face->id, .glyph = glyph, .size = size};
    glyphs->used++;
    if (!seen)
        return entry;
    paint(glyphs, &box, scale, x, y);
    entry->x = (uint16_t)x;
    entry->y = (uint16_t)y;
    entry->width = (uint16_t)(box.width + 2);
    entry->height = (uint16_t)(box.height + 2);
    entry->left = (int16_t)(box.left - 1);
    entry->top = (int16_t)(box.top - 1);
    return entry;
}

/* ── lines ── */

/* Everything that stays the same over a text. */
struct setting {
    struct glyphs *glyphs;
    struct render *render;
    const struct face *face;
    double unit;   /* logical pixels a font unit */
    double pixel;  /* logical pixels a pixel of the atlas */
    uint32_t size; /* of the glyphs in the atlas */
    uint32_t color;
    bool snaps; /* glyphs go to whole pixels: one of the atlas is one of the target */
};

static double snap(double value, double shift, double scale) {
    return (floor(value * scale + shift + 0.5) - shift) / scale;
}

static void draw_glyph(const struct setting *set, uint32_t glyph, double x, double y) {
    struct render *render = set->render;
    const struct entry *entry = find_glyph(set->glyphs, render, set->face, glyph, set->size);
    const struct texture *atlas = &set->glyphs->atlas;
    if (!entry || !entry->width)
        return;
    if (set->snaps) {
        x = snap(x, render->view.x, render->view.scale);
        y = snap(y, render->view.y, render->view.scale);
    }
    const float rect[4] = {(float)(x + entry->left * set->pixel), (float)(y + entry->top * set->pixel), (float)(entry->width * set->pixel),
                           (float)(entry->height * set->pixel)};
    const float side = (float)atlas->width, u = (float)entry->x / side, v = (float)entry->y / side;
    const float uv[4] = {u, v, u + (float)entry->width / side, v + (float)entry->height / side};
    render_use(render, atlas);
    shape_patch(&render->batch, &render->view, rect, uv, set->color);
}

static void draw_line(const struct setting *set, const uint32_t *points, size_t count, double x, double y) {
    const struct typeface *typeface = set->face->typeface;
    uint32_t before = TYPEFACE_BOX;
    for (size_t i = 0; i < count; i++) {
        uint32_t glyph = typeface_glyph(typeface, points[i]);
        x += typeface_kern(typeface, before, glyph) * set->unit;
        draw_glyph(set, glyph, x, y);
        x += typeface_advance(typeface, glyph) * set->unit;
        before = glyph;
    }
}

/* In which size glyphs come from the atlas: the one they are seen in, but of a zoom only steps of a ninth, or each frame had its own. */
static void choose_size(struct setting *set, double em) {
    const struct render *render = set->render;
    double seen = em * render->view.scale, size = fmin(fmax(seen, 2), SIZE_MOST);
    if (render->view.scale != render->base && size == seen)
        size = exp2(ceil(log2(size) * 6) / 6);
    size = fmin(size, SIZE_MOST);
    set->size = (uint32_t)lround(size * SIZE_STEPS);
    double painted = (double)set->size / SIZE_STEPS;
    set->pixel = em / painted;
    set->snaps = render->view.sin == 0 && render->view.cos == 1 && fabs(painted - seen) < 1.0 / SIZE_STEPS;
    if (set->snaps)
        set->pixel = 1 / render->view.scale;
}

void glyphs_draw(struct glyphs *glyphs, struct render *render, const struct glyphs_text *text) {
    const struct face *face = find_face(glyphs, text->font);
    double em = text->size;
    bool drawn = isfinite(text->x) && isfinite(text->y) && isfinite(text->wrap) && em > 0 && em < SHAPE_LIMIT;
    if (!face || !drawn || !(text->color & 0xff) || !(render->view.scale > 0))
        return;
    struct typeface_metrics metrics = typeface_metrics(face->typeface);
    struct setting set = {.glyphs = glyphs, .render = render, .face = face, .unit = em / metrics.units, .color = text->color};
    choose_size(&set, em);
    double y = text->y + metrics.ascent * set.unit, most = text->wrap > 0 ? text->wrap / set.unit : 0;
    for (size_t at = 0, next; at < text->count; at += next, y += metrics.line * set.unit) {
        int64_t width;
        size_t length = typeface_line(face->typeface, text->points + at, text->count - at, most, &next, &width);
        double back = (double)width * set.unit * (text->align == 1 ? 0.5 : text->align == 2 ? 1 : 0);
        draw_line(&set, text->points + at, length, text->x - back, y);
    }
}
