/* What the parts of the OpenGL backend share; for render_gl*.c alone.
 *
 * OpenGL 3.3 core, its functions fetched when a context is opened, so that nothing is linked. Main thread, whose context it is. */
#pragma once
#include "render_inside.h"
#define GL_GLEXT_PROTOTYPES /* for the types of the functions alone */
#include <SDL_opengl.h>

#define GL_CALLS(X)                                                                                                                   \
    X(ActiveTexture)                                                                                                                  \
    X(AttachShader)                                                                                                                   \
    X(BindBuffer)                                                                                                                     \
    X(BindFramebuffer)                                                                                                                \
    X(BindTexture)                                                                                                                    \
    X(BindVertexArray) X(BlendFuncSeparate) X(BlitFramebuffer) X(BufferData) X(CheckFramebufferStatus) X(Clear) X(ClearColor)         \
        X(CompileShader) X(CreateProgram) X(CreateShader) X(DeleteBuffers) X(DeleteFramebuffers) X(DeleteProgram) X(DeleteShader)     \
            X(DeleteTextures) X(DeleteVertexArrays) X(Disable) X(DrawArraysInstanced) X(DrawElementsBaseVertex) X(Enable)             \
                X(EnableVertexAttribArray) X(FramebufferTexture2D) X(GenBuffers) X(GenFramebuffers) X(GenTextures) X(GenVertexArrays) \
                    X(GetError) X(GetIntegerv) X(GetProgramInfoLog) X(GetProgramiv) X(GetShaderInfoLog) X(GetShaderiv) X(GetString)   \
                        X(GetUniformLocation) X(LinkProgram) X(MapBufferRange) X(ReadPixels) X(Scissor) X(ShaderSource) X(TexImage2D) \
                            X(TexParameteri) X(TexSubImage2D) X(Uniform1f) X(Uniform1i) X(Uniform2f) X(Uniform4f) X(Uniform4i)        \
                                X(UnmapBuffer) X(UseProgram) X(VertexAttrib2f) X(VertexAttribDivisor) X(VertexAttribIPointer)         \
                                    X(VertexAttribPointer) X(Viewport)

/* A buffer that is filled from its start to its end, then given back to the driver for a fresh one, so that nothing waits for the card. */
struct gl_stream {
    GLenum target;
    GLuint buffer;
    size_t at;
};

enum { GL_STREAM_SIZE = 4 << 20 }; /* holds what is gathered before any draw, and GL_SPRITES */
enum { GL_SPRITES = 1 << 16 };     /* sprites a draw */

struct gl_program {
    GLuint name, vertices; /* and its array of attributes */
    GLint to_clip, nudge;
    GLint view, eye, sheet, cell, smooth; /* of sprites alone */
};

struct gl_device {
#define X(name) __typeof__(gl##name) *name;
    GL_CALLS(X)
#undef X
    PFNGLGETGRAPHICSRESETSTATUSARBPROC GetGraphicsResetStatus; /* NULL: the driver does not tell */
    SDL_GLContext context;
    bool synced;
    GLint texture_limit; /* pixels a side */
    struct gl_stream vertices, indices;
    struct gl_program triangles, images, sprites; /* the two last share a program and have attributes of their own */
    struct texture frame;                         /* what is drawn on when that is not the window itself; without width: the window */
    GLuint aimed, bound;                          /* framebuffer, texture */
    float to_clip[4];                             /* device pixels of what is aimed at to clip space: two factors, two summands */
};

/* Opens a context of OpenGL 3.3 core for the window and fetches the functions. False with `err` (EXIT_FILE), which is left as it was
 * where RENDER_AUTO does not want what there is; render->gl is freed by gl_close in any case. */
bool gl_open(struct render *render, struct error *err);
void gl_close(struct render *render);

/* At the start of whatever draws: a renderer of SDL's that the window had before may have taken the thread's context. */
void gl_make_current(struct render *render);

/* Makes the programs; false with `err` (EXIT_FILE) when the driver does not take them. */
bool gl_programs_make(struct gl_device *gl, struct error *err);
void gl_programs_free(struct gl_device *gl);

/* Room for so many bytes (at most GL_STREAM_SIZE - step) at a multiple of `step`, mapped for writing in order until gl_stream_end; NULL:
 * the driver has no memory left, and there is nothing to end. The stream is bound. */
uint8_t *gl_stream_begin(struct gl_device *gl, struct gl_stream *stream, size_t size, size_t step, size_t *place);
void gl_stream_end(struct gl_device *gl, struct gl_stream *stream);

/* The same for what lies in one piece; false: no memory. */
bool gl_stream_put(struct gl_device *gl, struct gl_stream *stream, const void *bytes, size_t size, size_t step, size_t *place);

/* What the driver complains of from now on is about what comes next. */
void gl_forget_errors(struct gl_device *gl);

/* A texture store's three; the context is the render. */
bool gl_texture_make(void *context, struct texture *texture, struct error *err);
void gl_texture_put(void *context, struct texture *texture, int x, int y, const struct image_pixels *pixels);
void gl_texture_free(void *context, struct texture *texture);

/* Makes program, attributes, blend and texture those of what is drawn next. */
void gl_use(struct render *render, const struct gl_program *program);

/* As render_backend says. */
void gl_images(struct render *render);
void gl_sprites(struct render *render, const union draw_word *record);
