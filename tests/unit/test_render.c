/* What headless rendering puts at known places. */
#include "font.h"
#include "overlay.h"
#include "picture.h"
#include <float.h>
#include <math.h>

static uint32_t sheet;

static int open_sheet(bool pixelated) {
    if (open_with(pixelated) != 0)
        return -1;
    /* two frames of 2x2: red green / blue half-transparent white, and all blue */
    uint8_t rgba[4 * 2 * 4];
    const uint32_t colors[] = {red, green, blue, blue, blue, 0xffffff80, blue, blue};
    for (size_t i = 0; i < sizeof rgba; i++)
        rgba[i] = (uint8_t)(colors[i / 4] >> (24 - i % 4 * 8));
    sheet = pool_id(3, 7);
    return render_image(render, sheet, &(struct image_pixels){4, 2, rgba}, 2, 2, false, &err) ? 0 : -1;
}

static int set_up_sheet(void **state) {
    (void)state;
    return open_sheet(true);
}

static int set_up_sheet_smooth(void **state) {
    (void)state;
    return open_sheet(false);
}

static void image_record(uint32_t id, double x, double y, uint32_t frame, double rotation, double scale, uint32_t tint) {
    record(DRAW_IMAGE, "uffufffffu", id, x, y, frame, rotation, scale, scale, 0.0, 0.0, tint);
}

static void frame_starts_with_the_background(void **state) {
    (void)state;
    draw_clear(&list, green);
    show();
    assert_int_equal(at(0, 0), green);
    assert_int_equal(at(WIDTH - 1, HEIGHT - 1), green);
    show();
    assert_int_equal(ink(), 0);
}

static void clear_ignores_the_camera(void **state) {
    (void)state;
    record(DRAW_CAMERA, "ffff", 1000.0, 0.0, 0.01, 0.5);
    draw_clear(&list, green);
    show();
    assert_int_equal(at(0, 0), green);
    assert_int_equal(at(WIDTH - 1, HEIGHT - 1), green);
}

static void rect_covers_its_pixels_and_no_more(void **state) {
    (void)state;
    draw_fill_rect(&list, 10, 20, 5, 3, red);
    show();
    assert_int_equal(at(10, 20), red);
    assert_int_equal(at(14, 22), red);
    assert_int_equal(ink(), 15);
    draw_fill_rect(&list, 15, 23, -5, -3, red);
    show();
    assert_int_equal(at(10, 20), red);
    assert_int_equal(ink(), 15);
}

static void alpha_mixes(void **state) {
    (void)state;
    draw_clear(&list, 0x000000ff);
    draw_fill_rect(&list, 0, 0, 10, 10, 0xffffff80);
    draw_fill_rect(&list, 5, 0, 10, 10, 0xff000080);
    show();
    assert_near(at(2, 2), 0x808080ff);
    assert_near(at(7, 7), 0xc04040ff);
    assert_near(at(12, 2), 0x800000ff);
}

static void strokes_lie_inside(void **state) {
    (void)state;
    record(DRAW_STROKE_RECT, "ffffuf", 10.0, 10.0, 6.0, 5.0, red, 1.0);
    show();
    assert_int_equal(ink(), 2 * 6 + 2 * 3);
    assert_int_equal(at(10, 10), red);
    assert_int_equal(at(15, 14), red);
    assert_int_equal(at(11, 11), back);
    record(DRAW_STROKE_CIRCLE, "fffuf", 32.0, 24.0, 10.0, red, 2.0);
    show();
    assert_int_equal(at(32, 15), red);
    assert_int_equal(at(32, 13), back);
    assert_int_equal(at(32, 24), back);
    assert_in_range(ink(), 100, 126); /* pi * (10² - 8²) = 113 */
    record(DRAW_STROKE_RECT, "ffffuf", 10.0, 10.0, 6.0, 5.0, red, 0.0);
    record(DRAW_STROKE_CIRCLE, "fffuf", 32.0, 24.0, 10.0, red, -1.0);
    show();
    assert_int_equal(ink(), 0);
}

