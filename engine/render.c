#include "render.h"
#include "base.h"
#include "font.h"
#include "pool.h"
#include "shape.h"
#include "soft.h"
#include <SDL.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    VERTICES = 1 << 16,
    INDICES = VERTICES * 3,
    AREA_LIMIT = 16384,
    SMOOTH_FONT = 4, /* the atlas is this much larger then, so that linear filtering softens only the rim of a font's pixel */
};

struct texture {
    uint32_t id; /* 0: none */
    int width, height, frame_w, frame_h;
    int columns, rows, pad; /* frames a row and a column; pixels of its own border around each */
    bool smooth;
    SDL_Texture *sdl;           /* NULL when soft */
    struct image_pixels pixels; /* nothing unless soft */
};

struct render {
    struct render_desc desc;
    SDL_Renderer *sdl; /* NULL: headless */
    bool soft;         /* canvas is drawn on by soft.c */
    struct image_pixels canvas;
    SDL_Texture *target; /* what the frame is shown from: the pixelated picture or a copy of canvas; NULL: drawn to the window itself */
    int output_width, output_height;
    SDL_Rect area; /* where the logical picture lies in the window, in its pixels */
    double scale;  /* device pixels a logical pixel while drawing */
    bool open;     /* the frame has its background */
    struct texture font, *images;
    uint32_t image_slots;
    const struct texture *current;
    struct shape_batch batch;
    struct shape_view view;
};

static void free_texture(struct texture *texture) {
    if (texture->sdl)
        SDL_DestroyTexture(texture->sdl);
    image_free(&texture->pixels);
    *texture = (struct texture){0};
}

/* Copies the pixels to where the triangles will look for them. */
static bool fill_texture(struct render *render, struct texture *texture, const struct image_pixels *pixels, struct error *err) {
    size_t size = (size_t)pixels->width * (size_t)pixels->height * 4;
    struct image_pixels copy = {pixels->width, pixels->height, base_alloc(size)};
    memcpy(copy.rgba, pixels->rgba, size);
    if (texture->smooth && texture != &render->font) /* the font is white all over already */
        image_bleed(&copy);
    texture->width = copy.width;
    texture->height = copy.height;
    if (render->soft) {
        texture->pixels = copy;
        return true;
    }
    texture->sdl = SDL_CreateTexture(render->sdl, SDL_PIXELFORMAT_RGBA32, SDL_TEXTUREACCESS_STATIC, copy.width, copy.height);
    bool done = texture->sdl && SDL_UpdateTexture(texture->sdl, NULL, copy.rgba, copy.width * 4) == 0;
    image_free(&copy);
    if (!done)
        return error_set(err, EXIT_SCRIPT, "cannot make a texture of %d by %d pixels: %s", pixels->width, pixels->height, SDL_GetError());
    SDL_SetTextureBlendMode(texture->sdl, SDL_BLENDMODE_BLEND);
    SDL_SetTextureScaleMode(texture->sdl, texture->smooth ? SDL_ScaleModeLinear : SDL_ScaleModeNearest);
    return true;
}

static bool make_font(struct render *render, struct error *err) {
    int times = render->desc.pixelated ? 1 : SMOOTH_FONT;
    struct image_pixels pixels = {FONT_ATLAS_WIDTH * times, FONT_ATLAS_HEIGHT * times, NULL};
    pixels.rgba = base_alloc((size_t)pixels.width * (size_t)pixels.height * 4);
    font_atlas(pixels.rgba, times);
    render->font.smooth = times > 1;
    bool done = fill_texture(render, &render->font, &pixels, err);
    image_free(&pixels);
    return done;
}

static void flush(void *context) {
    struct render *render = context;
    struct shape_batch *batch = &render->batch;
    const struct shape_vertex *vertex = batch->vertices;
    if (batch->index_count > 0 && render->soft)
        soft_triangles(&render->canvas, (struct soft_texture){&render->current->pixels, render->current->smooth}, batch);
    else if (batch->index_count > 0)
        SDL_RenderGeometryRaw(render->sdl, render->current->sdl, &vertex->x, sizeof *vertex, (const SDL_Color *)(const void *)vertex->rgba,
                              sizeof *vertex, &vertex->u, sizeof *vertex, batch->vertex_count, batch->indices, batch->index_count,
                              sizeof *batch->indices);
    batch->vertex_count = batch->index_count = 0;
}

static void use(struct render *render, const struct texture *texture) {
    if (render->current != texture)
        flush(render);
    render->current = texture;
}

