/* The two programs of the OpenGL backend: triangles as shape.c made them, and sprites, whose corners are found here.
 *
 * The second does what shape_image does, in single precision; so that far from the world's origin nothing trembles, places are taken
 * relative to `eye`, the point of the world at the target's top left corner. */
#include "render_gl_inside.h"
#include <stddef.h>

static const char triangles_vertex[] = "#version 330 core\n"
                                       "layout(location = 0) in vec2 place;\n"
                                       "layout(location = 1) in vec2 texel;\n"
                                       "layout(location = 2) in vec4 tint;\n"
                                       "uniform vec4 to_clip;\n"
                                       "out vec2 at;\n"
                                       "out vec4 color;\n"
                                       "void main() {\n"
                                       "    gl_Position = vec4(place * to_clip.xy + to_clip.zw, 0.0, 1.0);\n"
                                       "    at = texel;\n"
                                       "    color = tint;\n"
                                       "}\n";

static const char triangles_fragment[] = "#version 330 core\n"
                                         "in vec2 at;\n"
                                         "in vec4 color;\n"
                                         "uniform sampler2D picture;\n"
                                         "uniform vec2 nudge;\n"
                                         "out vec4 result;\n"
                                         "void main() {\n"
                                         "    result = texture(picture, at + nudge) * color;\n"
                                         "}\n";

/* Angles are turned by quarters towards zero first, in three parts, since what a card calls sin may be off by a thousandth. That is good
 * for 100,000 radians; of larger ones, whose next number is another hundredth away, any angle comes. */
static const char sprites_vertex[] =
    "#version 330 core\n"
    "layout(location = 0) in float x;\n"
    "layout(location = 1) in float y;\n"
    "layout(location = 2) in uint frame;\n"
    "layout(location = 3) in float rotation;\n"
    "layout(location = 4) in float scale_x;\n"
    "layout(location = 5) in float scale_y;\n"
    "layout(location = 6) in vec2 origin;\n"
    "layout(location = 7) in uint tint;\n"
    "uniform vec4 to_clip;\n"
    "uniform vec4 view;   // cos, sin, scale, limit\n"
    "uniform vec4 eye;    // in the world; on the target\n"
    "uniform ivec4 sheet; // columns, frames, pixels from one frame to the next across and down\n"
    "uniform vec4 cell;   // width and height of a frame, its border, the target's pixels smooth\n"
    "uniform bool smooth_image;\n"
    "out vec2 texel;\n"
    "out vec2 across;\n"
    "flat out vec2 half_size;\n"
    "flat out vec4 part;\n"
    "flat out vec4 color;\n"
    "vec2 turn_of(float angle) {\n"
    "    float quarters = floor(angle * 0.63661977 + 0.5);\n"
    "    float r = ((angle - quarters * 1.5703125) - quarters * 0.0004837513) - quarters * 7.54979e-08;\n"
    "    r = clamp(r, -0.8, 0.8);\n"
    "    float q = r * r;\n"
    "    float s = r + r * q * (-0.16666667 + q * (0.008333333 + q * (-0.0001984127 + q * 2.7557319e-06)));\n"
    "    float c = 1.0 + q * (-0.5 + q * (0.041666667 + q * (-0.0013888889 + q * 2.4801587e-05)));\n"
    "    float turn = quarters - 4.0 * floor(quarters * 0.25);\n"
    "    vec2 cs = turn == 1.0 || turn == 3.0 ? vec2(-s, c) : vec2(c, s);\n"
    "    return turn >= 2.0 ? -cs : cs;\n"
    "}\n"
    "bool finite(float value) {\n"
    "    return (floatBitsToUint(value) & 0x7f800000u) != 0x7f800000u;\n"
    "}\n"
    "uint premultiplied(uint color, int shift, uint alpha) {\n"
    "    return ((color >> shift & 255u) * alpha + 127u) / 255u;\n"
    "}\n"
    "void main() {\n"
    "    gl_Position = vec4(2.0, 2.0, 2.0, 1.0);\n" // outside: what is not drawn
    "    texel = across = half_size = vec2(0.0);\n"
    "    part = color = vec4(0.0);\n"
    "    bool whole = finite(x) && finite(y) && finite(rotation) && finite(scale_x) && finite(scale_y) && finite(origin.x) && "
    "finite(origin.y);\n"
    "    vec2 size = cell.xy * vec2(scale_x, scale_y);\n"
    "    if (!whole || frame >= uint(sheet.y) || size.x == 0.0 || size.y == 0.0)\n"
    "        return;\n"
    "    vec2 turn = turn_of(rotation);\n"
    "    vec2 axis = vec2(turn.x * view.x - turn.y * view.y, turn.x * view.y + turn.y * view.x);\n"
    "    mat2 turned = mat2(axis.x, axis.y, -axis.y, axis.x) * view.z;\n"
    "    vec2 from_eye = vec2(x, y) - eye.xy;\n"
    "    vec2 foot = mat2(view.x, view.y, -view.y, view.x) * from_eye * view.z + eye.zw;\n"
    "    vec2 centre = foot + turned * ((0.5 - origin) * size);\n"
    "    vec2 reach = abs(size) * 0.5 * view.z;\n"
    "    vec2 far = abs(centre) + reach.x + reach.y;\n"
    "    if (!(far.x <= view.w && far.y <= view.w))\n"
    "        return;\n"
    "    vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);\n"
    "    bool upright = abs(axis.x) < 1e-6 || abs(axis.y) < 1e-6;\n"
    "    bool feather = smooth_image && cell.w != 0.0 && !upright;\n"
    "    uint alpha = tint & 255u;\n"
    "    vec2 place = foot + turned * ((corner - origin) * size);\n"
    "    if (feather) {\n"
    "        vec2 share = min(reach * 2.0, vec2(1.0));\n"
    "        alpha = uint(float(alpha) * share.x * share.y + 0.5);\n"
    "        half_size = max(reach, vec2(0.5));\n"
    "        across = (corner * 2.0 - 1.0) * (half_size + 0.5);\n"
    "        place = centre + mat2(axis.x, axis.y, -axis.y, axis.x) * (across * sign(size));\n"
    "    } else if (upright && cell.w == 0.0) {\n"
    "        place = floor(place + 0.5);\n"
    "    }\n"
    "    part = vec4(vec2(int(frame) % sheet.x, int(frame) / sheet.x) * vec2(sheet.zw) + cell.z, cell.xy);\n"
    "    texel = part.xy + corner * part.zw;\n"
    "    color = vec4(premultiplied(tint, 24, alpha), premultiplied(tint, 16, alpha), premultiplied(tint, 8, alpha), alpha) / 255.0;\n"
    "    gl_Position = vec4(place * to_clip.xy + to_clip.zw, 0.0, 1.0);\n"
    "}\n";

