/* Textures of the OpenGL backend; a canvas has a framebuffer too. */
#include "base.h"
#include "render_gl_inside.h"
#include <stdlib.h>
#include <string.h>

static void bind(struct gl_device *gl, const struct texture *texture) {
    gl->bound = texture->gl;
    gl->BindTexture(GL_TEXTURE_2D, texture->gl);
}

static bool make_framebuffer(struct gl_device *gl, struct texture *texture) {
    gl->GenFramebuffers(1, &texture->gl_frame);
    gl->BindFramebuffer(GL_FRAMEBUFFER, texture->gl_frame);
    gl->FramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, texture->gl, 0);
    bool done = gl->CheckFramebufferStatus(GL_FRAMEBUFFER) == GL_FRAMEBUFFER_COMPLETE;
    if (done) {
        gl->Disable(GL_SCISSOR_TEST);
        gl->ClearColor(0, 0, 0, 0);
        gl->Clear(GL_COLOR_BUFFER_BIT);
    }
    gl->BindFramebuffer(GL_FRAMEBUFFER, gl->aimed);
    return done;
}

void gl_forget_errors(struct gl_device *gl) {
    for (int i = 0; i < 16 && gl->GetError() != GL_NO_ERROR; i++) /* a lost context may never stop */
        continue;
}

bool gl_texture_make(void *context, struct texture *texture, struct error *err) {
    struct gl_device *gl = ((struct render *)context)->gl;
    int width = texture->width, height = texture->height;
    if (width > gl->texture_limit || height > gl->texture_limit)
        return error_set(err, EXIT_SCRIPT, "cannot make a texture of %d by %d pixels: the graphics card takes at most %d a side", width,
                         height, gl->texture_limit);
    gl->GenTextures(1, &texture->gl);
    bind(gl, texture);
    gl_forget_errors(gl);
    gl->TexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, width, height, 0, GL_RGBA, GL_UNSIGNED_BYTE, NULL);
    const GLint filter = texture->smooth ? GL_LINEAR : GL_NEAREST;
    gl->TexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, filter);
    gl->TexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, filter);
    gl->TexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
    gl->TexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
    if (gl->GetError() == GL_NO_ERROR && (!texture->canvas || make_framebuffer(gl, texture)))
        return true;
    gl_texture_free(context, texture);
    return error_set(err, EXIT_SCRIPT, "cannot make a texture of %d by %d pixels: the graphics card has no room for it", width, height);
}

void gl_texture_put(void *context, struct texture *texture, int x, int y, const struct image_pixels *pixels) {
    struct gl_device *gl = ((struct render *)context)->gl;
    bind(gl, texture);
    gl->TexSubImage2D(GL_TEXTURE_2D, 0, x, y, pixels->width, pixels->height, GL_RGBA, GL_UNSIGNED_BYTE, pixels->rgba);
}

void gl_texture_free(void *context, struct texture *texture) {
    struct gl_device *gl = ((struct render *)context)->gl;
    if (gl->bound == texture->gl)
        gl->bound = 0;
    if (gl->aimed == texture->gl_frame)
        gl->aimed = 0;
    if (texture->gl_frame)
        gl->DeleteFramebuffers(1, &texture->gl_frame);
    gl->DeleteTextures(1, &texture->gl);
    texture->gl = texture->gl_frame = 0;
}
