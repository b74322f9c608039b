/* The context of the OpenGL backend, and its buffers. */
#include "base.h"
#include "render_gl_inside.h"
#include <stdlib.h>
#include <string.h>

static bool fetch_calls(struct gl_device *gl, const char **missing) {
    *missing = NULL;
#define X(name)                                                                    \
    gl->name = (__typeof__(gl->name))(uintptr_t)SDL_GL_GetProcAddress("gl" #name); \
    if (!gl->name)                                                                 \
        *missing = "gl" #name;
    GL_CALLS(X)
#undef X
    return !*missing;
}

/* A context that tells when the card lost it, or without that where the driver refuses. */
static SDL_GLContext make_context(SDL_Window *window) {
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MAJOR_VERSION, 3);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MINOR_VERSION, 3);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_PROFILE_MASK, SDL_GL_CONTEXT_PROFILE_CORE);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_RESET_NOTIFICATION, SDL_GL_CONTEXT_RESET_LOSE_CONTEXT);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_FLAGS, SDL_GL_CONTEXT_ROBUST_ACCESS_FLAG);
    SDL_GLContext context = SDL_GL_CreateContext(window);
    if (!context) {
        SDL_GL_SetAttribute(SDL_GL_CONTEXT_RESET_NOTIFICATION, SDL_GL_CONTEXT_RESET_NO_NOTIFICATION);
        SDL_GL_SetAttribute(SDL_GL_CONTEXT_FLAGS, 0);
        context = SDL_GL_CreateContext(window);
    }
    SDL_GL_ResetAttributes(); /* SDL's own renderer would replace the window for them */
    return context;
}

static void make_stream(struct gl_device *gl, struct gl_stream *stream, GLenum target) {
    stream->target = target;
    gl->GenBuffers(1, &stream->buffer);
    gl->BindBuffer(target, stream->buffer);
    gl->BufferData(target, GL_STREAM_SIZE, NULL, GL_STREAM_DRAW);
}

/* Whether it is a program that draws, and a slow one. Mesa's llvmpipe is not meant: it is up to twice as fast as soft.c. */
static bool is_slow(const struct gl_device *gl) {
    static const char *const names[] = {"softpipe", "swrast", "Software Rasterizer", "GDI Generic"};
    const char *renderer = (const char *)gl->GetString(GL_RENDERER);
    for (size_t i = 0; renderer && i < COUNT_OF(names); i++)
        if (strstr(renderer, names[i]))
            return true;
    return false;
}

void gl_make_current(struct render *render) {
    if (SDL_GL_GetCurrentContext() != render->gl->context)
        SDL_GL_MakeCurrent(render->desc.window, render->gl->context);
}

bool gl_open(struct render *render, struct error *err) {
    static const char cannot[] = "cannot draw into the window with OpenGL 3.3";
    struct gl_device *gl = render->gl = base_alloc(sizeof *gl);
    memset(gl, 0, sizeof *gl);
    if (!(SDL_GetWindowFlags(render->desc.window) & SDL_WINDOW_OPENGL))
        return error_set(err, EXIT_FILE, "%s: this display has no OpenGL", cannot);
    gl->context = make_context(render->desc.window);
    if (!gl->context)
        return error_set(err, EXIT_FILE, "%s: %s", cannot, SDL_GetError());
    const char *missing;
    if (!fetch_calls(gl, &missing))
        return error_set(err, EXIT_FILE, "%s: the driver lacks %s", cannot, missing);
    if (render->desc.choice == RENDER_AUTO && is_slow(gl))
        return false;
    if (SDL_GL_ExtensionSupported("GL_ARB_robustness"))
        gl->GetGraphicsResetStatus = (PFNGLGETGRAPHICSRESETSTATUSARBPROC)(uintptr_t)SDL_GL_GetProcAddress("glGetGraphicsResetStatusARB");
    gl->GetIntegerv(GL_MAX_TEXTURE_SIZE, &gl->texture_limit);
    SDL_GL_SetSwapInterval(render->desc.vsync);
    gl->synced = SDL_GL_GetSwapInterval() > 0;
    make_stream(gl, &gl->vertices, GL_ARRAY_BUFFER);
    make_stream(gl, &gl->indices, GL_ELEMENT_ARRAY_BUFFER);
    gl->Enable(GL_BLEND);
    return gl_programs_make(gl, err);
}

const char *render_card(const struct render *render) {
    return render->gl ? (const char *)render->gl->GetString(GL_RENDERER) : NULL;
}

void gl_close(struct render *render) {
    struct gl_device *gl = render->gl;
    if (!gl)
        return;
    if (gl->vertices.buffer) {
        gl_make_current(render);
        texture_free(&gl->frame);
        gl->DeleteBuffers(1, &gl->vertices.buffer);
        gl->DeleteBuffers(1, &gl->indices.buffer);
        gl_programs_free(gl);
    }
    if (gl->context)
        SDL_GL_DeleteContext(gl->context);
    free(gl);
    render->gl = NULL;
}

uint8_t *gl_stream_begin(struct gl_device *gl, struct gl_stream *stream, size_t size, size_t step, size_t *place) {
    ASSERT(size + step <= GL_STREAM_SIZE);
    *place = (stream->at + step - 1) / step * step;
    gl->BindBuffer(stream->target, stream->buffer);
    if (*place + size > GL_STREAM_SIZE) {
        gl->BufferData(stream->target, GL_STREAM_SIZE, NULL, GL_STREAM_DRAW); /* the old one stays with the draws that still need it */
        *place = 0;
    }
    stream->at = *place + size;
    return gl->MapBufferRange(stream->target, (GLintptr)*place, (GLsizeiptr)size,
                              GL_MAP_WRITE_BIT | GL_MAP_INVALIDATE_RANGE_BIT | GL_MAP_UNSYNCHRONIZED_BIT);
}

void gl_stream_end(struct gl_device *gl, struct gl_stream *stream) {
    gl->UnmapBuffer(stream->target);
}

bool gl_stream_put(struct gl_device *gl, struct gl_stream *stream, const void *bytes, size_t size, size_t step, size_t *place) {
    uint8_t *room = gl_stream_begin(gl, stream, size, step, place);
    if (!room)
        return false;
    memcpy(room, bytes, size);
    gl_stream_end(gl, stream);
    return true;
}
