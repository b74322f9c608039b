/* How much game time frames get: displays of many rates, played with made-up times. */
#include "base.h"
#include "pace.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A display, what it says its rate is (whole numbers, as SDL tells them), and a game. `late`: how much of a period a frame may be early or
 * late by, so that the time between two varies by twice as much. */
struct play {
    double rate, said, fps, late;
    int frames, missed; /* every so many frames one picture is missed; 0: none */
};

static struct played {
    int counts[8], updates, changes; /* frames with so many updates; changes: of that number, from one frame to the next */
    double rate;                     /* updates a second */
} played;

static uint32_t random_state;

/* -1 to 1 */
static double chance(void) {
    random_state = random_state * 1664525 + 1013904223;
    return (double)(random_state >> 8) / (1 << 23) - 1;
}

static void play(struct play it) {
    struct pace pace = {0};
    double step = 1 / it.fps, accumulated = 0, last = 0, due = 0;
    int before = -1;
    memset(&played, 0, sizeof played);
    for (int i = 0; i < it.frames; i++) {
        due += (it.missed && i % it.missed == it.missed - 1 ? 2 : 1) / it.rate;
        double now = due + it.late / it.rate * chance(), given = pace_frame(&pace, now - last, step, 1 / it.said);
        assert_true(given >= 0);
        last = now;
        int updates = 0;
        for (accumulated += given; accumulated >= step * (1 - 1e-9); accumulated -= step)
            updates++;
        played.counts[updates < 7 ? updates : 7]++;
        played.updates += updates;
        played.changes += before >= 0 && updates != before;
        before = updates;
    }
    played.rate = played.updates / last;
}

static void updates_are_as_many_as_wanted(void **state) {
    (void)state;
    static const double displays[] = {30, 48, 50, 59.94, 60, 61, 72, 74.97, 75, 85, 100, 119.88, 120, 143.9, 144, 165, 240, 360};
    static const double wanted[] = {1, 7, 24, 30, 50, 60, 72, 75, 90, 100, 120, 144, 200};
    static const double lates[] = {0, 0.075, 0.15};
    for (size_t d = 0; d < COUNT_OF(displays); d++)
        for (size_t w = 0; w < COUNT_OF(wanted); w++)
            for (size_t l = 0; l < COUNT_OF(lates); l++)
                for (int told = 0; told < 2; told++) {
                    double rate = displays[d], said = told ? round(rate) : floor(rate);
                    play((struct play){rate, said, wanted[w], lates[l], (int)(rate * 300), 0});
                    if (fabs(played.rate / wanted[w] - 1) > 0.004)
                        fail_msg("%g updates a second instead of %g, on %g Hz", played.rate, wanted[w], rate);
                }
}

static void display_of_the_same_rate_gets_one_update_a_frame(void **state) {
    (void)state;
    static const double rates[] = {50, 60, 72, 75, 144, 240};
    for (size_t i = 0; i < COUNT_OF(rates); i++)
        for (int seed = 0; seed < 10; seed++) {
            random_state = (uint32_t)seed;
            play((struct play){rates[i], rates[i], rates[i], 0.075, 20000, 0});
            assert_int_equal(played.counts[1], 20000);
        }
    play((struct play){60, 60, 60, 0.15, 20000, 0}); /* the time between two frames varies by 30 % */
    assert_int_equal(played.counts[1], 20000);
}

static void multiples_of_a_rate_get_a_regular_number_of_updates(void **state) {
    (void)state;
    play((struct play){60, 60, 120, 0.075, 6000, 0});
    assert_int_equal(played.counts[2], 6000);
    play((struct play){120, 120, 60, 0.075, 6000, 0});
    assert_int_equal(played.counts[1], 3000);
    assert_int_equal(played.changes, 5999); /* every second frame has one */
    play((struct play){60, 60, 20, 0.075, 6000, 0});
    assert_int_equal(played.counts[1], 2000);
    assert_true(played.changes >= 3998);
}

static void missed_pictures_are_made_up_for_at_once(void **state) {
    (void)state;
    play((struct play){60, 60, 60, 0.075, 6000, 10});
    assert_int_equal(played.counts[1], 5400);
    assert_int_equal(played.counts[2], 600);
}

/* One update in a thousand frames is left out, or two come in one frame, and nothing wavers about that. */
static void nearly_the_same_rate_drifts_slowly(void **state) {
    (void)state;
    static const double said[] = {59, 60};
    for (size_t i = 0; i < COUNT_OF(said); i++) {
        play((struct play){59.94, said[i], 60, 0.075, 60000, 0});
        assert_int_equal(played.counts[0], 0);
        assert_in_range(played.counts[2], 50, 70);
        assert_int_equal(played.counts[1] + played.counts[2], 60000);
        play((struct play){60.06, said[i], 60, 0.075, 60000, 0});
        assert_int_equal(played.counts[2], 0);
        assert_in_range(played.counts[0], 50, 70);
    }
}

/* A machine too slow for its display, or a window on another one: what the display says is wrong. */
static void display_may_be_wrong(void **state) {
    (void)state;
    static const double rates[] = {20, 35, 41, 47, 51, 53, 55, 57, 58, 59, 62, 63, 66, 70, 80, 90, 110, 500, 2000};
    for (size_t i = 0; i < COUNT_OF(rates); i++)
        for (int wanted = 50; wanted <= 60; wanted += 10) {
            play((struct play){rates[i], 60, wanted, 0.075, (int)(rates[i] * 200), 0});
            if (fabs(played.rate / wanted - 1) > 0.005)
                fail_msg("%g updates a second instead of %d, on %g Hz", played.rate, wanted, rates[i]);
        }
}

/* At 75 Hz every fifth frame has no update, and never are there two. */
static void other_rates_are_spread_evenly(void **state) {
    (void)state;
    play((struct play){75, 75, 60, 0.075, 7500, 0});
    assert_in_range(played.counts[0], 1498, 1502);
    assert_true(played.counts[1] + played.counts[0] == 7500);
    play((struct play){50, 50, 60, 0.075, 5000, 0});
    assert_in_range(played.counts[2], 998, 1002);
    assert_true(played.counts[1] + played.counts[2] == 5000);
}

static void one_long_frame_is_told_as_it_was(void **state) {
    (void)state;
    struct pace pace = {0};
    double step = 1 / 60.0, given = 0;
    for (int i = 0; i < 100; i++)
        pace_frame(&pace, step, step, step);
    given = pace_frame(&pace, 3.001, step, step);
    assert_true(fabs(given - 3) < 1e-9);
    assert_true(fabs(pace.owed - 0.001) < 1e-9);
    assert_true(pace_frame(&pace, 0, step, step) == 0);
    pace = (struct pace){0};
    assert_true(fabs(pace_frame(&pace, 0.0215, 1 / 50.0, step) - 0.0215) < 1e-9); /* no share of anything */
}

int main(void) {
#define TEST(name) cmocka_unit_test(name)
    const struct CMUnitTest tests[] = {
        TEST(updates_are_as_many_as_wanted),
        TEST(display_of_the_same_rate_gets_one_update_a_frame),
        TEST(multiples_of_a_rate_get_a_regular_number_of_updates),
        TEST(missed_pictures_are_made_up_for_at_once),
        TEST(nearly_the_same_rate_drifts_slowly),
        TEST(display_may_be_wrong),
        TEST(other_rates_are_spread_evenly),
        TEST(one_long_frame_is_told_as_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