static void circle_is_round(void **state) {
    (void)state;
    record(DRAW_FILL_CIRCLE, "fffu", 32.0, 24.0, 10.0, red);
    show();
    assert_int_equal(at(32, 24), red);
    assert_int_equal(at(22, 24), red);
    assert_int_equal(at(41, 23), red);
    assert_int_equal(at(24, 16), back);
    assert_in_range(ink(), 300, 324);
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 1; x < WIDTH; x++)
            assert_int_equal(at(x, y), at(WIDTH - 1 - x, y)); /* the centre is the middle of the picture */
}

static void lines_are_whole(void **state) {
    (void)state;
    record(DRAW_LINE, "ffffuf", 10.0, 10.0, 20.0, 10.0, red, 1.0);
    show();
    assert_int_equal(at(10, 10), red);
    assert_int_equal(at(19, 10), red);
    assert_int_equal(ink(), 10);
    record(DRAW_LINE, "ffffuf", 5.0, 5.0, 45.0, 25.0, red, 1.0);
    show();
    for (int x = 6; x < 44; x++) {
        int column = 0;
        for (int y = 0; y < HEIGHT; y++)
            column += at(x, y) == red;
        assert_in_range(column, 1, 2);
    }
}

static void image_frames_and_tint(void **state) {
    (void)state;
    image_record(sheet, 4, 5, 0, 0, 1, white);
    image_record(sheet, 10, 5, 1, 0, 1, 0x8080ffff);
    image_record(sheet, 20, 5, 0, 0, 4, 0xffffff80);
    image_record(sheet, 30, 5, 2, 0, 1, white);
    image_record(sheet, 30, 5, 0xffffffff, 0, 1, white);
    show();
    assert_int_equal(at(4, 5), red);
    assert_int_equal(at(5, 5), green);
    assert_near(at(5, 6), 0x889098ff);
    assert_int_equal(at(10, 5), blue);
    assert_near(at(23, 8), 0x881018ff);
    assert_near(at(24, 5), 0x089018ff);
    assert_int_equal(at(28, 5), back);
    assert_int_equal(ink(), 4 + 4 + 64);
}

static void image_turns_about_its_origin(void **state) {
    (void)state;
    record(DRAW_IMAGE, "uffufffffu", sheet, 20.0, 20.0, 0, M_PI / 2, 2.0, 2.0, 0.5, 0.5, white);
    show();
    assert_int_equal(at(21, 19), red); /* clockwise: the top left corner goes to the top right */
    assert_int_equal(at(21, 21), green);
    assert_int_equal(at(18, 18), blue);
    assert_int_equal(ink(), 16);
    record(DRAW_IMAGE, "uffufffffu", sheet, 20.0, 20.0, 0, 0.0, -1.0, 1.0, 0.0, 0.0, white);
    show();
    assert_int_equal(at(19, 20), red);
    assert_int_equal(at(18, 20), green);
}

static void unknown_ids_draw_nothing(void **state) {
    (void)state;
    const uint32_t wrong[] = {0, 1, pool_id(3, 6), pool_id(4, 7), pool_id(65535, 32767), UINT32_MAX};
    for (size_t i = 0; i < COUNT_OF(wrong); i++)
        image_record(wrong[i], 4, 4, 0, 0, 4, white);
    show();
    assert_int_equal(ink(), 0);
    uint8_t rgba[4] = {1, 2, 3, 255};
    assert_true(render_image(render, pool_id(3, 8), &(struct image_pixels){1, 1, rgba}, 0, 0, false, &err));
    image_record(sheet, 4, 4, 0, 0, 4, white);
    image_record(pool_id(3, 8), 20, 4, 0, 0, 1, white);
    show();
    assert_int_equal(ink(), 1);
    assert_int_equal(at(20, 4), 0x010203ff);
    render_drop(render, sheet); /* an old id: not its business */
    image_record(pool_id(3, 8), 20, 4, 0, 0, 1, white);
    show();
    assert_int_equal(ink(), 1);
    render_drop(render, pool_id(3, 8));
    image_record(pool_id(3, 8), 20, 4, 0, 0, 1, white);
    show();
    assert_int_equal(ink(), 0);
    assert_false(render_image(render, pool_id(9, 1), &(struct image_pixels){1, 1, rgba}, 2, 1, false, &err));
    assert_non_null(strstr(err.text, "frames of 2 by 1"));
}

