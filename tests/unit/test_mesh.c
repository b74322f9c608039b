/* Polygons as triangles: of outlines with as many corners as there may be, none is missing, doubled or outside. */
#include "base.h"
#include "mesh.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { CORNERS = DRAW_CORNERS, HALF = CORNERS / 2 };

static union draw_word corners[2 * CORNERS];
static int count; /* of numbers in it */
static struct shape_vertex vertices[2 * CORNERS];
static int32_t indices[9 * CORNERS];
static struct shape_batch batch;

static void put(double x, double y) {
    corners[count++].f = (float)x;
    corners[count++].f = (float)y;
}

static void comb(void) {
    put(800, 590);
    put(0, 590);
    for (int i = 0; i < CORNERS - 2; i++)
        put(i * 0.78, i % 2 ? 560 : 10);
}

/* A band that winds inwards. */
static void spiral(void) {
    for (int i = 0; i < CORNERS; i++) {
        int along = i < HALF ? i : CORNERS - 1 - i;
        double radius = (i < HALF ? 10 : 6) + along * 0.5;
        put(400 + cos(along * 0.2) * radius, 300 + sin(along * 0.2) * radius);
    }
}

static void star(void) {
    for (int i = 0; i < CORNERS; i++) {
        double radius = i % 2 ? 100 : 250, angle = i * 2 * 3.14159265358979 / CORNERS;
        put(400 + cos(angle) * radius, 300 + sin(angle) * radius);
    }
}

static void terrain(void) {
    put(0, 600);
    for (int i = 0; i < CORNERS - 2; i++)
        put(i * 0.78, 300 + 80 * sin(i / 20.0) + 20 * sin(i / 3.0));
    put(797, 600);
}

static void (*const outlines[])(void) = {comb, spiral, star, terrain};

static void nothing(void *context) {
    (void)context;
    fail(); /* there is room */
}

static void fill(void) {
    struct shape_view view = {.cos = 1, .scale = 1, .width = 800, .height = 600};
    batch = (struct shape_batch){.vertices = vertices, .indices = indices, .flush = nothing};
    batch.vertex_limit = COUNT_OF(vertices);
    batch.index_limit = COUNT_OF(indices);
    mesh_polygon(&batch, &view, corners, (uint32_t)count / 2, 0xffffffff);
}

static double corner_x(int i) {
    return corners[2 * (i % (count / 2))].f;
}

static double corner_y(int i) {
    return corners[2 * (i % (count / 2)) + 1].f;
}

static double outline_area(void) {
    double area = 0;
    for (int i = 0; i < count / 2; i++)
        area += (corner_x(i) * corner_y(i + 1) - corner_x(i + 1) * corner_y(i)) / 2;
    return fabs(area);
}

static bool inside(double x, double y) {
    bool in = false;
    for (int i = 0; i < count / 2; i++)
        if ((corner_y(i) > y) != (corner_y(i + 1) > y))
            in ^= x < corner_x(i) + (y - corner_y(i)) / (corner_y(i + 1) - corner_y(i)) * (corner_x(i + 1) - corner_x(i));
    return in;
}

/* As many as there must be, each the right way round with its middle inside, and together as large as the outline: then they cover it. */
static void triangles_cover_the_outline(void **state) {
    (void)state;
    for (size_t k = 0; k < COUNT_OF(outlines); k++) {
        count = 0;
        outlines[k]();
        fill();
        assert_int_equal(batch.index_count, 3 * (CORNERS - 2));
        double sum = 0;
        for (int i = 0; i < batch.index_count; i += 3) {
            const struct shape_vertex *a = vertices + indices[i], *b = vertices + indices[i + 1], *c = vertices + indices[i + 2];
            double area = ((double)(b->x - a->x) * (c->y - a->y) - (double)(b->y - a->y) * (c->x - a->x)) / 2;
            assert_true(area > -1e-3);
            if (area > 1e-3)
                assert_true(inside(((double)a->x + b->x + c->x) / 3, ((double)a->y + b->y + c->y) / 3));
            sum += area;
        }
        if (fabs(sum / outline_area() - 1) > 1e-4)
            fail_msg("outline %zu: %g instead of %g", k, sum, outline_area());
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(triangles_cover_the_outline),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
