/* Tiles, panels, polygons and free triangles, pixel by pixel. */
#include "picture.h"
#include <float.h>
#include <math.h>

enum { PIC = 1 << 16 | 2 };

static void make_picture(void) {
    static const uint32_t colors[] = {red, green, blue, white};
    make_image(PIC, 2, 2, colors);
}

static void tile(double x, double y, double w, double h, double offset_x, double offset_y) {
    record(DRAW_TILE, "uffffuffu", PIC, x, y, w, h, 0, offset_x, offset_y, white);
}

static void polygon(uint32_t color, int corners, const double *xy) {
    union draw_word *w = draw_push(&list, DRAW_POLYGON, (uint32_t)(3 + 2 * corners));
    w[0].u = color;
    w[1].u = (uint32_t)corners;
    for (int i = 0; i < 2 * corners; i++)
        w[2 + i].f = (float)xy[i];
}

static void tiles_fill_their_rectangle(void **state) {
    (void)state;
    make_picture();
    tile(10, 10, 5, 3, 0, 0);
    show();
    assert_int_equal(ink(), 15);
    assert_int_equal(at(10, 10), red);
    assert_int_equal(at(13, 10), green);
    assert_int_equal(at(14, 12), red);
    assert_int_equal(at(11, 11), white);
    tile(15, 13, -5, -3, 1, -7); /* the same place, moved by one */
    show();
    assert_int_equal(ink(), 15);
    assert_int_equal(at(10, 10), white);
    assert_int_equal(at(11, 11), red);
    record(DRAW_CAMERA, "ffff", 1e6, 0.0, 1.0, 0.0);
    tile(0, 0, 1e7, 2, 0, 0); /* a world much larger than the screen */
    show();
    assert_int_equal(ink(), 128);
}

static void tiles_beyond_counting_are_left_out(void **state) {
    (void)state;
    make_picture();
    record(DRAW_CAMERA, "ffff", 0.0, 0.0, 1e-6, 0.0);
    tile(0, 0, 1e9, 1e9, 0, 0);
    record(DRAW_CAMERA, "ffff", 0.0, 0.0, 1.0, 0.0);
    tile(0, 0, NAN, 4, 0, 0);
    tile(0, 0, 4, 4, INFINITY, 0);
    tile(0, 0, 0, 4, 0, 0);
    record(DRAW_TILE, "uffffuffu", PIC, 0.0, 0.0, 4.0, 4.0, 1, 0.0, 0.0, white); /* no such frame */
    show();
    assert_int_equal(ink(), 0);
}

static void panels_keep_their_borders(void **state) {
    (void)state;
    static const uint32_t colors[] = {red, green, red, green, blue, green, red, green, red};
    make_image(PIC, 3, 3, colors);
    record(DRAW_PANEL, "uffffuffffu", PIC, 10.0, 10.0, 12.0, 8.0, 0, 1.0, 1.0, 1.0, 1.0, white);
    show();
    assert_int_equal(ink(), 96);
    int reds = 0, greens = 0;
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
        reds += at(i % WIDTH, i / WIDTH) == red;
        greens += at(i % WIDTH, i / WIDTH) == green;
    }
    assert_int_equal(reds, 4);
    assert_int_equal(greens, 2 * 10 + 2 * 6);
    record(DRAW_PANEL, "uffffuffffu", PIC, 30.0, 10.0, 1.0, 1.0, 0, 1.0, 1.0, 1.0, 1.0, white);  /* too small for them */
    record(DRAW_PANEL, "uffffuffffu", PIC, 40.0, 10.0, 6.0, 6.0, 0, 1e9, -5.0, NAN, 1e9, white); /* and borders that make no sense */
    record(DRAW_PANEL, "uffffuffffu", PIC, 50.0, 10.0, NAN, 6.0, 0, 1.0, 1.0, 1.0, 1.0, white);
    show();
    assert_in_range(ink(), 1, 37);
}

static void polygons_cover_their_area(void **state) {
    (void)state;
    polygon(red, 4, (const double[]){10, 10, 20, 10, 20, 15, 10, 15});
    show();
    assert_int_equal(ink(), 50);
    polygon(red, 4, (const double[]){10, 15, 20, 15, 20, 10, 10, 10}); /* the other way round */
    show();
    assert_int_equal(ink(), 50);
    const double letter[] = {10, 5, 40, 5, 40, 10, 15, 10, 15, 30, 40, 30, 40, 35, 10, 35};
    polygon(red, 8, letter); /* a C */
    show();
    assert_int_equal(ink(), 30 * 30 - 25 * 20);
    assert_int_equal(at(30, 20), back);
    assert_int_equal(at(12, 20), red);
    const double comb[] = {4, 40, 4, 10, 8, 30, 12, 10, 16, 30, 20, 10, 24, 30, 28, 10, 32, 30, 36, 10, 36, 40};
    polygon(0xff000080, 11, comb); /* no pixel twice */
    show();
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            assert_true(at(x, y) == back || at(x, y) >> 24 <= 0x89);
    assert_in_range(ink(), 32 * 30 - 4 * 80 - 40, 32 * 30 - 4 * 80 + 40);
    polygon(red, 7, (const double[]){10, 10, 10, 10, 20, 10, 20, 15, 20, 15, 10, 15, 10, 10}); /* corners twice, and closed by hand */
    show();
    assert_int_equal(ink(), 50);
}

