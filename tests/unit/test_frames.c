/* The graph of frames: which phase gets which time, and that what is drawn stays in its corner. */
#include "base.h"
#include "frames.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MS = 1000000 };

static struct frames frames;

static int set_up(void **state) {
    (void)state;
    frames_reset(&frames);
    return 0;
}

static void near(float a, float b) {
    assert_true(a > b - 0.001f && a < b + 0.001f);
}

static void phases_get_their_time(void **state) {
    (void)state;
    frames_mark(&frames, FRAMES_UPDATE, 1000 * (uint64_t)MS, 5 * MS); /* the first only starts the clock */
    frames_mark(&frames, FRAMES_UPDATE, 1003 * (uint64_t)MS, 6 * MS);
    frames_mark(&frames, FRAMES_DRAW, 1005 * (uint64_t)MS, 6 * MS);
    near(frames.ms[0][FRAMES_UPDATE], 2);
    near(frames.ms[0][FRAMES_GC], 1);
    near(frames.ms[0][FRAMES_DRAW], 2);
    frames_mark(&frames, FRAMES_SLACK, 1006 * (uint64_t)MS, 100 * (uint64_t)MS); /* never more than there was */
    near(frames.ms[0][FRAMES_SLACK], 0);
    near(frames.ms[0][FRAMES_GC], 2);
    frames_mark(&frames, FRAMES_WAIT, 1007 * (uint64_t)MS, 0); /* another game's isolate counts anew */
    near(frames.ms[0][FRAMES_WAIT], 1);
    near(frames.ms[0][FRAMES_GC], 2);
}

static void the_oldest_makes_room(void **state) {
    (void)state;
    uint64_t now = MS;
    frames_mark(&frames, FRAMES_UPDATE, now, 0);
    for (int i = 0; i < FRAMES_COUNT * 2 + 3; i++) {
        frames_mark(&frames, FRAMES_UPDATE, now += MS, 0);
        frames_next(&frames);
    }
    assert_int_equal(frames.next, 3);
    for (int i = 0; i < FRAMES_COUNT; i++)
        near(frames.ms[i][FRAMES_UPDATE], i == frames.next ? 0 : 1);
}

static void what_is_drawn_is_valid_and_in_its_corner(void **state) {
    (void)state;
    struct draw list;
    draw_create(&list);
    uint64_t now = MS;
    for (int i = 0; i < 300; i++) {
        for (int phase = 0; phase < FRAMES_PHASES; phase++)
            frames_mark(&frames, (enum frames_phase)phase, now += (uint64_t)i * MS / 10, 0); /* up to far higher than the graph */
        frames_next(&frames);
    }
    struct frames_numbers numbers = {.fps = 60, .heap_used = 1 << 20, .heap_total = 2 << 20, .records = 4, .period_ms = 1000.0 / 60};
    frames_draw(&frames, &list, 320, &numbers);
    assert_true(draw_valid(&list));
    uint32_t at = 0, rects = 0, texts = 0;
    for (const union draw_word *w; (w = draw_next(&list, &at));) {
        assert_true(w[1].f >= 320 - FRAMES_COUNT - 4 && w[2].f >= 0);
        if ((w->u & 0xff) == DRAW_FILL_RECT) {
            assert_true(w[1].f + w[3].f <= 320 && w[2].f + w[4].f <= 90 && w[4].f > 0);
            rects++;
        } else {
            texts++;
        }
    }
    assert_true(rects > FRAMES_COUNT && texts == 3 + FRAMES_PHASES);
    draw_destroy(&list);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup(name, set_up)
    const struct CMUnitTest tests[] = {
        TEST(phases_get_their_time),
        TEST(the_oldest_makes_room),
        TEST(what_is_drawn_is_valid_and_in_its_corner),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
