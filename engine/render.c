#include "render.h"
#include "base.h"
#include "font.h"
#include "log.h"
#include "pool.h"
#include "render_inside.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    VERTICES = 1 << 16,
    INDICES = VERTICES * 3,
    AREA_LIMIT = 16384,
    SMOOTH_FONT = 4, /* the atlas is this much larger then, so that linear filtering softens only the rim of a font's pixel */
};

/* Into a window the first list comes at once, and a graphics card may refuse; in memory most renders never draw one. */
static bool make_font(struct render *render, struct error *err) {
    int times = render->desc.pixelated ? 1 : SMOOTH_FONT;
    struct image_pixels pixels = {FONT_ATLAS_WIDTH * times, FONT_ATLAS_HEIGHT * times, NULL};
    pixels.rgba = base_alloc((size_t)pixels.width * (size_t)pixels.height * 4);
    font_atlas(pixels.rgba, times);
    bool done = texture_sheet(&render->font, render_place(render), &pixels, pixels.width, pixels.height, times > 1, err);
    image_free(&pixels);
    return done;
}

/* ── what is drawn on, and how ── */

void render_flush(struct render *render) {
    struct shape_batch *batch = &render->batch;
    bool seen = render->clip.w > 0 && render->clip.h > 0;
    if (batch->index_count > 0 && seen)
        render->backend->triangles(render);
    if (render->image_count > 0 && seen)
        render->backend->images(render);
    batch->vertex_count = batch->index_count = render->image_count = 0;
}

static void flush(void *context) {
    render_flush(context);
}

void render_use(struct render *render, const struct texture *texture) {
    if (render->current != texture || render->image_count > 0)
        render_flush(render);
    render->current = texture;
}

bool render_image_record(struct render *render, const struct texture *texture, const union draw_word *record) {
    if (!render->backend->images)
        return false;
    if (render->current != texture || render->batch.index_count > 0 || render->image_count == RENDER_IMAGES)
        render_flush(render);
    render->current = texture;
    memcpy(render->images_gathered + RENDER_IMAGE_WORDS * render->image_count++, record + 2, RENDER_IMAGE_WORDS * sizeof *record);
    return true;
}

bool render_sprites_record(struct render *render, const struct texture *texture, const union draw_word *record) {
    if (!render->backend->sprites)
        return false;
    render_flush(render);
    render->current = texture;
    if (record[2].u > 0 && render->clip.w > 0 && render->clip.h > 0)
        render->backend->sprites(render, record);
    return true;
}

static void set_clip(struct render *render, SDL_Rect clip) {
    SDL_Rect whole = {0, 0, (int)render->view.width, (int)render->view.height};
    bool all = !SDL_IntersectRect(&clip, &whole, &render->clip) ? render->clip.w = 0, false : SDL_RectEquals(&render->clip, &whole);
    render->backend->clip(render, all);
}

/* Directs what comes next at a canvas, or at the frame (NULL), with a camera, clip and blend of its own. */
static void aim(struct render *render, struct texture *target) {
    const float start[4] = {0, 0, 1, 0};
    render_flush(render);
    render->target = target;
    render->muted = false;
    render->blend = DRAW_ALPHA;
    render->base = target ? 1 : render->scale;
    render->view.width = target ? target->width : render->frame_width;
    render->view.height = target ? target->height : render->frame_height;
    shape_camera(&render->view, start, render->base);
    render->backend->aim(render);
    set_clip(render, (SDL_Rect){0, 0, (int)render->view.width, (int)render->view.height});
}

static int to_pixel(double value) {
    return (int)floor(fmin(fmax(value, -SHAPE_LIMIT), SHAPE_LIMIT) + 0.5);
}

