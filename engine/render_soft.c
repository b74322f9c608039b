/* The backend that draws in memory: headless, and in windows without a graphics card, where SDL only shows the frame. */
#include "base.h"
#include "render_inside.h"
#include "soft.h"
#include <string.h>

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
    return !render->sdl || render_sdl_shown(render, SDL_TEXTUREACCESS_STREAMING, err);
}

static void compose(struct render *render) {
    if (render->shown)
        SDL_UpdateTexture(render->shown, NULL, render->frame.rgba, render->frame.width * 4);
    render_sdl.compose(render);
}

static bool read(struct render *render, struct image_pixels *out) {
    if (render->sdl && !render->desc.pixelated)
        return render_sdl.read(render, out);
    memcpy(out->rgba, render->frame.rgba, (size_t)out->width * (size_t)out->height * 4);
    return true;
}

const struct render_backend render_soft = {triangles, aim, clip, fill, background, targets, compose, read};