/* Where the picture goes in an output of that size, and how large a logical pixel is there. */
static void lay_out(struct render *render, int width, int height) {
    const struct render_desc *desc = &render->desc;
    double scale = desc->scale > 0 ? desc->scale : fmin((double)width / desc->width, (double)height / desc->height);
    if (desc->scale <= 0 && desc->pixelated && scale > 1)
        scale = floor(scale);
    scale = fmin(scale, (double)AREA_LIMIT / (desc->width > desc->height ? desc->width : desc->height));
    int w = (int)lround(desc->width * scale), h = (int)lround(desc->height * scale);
    render->area = (SDL_Rect){(width - w) / 2, (height - h) / 2, w > 0 ? w : 1, h > 0 ? h : 1};
    render->scale = desc->pixelated ? 1 : scale;
    render->view.width = desc->pixelated ? desc->width : render->area.w;
    render->view.height = desc->pixelated ? desc->height : render->area.h;
    render->view.smooth = !desc->pixelated;
}

/* The surfaces that hang on the layout: the soft canvas and the texture that is shown. */
static bool make_targets(struct render *render, struct error *err) {
    int width = (int)render->view.width, height = (int)render->view.height;
    if (render->soft) {
        image_free(&render->canvas);
        render->canvas = (struct image_pixels){width, height, base_alloc((size_t)width * (size_t)height * 4)};
    }
    if (render->target)
        SDL_DestroyTexture(render->target);
    render->target = NULL;
    if (!render->sdl || (!render->soft && !render->desc.pixelated))
        return true;
    int access = render->soft ? SDL_TEXTUREACCESS_STREAMING : SDL_TEXTUREACCESS_TARGET;
    render->target = SDL_CreateTexture(render->sdl, SDL_PIXELFORMAT_RGBA32, access, width, height);
    if (!render->target)
        return error_set(err, EXIT_FILE, "cannot make a picture of %d by %d pixels to draw on: %s", width, height, SDL_GetError());
    SDL_SetTextureBlendMode(render->target, SDL_BLENDMODE_NONE);
    SDL_SetTextureScaleMode(render->target, SDL_ScaleModeNearest);
    return true;
}

static bool resize(struct render *render, struct error *err) {
    int width = render->desc.width, height = render->desc.height;
    if (render->sdl) {
        SDL_SetRenderTarget(render->sdl, NULL); /* or the size asked for next is the target's */
        SDL_GetRendererOutputSize(render->sdl, &width, &height);
    }
    render->open = false;
    render->output_width = width;
    render->output_height = height;
    lay_out(render, width, height);
    return make_targets(render, err);
}

void render_resized(struct render *render) {
    struct error err;
    resize(render, &err); /* without a target the frame goes to the window unscaled: better than to end the game */
}

static bool open_window(struct render *render, struct error *err) {
    Uint32 flags = render->desc.vsync ? SDL_RENDERER_PRESENTVSYNC : 0;
    render->sdl = SDL_CreateRenderer(render->desc.window, -1, flags | SDL_RENDERER_ACCELERATED);
    if (!render->sdl)
        render->sdl = SDL_CreateRenderer(render->desc.window, -1, flags | SDL_RENDERER_SOFTWARE);
    SDL_RendererInfo info;
    if (!render->sdl || SDL_GetRendererInfo(render->sdl, &info) < 0)
        return error_set(err, EXIT_FILE, "cannot draw into the window: %s", SDL_GetError());
    render->soft = (info.flags & SDL_RENDERER_SOFTWARE) != 0;
    return true;
}