void render_clip(struct render *render, const float rect[4]) {
    double x = rect[0] * render->base, y = rect[1] * render->base;
    render_flush(render);
    if (!(rect[2] >= 0 && rect[3] >= 0) || !isfinite(x) || !isfinite(y)) {
        set_clip(render, (SDL_Rect){0, 0, (int)render->view.width, (int)render->view.height});
        return;
    }
    int left = to_pixel(x), top = to_pixel(y), right = to_pixel(x + rect[2] * render->base), bottom = to_pixel(y + rect[3] * render->base);
    set_clip(render, (SDL_Rect){left, top, right - left, bottom - top});
}

void render_fill(struct render *render, uint32_t color) {
    uint8_t rgba[4] = {(uint8_t)(color >> 24), (uint8_t)(color >> 16), (uint8_t)(color >> 8), (uint8_t)color};
    image_premultiply(&(struct image_pixels){1, 1, rgba});
    render_flush(render);
    render->backend->fill(render, rgba);
}

/* ── the layout ── */

/* Where the picture goes in an output of that size, and how large a logical pixel is there. */
static void lay_out(struct render *render, int width, int height) {
    const struct render_desc *desc = &render->desc;
    double across = (double)width / desc->width, down = (double)height / desc->height;
    double scale = desc->scale > 0 ? desc->scale : fmin(across, down);
    if ((desc->scale == RENDER_INTEGER || (desc->scale == RENDER_FIT && desc->pixelated)) && scale > 1)
        scale = floor(scale);
    scale = fmin(scale, (double)AREA_LIMIT / (desc->width > desc->height ? desc->width : desc->height));
    int w = (int)lround(desc->width * scale), h = (int)lround(desc->height * scale);
    render->area = (SDL_Rect){(width - w) / 2, (height - h) / 2, w > 0 ? w : 1, h > 0 ? h : 1};
    render->scale = desc->pixelated ? 1 : scale;
    render->frame_width = desc->pixelated ? desc->width : render->area.w;
    render->frame_height = desc->pixelated ? desc->height : render->area.h;
    render->view.smooth = !desc->pixelated;
    if (desc->scale == RENDER_STRETCH) /* the frame keeps the game's proportions; it is bent when it is brought into the window */
        render->area = (SDL_Rect){0, 0, width, height};
}

static bool resize(struct render *render, struct error *err) {
    int width = render->desc.width, height = render->desc.height;
    if (render->desc.window)
        render->backend->size(render, &width, &height);
    render->open = false;
    render->output_width = width;
    render->output_height = height;
    lay_out(render, width, height);
    return render->backend->targets(render, err);
}

void render_resized(struct render *render) {
    struct error err;
    resize(render, &err); /* without a target the frame goes to the window unscaled: better than to end the game */
}

bool render_choice(const char *name, enum render_choice *choice) {
    static const char *const names[] = {[RENDER_AUTO] = "auto", [RENDER_GL] = "gl", [RENDER_SDL] = "sdl", [RENDER_SOFTWARE] = "software"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (strcmp(name, names[i]) == 0) {
            *choice = (enum render_choice)i;
            return true;
        }
    }
    return false;
}

bool render_wants_opengl(enum render_choice choice) {
    return choice == RENDER_GL || (choice == RENDER_AUTO && !SDL_GetHint(SDL_HINT_RENDER_DRIVER));
}

static void tell_of_fallback(const struct error *err) {
    char line[256];
    snprintf(line, sizeof line, "%s: drawing without it", err->text);
    log_note(line);
}

/* Opens the first backend that can be had of those that the choice allows; without any, `err` tells of the last. */
static bool open_backend(struct render *render, struct error *err) {
    static const struct {
        enum render_choice only; /* RENDER_AUTO and this one mean it */
        const struct render_backend *backend;
    } all[] = {{RENDER_GL, &render_gl}, {RENDER_SDL, &render_sdl}, {RENDER_SOFTWARE, &render_soft}};
    enum render_choice choice = render->desc.window ? render->desc.choice : RENDER_SOFTWARE;
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        if (choice == RENDER_AUTO ? all[i].only == RENDER_GL && !render_wants_opengl(choice) : choice != all[i].only)
            continue;
        render->backend = all[i].backend;
        err->text[0] = 0;
        if (render->backend->open(render, err))
            return true;
        render->backend->close(render);
        if (choice == RENDER_AUTO && all[i].only == RENDER_GL && err->text[0])
            tell_of_fallback(err);
    }
    render->backend = NULL;
    return false;
}

