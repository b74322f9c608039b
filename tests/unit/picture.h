/* A render with a list to record into and a picture of what came of it: a headless one, or, with PICTURE_GL defined, OpenGL's in a window of
 * SDL's offscreen driver. */
#pragma once
#include "base.h"
#include "pool.h"
#include "render.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { WIDTH = 64, HEIGHT = 48 };

static const uint32_t back = 0x102030ff, red = 0xff0000ff, green = 0x00ff00ff, blue = 0x0000ffff, white = 0xffffffff;
static struct render *render;
static struct draw list;
static struct image_pixels picture;
static struct error err;

#ifdef PICTURE_GL
#include <SDL.h>
static SDL_Window *window;

static inline int open_with(bool pixelated) {
    draw_create(&list);
    setenv("SDL_VIDEODRIVER", "offscreen", true);
    setenv("LIBGL_ALWAYS_SOFTWARE", "1", true);
    if (SDL_Init(SDL_INIT_VIDEO) != 0 || !(window = SDL_CreateWindow("", 0, 0, WIDTH, HEIGHT, SDL_WINDOW_OPENGL)))
        return -1;
    struct render_desc desc = {.window = window, .choice = RENDER_GL, .width = WIDTH, .height = HEIGHT, .pixelated = pixelated};
    desc.background = back;
    render = render_create(&desc, &err);
    return render ? 0 : -1;
}
#else
static inline int open_with(bool pixelated) {
    draw_create(&list);
    render = render_create(&(struct render_desc){.width = WIDTH, .height = HEIGHT, .pixelated = pixelated, .background = back}, &err);
    return render ? 0 : -1;
}
#endif

static inline int set_up(void **state) {
    (void)state;
    return open_with(true);
}

static inline int set_up_smooth(void **state) {
    (void)state;
    return open_with(false);
}

static inline int tear_down(void **state) {
    (void)state;
    render_destroy(render);
#ifdef PICTURE_GL
    SDL_DestroyWindow(window);
    SDL_Quit();
#endif
    draw_destroy(&list);
    image_free(&picture);
    return 0;
}

/* A record of f floats and u words, as scripts write them. */
static inline void record(enum draw_op op, const char *kinds, ...) {
    va_list args;
    va_start(args, kinds);
    union draw_word *w = draw_push(&list, op, (uint32_t)strlen(kinds) + 1);
    for (size_t i = 0; kinds[i]; i++) {
        if (kinds[i] == 'f')
            w[i].f = (float)va_arg(args, double);
        else
            w[i].u = va_arg(args, uint32_t);
    }
    va_end(args);
}

/* Draws the list and forgets it. */
static inline void show(void) {
    render_list(render, &list);
    draw_reset(&list);
    image_free(&picture);
    assert_true(render_read(render, &picture, &err));
    assert_true(picture.width == WIDTH && picture.height == HEIGHT);
    render_present(render);
}

static inline uint32_t at(int x, int y) {
    const uint8_t *p = picture.rgba + 4 * (y * WIDTH + x);
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static inline void assert_near(uint32_t got, uint32_t wanted) {
    for (int shift = 0; shift < 32; shift += 8)
        assert_in_range((got >> shift & 0xff) + 2, wanted >> shift & 0xff, (wanted >> shift & 0xff) + 4);
}

/* How many pixels are not the background. */
static inline int ink(void) {
    int count = 0;
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            count += at(x, y) != back;
    return count;
}

/* Makes a picture of w by h pixels of these colours 0xRRGGBBAA. */
static inline void make_image(uint32_t id, int w, int h, const uint32_t *colors) {
    uint8_t rgba[256];
    for (int i = 0; i < w * h * 4; i++)
        rgba[i] = (uint8_t)(colors[i / 4] >> (24 - i % 4 * 8));
    assert_true(render_image(render, id, &(struct image_pixels){w, h, rgba}, 0, 0, false, &err));
}

#define TEST(name)        cmocka_unit_test_setup_teardown(name, set_up, tear_down)
#define TEST_SMOOTH(name) cmocka_unit_test_setup_teardown(name, set_up_smooth, tear_down)
