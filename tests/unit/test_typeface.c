/* TrueType files: what is read of them, how they measure and look, and that damaged ones do no harm. */
#include "coverage.h"
#include "glyphs.h"
#include "picture.h"
#include "typeface.h"
#include <math.h>
#include <stdio.h>

enum { FONT = 1 << 16 | 9 };

static char *file;
static size_t file_size;
static struct typeface *face;

static int read_font(void **state) {
    (void)state;
    file = base_read_file("tests/games/drawing/test.ttf", 1 << 20, &file_size, &err); /* made by assets/make-font.mjs */
    if (!file)
        fprintf(stderr, "%s\n", err.text);
    face = file ? typeface_open(file, file_size, &err) : NULL;
    return face ? 0 : -1;
}

static int forget_font(void **state) {
    (void)state;
    typeface_close(face);
    free(file);
    return 0;
}

static void metrics_and_glyphs_are_read(void **state) {
    (void)state;
    struct typeface_metrics metrics = typeface_metrics(face);
    assert_true(metrics.units == 1000 && metrics.ascent == 800 && metrics.descent == 200 && metrics.line == 1100);
    uint32_t a = typeface_glyph(face, 'A'), v = typeface_glyph(face, 'V');
    assert_true(a < TYPEFACE_BOX && v < TYPEFACE_BOX && a != v);
    assert_int_equal(typeface_advance(face, a), 600);
    assert_int_equal(typeface_advance(face, typeface_glyph(face, 'a')), 450);
    assert_int_equal(typeface_kern(face, a, v), -120);
    assert_int_equal(typeface_kern(face, v, v), 0);
    assert_true(typeface_glyph(face, 0x1f600) < TYPEFACE_BOX); /* beyond the first 65,536: format 12 */
    static const uint32_t missing[] = {0, 7, 0x6f22, 0xffff, 0x10ffff, 0xffffffff, 0xd800};
    for (size_t i = 0; i < COUNT_OF(missing); i++)
        assert_int_equal(typeface_glyph(face, missing[i]), TYPEFACE_BOX);
}

/* Width and height of an ASCII text of 10 pixels an em. */
static void measure(const char *ascii, double wrap, double *width, double *height) {
    uint32_t points[100];
    size_t count = strlen(ascii);
    for (size_t i = 0; i < count; i++)
        points[i] = (uint32_t)ascii[i];
    typeface_measure(face, points, count, 10, wrap, width, height);
}

static void text_is_measured_kerned_and_wrapped(void **state) {
    (void)state;
    static const struct {
        const char *text;
        double wrap, width, lines;
    } cases[] = {
        {"", 0, 0, 1},          {"H", 0, 6, 1},      {"AV", 0, 10.8, 1},  {"HH HH", 0, 27, 1},   {"HH HH", 20, 12, 2},
        {"HH HH", 12, 12, 2},   {"HH HH", 11, 6, 4}, {"HHHH", 13, 12, 2}, {"H\nHH\n", 0, 12, 3}, {"HH   HH", 13, 12, 2},
        {"HH   HH", 24, 12, 2}, {"H", 1, 6, 1},      {"\n", 0, 0, 2},     {"   ", 5, 9, 1},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        double width, height;
        measure(cases[i].text, cases[i].wrap, &width, &height);
        if (fabs(width - cases[i].width) > 1e-9 || fabs(height - cases[i].lines * 11) > 1e-9)
            fail_msg("\"%s\" within %g: %g by %g", cases[i].text, cases[i].wrap, width, height);
    }
}

static double area_of(uint32_t glyph, double scale) {
    struct typeface_outline outline = {0};
    struct coverage_box box;
    double sum = 0;
    typeface_outline(face, glyph, &outline);
    if (coverage_box(&outline, scale, 500, &box)) {
        float *shares = base_alloc(coverage_room(&box) * sizeof *shares);
        coverage_fill(&outline, scale, &box, shares);
        for (int i = 0; i < box.width * box.height; i++)
            sum += (double)shares[i];
        free(shares);
    }
    free(outline.curves);
    return sum;
}

