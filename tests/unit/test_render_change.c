/* One window after the other in the hands of each renderer, as when a card is lost or a game's config changes. */
#include "base.h"
#include "draw.h"
#include "render.h"
#include <SDL.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static struct error err;

static void assert_drawn(struct render *render, struct draw *list) {
    struct image_pixels picture;
    draw_reset(list);
    draw_fill_rect(list, 0, 0, 32, 48, 0xff0000ff);
    render_list(render, list);
    assert_true(render_read(render, &picture, &err));
    const uint8_t *pixel = picture.rgba + 4 * (20 * picture.width + 20);
    assert_true(pixel[0] == 255 && pixel[1] == 0 && pixel[2] == 0);
    image_free(&picture);
    render_present(render);
}

static void each_renderer_draws_whoever_drew_before(void **state) {
    (void)state;
    static const enum render_choice choices[] = {RENDER_GL, RENDER_GL, RENDER_SOFTWARE, RENDER_GL, RENDER_SDL, RENDER_GL, RENDER_AUTO};
    struct draw list;
    setenv("SDL_VIDEODRIVER", "offscreen", true);
    setenv("LIBGL_ALWAYS_SOFTWARE", "1", true);
    assert_int_equal(SDL_Init(SDL_INIT_VIDEO), 0);
    SDL_Window *window = SDL_CreateWindow("", 0, 0, 64, 48, SDL_WINDOW_OPENGL | SDL_WINDOW_RESIZABLE);
    assert_non_null(window);
    draw_create(&list);
    for (int i = 0; i < (int)COUNT_OF(choices); i++) {
        struct render_desc desc = {.window = window, .choice = choices[i], .width = 64, .height = 48, .background = 0x102030ff};
        desc.scale = i % 2 ? RENDER_STRETCH : RENDER_FIT;
        struct render *render = render_create(&desc, &err);
        assert_non_null(render);
        assert_drawn(render, &list);
        SDL_SetWindowSize(window, 80 + i, 48);
        SDL_PumpEvents();
        render_resized(render);
        assert_drawn(render, &list);
        render_destroy(render);
    }
    draw_destroy(&list);
    SDL_DestroyWindow(window);
    SDL_Quit();
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_renderer_draws_whoever_drew_before)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
