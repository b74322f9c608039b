/* The backend that draws with SDL's renderer, on a graphics card. */
#include "render_inside.h"

/* All colours are premultiplied, and SDL's own modes are for those that are not. */
static SDL_BlendMode blend_mode(enum draw_blend blend) {
    const SDL_BlendFactor one = SDL_BLENDFACTOR_ONE, rest = SDL_BLENDFACTOR_ONE_MINUS_SRC_ALPHA, none = SDL_BLENDFACTOR_ZERO;
    const SDL_BlendOperation add = SDL_BLENDOPERATION_ADD;
    if (blend == DRAW_ADD)
        return SDL_ComposeCustomBlendMode(one, one, add, none, one, add);
    if (blend == DRAW_MULTIPLY)
        return SDL_ComposeCustomBlendMode(SDL_BLENDFACTOR_DST_COLOR, rest, add, none, one, add);
    return SDL_ComposeCustomBlendMode(one, rest, add, one, rest, add);
}

static void triangles(struct render *render) {
    const struct shape_batch *batch = &render->batch;
    const struct shape_vertex *vertex = batch->vertices;
    SDL_Texture *texture = render->current->sdl;
    SDL_SetTextureBlendMode(texture, blend_mode(render->blend));
    SDL_RenderGeometryRaw(render->sdl, texture, &vertex->x, sizeof *vertex, (const SDL_Color *)(const void *)vertex->rgba, sizeof *vertex,
                          &vertex->u, sizeof *vertex, batch->vertex_count, batch->indices, batch->index_count, sizeof *batch->indices);
}

static void aim(struct render *render) {
    SDL_SetRenderTarget(render->sdl, render->target ? render->target->sdl : render->shown);
    SDL_RenderSetViewport(render->sdl, render->target || render->shown ? NULL : &render->area);
}

static void clip(struct render *render, bool all) {
    SDL_RenderSetClipRect(render->sdl, all ? NULL : &render->clip);
}

static void set_color(SDL_Renderer *sdl, uint32_t color) {
    SDL_SetRenderDrawColor(sdl, (Uint8)(color >> 24), (Uint8)(color >> 16), (Uint8)(color >> 8), (Uint8)color);
}

static void fill(struct render *render, const uint8_t premultiplied[4]) {
    SDL_SetRenderDrawColor(render->sdl, premultiplied[0], premultiplied[1], premultiplied[2], premultiplied[3]);
    SDL_RenderClear(render->sdl); /* SDL's ignores viewport and clip */
}

static void background(struct render *render, uint32_t color) {
    set_color(render->sdl, render->shown ? color : 0x000000ff);
    SDL_RenderClear(render->sdl);
    set_color(render->sdl, color);
    if (!render->shown)
        SDL_RenderFillRect(render->sdl, NULL);
}

static void forget_shown(struct render *render) {
    if (render->shown)
        SDL_DestroyTexture(render->shown);
    render->shown = NULL;
}

bool render_sdl_shown(struct render *render, int access, struct error *err) {
    int width = render->frame_width, height = render->frame_height;
    forget_shown(render);
    render->shown = SDL_CreateTexture(render->sdl, SDL_PIXELFORMAT_RGBA32, access, width, height);
    if (!render->shown)
        return error_set(err, EXIT_FILE, "cannot make a picture of %d by %d pixels to draw on: %s", width, height, SDL_GetError());
    bool bent = render->desc.scale == RENDER_STRETCH && !render->desc.pixelated;
    SDL_SetTextureBlendMode(render->shown, SDL_BLENDMODE_NONE);
    SDL_SetTextureScaleMode(render->shown, bent ? SDL_ScaleModeLinear : SDL_ScaleModeNearest);
    return true;
}

static bool targets(struct render *render, struct error *err) {
    forget_shown(render);
    if (!render->desc.pixelated && render->desc.scale != RENDER_STRETCH)
        return true;
    return render_sdl_shown(render, SDL_TEXTUREACCESS_TARGET, err);
}

static void compose(struct render *render) {
    if (!render->shown)
        return;
    SDL_SetRenderTarget(render->sdl, NULL);
    SDL_RenderSetViewport(render->sdl, NULL);
    set_color(render->sdl, 0x000000ff);
    SDL_RenderClear(render->sdl);
    SDL_RenderCopy(render->sdl, render->shown, NULL, &render->area);
}

static bool read(struct render *render, struct image_pixels *out) {
    if (!render->desc.pixelated)
        SDL_RenderSetViewport(render->sdl, NULL); /* bars included */
    return SDL_RenderReadPixels(render->sdl, NULL, SDL_PIXELFORMAT_RGBA32, out->rgba, out->width * 4) == 0;
}

const struct render_backend render_sdl = {triangles, aim, clip, fill, background, targets, compose, read};