static void outlines_cover_their_area(void **state) {
    (void)state;
    double stroke = 90 * 660;
    for (double scale = 0.013; scale < 0.3; scale *= 1.7) {
        double got = area_of(typeface_glyph(face, '.'), scale) / scale / scale;
        assert_in_range((int)got, (int)(45 * 45 / 0.3 * 0.94), (int)(45 * 45 / 0.3)); /* four parabolas, not quite a circle */
        got = area_of(TYPEFACE_BOX, scale) / scale / scale;
        double unit = 1000 / 16.0;
        assert_in_range((int)got, (int)(unit * unit * (8 * 11 - 6 * 9) * 0.99), (int)(unit * unit * (8 * 11 - 6 * 9) * 1.01));
        got = area_of(typeface_glyph(face, 'L'), scale) / scale / scale;
        assert_in_range((int)got, (int)stroke, (int)(stroke * 2));
    }
    assert_true(area_of(typeface_glyph(face, ' '), 0.1) == 0);
    double large = area_of(typeface_glyph(face, 'O'), 0.1), small = area_of(typeface_glyph(face, 'o'), 0.1);
    assert_in_range((int)(small / large * 1000), 540, 585);              /* a glyph made of another, three quarters as large */
    assert_true(area_of(typeface_glyph(face, 0xd6), 0.1) > large + 100); /* Ö: of two others */
}

static void letters(const char *ascii, double x, double y, double size) {
    uint32_t count = (uint32_t)strlen(ascii);
    union draw_word *w = draw_push(&list, DRAW_LETTERS, 9 + count);
    const union draw_word fields[] = {{.u = FONT}, {.f = (float)x}, {.f = (float)y}, {.f = (float)size}, {.u = white}, {.u = 0}, {.f = 0}};
    memcpy(w, fields, sizeof fields);
    w[7].u = count;
    for (uint32_t i = 0; i < count; i++)
        w[8 + i].u = (uint32_t)ascii[i];
}

static void letters_stand_on_their_line(void **state) {
    (void)state;
    assert_true(render_font(render, FONT, file, file_size, &err));
    letters("H", 10, 5, 20);
    show();
    int top = HEIGHT, bottom = 0, left = WIDTH, right = 0;
    for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
            if (at(x, y) == back)
                continue;
            top = y < top ? y : top;
            bottom = y > bottom ? y : bottom;
            left = x < left ? x : left;
            right = x > right ? x : right;
        }
    }
    /* the ascent is 16 pixels, so the baseline lies at 21; strokes reach 0.9 pixels around 13.2 of height and 8.8 of width */
    assert_in_range(bottom, 20, 21);
    assert_in_range(top, 6, 7);
    assert_in_range(left, 10, 11);
    assert_in_range(right, 20, 22);
    int once = ink();
    letters("H H", 10, 5, 20);
    show();
    assert_int_equal(ink(), 2 * once);
    render_drop(render, FONT);
    letters("H", 10, 5, 20);
    show();
    assert_int_equal(ink(), 0);
}

/* More glyphs than the largest atlas holds: each is still drawn, and the first ones come back as they were. */
static void the_atlas_evicts(void **state) {
    (void)state;
    assert_true(render_font(render, FONT, file, file_size, &err));
    letters("HA8", 1, 1, 24);
    show();
    struct image_pixels before;
    image_copy(&picture, &before);
    for (int size = 200; size < 216; size++) {
        letters("ABCDEFGHIJKLMNOPQRSTUVWXYZ", -50, -50, size);
        show();
        assert_true(ink() > 0);
    }
    letters("HA8", 1, 1, 24);
    show();
    assert_memory_equal(picture.rgba, before.rgba, (size_t)WIDTH * HEIGHT * 4);
    image_free(&before);
}

static void absurd_places_do_no_harm(void **state) {
    (void)state;
    static const double values[] = {NAN, INFINITY, -INFINITY, 3e38, -3e38, 1e20, -1e9, 1e-40, 0, 3e6, 1, 20};
    uint32_t random = 5;
    assert_true(render_font(render, FONT, file, file_size, &err));
    for (int i = 0; i < 5000; i++) {
        double v[8];
        for (int k = 0; k < 8; k++) {
            random = random * 1664525 + 1013904223;
            v[k] = values[(random >> 16) % COUNT_OF(values)];
        }
        record(DRAW_CAMERA, "ffff", v[4], v[5], v[6], v[7]);
        record(DRAW_LETTERS, "ufffuufuuuu", FONT, v[0], v[1], v[2], white, i % 4, v[3], 3, random, 'x', 10);
        record(DRAW_LETTERS, "ufffuufuu", random, v[0], v[1], v[2], white, 0, v[3], 1, 'x');
    }
    show();
}