struct render *render_create(const struct render_desc *desc, struct error *err) {
    ASSERT(desc->width >= 1 && desc->width <= IMAGE_LIMIT && desc->height >= 1 && desc->height <= IMAGE_LIMIT);
    struct render *render = base_alloc(sizeof *render);
    *render = (struct render){.desc = *desc, .soft = true};
    render->batch = (struct shape_batch){.vertex_limit = VERTICES, .index_limit = INDICES, .flush = flush, .context = render};
    render->batch.vertices = base_alloc(VERTICES * sizeof *render->batch.vertices);
    render->batch.indices = base_alloc(INDICES * sizeof *render->batch.indices);
    if (!desc->window)
        render->desc.scale = 1;
    if ((desc->window && !open_window(render, err)) || !resize(render, err) || !make_font(render, err)) {
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
        free_texture(&render->images[i]);
    free_texture(&render->font);
    if (render->target)
        SDL_DestroyTexture(render->target);
    if (render->sdl)
        SDL_DestroyRenderer(render->sdl);
    image_free(&render->canvas);
    free(render->images);
    free(render->batch.vertices);
    free(render->batch.indices);
    free(render);
}

bool render_image(struct render *render, uint32_t id, const struct image_pixels *pixels, int frame_w, int frame_h, bool smooth,
                  struct error *err) {
    ASSERT(id != 0 && pixels->rgba);
    frame_w = frame_w > 0 ? frame_w : pixels->width;
    frame_h = frame_h > 0 ? frame_h : pixels->height;
    if (frame_w > pixels->width || frame_h > pixels->height)
        return error_set(err, EXIT_SCRIPT, "the frames of %d by %d pixels are larger than the image of %d by %d", frame_w, frame_h,
                         pixels->width, pixels->height);
    struct texture texture = {.id = id, .frame_w = frame_w, .frame_h = frame_h, .smooth = smooth};
    texture.columns = pixels->width / frame_w;
    texture.rows = pixels->height / frame_h;
    texture.pad = smooth && texture.columns * texture.rows > 1; /* or filtering would mix in the frame beside it */
    struct image_pixels padded = {0};
    if (texture.pad)
        image_pad(pixels, frame_w, frame_h, &padded);
    bool filled = fill_texture(render, &texture, texture.pad ? &padded : pixels, err);
    image_free(&padded);
    if (!filled) {
        free_texture(&texture);
        return false;
    }
    uint32_t slot = pool_slot(id), slots = render->image_slots;
    if (slot >= slots) {
        render->image_slots = slot + 16;
        render->images = base_realloc(render->images, render->image_slots * sizeof *render->images);
        memset(render->images + slots, 0, (render->image_slots - slots) * sizeof *render->images);
        render->current = &render->font;
    }
    free_texture(&render->images[slot]);
    render->images[slot] = texture;
    return true;
}

static struct texture *find_image(const struct render *render, uint32_t id) {
    uint32_t slot = pool_slot(id);
    return id && slot < render->image_slots && render->images[slot].id == id ? &render->images[slot] : NULL;
}

void render_image_drop(struct render *render, uint32_t id) {
    struct texture *texture = find_image(render, id);
    if (texture)
        free_texture(texture);
}

/* Gives the part of the texture that is this frame; false when it has no such frame. */
static bool cut_frame(const struct texture *texture, uint32_t frame, struct shape_image *image) {
    uint32_t columns = (uint32_t)texture->columns;
    if (frame >= columns * (uint32_t)texture->rows)
        return false;
    int step_x = texture->frame_w + 2 * texture->pad, step_y = texture->frame_h + 2 * texture->pad;
    float x = (float)((int)(frame % columns) * step_x + texture->pad), y = (float)((int)(frame / columns) * step_y + texture->pad);
    float w = (float)texture->width, h = (float)texture->height;
    image->width = (float)texture->frame_w;
    image->height = (float)texture->frame_h;
    image->u0 = x / w;
    image->v0 = y / h;
    image->u1 = (x + image->width) / w;
    image->v1 = (y + image->height) / h;
    image->smooth = texture->smooth;
    return true;
}

static void run_image(struct render *render, const union draw_word *w) {
    const struct texture *texture = find_image(render, w[1].u);
    struct shape_image image = {.origin_x = w[8].f, .origin_y = w[9].f};
    if (!texture || !cut_frame(texture, w[4].u, &image))
        return;
    use(render, texture);
    struct shape_place place = {w[2].f, w[3].f, w[5].f, w[6].f, w[7].f, w[10].u};
    shape_image(&render->batch, &render->view, &image, &place);
}

static void run_sprites(struct render *render, const union draw_word *w) {
    const struct texture *texture = find_image(render, w[1].u);
    struct shape_image image = {.origin_x = w[3].f, .origin_y = w[4].f};
    if (!texture)
        return;
    use(render, texture);
    uint32_t count = w[2].u;
    const union draw_word *x = w + 5, *y = x + count, *rotation = y + count, *scale = rotation + count, *tint = scale + count;
    const union draw_word *frames = tint + count;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t frame = frames[i / 2].u >> (i % 2 * 16) & 0xffff; /* JavaScript wrote 16-bit numbers in this machine's order */
        struct shape_place place = {x[i].f, y[i].f, rotation[i].f, scale[i].f, scale[i].f, tint[i].u};
        if (cut_frame(texture, frame, &image))
            shape_image(&render->batch, &render->view, &image, &place);
    }
}

static void run_shape(struct render *render, uint32_t op, const union draw_word *w) {
    struct shape_batch *batch = &render->batch;
    const struct shape_view *view = &render->view;
    const float f[4] = {w[1].f, w[2].f, w[3].f, op == DRAW_FILL_CIRCLE || op == DRAW_STROKE_CIRCLE ? 0 : w[4].f};
    use(render, &render->font);
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
    struct shape_view whole = render->view;
    const float camera[4] = {0, 0, 1, 0}, screen[4] = {0, 0, (float)render->view.width, (float)render->view.height};
    shape_camera(&whole, camera, 1);
    use(render, &render->font);
    shape_rect(&render->batch, &whole, screen, color, SHAPE_FILL);
}

