/* The backend that draws with SDL's renderer, on a graphics card. */
#include "render_inside.h"

bool render_sdl_open(struct render *render, int driver, struct error *err) {
    Uint32 flags = (driver < 0 ? SDL_RENDERER_ACCELERATED : SDL_RENDERER_SOFTWARE) | (render->desc.vsync ? SDL_RENDERER_PRESENTVSYNC : 0);
    render->sdl = SDL_CreateRenderer(render->desc.window, driver, flags);
    return render->sdl || error_set(err, EXIT_FILE, "cannot draw into the window: %s", SDL_GetError());
}

static bool open(struct render *render, struct error *err) {
    SDL_RendererInfo info;
    if (!render_sdl_open(render, -1, err))
        return false;
    if (SDL_GetRendererInfo(render->sdl, &info) < 0 || (info.flags & SDL_RENDERER_SOFTWARE))
        return error_set(err, EXIT_FILE, "cannot draw into the window on a graphics card, as --renderer sdl asks: SDL offers memory alone");
    return true;
}

static void forget_shown(struct render *render) {
    if (render->shown)
        SDL_DestroyTexture(render->shown);
    render->shown = NULL;
}

static void close(struct render *render) {
    forget_shown(render);
    if (render->sdl)
        SDL_DestroyRenderer(render->sdl);
    render->sdl = NULL;
}

static void size(struct render *render, int *width, int *height) {
    SDL_SetRenderTarget(render->sdl, NULL); /* or the size asked for next is the target's */
    SDL_GetRendererOutputSize(render->sdl, width, height);
}

static bool synced(const struct render *render) {
    SDL_RendererInfo info;
    return SDL_GetRendererInfo(render->sdl, &info) == 0 && (info.flags & SDL_RENDERER_PRESENTVSYNC) &&
           (info.flags & SDL_RENDERER_ACCELERATED);
}

/* ── textures ── */

static void clear_texture(SDL_Renderer *sdl, SDL_Texture *texture) {
    SDL_Texture *before = SDL_GetRenderTarget(sdl);
    SDL_SetRenderTarget(sdl, texture);
    SDL_SetRenderDrawColor(sdl, 0, 0, 0, 0);
    SDL_RenderClear(sdl);
    SDL_SetRenderTarget(sdl, before);
}

static bool make_texture(void *context, struct texture *texture, struct error *err) {
    SDL_Renderer *sdl = ((struct render *)context)->sdl;
    int access = texture->canvas ? SDL_TEXTUREACCESS_TARGET : SDL_TEXTUREACCESS_STATIC;
    texture->sdl = SDL_CreateTexture(sdl, SDL_PIXELFORMAT_RGBA32, access, texture->width, texture->height);
    if (!texture->sdl)
        return error_set(err, EXIT_SCRIPT, "cannot make a texture of %d by %d pixels: %s", texture->width, texture->height, SDL_GetError());
    SDL_SetTextureScaleMode(texture->sdl, texture->smooth ? SDL_ScaleModeLinear : SDL_ScaleModeNearest);
    if (texture->canvas)
        clear_texture(sdl, texture->sdl);
    return true;
}

static void put_texture(void *context, struct texture *texture, int x, int y, const struct image_pixels *pixels) {
    (void)context;
    SDL_UpdateTexture(texture->sdl, &(SDL_Rect){x, y, pixels->width, pixels->height}, pixels->rgba, pixels->width * 4);
}

static void free_texture(void *context, struct texture *texture) {
    (void)context;
    SDL_DestroyTexture(texture->sdl);
}

/* ── what is drawn ── */

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

static void present(struct render *render) {
    SDL_RenderPresent(render->sdl);
}

static bool read(struct render *render, struct image_pixels *out) {
    if (!render->desc.pixelated)
        SDL_RenderSetViewport(render->sdl, NULL); /* bars included */
    return SDL_RenderReadPixels(render->sdl, NULL, SDL_PIXELFORMAT_RGBA32, out->rgba, out->width * 4) == 0;
}

const struct render_backend render_sdl = {
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