static void sprites_read_their_columns(void **state) {
    (void)state;
    enum { COUNT = 3 };
    union draw_word *w = draw_push(&list, DRAW_SPRITES, 5 + 5 * COUNT + (COUNT + 1) / 2);
    w[0].u = sheet;
    w[1].u = COUNT;
    w[2].f = w[3].f = 0;
    for (int i = 0; i < COUNT; i++) {
        w[4 + i].f = (float)(10 + i * 10);
        w[4 + COUNT + i].f = (float)(5 + i);
        w[4 + 2 * COUNT + i].f = 0;
        w[4 + 3 * COUNT + i].f = (float)(i + 1);
        w[4 + 4 * COUNT + i].u = white;
    }
    w[4 + 5 * COUNT].u = 1 << 16; /* frames 0 1 0 */
    w[4 + 5 * COUNT + 1].u = 0;
    w[4 + 4 * COUNT + 2].u = 0xff0000ff;
    show();
    assert_int_equal(at(10, 5), red);
    assert_int_equal(at(20, 6), blue);
    assert_int_equal(at(23, 9), blue);
    assert_int_equal(at(30, 7), red);
    assert_int_equal(at(33, 7), 0x000000ff);
    assert_int_equal(ink(), 4 + 16 + 36);
}

static void camera_moves_zooms_turns(void **state) {
    (void)state;
    record(DRAW_CAMERA, "ffff", 100.0, 50.0, 2.0, 0.0);
    draw_fill_rect(&list, 105, 55, 2, 3, red);
    show();
    assert_int_equal(at(10, 10), red);
    assert_int_equal(at(13, 15), red);
    assert_int_equal(ink(), 24);
    record(DRAW_CAMERA, "ffff", 0.0, 0.0, 1.0, -M_PI / 2); /* turns the world by a right angle clockwise */
    draw_fill_rect(&list, 10, -20, 4, 2, red);
    show();
    assert_int_equal(at(18, 10), red);
    assert_int_equal(at(19, 13), red);
    assert_int_equal(ink(), 8);
    draw_fill_rect(&list, 1, 1, 2, 2, red); /* and the next frame starts anew */
    record(DRAW_CAMERA, "ffff", NAN, 0.0, 1.0, 0.0);
    draw_fill_rect(&list, 5, 1, 2, 2, red);
    record(DRAW_CAMERA, "ffff", 0.0, 0.0, 0.0, 0.0);
    draw_fill_rect(&list, 9, 1, 2, 2, red);
    show();
    assert_int_equal(at(5, 1), red);
    assert_int_equal(ink(), 8);
}

