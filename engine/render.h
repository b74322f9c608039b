/* Executes draw lists: textures, batches, the frame and the window it is shown in.
 *
 * Pipe: draw list → render → the window, or a picture in memory. Main thread only. Records and image ids are a script's and may be
 * anything: whatever makes no sense draws nothing. It does not record (draw.h) and does not decode (image.h).
 *
 * A frame: render_list, maybe again for an overlay, maybe render_read, then render_present. The first list of a frame starts with the
 * background. Pixelated: drawn at the logical size without anti-aliasing, then scaled with hard pixels. Otherwise: drawn at the window's
 * own resolution, edges smoothed. Triangles go to SDL_RenderGeometryRaw, or to soft.c when headless or when there is no accelerated
 * renderer: SDL's own software renderer puts corners on whole pixels. */
#pragma once
#include "draw.h"
#include "error.h"
#include "image.h"

struct SDL_Window;
struct render;

enum render_scale {
    RENDER_FIT = 0,      /* the largest that fits; a whole number when pixelated and at least 1 */
    RENDER_INTEGER = -1, /* the largest whole number that fits; less than 1 only where the window is too small for 1 */
    RENDER_STRETCH = -2, /* the whole window, whatever its proportions */
};

enum render_choice {
    RENDER_AUTO,     /* the first of the others that can be had; OpenGL not from a slow program, nor where SDL_RENDER_DRIVER is set
                      */
    RENDER_GL,       /* OpenGL 3.3 */
    RENDER_SDL,      /* SDL's renderer on a graphics card */
    RENDER_SOFTWARE, /* memory, and SDL only shows it */
};

struct render_desc {
    struct SDL_Window *window; /* borrowed, must outlive the render; NULL: headless, a picture of the logical size, no SDL video needed */
    enum render_choice choice; /* without a window always memory */
    int width, height;         /* logical size, 1 .. IMAGE_LIMIT each */
    bool pixelated;
    bool vsync;
    float scale;         /* window pixels a logical pixel, more than 0, or an enum render_scale */
    uint32_t background; /* 0xRRGGBBAA, taken as opaque; what lies outside the logical size is black */
};

/* Whether the window for this choice must be one that OpenGL can draw into. */
bool render_wants_opengl(enum render_choice choice);

/* The choice of that name (auto, gl, sdl, software); false: there is none. */
bool render_choice(const char *name, enum render_choice *choice);

/* Gives a render, or NULL with `err` (exit code 3) when the window gets no renderer. */
struct render *render_create(const struct render_desc *desc, struct error *err);
void render_destroy(struct render *render);

/* Makes these pixels (copied) the picture of a pool id, in place of what its slot held. Frames are frame_w by frame_h pixels, 0: the whole
 * image. `smooth` filters linearly, also when pixelated. Fails (exit code 1) when a frame is larger than the image or the image larger
 * than the machine takes. */
bool render_image(struct render *render, uint32_t id, const struct image_pixels *pixels, int frame_w, int frame_h, bool smooth,
                  struct error *err);

/* Makes an empty canvas the picture of an id: an image that lists can draw on (DRAW_TARGET). Fails as render_image does. */
bool render_canvas(struct render *render, uint32_t id, int width, int height, bool smooth, struct error *err);

/* Makes these bytes of a TrueType file (copied) the font of a pool id. Fails (exit code 1) as typeface_open does. */
bool render_font(struct render *render, uint32_t id, const void *bytes, size_t size, struct error *err);

/* Forgets the picture or font of an id; an unknown id is fine. */
void render_drop(struct render *render, uint32_t id);

/* Draws a list over what the frame already shows, and onto its canvases, up to its first broken record; camera, clip, blend and target
 * start as draw.h says. Borrows the list. */
void render_list(struct render *render, const struct draw *list);

/* The same once more, for the screen alone: what a list draws on canvases must not be added twice. */
void render_list_again(struct render *render, const struct draw *list);

/* Shows the frame (headless: only ends it); with vsync it may wait for the screen. */
void render_present(struct render *render);

/* What OpenGL's driver calls the card, or itself where it is a program that draws; NULL: OpenGL does not draw. The renderer's. */
const char *render_card(const struct render *render);

/* Whether render_present waits for the display. */
bool render_synced(const struct render *render);

/* To be told of SDL_WINDOWEVENT_SIZE_CHANGED and SDL_RENDER_TARGETS_RESET. */
void render_resized(struct render *render);

/* Window coordinates, as SDL's mouse events have them, to logical pixels; may lie outside 0 .. width and height. */
void render_to_logical(const struct render *render, float x, float y, float *logical_x, float *logical_y);

/* Gives what the frame shows so far (to be freed with image_free): at logical size when pixelated or headless, else at the window's
 * resolution, bars included. After render_present and before the next render_list the picture may be lost. */
bool render_read(struct render *render, struct image_pixels *out, struct error *err);
