/* How long frames took: shares of lengths known in advance, and the ends of what can be kept. */
#include "times.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct times times;

static int set_up(void **state) {
    (void)state;
    memset(&times, 0, sizeof times);
    return 0;
}

/* Within what a bucket is wide. */
static void near(uint64_t ns, uint64_t wanted) {
    uint64_t off = ns > wanted ? ns - wanted : wanted - ns;
    assert_true(off <= wanted / 250 + 1);
}

static void none_gives_nothing(void **state) {
    (void)state;
    assert_int_equal(times_at(&times, 0.5), 0);
    assert_int_equal(times_at(&times, 1), 0);
}

static void shares_are_found(void **state) {
    (void)state;
    for (uint64_t i = 1; i <= 1000; i++)
        times_add(&times, (1001 - i) * 10000);
    assert_int_equal(times.count, 1000);
    assert_int_equal(times.longest_ns, 10000000);
    near(times_at(&times, 0), 10000);
    near(times_at(&times, 0.5), 5000000);
    near(times_at(&times, 0.99), 9900000);
    near(times_at(&times, 0.999), 9990000);
    near(times_at(&times, 1), 10000000);
}

static void one_long_frame_does_not_move_the_median(void **state) {
    (void)state;
    for (int i = 0; i < 999; i++)
        times_add(&times, 2000000);
    times_add(&times, 90000000);
    near(times_at(&times, 0.5), 2000000);
    near(times_at(&times, 0.999), 2000000);
    near(times_at(&times, 0.9995), 90000000);
}

static void every_length_is_kept_to_less_than_half_a_percent(void **state) {
    (void)state;
    for (uint64_t ns = 0; ns < (uint64_t)1 << TIMES_BITS; ns += 1 + ns / 97) {
        memset(&times, 0, sizeof times);
        times_add(&times, ns);
        times.longest_ns = UINT64_MAX; /* or it would be known exactly */
        near(times_at(&times, 0.5), ns);
    }
}

static void what_is_longer_is_kept_as_the_longest(void **state) {
    (void)state;
    times_add(&times, UINT64_MAX);
    times_add(&times, (uint64_t)1 << TIMES_BITS);
    assert_true(times_at(&times, 0.5) > (uint64_t)1090e9);
    assert_true(times.longest_ns == UINT64_MAX);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(none_gives_nothing, set_up),
        cmocka_unit_test_setup(shares_are_found, set_up),
        cmocka_unit_test_setup(one_long_frame_does_not_move_the_median, set_up),
        cmocka_unit_test_setup(every_length_is_kept_to_less_than_half_a_percent, set_up),
        cmocka_unit_test_setup(what_is_longer_is_kept_as_the_longest, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
