/* Blending, clipping and canvases, pixel by pixel. */
#include "picture.h"
#include <math.h>

enum { CANVAS = 1 << 16 | 5, OTHER = 1 << 16 | 6 };

static void show_image(uint32_t id, double x, double y, uint32_t tint) {
    record(DRAW_IMAGE, "uffufffffu", id, x, y, 0, 0.0, 1.0, 1.0, 0.0, 0.0, tint);
}

static void make_canvas(void) {
    assert_true(render_canvas(render, CANVAS, 16, 8, false, &err));
}

static void blends_are_what_their_names_say(void **state) {
    (void)state;
    static const struct {
        uint32_t mode, source, wanted;
    } cases[] = {
        {DRAW_ALPHA, 0xff000080, 0x904050ff},    {DRAW_ADD, 0xff000080, 0xa080a0ff},      {DRAW_ADD, 0xc0ffffff, 0xe0ffffff},
        {DRAW_MULTIPLY, 0x80ff00ff, 0x108000ff}, {DRAW_MULTIPLY, 0x80ff0080, 0x188050ff}, {DRAW_MULTIPLY, 0xffffffff, 0x2080a0ff},
        {DRAW_MULTIPLY, 0x12345600, 0x2080a0ff}, {DRAW_ADD, 0xffffff00, 0x2080a0ff},      {7, 0xff0000ff, 0xff0000ff},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        draw_clear(&list, 0x2080a0ff);
        record(DRAW_BLEND, "u", cases[i].mode);
        draw_fill_rect(&list, 4, 4, 4, 4, cases[i].source);
        make_image(OTHER, 1, 1, &cases[i].source); /* the same through a texture, and through a gradient */
        show_image(OTHER, 20, 4, white);
        uint32_t c = cases[i].source;
        record(DRAW_TRIANGLES, "uuuffffuffffuffffu", 0, 0, 3, 30.0, 4.0, 0.0, 0.0, c, 50.0, 4.0, 0.0, 0.0, c, 30.0, 24.0, 0.0, 0.0, c);
        show();
        assert_near(at(5, 5), cases[i].wanted);
        assert_near(at(20, 4), cases[i].wanted);
        assert_near(at(32, 8), cases[i].wanted);
        assert_int_equal(at(60, 40), 0x2080a0ff);
    }
    draw_fill_rect(&list, 0, 0, 1, 1, 0x808080ff); /* and the next frame starts with DRAW_ALPHA */
    show();
    assert_int_equal(at(0, 0), 0x808080ff);
}

static void clip_cuts_everything_but_clear(void **state) {
    (void)state;
    record(DRAW_CAMERA, "ffff", 100.0, 100.0, 3.0, 0.7);
    record(DRAW_CLIP, "ffff", 10.0, 12.0, 5.0, 4.0);
    record(DRAW_CAMERA, "ffff", 0.0, 0.0, 1.0, 0.0);
    draw_fill_rect(&list, -100, -100, 500, 500, red);
    show();
    assert_int_equal(ink(), 20);
    assert_int_equal(at(10, 12), red);
    assert_int_equal(at(14, 15), red);
    record(DRAW_CLIP, "ffff", 60.0, -10.0, 500.0, 12.0); /* only partly on the screen */
    record(DRAW_FILL_CIRCLE, "fffu", 62.0, 1.0, 30.0, red);
    show();
    assert_int_equal(ink(), 4 * 2);
    static const double none[][4] = {{5, 5, 0, 9}, {100, 0, 9, 9}, {-20, 0, 9, 9}, {1e30, 0, 9, 9}};
    for (size_t i = 0; i < COUNT_OF(none); i++) {
        record(DRAW_CLIP, "ffff", none[i][0], none[i][1], none[i][2], none[i][3]);
        draw_fill_rect(&list, -100, -100, 500, 500, red);
        show();
        assert_int_equal(ink(), 0);
    }
    static const double all[][4] = {{5, 5, -1, 9}, {NAN, 0, 9, 9}, {0, 0, INFINITY, INFINITY}, {-1e9, -1e9, 3e9, 3e9}};
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        record(DRAW_CLIP, "ffff", 1.0, 1.0, 1.0, 1.0);
        record(DRAW_CLIP, "ffff", all[i][0], all[i][1], all[i][2], all[i][3]);
        draw_fill_rect(&list, -100, -100, 500, 500, red);
        show();
        assert_int_equal(ink(), WIDTH * HEIGHT);
    }
    record(DRAW_CLIP, "ffff", 2.0, 3.0, 4.0, 5.0);
    record(DRAW_BLEND, "u", DRAW_MULTIPLY);
    draw_clear(&list, green);
    draw_fill_rect(&list, 0, 0, 64, 48, 0x808080ff);
    show();
    assert_int_equal(at(0, 0), green);
    assert_near(at(2, 3), 0x008000ff); /* clip and blend are as they were */
    assert_int_equal(at(6, 3), green);
}

