/* Sprites as corners that are written straight into a buffer, one of three in turn so that none is waited for, and drawn at once:
 * OpenGL 3.3. None is given anew each frame, as Mesa's driver that draws nothing (GALLIUM_NOOP) would then take new pages of the system
 * each time. */
#include "sprites.h"
#include <SDL.h>
#include <SDL_opengl.h>
#include <SDL_opengl_glext.h>
#include <stddef.h>
#include <stdlib.h>

struct corner {
    float x, y, u, v;
    uint32_t rgba;
};

#define GL_NAMES(X)                                       \
    X(GENBUFFERS, glGenBuffers)                           \
    X(BINDBUFFER, glBindBuffer)                           \
    X(BUFFERDATA, glBufferData)                           \
    X(MAPBUFFERRANGE, glMapBufferRange)                   \
    X(UNMAPBUFFER, glUnmapBuffer)                         \
    X(GENVERTEXARRAYS, glGenVertexArrays)                 \
    X(BINDVERTEXARRAY, glBindVertexArray)                 \
    X(VERTEXATTRIBPOINTER, glVertexAttribPointer)         \
    X(ENABLEVERTEXATTRIBARRAY, glEnableVertexAttribArray) \
    X(CREATESHADER, glCreateShader)                       \
    X(SHADERSOURCE, glShaderSource)                       \
    X(COMPILESHADER, glCompileShader)                     \
    X(CREATEPROGRAM, glCreateProgram)                     \
    X(ATTACHSHADER, glAttachShader)                       \
    X(LINKPROGRAM, glLinkProgram)                         \
    X(GETPROGRAMIV, glGetProgramiv)                       \
    X(USEPROGRAM, glUseProgram)

#define X(type, name) static PFNGL##type##PROC name##_;
GL_NAMES(X)
#undef X

enum { BUFFERS = 3 };
static SDL_Window *window;
static GLsizeiptr size;
static GLuint arrays[BUFFERS], buffers[BUFFERS];

static const char *const vertex_text =
    "#version 330 core\n"
    "layout(location = 0) in vec2 place; layout(location = 1) in vec2 uv; layout(location = 2) in vec4 tint;\n"
    "out vec2 at; out vec4 color;\n"
    "void main() { at = uv; color = tint; gl_Position = vec4(place.x / 400.0 - 1.0, 1.0 - place.y / 300.0, 0, 1); }\n";
static const char *const fragment_text = "#version 330 core\n"
                                         "uniform sampler2D picture; in vec2 at; in vec4 color; out vec4 pixel;\n"
                                         "void main() { pixel = texture(picture, at) * color; }\n";

static void open_window(void) {
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MAJOR_VERSION, 3);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_MINOR_VERSION, 3);
    SDL_GL_SetAttribute(SDL_GL_CONTEXT_PROFILE_MASK, SDL_GL_CONTEXT_PROFILE_CORE);
    window = SDL_CreateWindow("sprites", 0, 0, SPRITES_WIDTH, SPRITES_HEIGHT, SDL_WINDOW_OPENGL);
    if (!window || !SDL_GL_CreateContext(window))
        sprites_fail("OpenGL 3.3");
    SDL_GL_SetSwapInterval(0);
