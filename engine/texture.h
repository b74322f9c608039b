/* What triangles take their colours from: pictures, sheets of frames, and canvases that are drawn on.
 *
 * Pipe: image → texture → render. Main thread only. Pixels are premultiplied here, so that filtering makes no seams, a canvas may be
 * transparent, and every blend is one formula. Where they live (on a graphics card, in memory) is the business of a store. */
#pragma once
#include "error.h"
#include "image.h"
#include "shape.h"
#include <stdbool.h>
#include <stdint.h>

struct SDL_Texture;
struct texture;

/* Where textures live: one of render's backends. */
struct texture_store {
    /* Makes room of the texture's size for its use and filter; a canvas begins transparent. False with `err` (EXIT_SCRIPT). */
    bool (*make)(void *context, struct texture *texture, struct error *err);
    void (*put)(void *context, struct texture *texture, int x, int y, const struct image_pixels *pixels);
    void (*free)(void *context, struct texture *texture);
};

struct texture_place {
    const struct texture_store *store;
    void *context;
};

struct texture {
    uint32_t id; /* 0: none */
    int width, height, frame_w, frame_h;
    int columns, rows, pad; /* frames a row and a column; pixels of its own border around each */
    bool smooth, canvas;
    struct texture_place place; /* zero: nothing is held */
    /* each of one store alone */
    struct SDL_Texture *sdl;
    uint32_t gl, gl_frame; /* names of the texture and, of a canvas, its framebuffer */
    struct image_pixels pixels;
};

/* Each makes a texture that has no id yet; false with `err` (EXIT_SCRIPT) when the machine refuses, and then there is nothing to free.
 * texture_sheet copies straight pixels and gives every frame of a filtered sheet a border; the others begin transparent. */
bool texture_sheet(struct texture *texture, struct texture_place place, const struct image_pixels *pixels, int frame_w, int frame_h,
                   bool smooth, struct error *err);
bool texture_canvas(struct texture *texture, struct texture_place place, int width, int height, bool smooth, struct error *err);
bool texture_blank(struct texture *texture, struct texture_place place, int width, int height, bool smooth, struct error *err);

/* Frees what it holds and clears the struct; a zeroed one is fine. */
void texture_free(struct texture *texture);

/* Replaces a part, which must lie inside, by these premultiplied pixels, rows without gaps. */
void texture_put(struct texture *texture, int x, int y, const struct image_pixels *pixels);

/* Gives size and part of the texture of this frame; false when it has no such frame. */
bool texture_frame(const struct texture *texture, uint32_t frame, struct shape_image *image);