static void spiral_is_filled(void **state) {
    (void)state;
    enum { TURNS = 300 };
    double xy[4 * TURNS];
    for (int i = 0; i < TURNS; i++) { /* a band that winds inwards, in one polygon */
        double angle = i * 0.06, radius = 22 - i * 0.05;
        xy[2 * i] = 32 + cos(angle) * radius;
        xy[2 * i + 1] = 24 + sin(angle) * radius;
        int back_at = 2 * TURNS - 1 - i;
        xy[2 * back_at] = 32 + cos(angle) * (radius - 3);
        xy[2 * back_at + 1] = 24 + sin(angle) * (radius - 3);
    }
    polygon(red, 2 * TURNS, xy);
    show();
    double area = 0;
    for (int i = 0; i < 2 * TURNS; i++) {
        int next = (i + 1) % (2 * TURNS);
        area += (xy[2 * i] * xy[2 * next + 1] - xy[2 * next] * xy[2 * i + 1]) / 2;
    }
    assert_in_range(ink(), (int)(fabs(area) * 0.95), (int)(fabs(area) * 1.05));
}

static void smooth_polygons_have_soft_rims(void **state) {
    (void)state;
    polygon(white, 3, (const double[]){10, 5, 50, 20, 15, 40});
    show();
    double sum = 0;
    int mixed = 0;
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
        double share = ((at(i % WIDTH, i / WIDTH) >> 24) - 16) / 239.0;
        sum += share;
        mixed += share > 0.02 && share < 0.98;
    }
    assert_in_range((int)sum, 655, 670); /* half of |(40, 15) x (5, 35)| = 662 */
    assert_in_range(mixed, 60, 200);
}

static void triangles_take_colours_and_texture(void **state) {
    (void)state;
    make_picture();
    record(DRAW_TRIANGLES, "uuuffffuffffuffffu", 0, 0, 3, 0.0, 0.0, 0.0, 0.0, red, 40.0, 0.0, 0.0, 0.0, green, 0.0, 40.0, 0.0, 0.0, blue);
    show();
    assert_near(at(0, 0), 0xf90303ff);
    assert_near(at(19, 0), 0x817b03ff);
    assert_near(at(0, 38), 0x0603f6ff);
    const double far = 9; /* u and v are cut to the picture */
    record(DRAW_TRIANGLES, "uuuffffuffffuffffu", PIC, 0, 3, 0.0, 0.0, -far, -far, white, 40.0, 0.0, -far, -far, white, 0.0, 40.0, -far,
           -far, white);
    show();
    assert_int_equal(at(3, 3), red);
    record(DRAW_TRIANGLES, "uuuffffuffffu", 0, 0, 2, 0.0, 0.0, 0.0, 0.0, red, 40.0, 0.0, 0.0, 0.0, red);
    record(DRAW_TRIANGLES, "uuuffffuffffuffffu", PIC, 3, 3, 0.0, 0.0, 0.0, 0.0, red, 40.0, 0.0, 0.0, 0.0, red, 0.0, 40.0, 0.0, 0.0, red);
    record(DRAW_TRIANGLES, "uuuffffuffffuffffu", 0, 0, 3, 0.0, NAN, 0.0, 0.0, red, 40.0, 0.0, 0.0, 0.0, red, 0.0, 40.0, 0.0, 0.0, red);
    record(DRAW_TRIANGLES, "uuuffffuffffuffffu", 0, 0, 3, 0.0, 1e30, 0.0, 0.0, red, 40.0, 0.0, 0.0, 0.0, red, 0.0, 40.0, 0.0, 0.0, red);
    show();
    assert_int_equal(ink(), 0);
}

static void absurd_meshes_do_no_harm(void **state) {
    (void)state;
    make_picture();
    static const double values[] = {NAN, INFINITY, -INFINITY, FLT_MAX, -FLT_MAX, 1e20, -1e5, 1e-40, 0, 3e5, 1, 17, 30, 31, 5.5};
    uint32_t random = 9;
    for (int i = 0; i < 4000; i++) {
        double v[64];
        for (int k = 0; k < 64; k++) {
            random = random * 1664525 + 1013904223;
            v[k] = i % 3 ? (double)(random >> 16 & 63) : values[(random >> 16) % COUNT_OF(values)]; /* every third with absurd ones */
        }
        polygon(0xff000080, 3 + i % 29, v);
        tile(v[0], v[1], v[2], v[3], v[4], v[5]);
        record(DRAW_PANEL, "uffffuffffu", PIC, v[0], v[1], v[2], v[3], 0, v[4], v[5], v[6], v[7], white);
        record(DRAW_TRIANGLES, "uuuffffuffffuffffu", PIC, 0, 3, v[0], v[1], v[2], v[3], red, v[4], v[5], v[6], v[7], red, v[8], v[9], v[10],
               v[11], red);
        if (i % 50 == 0)
            record(DRAW_CAMERA, "ffff", v[20], v[21], v[22], v[23]);
    }
    double many[2 * (DRAW_CORNERS + 1)];
    for (int i = 0; i < 2 * (DRAW_CORNERS + 1); i++)
        many[i] = (double)((random = random * 1664525 + 1013904223) >> 26);
    polygon(red, DRAW_CORNERS, many);
    polygon(red, DRAW_CORNERS + 1, many);
    polygon(red, 2, many);
    show();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(tiles_fill_their_rectangle),
        TEST_SMOOTH(tiles_fill_their_rectangle),
        TEST(tiles_beyond_counting_are_left_out),
        TEST(panels_keep_their_borders),
        TEST(polygons_cover_their_area),
        TEST(spiral_is_filled),
        TEST_SMOOTH(smooth_polygons_have_soft_rims),
        TEST(triangles_take_colours_and_texture),
        TEST(absurd_meshes_do_no_harm),
        TEST_SMOOTH(absurd_meshes_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