#define X(type, name)                                                 \
    if (!(name##_ = (PFNGL##type##PROC)SDL_GL_GetProcAddress(#name))) \
        sprites_fail(#name);
    GL_NAMES(X)
#undef X
}

static void make_program(void) {
    const char *const texts[] = {vertex_text, fragment_text};
    GLuint program = glCreateProgram_();
    GLint linked = 0;
    for (int i = 0; i < 2; i++) {
        GLuint shader = glCreateShader_(i ? GL_FRAGMENT_SHADER : GL_VERTEX_SHADER);
        glShaderSource_(shader, 1, &texts[i], NULL);
        glCompileShader_(shader);
        glAttachShader_(program, shader);
    }
    glLinkProgram_(program);
    glGetProgramiv_(program, GL_LINK_STATUS, &linked);
    if (!linked)
        sprites_fail("the shaders");
    glUseProgram_(program);
}

static void make_buffer(int at, GLuint elements) {
    glBindVertexArray_(arrays[at]);
    glBindBuffer_(GL_ELEMENT_ARRAY_BUFFER, elements);
    glBindBuffer_(GL_ARRAY_BUFFER, buffers[at]);
    glBufferData_(GL_ARRAY_BUFFER, size, NULL, GL_STREAM_DRAW);
    glVertexAttribPointer_(0, 2, GL_FLOAT, GL_FALSE, sizeof(struct corner), NULL);
    glVertexAttribPointer_(1, 2, GL_FLOAT, GL_FALSE, sizeof(struct corner), (const void *)offsetof(struct corner, u));
    glVertexAttribPointer_(2, 4, GL_UNSIGNED_BYTE, GL_TRUE, sizeof(struct corner), (const void *)offsetof(struct corner, rgba));
    for (GLuint i = 0; i < 3; i++)
        glEnableVertexAttribArray_(i);
}

static void make_buffers(int count) {
    GLuint elements;
    uint32_t *indices = malloc((size_t)count * 6 * sizeof *indices);
    for (uint32_t i = 0; i < (uint32_t)count * 6; i++)
        indices[i] = i / 6 * 4 + (uint32_t[]){0, 1, 2, 2, 1, 3}[i % 6];
    size = (GLsizeiptr)((size_t)count * 4 * sizeof(struct corner));
    glGenVertexArrays_(BUFFERS, arrays);
    glGenBuffers_(BUFFERS, buffers);
    glGenBuffers_(1, &elements);
    for (int i = 0; i < BUFFERS; i++)
        make_buffer(i, elements);
    glBufferData_(GL_ELEMENT_ARRAY_BUFFER, (GLsizeiptr)((size_t)count * 6 * sizeof *indices), indices, GL_STATIC_DRAW);
    free(indices);
}

static void start(const struct sprites *sprites, const uint8_t *rgba) {
    GLuint texture;
    open_window();
    make_program();
    make_buffers(sprites->count);
    glGenTextures(1, &texture);
    glBindTexture(GL_TEXTURE_2D, texture);
    glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, sprites->side, sprites->side, 0, GL_RGBA, GL_UNSIGNED_BYTE, rgba);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
    glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
    glEnable(GL_BLEND);
    glBlendFunc(GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
}

static void frame(const struct sprites *sprites) {
    static int turn;
    float side = (float)sprites->side;
    turn = (turn + 1) % BUFFERS;
    glClear(GL_COLOR_BUFFER_BIT);
    glBindVertexArray_(arrays[turn]);
    glBindBuffer_(GL_ARRAY_BUFFER, buffers[turn]);
    struct corner *to = glMapBufferRange_(GL_ARRAY_BUFFER, 0, size, GL_MAP_WRITE_BIT | GL_MAP_UNSYNCHRONIZED_BIT);
    if (!to)
        sprites_fail("the buffer");
    for (int i = 0; i < sprites->count; i++, to += 4) {
        float x = sprites->x[i], y = sprites->y[i];
        to[0] = (struct corner){x, y, 0, 0, 0xffffffff};
        to[1] = (struct corner){x + side, y, 1, 0, 0xffffffff};
        to[2] = (struct corner){x, y + side, 0, 1, 0xffffffff};
        to[3] = (struct corner){x + side, y + side, 1, 1, 0xffffffff};
    }
    glUnmapBuffer_(GL_ARRAY_BUFFER);
    glDrawElements(GL_TRIANGLES, sprites->count * 6, GL_UNSIGNED_INT, NULL);
    SDL_GL_SwapWindow(window);
}

const struct sprites_way sprites_gl = {"gl", start, frame};