/* Everything that a program does with a font. */
static void use_all_of(const struct typeface *damaged) {
    struct typeface_outline outline = {0};
    struct coverage_box box;
    uint32_t text[] = {'A', 'V', ' ', 'a', 0xc4, 0x1f600, '\n', 0x6f22};
    double width, height;
    typeface_measure(damaged, text, COUNT_OF(text), 12, 20, &width, &height);
    assert_true(isfinite(width) && isfinite(height));
    for (uint32_t glyph = 0; glyph < 100; glyph++) {
        typeface_outline(damaged, glyph, &outline);
        if (!coverage_box(&outline, 0.02, 200, &box))
            continue;
        float *shares = base_alloc(coverage_room(&box) * sizeof *shares);
        coverage_fill(&outline, 0.02, &box, shares);
        for (int i = 0; i < box.width * box.height; i++)
            assert_true(shares[i] >= 0 && shares[i] <= 1);
        free(shares);
    }
    free(outline.curves);
}

static void damaged_fonts_do_no_harm(void **state) {
    (void)state;
    uint32_t random = 1;
    int opened = 0;
    uint8_t *copy = base_alloc(file_size);
    for (int round = 0; round < 1200; round++) {
        memcpy(copy, file, file_size);
        int changes = 1 + round % 12;
        bool head = round % 3 == 0; /* the tables' places and sizes, or anything */
        for (int i = 0; i < changes; i++) {
            random = random * 1664525 + 1013904223;
            size_t place = (random >> 8) % (head ? 400 : file_size);
            random = random * 1664525 + 1013904223;
            copy[place] = random >> 30 == 0 ? 0xff : random >> 30 == 1 ? 0 : (uint8_t)(random >> 16);
        }
        struct typeface *damaged = typeface_open(copy, file_size, &err);
        if (!damaged)
            continue;
        opened++;
        use_all_of(damaged);
        typeface_close(damaged);
    }
    assert_in_range(opened, 200, 1150); /* or the test tries nothing */
    free(copy);
}

static void truncated_fonts_are_refused(void **state) {
    (void)state;
    /* what stands last, names and the like, nobody reads */
    for (size_t size = 0; size < file_size - 240; size += size < 400 ? 1 : 97) {
        char *part = base_alloc(size); /* of exactly that size, so that a sanitizer sees a read past it */
        memcpy(part, file, size);
        struct typeface *cut = typeface_open(part, size, &err);
        assert_null(cut);
        assert_int_equal(err.code, EXIT_SCRIPT);
        free(part);
    }
}

static void other_kinds_are_refused(void **state) {
    (void)state;
    static const struct {
        const char *bytes, *says;
    } kinds[] = {{"OTTO", "CFF"}, {"ttcf", "collection"}, {"wOFF", "WOFF"}, {"wOF2", "WOFF"}, {"\x89PNG", "not a TrueType font"}};
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        memcpy(file, kinds[i].bytes, 4);
        assert_null(typeface_open(file, file_size, &err));
        assert_non_null(strstr(err.text, kinds[i].says));
    }
    memcpy(file, "\0\1\0\0", 4);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(metrics_and_glyphs_are_read),
        cmocka_unit_test(text_is_measured_kerned_and_wrapped),
        cmocka_unit_test(outlines_cover_their_area),
        TEST_SMOOTH(letters_stand_on_their_line),
        TEST(letters_stand_on_their_line),
        TEST_SMOOTH(the_atlas_evicts),
        TEST_SMOOTH(absurd_places_do_no_harm),
        cmocka_unit_test(damaged_fonts_do_no_harm),
        cmocka_unit_test(truncated_fonts_are_refused),
        cmocka_unit_test(other_kinds_are_refused),
    };
    return cmocka_run_group_tests(tests, read_font, forget_font);
}
