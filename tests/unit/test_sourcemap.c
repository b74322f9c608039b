/* Source maps: places in generated code and the author's, and whatever a damaged map holds. */
#include "base.h"
#include "sourcemap.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "scratch.h"

/* "line:column" of what a place maps to, or "none". */
static const char *find(const char *mappings, int line, int column) {
    static char text[64];
    int before_line = line, before_column = column;
    if (sourcemap_find(mappings, &line, &column))
        snprintf(text, sizeof text, "%d:%d", line, column);
    else
        snprintf(text, sizeof text, line == before_line && column == before_column ? "none" : "changed");
    return text;
}

static void places_are_found(void **state) {
    (void)state;
    /* of esbuild: enum A {X} ; export function f(x:number){ return A.X + x} */
    static const char esbuild[] =
        "AAAA,IAAK,IAAL,kBAAKA,OAAL;AAAQ,EAAAA,MAAA;AAAH,SAAAA;AAAA,GAAA;AAAM;AAAS,SAAS,EAAE,GAAS;AAAE,SAAO,YAAM;AAAC;";
    static const struct {
        const char *mappings;
        int line, column;
        const char *wanted;
    } rows[] = {
        {esbuild, 1, 1, "1:1"},    {esbuild, 1, 4, "1:1"},        {esbuild, 1, 5, "1:6"},     {esbuild, 6, 10, "1:30"},
        {esbuild, 7, 3, "1:43"},   {esbuild, 7, 10, "1:50"},      {esbuild, 99, 1, "none"},   {esbuild, 0, 0, "none"},
        {"AAAA", 1, 1000, "1:1"},  {"EAAA", 1, 2, "none"},        {"EAAA", 1, 3, "1:1"},      {";;;AACA", 4, 1, "2:1"},
        {";;;AACA", 3, 1, "none"}, {"A", 1, 1, "none"},           {"", 1, 1, "none"},         {"AAgBC", 1, 1, "17:2"},
        {"AADA", 1, 1, "none"},    {"AAAA;AADA", 2, 1, "none"},   {"AAAA,!", 1, 9, "1:1"},    {"gggggggggggggggggg", 1, 1, "none"},
        {"AAAAAAA", 1, 1, "none"}, {"AA+//////DA", 1, 1, "none"}, {",,,AAAA,,", 1, 1, "1:1"}, {"AACA;AACA;AACA", 3, 1, "4:1"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *found = find(rows[i].mappings, rows[i].line, rows[i].column);
        if (strcmp(found, rows[i].wanted) != 0)
            print_error("row %zu: %s, not %s\n", i, found, rows[i].wanted);
        assert_string_equal(found, rows[i].wanted);
    }
}

static void put_number(char **out, int number) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    unsigned bits = number < 0 ? ((unsigned)-number << 1) | 1 : (unsigned)number << 1;
    do {
        *(*out)++ = digits[(bits & 31) | (bits > 31 ? 32 : 0)];
        bits >>= 5;
    } while (bits);
}

static void written_maps_are_read(void **state) {
    (void)state;
    uint32_t random = 77;
    for (int round = 0; round < 300; round++) {
        int columns[20], lines[20], froms[20], last_line = 0, last_from = 0;
        char text[2000], *out = text;
        for (int i = 0; i < 20; i++) {
            columns[i] = (i % 4 ? columns[i - 1] + 1 : 0) + (int)(scratch_random(&random) % 5000);
            lines[i] = (int)(scratch_random(&random) % 100000);
            froms[i] = (int)(scratch_random(&random) % 300);
            if (i)
                *out++ = i % 4 ? ',' : ';';
            put_number(&out, columns[i] - (i % 4 ? columns[i - 1] : 0));
            put_number(&out, 0);
            put_number(&out, lines[i] - last_line);
            put_number(&out, froms[i] - last_from);
            last_line = lines[i];
            last_from = froms[i];
        }
        *out = 0;
        for (int i = 0; i < 20; i++) {
            char wanted[64];
            snprintf(wanted, sizeof wanted, "%d:%d", lines[i] + 1, froms[i] + 1);
            assert_string_equal(find(text, i / 4 + 1, columns[i] + 1), wanted);
        }
    }
}

static void damaged_maps_do_no_harm(void **state) {
    (void)state;
    static const char letters[] = "AAACDEgz9+/,;,;!\x80\"";
    uint32_t random = 5;
    for (int round = 0; round < 20000; round++) {
        size_t length = scratch_random(&random) % 60;
        char *text = base_alloc(length + 1); /* exactly as long, so that a sanitizer sees a letter too many */
        for (size_t i = 0; i < length; i++)
            text[i] = letters[scratch_random(&random) % (sizeof letters - 1)];
        text[length] = 0;
        int line = 1 + (int)(scratch_random(&random) % 5), column = 1 + (int)(scratch_random(&random) % 100);
        if (sourcemap_find(text, &line, &column))
            assert_true(line > 0 && column > 0);
        free(text);
    }
}

static void stacks_name_the_authors_places(void **state) {
    (void)state;
    struct module_list list = {0};
    module_list_add(&list, "file:///g/a.js", "/g/a.js", base_strdup(""), 0);
    int typed = module_list_add(&list, "file:///g/a.ts", "/g/a.ts", base_strdup(""), 0);
    list.items[typed].mappings = base_strdup("AACA;AAQE");
    char *text = sourcemap_stack(&list, "Error: file:///g/a.ts is not it\n    at f (file:///g/a.ts:1:5)\n    at file:///g/a.ts:2:1\n"
                                        "    at file:///g/a.js:1:1\n    at x (file:///g/a.ts:9:9)");
    assert_string_equal(text, "Error: file:///g/a.ts is not it\n    at f (file:///g/a.ts:2:1)\n    at file:///g/a.ts:10:3\n"
                              "    at file:///g/a.js:1:1\n    at x (file:///g/a.ts:9:9)");
    free(text);
    int line = 2, column = 7;
    sourcemap_place(&list, "file:///g/a.js", &line, &column);
    assert_true(line == 2 && column == 7);
    sourcemap_place(&list, "file:///g/a.ts", &line, &column);
    assert_true(line == 10 && column == 3);
    sourcemap_place(&list, "file:///g/none.ts", &line, &column);
    assert_true(line == 10 && column == 3);
    module_list_clear(&list);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_are_found),
        cmocka_unit_test(written_maps_are_read),
        cmocka_unit_test(damaged_maps_do_no_harm),
        cmocka_unit_test(stacks_name_the_authors_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