/* With a feathered edge the outermost half pixel on both sides of the true edge fades. There shape.c joins an outer and an inner loop by
 * two triangles a side, and the texture is drawn out over them; here the same two are told apart by the place alone. */
static const char sprites_fragment[] =
    "#version 330 core\n"
    "in vec2 texel;\n"
    "in vec2 across;\n"
    "flat in vec2 half_size;\n"
    "flat in vec4 part;\n"
    "flat in vec4 color;\n"
    "uniform sampler2D picture;\n"
    "uniform vec2 nudge;\n"
    "out vec4 result;\n"
    "vec2 in_ring(vec2 over, float t) {\n"
    "    bool level = over.y >= over.x;\n"
    "    vec2 at = level ? across : across.yx;\n"
    "    vec2 h = level ? half_size : half_size.yx;\n"
    "    bool forth = level ? at.y < 0.0 : at.y > 0.0;\n"
    "    float e = forth ? at.x : -at.x;\n"
    "    float outer = (e + h.x + 0.5) / (2.0 * h.x + 1.0) + (1.0 - t) * (1.0 - 0.25 / h.x - 2.0 * h.x / (2.0 * h.x + 1.0));\n"
    "    float inner = 0.5 + e / (2.0 * h.x) + t * 0.25 / h.x;\n"
    "    float share = e > 2.0 * h.x * (1.0 - t) - h.x - 0.5 ? outer : inner;\n"
    "    float edge = 0.25 / h.y * (1.0 - t);\n"
    "    vec2 shares = vec2(forth ? share : 1.0 - share, at.y < 0.0 ? edge : 1.0 - edge);\n"
    "    return level ? shares : shares.yx;\n"
    "}\n"
    "void main() {\n"
    "    vec2 at = texel;\n"
    "    float cover = 1.0;\n"
    "    if (half_size.x > 0.0) {\n"
    "        vec2 over = clamp(abs(across) - (half_size - 0.5), 0.0, 1.0);\n"
    "        float t = max(over.x, over.y);\n"
    "        at = part.xy + part.zw * (t > 0.0 ? in_ring(over, t) : 0.5 + across / (2.0 * half_size));\n"
    "        cover = 1.0 - t;\n"
    "    }\n"
    "    result = texture(picture, at / vec2(textureSize(picture, 0)) + nudge) * color * cover;\n"
    "}\n";