struct render *render_create(const struct render_desc *desc, struct error *err) {
    ASSERT(desc->width >= 1 && desc->width <= IMAGE_LIMIT && desc->height >= 1 && desc->height <= IMAGE_LIMIT);
    struct render *render = base_alloc(sizeof *render);
    *render = (struct render){.desc = *desc};
    render->batch = (struct shape_batch){.vertex_limit = VERTICES, .index_limit = INDICES, .flush = flush, .context = render};
    render->batch.vertices = base_alloc(VERTICES * sizeof *render->batch.vertices);
    render->batch.indices = base_alloc(INDICES * sizeof *render->batch.indices);
    render->images_gathered = base_alloc(RENDER_IMAGES * RENDER_IMAGE_WORDS * sizeof *render->images_gathered);
    if (!desc->window)
        render->desc.scale = 1;
    render->glyphs = glyphs_create(desc->pixelated);
    if (!open_backend(render, err) || !resize(render, err) || (desc->window && !make_font(render, err))) {
        render_destroy(render);
        return NULL;
    }
    render->current = &render->font;
    return render;
}

void render_destroy(struct render *render) {
    if (!render)
        return;
    for (uint32_t i = 0; i < render->image_slots; i++)
        texture_free(&render->images[i]);
    texture_free(&render->font);
    glyphs_destroy(render->glyphs);
    if (render->backend)
        render->backend->close(render);
    free(render->images);
    free(render->batch.vertices);
    free(render->batch.indices);
    free(render->images_gathered);
    free(render);
}

/* Takes the texture for the picture of this id. */
static void keep_image(struct render *render, uint32_t id, const struct texture *texture) {
    uint32_t slot = pool_slot(id), slots = render->image_slots;
    if (slot >= slots) {
        render->image_slots = slot + 16;
        render->images = base_realloc(render->images, render->image_slots * sizeof *render->images);
        memset(render->images + slots, 0, (render->image_slots - slots) * sizeof *render->images);
        render->current = &render->font;
    }
    texture_free(&render->images[slot]);
    render->images[slot] = *texture;
    render->images[slot].id = id;
}

bool render_image(struct render *render, uint32_t id, const struct image_pixels *pixels, int frame_w, int frame_h, bool smooth,
                  struct error *err) {
    ASSERT(id != 0 && pixels->rgba);
    frame_w = frame_w > 0 ? frame_w : pixels->width;
    frame_h = frame_h > 0 ? frame_h : pixels->height;
    if (frame_w > pixels->width || frame_h > pixels->height)
        return error_set(err, EXIT_SCRIPT, "the frames of %d by %d pixels are larger than the image of %d by %d", frame_w, frame_h,
                         pixels->width, pixels->height);
    struct texture texture;
    if (!texture_sheet(&texture, render_place(render), pixels, frame_w, frame_h, smooth, err))
        return false;
    keep_image(render, id, &texture);
    return true;
}

bool render_canvas(struct render *render, uint32_t id, int width, int height, bool smooth, struct error *err) {
    ASSERT(id != 0 && width > 0 && height > 0);
    struct texture texture;
    if (!texture_canvas(&texture, render_place(render), width, height, smooth, err))
        return false;
    keep_image(render, id, &texture);
    return true;
}

bool render_font(struct render *render, uint32_t id, const void *bytes, size_t size, struct error *err) {
    return glyphs_font(render->glyphs, id, bytes, size, err);
}

struct texture *render_find(const struct render *render, uint32_t id) {
    uint32_t slot = pool_slot(id);
    return id && slot < render->image_slots && render->images[slot].id == id ? &render->images[slot] : NULL;
}