static void text_aligns_and_wraps(void **state) {
    (void)state;
    draw_text(&list, "I", 10, 10, 8, red);
    show();
    assert_int_equal(at(12, 10), red);
    assert_int_equal(at(12, 16), red);
    assert_int_equal(at(10, 12), back);
    assert_int_equal(ink(), 11);
    record(DRAW_TEXT, "fffuufuuuu", 20.0, 10.0, 8.0, red, 1, 12.0, 3, 'I', ' ', 'I'); /* centred, no room for both: two lines */
    record(DRAW_TEXT, "fffuufuu", 50.0, 10.0, 8.0, red, 2, 0.0, 1, 'I');
    record(DRAW_TEXT, "fffuufuuu", 50.0, 30.0, 8.0, red, 0, 0.0, 2, '\n', 'I');
    show();
    assert_int_equal(at(19, 10), red);
    assert_int_equal(at(19, 18), red);
    assert_int_equal(at(46, 10), red);
    assert_int_equal(at(52, 38), red);
    assert_int_equal(ink(), 44);
    draw_text(&list, "\xe6\xbc\xa2", 10, 10, 8, red); /* no such glyph: a hollow box */
    show();
    assert_int_equal(at(10, 10), red);
    assert_int_equal(at(12, 13), back);
    assert_int_equal(ink(), 20);
}

/* The lines that font_line makes of an ASCII text, with | between them. */
static const char *wrapped(const char *ascii, size_t columns) {
    static char out[200];
    uint32_t points[100];
    size_t count = strlen(ascii), used = 0;
    for (size_t i = 0; i < count; i++)
        points[i] = (uint32_t)ascii[i];
    for (size_t at = 0, next; at < count; at += next) {
        size_t length = font_line(points + at, count - at, columns, &next);
        assert_true(next > 0 && length <= next && at + next <= count);
        for (size_t i = 0; i < length; i++)
            out[used++] = (char)points[at + i];
        out[used++] = '|';
    }
    out[used] = 0;
    return out;
}

static void lines_break_between_words(void **state) {
    (void)state;
    assert_string_equal(wrapped("the quick brown fox", 9), "the quick|brown fox|");
    assert_string_equal(wrapped("the quick brown fox", 8), "the|quick|brown|fox|");
    assert_string_equal(wrapped("the quick brown fox", 0), "the quick brown fox|");
    assert_string_equal(wrapped("unbreakable x", 4), "unbr|eaka|ble|x|");
    assert_string_equal(wrapped("a\n\nb   \nc", 4), "a||b   |c|");
    assert_string_equal(wrapped("abcd\nefgh  \nij", 4), "abcd|efgh|ij|");
    assert_string_equal(wrapped(" x", 1), "|x|");
}

static void glyphs_are_where_the_font_has_them(void **state) {
    (void)state;
    uint32_t point;
    const char *text = "A\xc3\xa9\xe2\x99\xa5\xf0\x9f\x98\x80\xc3(\xed\xa0\x80\xe2\x99";
    static const uint32_t wanted[] = {'A', 0xe9, 0x2665, 0x1f600, 0xfffd, '(', 0xfffd, 0xfffd, 0xfffd, 0xfffd, 0xfffd, 0, 0};
    for (size_t i = 0; i < COUNT_OF(wanted); i++) {
        text = font_decode(text, &point);
        assert_int_equal(point, wanted[i]);
    }
    static const uint32_t drawn[] = {0xb7,   0x2026, 0x2014, 0x2013, 0xd7,   0xb0, 0x2192, 0x2190, 0x2191, 0x2193, 0x2665,
                                     0x2605, 0x201c, 0x201d, 0x2018, 0x2019, 0xa9, 0xc4,   0xff,   0x152,  0x17e};
    for (size_t i = 0; i < COUNT_OF(drawn); i++)
        assert_true(font_glyph(drawn[i]) > FONT_BOX && font_glyph(drawn[i]) < FONT_COLUMNS * FONT_ROWS);
    for (uint32_t c = 0; c < 0x30000; c++)
        assert_in_range(font_glyph(c), FONT_BOX, FONT_COLUMNS * FONT_ROWS - 1);
    assert_int_equal(font_glyph(0x6f22), FONT_BOX);
    assert_int_equal(font_glyph(10), FONT_BOX);
}