static GLuint compile(struct gl_device *gl, GLenum kind, const char *source, struct error *err) {
    char log[256] = "";
    GLint done = 0;
    GLuint shader = gl->CreateShader(kind);
    gl->ShaderSource(shader, 1, &source, NULL);
    gl->CompileShader(shader);
    gl->GetShaderiv(shader, GL_COMPILE_STATUS, &done);
    if (done)
        return shader;
    gl->GetShaderInfoLog(shader, sizeof log, NULL, log);
    gl->DeleteShader(shader);
    error_set(err, EXIT_FILE, "cannot draw into the window with OpenGL 3.3: the driver does not compile a shader: %s", log);
    return 0;
}

static bool link_program(struct gl_device *gl, GLuint *name, const char *vertex_source, const char *fragment_source, struct error *err) {
    GLuint vertex = compile(gl, GL_VERTEX_SHADER, vertex_source, err);
    GLuint fragment = vertex ? compile(gl, GL_FRAGMENT_SHADER, fragment_source, err) : 0;
    GLint done = 0;
    if (fragment) {
        *name = gl->CreateProgram();
        gl->AttachShader(*name, vertex);
        gl->AttachShader(*name, fragment);
        gl->LinkProgram(*name);
        gl->GetProgramiv(*name, GL_LINK_STATUS, &done);
    }
    if (fragment && !done) {
        char log[256] = "";
        gl->GetProgramInfoLog(*name, sizeof log, NULL, log);
        error_set(err, EXIT_FILE, "cannot draw into the window with OpenGL 3.3: the driver does not link its shaders: %s", log);
    }
    gl->DeleteShader(vertex); /* the program keeps them; 0 is fine */
    gl->DeleteShader(fragment);
    return done;
}

static void find_uniforms(struct gl_device *gl, struct gl_program *program) {
    program->to_clip = gl->GetUniformLocation(program->name, "to_clip");
    program->nudge = gl->GetUniformLocation(program->name, "nudge");
    program->view = gl->GetUniformLocation(program->name, "view");
    program->eye = gl->GetUniformLocation(program->name, "eye");
    program->sheet = gl->GetUniformLocation(program->name, "sheet");
    program->cell = gl->GetUniformLocation(program->name, "cell");
    program->smooth = gl->GetUniformLocation(program->name, "smooth_image");
}

/* An array of attributes, all but `constant` (-1: none) read from buffers, a step each `divisor` instances (0: each vertex). */
static void make_attributes(struct gl_device *gl, struct gl_program *program, int count, int constant, GLuint divisor) {
    gl->GenVertexArrays(1, &program->vertices);
    gl->BindVertexArray(program->vertices);
    gl->BindBuffer(GL_ARRAY_BUFFER, gl->vertices.buffer);
    gl->BindBuffer(GL_ELEMENT_ARRAY_BUFFER, gl->indices.buffer);
    for (int i = 0; i < count; i++) {
        gl->VertexAttribDivisor((GLuint)i, divisor);
        if (i != constant)
            gl->EnableVertexAttribArray((GLuint)i);
    }
}

bool gl_programs_make(struct gl_device *gl, struct error *err) {
    if (!link_program(gl, &gl->triangles.name, triangles_vertex, triangles_fragment, err) ||
        !link_program(gl, &gl->sprites.name, sprites_vertex, sprites_fragment, err))
        return false;
    find_uniforms(gl, &gl->triangles);
    find_uniforms(gl, &gl->sprites);
    gl->images = gl->sprites;
    make_attributes(gl, &gl->triangles, 3, -1, 0);
    make_attributes(gl, &gl->images, 8, -1, 1);
    make_attributes(gl, &gl->sprites, 8, 6, 1);
    const GLsizei stride = sizeof(struct shape_vertex);
    gl->BindVertexArray(gl->triangles.vertices);
    gl->VertexAttribPointer(0, 2, GL_FLOAT, GL_FALSE, stride, (const void *)offsetof(struct shape_vertex, x));
    gl->VertexAttribPointer(1, 2, GL_FLOAT, GL_FALSE, stride, (const void *)offsetof(struct shape_vertex, u));
    gl->VertexAttribPointer(2, 4, GL_UNSIGNED_BYTE, GL_TRUE, stride, (const void *)offsetof(struct shape_vertex, rgba));
    return true;
}

void gl_programs_free(struct gl_device *gl) {
    gl->DeleteVertexArrays(1, &gl->triangles.vertices);
    gl->DeleteVertexArrays(1, &gl->images.vertices);
    gl->DeleteVertexArrays(1, &gl->sprites.vertices);
    gl->DeleteProgram(gl->triangles.name);
    gl->DeleteProgram(gl->sprites.name);
}
