/* Ids: slot and generation in one number. */
#include "base.h"
#include "pool.h"
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void parts_come_back(void **state) {
    (void)state;
    static const uint32_t slots[] = {0, 1, 255, 256, 40000, POOL_SLOTS - 1}, generations[] = {1, 2, 255, 256, 32766, 32767};
    for (size_t s = 0; s < COUNT_OF(slots); s++) {
        for (size_t g = 0; g < COUNT_OF(generations); g++) {
            uint32_t id = pool_id(slots[s], generations[g]);
            assert_int_equal(pool_slot(id), slots[s]);
            assert_int_equal(pool_generation(id), generations[g]);
            assert_int_equal(id, generations[g] * POOL_SLOTS + slots[s]);
            assert_true(id != 0 && id <= INT32_MAX); /* scripts hold it as a small integer */
        }
    }
}

static void other_parts_make_other_ids(void **state) {
    (void)state;
    assert_true(pool_id(3, 1) != pool_id(3, 2));
    assert_true(pool_id(3, 1) != pool_id(4, 1));
    assert_true(pool_id(1, 2) != pool_id(2, 1));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(parts_come_back), cmocka_unit_test(other_parts_make_other_ids)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
