/* UTF-8: what is whole, and what of a letter is cut at the end; against the definition, over all that four bytes can be. */
#include "base.h"
#include "utf8.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static size_t encode(uint32_t letter, unsigned char *out) {
    size_t length = letter < 0x80 ? 1 : letter < 0x800 ? 2 : letter < 0x10000 ? 3 : 4;
    for (size_t i = length; i-- > 1; letter >>= 6)
        out[i] = (unsigned char)(0x80 | (letter & 0x3f));
    out[0] = (unsigned char)(length == 1 ? letter : (0xf00u >> length & 0xffu) | letter);
    return length;
}

static void every_letter_is_valid_and_no_part_of_it(void **state) {
    (void)state;
    unsigned char bytes[4];
    for (uint32_t letter = 0; letter <= 0x10ffff; letter++) {
        size_t length = encode(letter, bytes);
        bool surrogate = letter >= 0xd800 && letter <= 0xdfff;
        assert_int_equal(utf8_valid(bytes, length), !surrogate);
        assert_int_equal(utf8_tail(bytes, length), 0);
        for (size_t cut = 1; cut < length; cut++) {
            assert_false(utf8_valid(bytes, cut));
            assert_int_equal(utf8_tail(bytes, cut), surrogate && cut > 1 ? 0 : cut);
        }
    }
}

static void what_is_no_letter_is_refused(void **state) {
    (void)state;
    static const char *const wrong[] = {"\x80",
                                        "\xbf",
                                        "\xc0\x80",
                                        "\xc1\xbf",
                                        "\xe0\x9f\xbf",
                                        "\xf0\x8f\xbf\xbf",
                                        "\xf4\x90\x80\x80",
                                        "\xf5\x80\x80\x80",
                                        "\xff",
                                        "\xe2\x82"
                                        "A",
                                        "A\xc3",
                                        "\xc3\xc3\xa9"};
    for (size_t i = 0; i < COUNT_OF(wrong); i++)
        assert_false(utf8_valid(wrong[i], strlen(wrong[i])));
    assert_true(utf8_valid("", 0) && utf8_valid(NULL, 0) && utf8_valid("a\0b", 3));
    assert_true(utf8_tail(NULL, 0) == 0 && utf8_tail("ab\xe2\x82", 4) == 2 && utf8_tail("\xe2\x82\xac\xf0\x9f\x99", 6) == 3);
    assert_true(utf8_tail("\xf4\x90", 2) == 0 && utf8_tail("\xff", 1) == 0 && utf8_tail("\x80\x80\x80", 3) == 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_letter_is_valid_and_no_part_of_it),
        cmocka_unit_test(what_is_no_letter_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