void render_drop(struct render *render, uint32_t id) {
    struct texture *texture = render_find(render, id);
    if (texture)
        texture_free(texture);
    glyphs_drop(render->glyphs, id);
}

/* ── the frame ── */

/* Directs drawing at the frame and, the first time, gives it its background. */
static void open_frame(struct render *render) {
    bool fresh = !render->open;
    uint32_t color = render->desc.background | 0xff;
    render->open = true;
    aim(render, NULL);
    if (fresh)
        render->backend->background(render, color);
}

/* `again`: canvases hold what this list draws on them already. */
static void run_target(struct render *render, uint32_t id, bool again) {
    struct texture *target = render_find(render, id);
    bool canvas = target && target->canvas;
    aim(render, canvas ? target : NULL);
    render->muted = id && (again || !canvas);
}

static void run_list(struct render *render, const struct draw *list, bool again) {
    uint32_t at = 0;
    struct error err;
    if (!render->font.width)
        ASSERT(make_font(render, &err)); /* memory does not refuse */
    open_frame(render);
    for (const union draw_word *w; (w = draw_next(list, &at));) {
        uint32_t op = w->u & 0xff;
        if (op == DRAW_TARGET) {
            run_target(render, w[1].u, again);
        } else if (op == DRAW_CAMERA) {
            if (render->image_count > 0)
                render_flush(render); /* the batch has its camera in it already */
            shape_camera(&render->view, (const float[4]){w[1].f, w[2].f, w[3].f, w[4].f}, render->base);
        } else if (op == DRAW_CLIP) {
            render_clip(render, (const float[4]){w[1].f, w[2].f, w[3].f, w[4].f});
        } else if (op == DRAW_BLEND) {
            render_flush(render);
            render->blend = w[1].u <= DRAW_MULTIPLY ? (enum draw_blend)w[1].u : DRAW_ALPHA;
        } else if (!render->muted) {
            records_run(render, w);
        }
    }
    aim(render, NULL);
}

void render_list(struct render *render, const struct draw *list) {
    run_list(render, list, false);
}

void render_list_again(struct render *render, const struct draw *list) {
    run_list(render, list, true);
}

void render_present(struct render *render) {
    if (render->desc.window) /* in memory nobody sees a frame that is not read */
        open_frame(render);
    render->open = false;
    if (!render->desc.window)
        return;
    render->backend->compose(render);
    render->backend->present(render);
}

bool render_synced(const struct render *render) {
    return render->desc.window && render->backend->synced(render);
}

void render_to_logical(const struct render *render, float x, float y, float *logical_x, float *logical_y) {
    int width = render->output_width, height = render->output_height;
    if (render->desc.window)
        SDL_GetWindowSize(render->desc.window, &width, &height); /* in points, of which a pixel may be a half */
    double factor_x = width > 0 ? (double)render->output_width / width : 1;
    double factor_y = height > 0 ? (double)render->output_height / height : 1;
    *logical_x = (float)((x * factor_x - render->area.x) * render->desc.width / render->area.w);
    *logical_y = (float)((y * factor_y - render->area.y) * render->desc.height / render->area.h);
}

bool render_read(struct render *render, struct image_pixels *out, struct error *err) {
    open_frame(render);
    int width = render->frame_width, height = render->frame_height;
    if (render->desc.window && !render->desc.pixelated) {
        render->backend->compose(render);
        width = render->output_width;
        height = render->output_height;
    }
    size_t size = (size_t)width * (size_t)height * 4;
    *out = (struct image_pixels){width, height, base_alloc(size)};
    if (!render->backend->read(render, out)) {
        image_free(out);
        return error_set(err, EXIT_FILE, "cannot read the picture back: %s", SDL_GetError());
    }
    for (size_t i = 3; i < size; i += 4)
        out->rgba[i] = 255;
    return true;
}
