/* The backend that draws in memory: headless, and in windows without a graphics card, where SDL only shows the frame. */
#include "base.h"
#include "render_inside.h"
#include "soft.h"
#include <string.h>

/* SDL's own software renderer by its number, since SDL_RENDER_DRIVER overrules flags; -1: SDL was built without it. */
static int software_driver(void) {
    for (int i = 0; i < SDL_GetNumRenderDrivers(); i++) {
        SDL_RendererInfo info;
        if (SDL_GetRenderDriverInfo(i, &info) == 0 && (info.flags & SDL_RENDERER_SOFTWARE))
            return i;
    }
    return -1;
}

static bool open(struct render *render, struct error *err) {
    return !render->desc.window || render_sdl_open(render, software_driver(), err);
}

static void close(struct render *render) {
    image_free(&render->frame);
    render_sdl.close(render);
}

static void size(struct render *render, int *width, int *height) {
    render_sdl.size(render, width, height);
}

static bool synced(const struct render *render) {
    return render_sdl.synced(render);
}

/* ── textures ── */

static bool make_texture(void *context, struct texture *texture, struct error *err) {
    size_t size = (size_t)texture->width * (size_t)texture->height * 4;
    (void)context;
    (void)err;
    texture->pixels = (struct image_pixels){texture->width, texture->height, base_alloc(size)};
    memset(texture->pixels.rgba, 0, size);
    return true;
}

static void put_texture(void *context, struct texture *texture, int x, int y, const struct image_pixels *pixels) {
    size_t stride = (size_t)pixels->width * 4;
    (void)context;
    for (int row = 0; row < pixels->height; row++)
        memcpy(texture->pixels.rgba + 4 * ((size_t)(y + row) * (size_t)texture->width + (size_t)x), pixels->rgba + (size_t)row * stride,
               stride);
}

static void free_texture(void *context, struct texture *texture) {
    (void)context;
    image_free(&texture->pixels);
}

/* ── what is drawn ── */

static struct image_pixels *aimed_at(struct render *render) {
    return render->target ? &render->target->pixels : &render->frame;
}

static void triangles(struct render *render) {
    const SDL_Rect *clip = &render->clip;
    const struct texture *texture = render->current;
    struct soft_target target = {aimed_at(render), clip->x, clip->y, clip->x + clip->w, clip->y + clip->h, render->blend};
    soft_triangles(target, (struct soft_texture){&texture->pixels, texture->smooth}, &render->batch);
}

static void aim(struct render *render) {
    (void)render; /* triangles and fill look for themselves */
}

static void clip(struct render *render, bool all) {
    (void)render;
    (void)all;
}

static void fill(struct render *render, const uint8_t premultiplied[4]) {
    struct image_pixels *pixels = aimed_at(render);
    size_t row = (size_t)pixels->width * 4;
    for (size_t i = 0; i < row; i += 4)
        memcpy(pixels->rgba + i, premultiplied, 4);
    for (int y = 1; y < pixels->height; y++)
        memcpy(pixels->rgba + (size_t)y * row, pixels->rgba, row);
}

static void background(struct render *render, uint32_t color) {
    fill(render, (const uint8_t[4]){(uint8_t)(color >> 24), (uint8_t)(color >> 16), (uint8_t)(color >> 8), (uint8_t)color});
}

static bool targets(struct render *render, struct error *err) {
    int width = render->frame_width, height = render->frame_height;
    image_free(&render->frame);
    render->frame = (struct image_pixels){width, height, base_alloc((size_t)width * (size_t)height * 4)};
    return !render->desc.window || render_sdl_shown(render, SDL_TEXTUREACCESS_STREAMING, err);
}

static void compose(struct render *render) {
    if (render->shown)
        SDL_UpdateTexture(render->shown, NULL, render->frame.rgba, render->frame.width * 4);
    render_sdl.compose(render);
}

static void present(struct render *render) {
    render_sdl.present(render);
}

static bool read(struct render *render, struct image_pixels *out) {
    if (render->desc.window && !render->desc.pixelated)
        return render_sdl.read(render, out);
    memcpy(out->rgba, render->frame.rgba, (size_t)out->width * (size_t)out->height * 4);
    return true;
}

const struct render_backend render_soft = {
    .open = open,
    .close = close,
    .size = size,
    .synced = synced,
    .textures = {make_texture, put_texture, free_texture},
    .triangles = triangles,
    .aim = aim,
    .clip = clip,
    .fill = fill,
    .background = background,
    .targets = targets,
    .compose = compose,
    .present = present,
    .read = read,
};
