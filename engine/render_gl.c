/* The backend that draws with OpenGL 3.3, on a graphics card: what is gathered goes there as it is, in one draw.
 *
 * A canvas, and the frame where it is scaled, lie in memory as images do, first row first; only the window itself stands on its head. */
#include "base.h"
#include "render_gl_inside.h"
#include <string.h>

/* Where two pixels' centres lie on the edge between two texels, the right and the lower one is meant, as in soft.c: this part of one. */
#define NUDGE (1 / 512.0f)

static bool open(struct render *render, struct error *err) {
    return gl_open(render, err);
}

static void close(struct render *render) {
    gl_close(render);
}

static void size(struct render *render, int *width, int *height) {
    gl_make_current(render);
    SDL_GL_GetDrawableSize(render->desc.window, width, height);
}

static bool synced(const struct render *render) {
    return render->gl->synced;
}

/* ── what is drawn ── */

static void set_blend(struct gl_device *gl, enum draw_blend blend) {
    if (blend == DRAW_ADD)
        gl->BlendFuncSeparate(GL_ONE, GL_ONE, GL_ZERO, GL_ONE);
    else if (blend == DRAW_MULTIPLY)
        gl->BlendFuncSeparate(GL_DST_COLOR, GL_ONE_MINUS_SRC_ALPHA, GL_ZERO, GL_ONE);
    else
        gl->BlendFuncSeparate(GL_ONE, GL_ONE_MINUS_SRC_ALPHA, GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
}

void gl_use(struct render *render, const struct gl_program *program) {
    struct gl_device *gl = render->gl;
    const struct texture *texture = render->current;
    gl->UseProgram(program->name);
    gl->BindVertexArray(program->vertices);
    set_blend(gl, render->blend);
    if (gl->bound != texture->gl)
        gl->BindTexture(GL_TEXTURE_2D, texture->gl);
    gl->bound = texture->gl;
    gl->Uniform4f(program->to_clip, gl->to_clip[0], gl->to_clip[1], gl->to_clip[2], gl->to_clip[3]);
    gl->Uniform2f(program->nudge, texture->smooth ? 0 : NUDGE / (float)texture->width,
                  texture->smooth ? 0 : NUDGE / (float)texture->height);
}

static void triangles(struct render *render) {
    struct gl_device *gl = render->gl;
    const struct shape_batch *batch = &render->batch;
    const size_t stride = sizeof *batch->vertices, step = sizeof *batch->indices;
    size_t vertices, indices;
    gl_use(render, &gl->triangles);
    if (gl_stream_put(gl, &gl->vertices, batch->vertices, (size_t)batch->vertex_count * stride, stride, &vertices) &&
        gl_stream_put(gl, &gl->indices, batch->indices, (size_t)batch->index_count * step, step, &indices))
        gl->DrawElementsBaseVertex(GL_TRIANGLES, batch->index_count, GL_UNSIGNED_INT, (const void *)indices, (GLint)(vertices / stride));
}

/* The framebuffer that is aimed at; 0: the window. */
static GLuint framebuffer(const struct render *render) {
    return render->target ? render->target->gl_frame : render->gl->frame.gl_frame;
}

static void aim(struct render *render) {
    struct gl_device *gl = render->gl;
    const SDL_Rect *area = &render->area;
    gl_make_current(render);
    float width = (float)render->view.width, height = (float)render->view.height;
    gl->aimed = framebuffer(render);
    gl->BindFramebuffer(GL_FRAMEBUFFER, gl->aimed);
    if (gl->aimed)
        gl->Viewport(0, 0, (GLsizei)width, (GLsizei)height);
    else
        gl->Viewport(area->x, render->output_height - area->y - area->h, area->w, area->h);
    /* in the window an edge through a pixel's centre would own the pixel below and not above it: corners go up by the least step of cards
     */
    float upside = gl->aimed ? 1 : -1, shift = gl->aimed ? 0 : 1 / 256.0f;
    const float to_clip[4] = {2 / width, 2 / height * upside, -1, (1 + 2 / height * shift) * -upside};
    memcpy(gl->to_clip, to_clip, sizeof to_clip);
}

static void scissor(struct render *render, const SDL_Rect *rect) {
    struct gl_device *gl = render->gl;
    const SDL_Rect *area = &render->area;
    gl->Enable(GL_SCISSOR_TEST);
    if (gl->aimed)
        gl->Scissor(rect->x, rect->y, rect->w, rect->h);
    else
        gl->Scissor(area->x + rect->x, render->output_height - area->y - rect->y - rect->h, rect->w, rect->h);
}

static void clip(struct render *render, bool all) {
    struct gl_device *gl = render->gl;
    if (all)
        gl->Disable(GL_SCISSOR_TEST);
    else
        scissor(render, &render->clip);
}

static void clear(struct gl_device *gl, const uint8_t rgba[4]) {
    gl->ClearColor((float)rgba[0] / 255, (float)rgba[1] / 255, (float)rgba[2] / 255, (float)rgba[3] / 255);
    gl->Clear(GL_COLOR_BUFFER_BIT);
}

static void fill(struct render *render, const uint8_t premultiplied[4]) {
    render->gl->Disable(GL_SCISSOR_TEST);
    clear(render->gl, premultiplied);
    scissor(render, &render->clip);
}

static void background(struct render *render, uint32_t color) {
    struct gl_device *gl = render->gl;
    gl->Disable(GL_SCISSOR_TEST);
    if (!gl->aimed) {
        clear(gl, (const uint8_t[4]){0, 0, 0, 255});
        scissor(render, &(SDL_Rect){0, 0, render->frame_width, render->frame_height});
    }
    clear(gl, (const uint8_t[4]){(uint8_t)(color >> 24), (uint8_t)(color >> 16), (uint8_t)(color >> 8), (uint8_t)color});
    gl->Disable(GL_SCISSOR_TEST);
}

/* ── the window ── */

static bool targets(struct render *render, struct error *err) {
    struct gl_device *gl = render->gl;
    texture_free(&gl->frame);
    if (!render->desc.pixelated && render->desc.scale != RENDER_STRETCH)
        return true;
    return texture_canvas(&gl->frame, render_place(render), render->frame_width, render->frame_height, false, err) ||
           (err->code = EXIT_FILE, false);
}

static void compose(struct render *render) {
    struct gl_device *gl = render->gl;
    const SDL_Rect *area = &render->area;
    if (!gl->frame.width)
        return;
    bool bent = render->desc.scale == RENDER_STRETCH && !render->desc.pixelated;
    int top = render->output_height - area->y;
    gl->Disable(GL_SCISSOR_TEST);
    gl->BindFramebuffer(GL_FRAMEBUFFER, 0);
    clear(gl, (const uint8_t[4]){0, 0, 0, 255});
    gl->BindFramebuffer(GL_READ_FRAMEBUFFER, gl->frame.gl_frame);
    gl->BlitFramebuffer(0, 0, render->frame_width, render->frame_height, area->x, top, area->x + area->w, top - area->h,
                        GL_COLOR_BUFFER_BIT, bent ? GL_LINEAR : GL_NEAREST);
    gl->BindFramebuffer(GL_FRAMEBUFFER, 0);
    gl->aimed = 0;
}

static void present(struct render *render) {
    struct gl_device *gl = render->gl;
    SDL_GL_SwapWindow(render->desc.window);
    if (gl->GetGraphicsResetStatus && gl->GetGraphicsResetStatus() != GL_NO_ERROR)
        SDL_PushEvent(&(SDL_Event){.type = SDL_RENDER_DEVICE_RESET}); /* window.c passes it on, and all is made anew */
}

static bool read(struct render *render, struct image_pixels *out) {
    struct gl_device *gl = render->gl;
    bool window = !render->desc.pixelated;
    size_t row = (size_t)out->width * 4;
    gl->BindFramebuffer(GL_FRAMEBUFFER, window ? 0 : gl->frame.gl_frame);
    gl_forget_errors(gl);
    gl->ReadPixels(0, 0, out->width, out->height, GL_RGBA, GL_UNSIGNED_BYTE, out->rgba);
    bool done = gl->GetError() == GL_NO_ERROR;
    gl->BindFramebuffer(GL_FRAMEBUFFER, gl->aimed);
    if (!done)
        return SDL_SetError("the graphics card does not give it"), false;
    for (int y = 0; window && y < out->height / 2; y++) {
        uint8_t *above = out->rgba + (size_t)y * row, *below = out->rgba + (size_t)(out->height - 1 - y) * row;
        for (size_t i = 0; i < row; i++) {
            uint8_t swap = above[i];
            above[i] = below[i];
            below[i] = swap;
        }
    }
    return true;
}

const struct render_backend render_gl = {
    .open = open,
    .close = close,
    .size = size,
    .synced = synced,
    .textures = {gl_texture_make, gl_texture_put, gl_texture_free},
    .triangles = triangles,
    .images = gl_images,
    .sprites = gl_sprites,
    .aim = aim,
    .clip = clip,
    .fill = fill,
    .background = background,
    .targets = targets,
    .compose = compose,
    .present = present,
    .read = read,
};