static void absurd_numbers_draw_nothing_or_all(void **state) {
    (void)state;
    draw_fill_rect(&list, -1e6f, -1e6f, 2e6f, 2e6f, red);
    show();
    assert_int_equal(at(0, 0), red);
    assert_int_equal(at(WIDTH - 1, HEIGHT - 1), red);
    draw_fill_rect(&list, -1e38f, 10, 2e38f, 1, red);
    show();
    assert_int_equal(ink(), WIDTH);
    static const double values[] = {NAN, INFINITY, -INFINITY, FLT_MAX, -FLT_MAX, 1e20, -1e9, 1e-40, 0, 3e6, 1};
    uint32_t random = 5;
    for (int i = 0; i < 20000; i++) {
        double v[8];
        for (int k = 0; k < 8; k++) {
            random = random * 1664525 + 1013904223;
            v[k] = values[(random >> 16) % COUNT_OF(values)];
        }
        record(DRAW_CAMERA, "ffff", v[4], v[5], v[6], v[7]);
        record(DRAW_FILL_RECT, "ffffu", v[0], v[1], v[2], v[3], red);
        record(DRAW_STROKE_RECT, "ffffuf", v[0], v[1], v[2], v[3], red, v[5]);
        record(DRAW_FILL_CIRCLE, "fffu", v[0], v[1], v[2], red);
        record(DRAW_STROKE_CIRCLE, "fffuf", v[0], v[1], v[2], red, v[3]);
        record(DRAW_LINE, "ffffuf", v[0], v[1], v[2], v[3], red, v[6]);
        record(DRAW_IMAGE, "uffufffffu", sheet, v[0], v[1], 0, v[2], v[3], v[4], v[5], v[6], white);
        record(DRAW_TEXT, "fffuufuuu", v[0], v[1], v[2], red, i % 4, v[3], 2, random, 'x');
    }
    show();
}

static void broken_record_ends_the_list(void **state) {
    (void)state;
    draw_fill_rect(&list, 1, 1, 2, 2, red);
    list.words[list.words[0].u].u = 77 | 2 << 8;
    list.words[0].u += 2;
    draw_fill_rect(&list, 10, 1, 2, 2, red);
    show();
    assert_int_equal(ink(), 4);
}

static void more_than_a_batch(void **state) {
    (void)state;
    for (int i = 0; i < 40000; i++)
        draw_fill_rect(&list, (float)(i % WIDTH), (float)(i / WIDTH % HEIGHT), 1, 1, red);
    show();
    assert_int_equal(ink(), WIDTH * HEIGHT);
}

static void smooth_edges_are_mixed(void **state) {
    (void)state;
    record(DRAW_FILL_CIRCLE, "fffu", 32.0, 24.0, 10.0, white);
    show();
    double sum = 0;
    int mixed = 0;
    for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
            double share = ((at(x, y) >> 24) - 16) / 239.0;
            sum += share;
            mixed += share > 0.02 && share < 0.98;
        }
    }
    assert_in_range((int)sum, 308, 319); /* pi * 10² */
    assert_in_range(mixed, 40, 120);
    record(DRAW_LINE, "ffffuf", 10.0, 10.5, 20.0, 10.5, white, 1.0);
    draw_fill_rect(&list, 30, 10, 4, 4, white);
    show();
    assert_near(at(15, 10), white);
    assert_near(at(15, 9), back);
    assert_int_equal(at(30, 10), white); /* upright rectangles stay sharp */
    assert_int_equal(at(29, 10), back);
    assert_int_equal(at(34, 14), back);
}

static void smooth_images_are_filtered(void **state) {
    (void)state;
    uint8_t rgba[] = {0, 0, 0, 255, 255, 255, 255, 255};
    uint32_t id = pool_id(0, 1);
    assert_true(render_image(render, id, &(struct image_pixels){2, 1, rgba}, 0, 0, true, &err));
    image_record(id, 0, 0, 0, 0, 8, white);
    show();
    assert_near(at(0, 4), 0x000000ff);
    assert_near(at(7, 4), 0x707070ff);
    assert_near(at(8, 4), 0x8f8f8fff);
    assert_near(at(15, 4), white);
}

