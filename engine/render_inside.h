/* What render.c (the frame and where it goes), its backends, records.c and glyphs.c (what is drawn on it) share; for these alone. */
#pragma once
#include "glyphs.h"
#include "render.h"
#include "shape.h"
#include "texture.h"
#include <SDL.h>

/* Who draws: all that differs between drawing in memory and drawing on a graphics card. */
struct render_backend {
    bool (*open)(struct render *render, struct error *err);                /* for desc.window, which is NULL for render_soft alone */
    void (*close)(struct render *render);                                  /* also what an open that failed left */
    void (*size)(struct render *render, int *width, int *height);          /* of the window in pixels */
    bool (*synced)(const struct render *render);                           /* whether present waits for the display */
    struct texture_store textures;                                         /* its context is the render */
    void (*triangles)(struct render *render);                              /* the batch, with current, blend and clip; none of them empty */
    void (*images)(struct render *render);                                 /* the gathered ones, with the view too; NULL: as triangles */
    void (*sprites)(struct render *render, const union draw_word *record); /* with the same; NULL likewise */
    void (*aim)(struct render *render);                                    /* at render->target */
    void (*clip)(struct render *render, bool all);                         /* to render->clip; all: the whole target */
    void (*fill)(struct render *render, const uint8_t premultiplied[4]);   /* the target, a canvas, whatever the clip */
    void (*background)(struct render *render, uint32_t color);             /* begins a frame, which is aimed at */
    bool (*targets)(struct render *render, struct error *err);             /* makes anew what hangs on the layout */
    void (*compose)(struct render *render);                                /* brings the frame into the window's back buffer */
    void (*present)(struct render *render);                                /* shows the back buffer */
    bool (*read)(struct render *render, struct image_pixels *out);         /* into out's pixels; false with SDL_GetError */
};

extern const struct render_backend render_soft, render_sdl, render_gl;

enum { RENDER_IMAGE_WORDS = 9, RENDER_IMAGES = 8192 };

struct render {
    struct render_desc desc;
    const struct render_backend *backend;
    SDL_Renderer *sdl;             /* of render_sdl, and of render_soft in a window */
    SDL_Texture *shown;            /* theirs too: what is brought into the window, the frame or a copy of it; NULL: drawn to it directly */
    struct image_pixels frame;     /* of render_soft alone */
    struct gl_device *gl;          /* of render_gl alone */
    int frame_width, frame_height; /* what is drawn on, in its pixels */
    int output_width, output_height;
    SDL_Rect area; /* where the logical picture lies in the window, in its pixels */
    double scale;  /* the frame's pixels a logical pixel */
    bool open;     /* the frame has its background */
    struct texture font, *images;
    uint32_t image_slots;
    struct glyphs *glyphs;
    /* while a list is drawn */
    struct texture *target; /* NULL: the frame */
    bool muted;             /* what is drawn goes nowhere */
    double base;            /* the target's pixels a logical pixel, before the camera */
    enum draw_blend blend;
    SDL_Rect clip; /* of the target, in its pixels */
    const struct texture *current;
    struct shape_batch batch;
    union draw_word *images_gathered; /* DRAW_IMAGE records from their x on, for a backend that takes them; then the batch is empty */
    int image_count;
    struct shape_view view;
};

/* Where its textures live. */
static inline struct texture_place render_place(struct render *render) {
    return (struct texture_place){&render->backend->textures, render};
}

/* For render_soft in a window: the renderer with this number (-1: one on a card), and the texture that is shown, of the frame's size. */
bool render_sdl_open(struct render *render, int driver, struct error *err);
bool render_sdl_shown(struct render *render, int access, struct error *err);

/* Draws what is gathered, as the state is now: before any of it changes. */
void render_flush(struct render *render);

/* The texture for what comes next. */
void render_use(struct render *render, const struct texture *texture);

/* Draws or gathers a DRAW_IMAGE or DRAW_SPRITES record with this texture; false: the backend wants triangles. */
bool render_image_record(struct render *render, const struct texture *texture, const union draw_word *record);
bool render_sprites_record(struct render *render, const struct texture *texture, const union draw_word *record);

/* Cuts what comes next to {x, y, w, h} in the target's logical pixels; w negative: no more. */
void render_clip(struct render *render, const float rect[4]);

/* Fills the target, whatever the clip. */
void render_fill(struct render *render, uint32_t color);

struct texture *render_find(const struct render *render, uint32_t id);

/* Executes one record that draws. */
void records_run(struct render *render, const union draw_word *w);