static void canvas_keeps_what_is_drawn(void **state) {
    (void)state;
    make_canvas();
    record(DRAW_TARGET, "u", CANVAS);
    draw_fill_rect(&list, 0, 0, 4, 4, red);
    draw_fill_rect(&list, 12, 0, 40, 4, 0x00ff0080);
    record(DRAW_TARGET, "u", 0);
    show_image(CANVAS, 10, 10, white);
    show();
    assert_int_equal(ink(), 32);
    assert_int_equal(at(10, 10), red);
    assert_near(at(22, 10), 0x089018ff); /* as if drawn on the screen itself: no dark seam */
    show_image(CANVAS, 30, 20, 0xffffff80);
    show();
    assert_int_equal(ink(), 32);
    assert_near(at(30, 20), 0x881018ff);
    record(DRAW_TARGET, "u", CANVAS);
    record(DRAW_CLIP, "ffff", 0.0, 0.0, 1.0, 1.0);
    draw_clear(&list, 0x0000ff80); /* replaces, whatever the clip */
    record(DRAW_TARGET, "u", 0);
    show_image(CANVAS, 0, 0, white);
    show();
    assert_int_equal(ink(), 16 * 8);
    assert_near(at(15, 7), 0x081098ff);
    record(DRAW_TARGET, "u", CANVAS);
    draw_clear(&list, 0);
    record(DRAW_TARGET, "u", 0);
    show_image(CANVAS, 0, 0, white);
    show();
    assert_int_equal(ink(), 0);
}

static void targets_have_a_state_of_their_own(void **state) {
    (void)state;
    make_canvas();
    record(DRAW_CAMERA, "ffff", 3.0, 3.0, 2.0, 1.0);
    record(DRAW_CLIP, "ffff", 0.0, 0.0, 1.0, 1.0);
    record(DRAW_BLEND, "u", DRAW_ADD);
    record(DRAW_TARGET, "u", CANVAS);
    draw_fill_rect(&list, 2, 2, 2, 2, red);
    record(DRAW_CAMERA, "ffff", 3.0, 3.0, 2.0, 1.0);
    record(DRAW_CLIP, "ffff", 0.0, 0.0, 1.0, 1.0);
    record(DRAW_BLEND, "u", DRAW_ADD);
    record(DRAW_TARGET, "u", 0);
    show_image(CANVAS, 0, 0, white);
    draw_fill_rect(&list, 40, 40, 2, 2, green);
    show();
    assert_int_equal(at(2, 2), red);
    assert_int_equal(at(40, 40), green);
    assert_int_equal(ink(), 8);
    record(DRAW_TARGET, "u", CANVAS);
    draw_fill_rect(&list, 0, 0, 9, 9, blue); /* a list that ends on a canvas leaves the next on the screen */
    render_list(render, &list);
    draw_reset(&list);
    draw_fill_rect(&list, 40, 40, 2, 2, green);
    show();
    assert_int_equal(ink(), 4);
}

static void strange_targets_draw_nothing(void **state) {
    (void)state;
    make_canvas();
    make_image(OTHER, 1, 1, &white);
    static const uint32_t ids[] = {OTHER, 2 << 16 | 5, 77, 0xffffffff};
    for (size_t i = 0; i < COUNT_OF(ids); i++) {
        record(DRAW_TARGET, "u", ids[i]);
        draw_clear(&list, red);
        draw_fill_rect(&list, 0, 0, 64, 48, red);
        record(DRAW_CLIP, "ffff", 0.0, 0.0, 1.0, 1.0);
        record(DRAW_TARGET, "u", 0);
        show_image(OTHER, 5, 5, white);
        show();
        assert_int_equal(ink(), 1);
        assert_int_equal(at(5, 5), white);
    }
    record(DRAW_TARGET, "u", CANVAS); /* onto itself */
    draw_fill_rect(&list, 0, 0, 2, 2, red);
    show_image(CANVAS, 4, 4, white);
    record(DRAW_TILE, "uffffuffu", CANVAS, 0.0, 0.0, 16.0, 8.0, 0, 0.0, 0.0, white);
    record(DRAW_PANEL, "uffffuffffu", CANVAS, 0.0, 0.0, 16.0, 8.0, 0, 1.0, 1.0, 1.0, 1.0, white);
    record(DRAW_TARGET, "u", 0);
    show_image(CANVAS, 0, 0, white);
    show();
    assert_int_equal(ink(), 4);
}

