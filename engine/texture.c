#include "texture.h"
#include "base.h"
#include <SDL.h>
#include <stdlib.h>
#include <string.h>

void texture_free(struct texture *texture) {
    if (texture->sdl)
        SDL_DestroyTexture(texture->sdl);
    image_free(&texture->pixels);
    *texture = (struct texture){0};
}

/* Fills in the one frame, and makes room for the pixels. */
static bool make_room(struct texture *texture, SDL_Renderer *sdl, int width, int height, struct error *err) {
    texture->width = texture->frame_w = width;
    texture->height = texture->frame_h = height;
    texture->columns = texture->rows = 1;
    if (!sdl) {
        size_t size = (size_t)width * (size_t)height * 4;
        texture->pixels = (struct image_pixels){width, height, base_alloc(size)};
        memset(texture->pixels.rgba, 0, size);
        return true;
    }
    int access = texture->canvas ? SDL_TEXTUREACCESS_TARGET : SDL_TEXTUREACCESS_STATIC;
    texture->sdl = SDL_CreateTexture(sdl, SDL_PIXELFORMAT_RGBA32, access, width, height);
    if (!texture->sdl) {
        *texture = (struct texture){0};
        return error_set(err, EXIT_SCRIPT, "cannot make a texture of %d by %d pixels: %s", width, height, SDL_GetError());
    }
    SDL_SetTextureScaleMode(texture->sdl, texture->smooth ? SDL_ScaleModeLinear : SDL_ScaleModeNearest);
    return true;
}

bool texture_canvas(struct texture *texture, SDL_Renderer *sdl, int width, int height, bool smooth, struct error *err) {
    *texture = (struct texture){.smooth = smooth, .canvas = true};
    if (!make_room(texture, sdl, width, height, err))
        return false;
    if (sdl) {
        SDL_Texture *before = SDL_GetRenderTarget(sdl);
        SDL_SetRenderTarget(sdl, texture->sdl);
        SDL_SetRenderDrawColor(sdl, 0, 0, 0, 0);
        SDL_RenderClear(sdl);
        SDL_SetRenderTarget(sdl, before);
    }
    return true;
}

bool texture_blank(struct texture *texture, SDL_Renderer *sdl, int width, int height, bool smooth, struct error *err) {
    *texture = (struct texture){.smooth = smooth};
    if (!make_room(texture, sdl, width, height, err))
        return false;
    if (sdl) {
        uint8_t *zeros = base_alloc((size_t)width * (size_t)height * 4);
        memset(zeros, 0, (size_t)width * (size_t)height * 4);
        texture_put(texture, 0, 0, &(struct image_pixels){width, height, zeros});
        free(zeros);
    }
    return true;
}

void texture_put(struct texture *texture, int x, int y, const struct image_pixels *pixels) {
    int stride = pixels->width * 4;
    ASSERT(x >= 0 && y >= 0 && x + pixels->width <= texture->width && y + pixels->height <= texture->height);
    if (texture->sdl) {
        SDL_UpdateTexture(texture->sdl, &(SDL_Rect){x, y, pixels->width, pixels->height}, pixels->rgba, stride);
        return;
    }
    for (int row = 0; row < pixels->height; row++)
        memcpy(texture->pixels.rgba + 4 * ((size_t)(y + row) * (size_t)texture->width + (size_t)x),
               pixels->rgba + (size_t)row * (size_t)stride, (size_t)stride);
}

bool texture_sheet(struct texture *texture, SDL_Renderer *sdl, const struct image_pixels *pixels, int frame_w, int frame_h, bool smooth,
                   struct error *err) {
    ASSERT(frame_w > 0 && frame_h > 0 && frame_w <= pixels->width && frame_h <= pixels->height);
    int columns = pixels->width / frame_w, rows = pixels->height / frame_h;
    bool pad = smooth && columns * rows > 1; /* or filtering would mix in the frame beside it */
    struct image_pixels copy;
    if (pad)
        image_pad(pixels, frame_w, frame_h, &copy);
    else
        image_copy(pixels, &copy);
    image_premultiply(&copy);
    *texture = (struct texture){.smooth = smooth};
    bool done = make_room(texture, sdl, copy.width, copy.height, err);
    if (done) {
        texture_put(texture, 0, 0, &copy);
        texture->frame_w = frame_w;
        texture->frame_h = frame_h;
        texture->columns = columns;
        texture->rows = rows;
        texture->pad = pad;
    }
    image_free(&copy);
    return done;
}

bool texture_frame(const struct texture *texture, uint32_t frame, struct shape_image *image) {
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