static void lists_add_up_within_a_frame(void **state) {
    (void)state;
    draw_fill_rect(&list, 1, 1, 2, 2, red);
    record(DRAW_CAMERA, "ffff", 5.0, 5.0, 3.0, 1.0);
    render_list(render, &list);
    draw_reset(&list);
    draw_fill_rect(&list, 2, 2, 2, 2, green);
    show();
    assert_int_equal(at(1, 1), red);
    assert_int_equal(at(2, 2), green);
    assert_int_equal(ink(), 7);
    float x, y;
    render_to_logical(render, 12.5f, -3, &x, &y);
    assert_true(x == 12.5f && y == -3);
}

static void overlays_fit_every_size(void **state) {
    (void)state;
    static const int sizes[][2] = {{1, 1}, {20, 12}, {160, 90}, {320, 180}, {800, 450}, {1920, 1080}, {8192, 16}};
    char *words = base_alloc(20001);
    for (int i = 0; i < 20000; i++)
        words[i] = i % 9 == 8 ? ' ' : 'w';
    words[20000] = 0;
    struct overlay_fault faults[] = {
        {.fault_index = -1},
        {.title = "", .place = "", .lines = {"", NULL, "x"}, .first_line = 1, .fault_index = 2, .column = 900, .stack = "\n\n", .hint = ""},
        {.title = words,
         .place = words,
         .lines = {words, words, words, words, words},
         .first_line = 99998,
         .fault_index = 2,
         .column = 10000,
         .stack = words,
         .hint = words},
    };
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        for (size_t f = 0; f < COUNT_OF(faults); f++) {
            draw_reset(&list);
            overlay_fault(&list, sizes[i][0], sizes[i][1], &faults[f]);
            overlay_banner(&list, sizes[i][0], sizes[i][1], faults[f].title);
            assert_true(draw_valid(&list));
            render_list(render, &list);
        }
    }
    free(words);
}

#define TEST_SHEET(name)        cmocka_unit_test_setup_teardown(name, set_up_sheet, tear_down)
#define TEST_SHEET_SMOOTH(name) cmocka_unit_test_setup_teardown(name, set_up_sheet_smooth, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST_SHEET(frame_starts_with_the_background),
        TEST_SHEET(clear_ignores_the_camera),
        TEST_SHEET(rect_covers_its_pixels_and_no_more),
        TEST_SHEET_SMOOTH(rect_covers_its_pixels_and_no_more),
        TEST_SHEET(alpha_mixes),
        TEST_SHEET_SMOOTH(alpha_mixes),
        TEST_SHEET(strokes_lie_inside),
        TEST_SHEET(circle_is_round),
        TEST_SHEET(lines_are_whole),
        TEST_SHEET(image_frames_and_tint),
        TEST_SHEET_SMOOTH(image_frames_and_tint),
        TEST_SHEET(image_turns_about_its_origin),
        TEST_SHEET(unknown_ids_draw_nothing),
        TEST_SHEET(sprites_read_their_columns),
        TEST_SHEET(camera_moves_zooms_turns),
        TEST_SHEET(text_aligns_and_wraps),
        TEST_SHEET_SMOOTH(text_aligns_and_wraps),
        cmocka_unit_test(lines_break_between_words),
        cmocka_unit_test(glyphs_are_where_the_font_has_them),
        TEST_SHEET(absurd_numbers_draw_nothing_or_all),
        TEST_SHEET_SMOOTH(absurd_numbers_draw_nothing_or_all),
        TEST_SHEET(broken_record_ends_the_list),
        TEST_SHEET(more_than_a_batch),
        TEST_SHEET_SMOOTH(smooth_edges_are_mixed),
        TEST_SHEET_SMOOTH(smooth_images_are_filtered),
        TEST_SHEET(lists_add_up_within_a_frame),
        TEST_SHEET(overlays_fit_every_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