static void set_color(SDL_Renderer *sdl, uint32_t color) {
    SDL_SetRenderDrawColor(sdl, (Uint8)(color >> 24), (Uint8)(color >> 16), (Uint8)(color >> 8), 255);
}

/* Directs drawing at the frame and, the first time, gives it its background. */
static void open_frame(struct render *render) {
    bool fresh = !render->open;
    uint32_t color = render->desc.background;
    render->open = true;
    if (render->soft && fresh) {
        const uint8_t pixel[4] = {(uint8_t)(color >> 24), (uint8_t)(color >> 16), (uint8_t)(color >> 8), 255};
        size_t count = (size_t)render->canvas.width * (size_t)render->canvas.height;
        for (size_t i = 0; i < count; i++)
            memcpy(render->canvas.rgba + i * 4, pixel, 4);
    }
    if (render->soft)
        return;
    SDL_SetRenderTarget(render->sdl, render->target);
    SDL_RenderSetViewport(render->sdl, NULL);
    set_color(render->sdl, render->target ? color : 0);
    if (fresh)
        SDL_RenderClear(render->sdl);
    if (render->target)
        return;
    SDL_RenderSetViewport(render->sdl, &render->area);
    set_color(render->sdl, color);
    if (fresh)
        SDL_RenderFillRect(render->sdl, NULL);
}

void render_list(struct render *render, const struct draw *list) {
    const float start[4] = {0, 0, 1, 0};
    uint32_t at = 0;
    open_frame(render);
    shape_camera(&render->view, start, render->scale);
    for (const union draw_word *w; (w = draw_next(list, &at));) {
        uint32_t op = w->u & 0xff;
        if (op == DRAW_CLEAR)
            run_clear(render, w[1].u);
        else if (op == DRAW_CAMERA)
            shape_camera(&render->view, (const float[4]){w[1].f, w[2].f, w[3].f, w[4].f}, render->scale);
        else if (op == DRAW_IMAGE)
            run_image(render, w);
        else if (op == DRAW_SPRITES)
            run_sprites(render, w);
        else
            run_shape(render, op, w);
    }
    flush(render);
}

/* Brings the frame from where it was drawn into the window's back buffer. */
static void compose(struct render *render) {
    if (!render->target)
        return;
    if (render->soft)
        SDL_UpdateTexture(render->target, NULL, render->canvas.rgba, render->canvas.width * 4);
    SDL_SetRenderTarget(render->sdl, NULL);
    SDL_RenderSetViewport(render->sdl, NULL);
    set_color(render->sdl, 0);
    SDL_RenderClear(render->sdl);
    SDL_RenderCopy(render->sdl, render->target, NULL, &render->area);
}

void render_present(struct render *render) {
    open_frame(render);
    render->open = false;
    if (!render->sdl)
        return;
    compose(render);
    SDL_RenderPresent(render->sdl);
}

void render_to_logical(const struct render *render, float x, float y, float *logical_x, float *logical_y) {
    int width = render->output_width, height = render->output_height;
    if (render->sdl)
        SDL_GetWindowSize(render->desc.window, &width, &height); /* in points, of which a pixel may be a half */
    double factor_x = width > 0 ? (double)render->output_width / width : 1;
    double factor_y = height > 0 ? (double)render->output_height / height : 1;
    *logical_x = (float)((x * factor_x - render->area.x) * render->desc.width / render->area.w);
    *logical_y = (float)((y * factor_y - render->area.y) * render->desc.height / render->area.h);
}

bool render_read(struct render *render, struct image_pixels *out, struct error *err) {
    open_frame(render);
    int width = (int)render->view.width, height = (int)render->view.height;
    bool canvas = render->soft && (!render->sdl || render->desc.pixelated);
    if (render->sdl && !render->desc.pixelated) {
        compose(render);
        SDL_RenderSetViewport(render->sdl, NULL);
        width = render->output_width;
        height = render->output_height;
    }
    size_t size = (size_t)width * (size_t)height * 4;
    *out = (struct image_pixels){width, height, base_alloc(size)};
    if (canvas)
        memcpy(out->rgba, render->canvas.rgba, size);
    else if (SDL_RenderReadPixels(render->sdl, NULL, SDL_PIXELFORMAT_RGBA32, out->rgba, width * 4) < 0) {
        image_free(out);
        return error_set(err, EXIT_FILE, "cannot read the picture back: %s", SDL_GetError());
    }
    for (size_t i = 3; i < size; i += 4)
        out->rgba[i] = 255;
    return true;
}
