/* The draw list as C and scripts share it: whatever a script writes there, no reader leaves the block. */
#include "base.h"
#include "draw.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct draw list;

static int set_up(void **state) {
    (void)state;
    draw_create(&list);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    draw_destroy(&list);
    return 0;
}

/* xorshift32 with a fixed seed: the same words in every run. */
static uint32_t next_random(void) {
    static uint32_t x = 2463534242;
    x ^= x << 13;
    x ^= x >> 17;
    return x ^= x << 5;
}

static void empty_list_is_valid(void **state) {
    (void)state;
    uint32_t at = 0;
    assert_null(draw_next(&list, &at));
    assert_true(draw_valid(&list));
    list.words[0].u = 0; /* a script cleared the word */
    assert_null(draw_next(&list, &at));
}

static void records_come_back_in_order(void **state) {
    (void)state;
    draw_clear(&list, 0x112233ff);
    draw_fill_rect(&list, 1, 2, 3, 4, 5);
    draw_text(&list, "h\xc3\xa9\xffy", 6, 7, 8, 9);
    uint32_t at = 0;
    const union draw_word *w = draw_next(&list, &at);
    assert_int_equal(w[0].u, DRAW_CLEAR | 2 << 8);
    assert_int_equal(w[1].u, 0x112233ff);
    w = draw_next(&list, &at);
    assert_int_equal(w[0].u, DRAW_FILL_RECT | 6 << 8);
    assert_true(w[1].f == 1 && w[2].f == 2 && w[3].f == 3 && w[4].f == 4 && w[5].u == 5);
    w = draw_next(&list, &at);
    assert_int_equal(w[0].u, DRAW_TEXT | 12 << 8);
    assert_int_equal(w[7].u, 4);
    assert_true(w[8].u == 'h' && w[9].u == 0xe9 && w[10].u == 0xfffd && w[11].u == 'y');
    assert_null(draw_next(&list, &at));
    assert_true(draw_valid(&list));
    draw_reset(&list);
    at = 0;
    assert_null(draw_next(&list, &at));
}

static void broken_records_end_the_list(void **state) {
    (void)state;
    static const struct {
        uint32_t header, count, used;
    } broken[] = {
        {0, 0, 20},                               /* no op */
        {99 | 2 << 8, 0, 20},                     /* unknown op */
        {DRAW_CLEAR | 3 << 8, 0, 20},             /* wrong length */
        {DRAW_CLEAR, 0, 20},                      /* no length: would never end */
        {DRAW_CLEAR | 2 << 8, 0, 7},              /* reaches past `used` */
        {DRAW_SPRITES | 10 << 8, 1, 20},          /* one word short */
        {DRAW_SPRITES | 5 << 8, 0xffffffff, 20},  /* a count that lies */
        {DRAW_SPRITES | 11 << 8, 0xba2e8ba4, 20}, /* a count that comes to 6 words when 32 bits wrap around */
        {DRAW_TEXT | 8 << 8, 1, 20},              /* one word short */
        {DRAW_POLYGON | 3 << 8, 1, 20},           /* two words short */
        {DRAW_POLYGON | 5 << 8, 0x80000001, 20},  /* a count that comes to 1 when 32 bits wrap around */
        {DRAW_LETTERS | 10 << 8, 2, 20},          /* one word short */
        {DRAW_BLEND | 3 << 8, 0, 20},             /* wrong length */
        {DRAW_SPRITES | 0xffffffu << 8, 2, 20},   /* far past the end */
        {DRAW_CLEAR | 2 << 8, 0, DRAW_WORDS * 2}, /* fine itself, but `used` is not */
    };
    for (size_t i = 0; i < COUNT_OF(broken); i++) {
        memset(list.words, 0, 100);
        draw_reset(&list);
        const union draw_word *first = draw_push(&list, DRAW_CAMERA, 5) - 1;
        union draw_word *second = list.words + 6;
        second[0].u = broken[i].header;
        second[(broken[i].header & 0xff) == DRAW_TEXT ? 7 : 2].u = broken[i].count;
        list.words[0].u = broken[i].used;
        uint32_t at = 0;
        assert_ptr_equal(draw_next(&list, &at), first);
        if (broken[i].used <= DRAW_WORDS)
            assert_null(draw_next(&list, &at));
        assert_false(draw_valid(&list));
    }
}

static void random_words_stay_in_the_block(void **state) {
    (void)state;
    enum { WORDS = 4096 };
    for (int round = 0; round < 2000; round++) {
        uint32_t place = 1;
        list.words[0].u = round % 7 == 0 ? next_random() : next_random() % WORDS;
        while (place < WORDS) {
            uint32_t kind = next_random() % 4, words = next_random() % 40;
            list.words[place++].u = kind == 0 ? next_random() : (1 + next_random() % 10) | words << 8;
        }
        uint32_t at = 0, before = 0;
        for (const union draw_word *w; (w = draw_next(&list, &at)); before = at) {
            assert_true(at > before && at <= DRAW_WORDS);
            assert_true(w >= list.words && w + (w->u >> 8) <= list.words + DRAW_WORDS);
        }
        draw_hash(&list, 1);
    }
}

static void full_list_takes_no_more(void **state) {
    (void)state;
    assert_null(draw_push(&list, DRAW_TEXT, DRAW_WORDS));
    assert_null(draw_push(&list, DRAW_TEXT, UINT32_MAX));
    list.words[0].u = DRAW_WORDS - 10;
    assert_null(draw_push(&list, DRAW_IMAGE, 11));
    draw_text(&list, "a text longer than the room", 0, 0, 8, 0);
    assert_int_equal(list.words[0].u, DRAW_WORDS);
    assert_int_equal(list.words[DRAW_WORDS - 3].u, 2); /* its count: cut to the room */
    draw_text(&list, "more", 0, 0, 8, 0);
    draw_clear(&list, 0);
    draw_fill_rect(&list, 0, 0, 1, 1, 0);
    assert_int_equal(list.words[0].u, DRAW_WORDS);
}

static void hash_depends_on_words_and_seed(void **state) {
    (void)state;
    uint64_t empty = draw_hash(&list, 0);
    draw_clear(&list, 0x112233ff);
    uint64_t one = draw_hash(&list, 0);
    assert_true(one != empty && one != draw_hash(&list, 1));
    assert_true(one == UINT64_C(0xe897ed4bd2233098)); /* recorded runs depend on this value */
    list.words[100].u = 7;                            /* past `used`: not part of it */
    assert_true(draw_hash(&list, 0) == one);
    list.words[2].u ^= 1;
    assert_true(draw_hash(&list, 0) != one);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(empty_list_is_valid, set_up, tear_down),
        cmocka_unit_test_setup_teardown(records_come_back_in_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(broken_records_end_the_list, set_up, tear_down),
        cmocka_unit_test_setup_teardown(random_words_stay_in_the_block, set_up, tear_down),
        cmocka_unit_test_setup_teardown(full_list_takes_no_more, set_up, tear_down),
        cmocka_unit_test_setup_teardown(hash_depends_on_words_and_seed, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
