/* Sprites and images on the card: their numbers go there as the draw list has them, and a program makes the corners. */
#include "render_gl_inside.h"
#include <math.h>
#include <string.h>

enum { X, Y, FRAME, ROTATION, SCALE_X, SCALE_Y, ORIGIN, TINT }; /* the attributes */

static const void *offset(size_t bytes) {
    return (const void *)bytes;
}

/* Tells the program of view, sheet and target; false when nothing can be seen. */
static bool describe(struct render *render, const struct gl_program *program) {
    struct gl_device *gl = render->gl;
    const struct shape_view *view = &render->view;
    const struct texture *texture = render->current;
    double dx = -view->x / view->scale, dy = -view->y / view->scale;
    float eye_x = (float)(dx * view->cos + dy * view->sin), eye_y = (float)(dy * view->cos - dx * view->sin);
    if (!isfinite(eye_x) || !isfinite(eye_y))
        return false;
    gl_use(render, program);
    gl->Uniform4f(program->view, (float)view->cos, (float)view->sin, (float)view->scale, SHAPE_LIMIT);
    gl->Uniform4f(program->eye, eye_x, eye_y, (float)((eye_x * view->cos - eye_y * view->sin) * view->scale + view->x),
                  (float)((eye_x * view->sin + eye_y * view->cos) * view->scale + view->y));
    gl->Uniform4i(program->sheet, texture->columns, texture->columns * texture->rows, texture->frame_w + 2 * texture->pad,
                  texture->frame_h + 2 * texture->pad);
    gl->Uniform4f(program->cell, (float)texture->frame_w, (float)texture->frame_h, (float)texture->pad, view->smooth);
    gl->Uniform1i(program->smooth, texture->smooth);
    return true;
}

void gl_images(struct render *render) {
    static const uint8_t words[] = {[X] = 0, [Y] = 1, [FRAME] = 2, [ROTATION] = 3, [SCALE_X] = 4, [SCALE_Y] = 5, [ORIGIN] = 6, [TINT] = 8};
    struct gl_device *gl = render->gl;
    const GLsizei stride = RENDER_IMAGE_WORDS * sizeof *render->images_gathered;
    size_t place;
    if (!describe(render, &gl->images) ||
        !gl_stream_put(gl, &gl->vertices, render->images_gathered, (size_t)render->image_count * (size_t)stride, 4, &place))
        return;
    for (GLuint i = X; i <= TINT; i++) {
        if (i == FRAME || i == TINT)
            gl->VertexAttribIPointer(i, 1, GL_UNSIGNED_INT, stride, offset(place + 4u * words[i]));
        else
            gl->VertexAttribPointer(i, i == ORIGIN ? 2 : 1, GL_FLOAT, GL_FALSE, stride, offset(place + 4u * words[i]));
    }
    gl->DrawArraysInstanced(GL_TRIANGLE_STRIP, 0, 4, render->image_count);
}

/* Draws `count` of the columns, which are `length` long, from number `first` on. */
static void draw_columns(struct gl_device *gl, const union draw_word *columns, uint32_t length, uint32_t first, uint32_t count) {
    static const uint8_t kinds[] = {X, Y, ROTATION, SCALE_X, TINT};
    const size_t column = count * sizeof *columns, frames = count * sizeof(uint16_t);
    size_t place;
    uint8_t *room = gl_stream_begin(gl, &gl->vertices, 5 * column + frames, 4, &place);
    if (!room)
        return;
    for (size_t i = 0; i < sizeof kinds; i++)
        memcpy(room + i * column, columns + i * length + first, column);
    memcpy(room + 5 * column, (const uint16_t *)(const void *)(columns + 5 * (size_t)length) + first, frames);
    gl_stream_end(gl, &gl->vertices);
    for (size_t i = 0; i < sizeof kinds; i++) {
        if (kinds[i] == TINT)
            gl->VertexAttribIPointer(TINT, 1, GL_UNSIGNED_INT, 0, offset(place + i * column));
        else
            gl->VertexAttribPointer(kinds[i], 1, GL_FLOAT, GL_FALSE, 0, offset(place + i * column));
        if (kinds[i] == SCALE_X)
            gl->VertexAttribPointer(SCALE_Y, 1, GL_FLOAT, GL_FALSE, 0, offset(place + i * column));
    }
    gl->VertexAttribIPointer(FRAME, 1, GL_UNSIGNED_SHORT, 0, offset(place + 5 * column));
    gl->DrawArraysInstanced(GL_TRIANGLE_STRIP, 0, 4, (GLsizei)count);
}

void gl_sprites(struct render *render, const union draw_word *record) {
    struct gl_device *gl = render->gl;
    uint32_t length = record[2].u;
    if (!describe(render, &gl->sprites))
        return;
    gl->VertexAttrib2f(ORIGIN, record[3].f, record[4].f);
    for (uint32_t first = 0; first < length; first += GL_SPRITES)
        draw_columns(gl, record + 5, length, first, length - first < GL_SPRITES ? length - first : GL_SPRITES);
}