static void a_list_drawn_again_leaves_canvases_alone(void **state) {
    (void)state;
    make_canvas();
    record(DRAW_TARGET, "u", CANVAS);
    draw_fill_rect(&list, 0, 0, 4, 4, 0xffffff40);
    record(DRAW_TARGET, "u", 0);
    show_image(CANVAS, 0, 0, white);
    render_list(render, &list);
    render_present(render);
    for (int i = 0; i < 3; i++) {
        render_list_again(render, &list);
        if (i < 2)
            render_present(render);
    }
    image_free(&picture);
    assert_true(render_read(render, &picture, &err));
    assert_near(at(0, 0), 0x4c5864ff); /* a quarter of white, once */
}

static void added_light_on_a_canvas_shines(void **state) {
    (void)state;
    make_canvas();
    record(DRAW_TARGET, "u", CANVAS);
    draw_clear(&list, 0);
    record(DRAW_BLEND, "u", DRAW_ADD);
    draw_fill_rect(&list, 0, 0, 4, 4, 0xff8000ff);
    record(DRAW_TARGET, "u", 0);
    show_image(CANVAS, 0, 0, white);
    show();
    assert_near(at(0, 0), 0xffa030ff);
}

static uint32_t next_random(void) {
    static uint32_t x = 2463534242; /* xorshift32 with a fixed seed */
    x ^= x << 13;
    x ^= x >> 17;
    return x ^= x << 5;
}

/* A float or an id, as a game writes them, or any 32 bits. */
static uint32_t strange_word(void) {
    static const uint32_t ids[] = {CANVAS, OTHER, 0, 1, 2, 3, 0x7fc00000, 0x7f800000, 0xff800000, 0x3f800000, 0x80000000};
    union draw_word word = {.f = (float)(next_random() % 200) - 60};
    uint32_t kind = next_random() % 8;
    return kind < 4 ? word.u : kind < 7 ? ids[next_random() % COUNT_OF(ids)] : next_random();
}

static void any_words_do_no_harm(void **state) {
    (void)state;
    static const struct {
        uint32_t op, words;
    } ops[] = {
#define X(name, value, words) {value, words},
        DRAW_OPS(X)
#undef X
    };
    make_canvas();
    make_image(OTHER, 1, 1, &white);
    for (int i = 0; i < 60000; i++) {
        size_t which = next_random() % COUNT_OF(ops);
        uint32_t op = ops[which].op, fixed = ops[which].words, count = next_random() % 9, tail = 0;
        bool points = op == DRAW_TEXT || op == DRAW_LETTERS, corners = op == DRAW_POLYGON || op == DRAW_TRIANGLES;
        if (op == DRAW_SPRITES)
            tail = count * 5 + (count + 1) / 2;
        else if (points || corners)
            tail = count * (op == DRAW_POLYGON ? 2 : corners ? 5 : 1);
        union draw_word *w = draw_push(&list, (enum draw_op)op, fixed + tail);
        for (uint32_t k = 0; k < fixed + tail - 1; k++)
            w[k].u = strange_word();
        if (points || corners || op == DRAW_SPRITES)
            w[op == DRAW_SPRITES ? 1 : fixed - 2].u = count;
        if (i % 1000 == 999) {
            assert_true(draw_valid(&list));
            show();
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(blends_are_what_their_names_say),   TEST_SMOOTH(blends_are_what_their_names_say),
        TEST(clip_cuts_everything_but_clear),    TEST(canvas_keeps_what_is_drawn),
        TEST_SMOOTH(canvas_keeps_what_is_drawn), TEST(targets_have_a_state_of_their_own),
        TEST(strange_targets_draw_nothing),      TEST(a_list_drawn_again_leaves_canvases_alone),
        TEST(added_light_on_a_canvas_shines),    TEST(any_words_do_no_harm),
        TEST_SMOOTH(any_words_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
