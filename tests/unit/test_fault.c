/* Excerpts, stacks and what is printed of a fault: for the author of a game, whatever V8 or a hostile script puts into them. */
#include "base.h"
#include "fault.h"
#include "module.h"
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "scratch.h"

static struct fault fault;

static void at(int line, int column) {
    memset(&fault, 0, sizeof fault);
    fault.line = line;
    fault.column = column;
}

/* What stands above the caret, from there on; the caret's column counts characters. */
static const char *under_caret(void) {
    const char *text = fault.source[fault.line - fault.first_line];
    for (int column = 1; *text; text++)
        if ((*text & 0xc0) != 0x80 && column++ == fault.source_column)
            break;
    return text;
}

static void lines_around_are_shown(void **state) {
    (void)state;
    static const char source[] = "one\ntwo\nthree\nfour\nfive\nsix\nseven";
    static const char *const names[] = {"", "one", "two", "three", "four", "five", "six", "seven", "", ""};
    for (int line = 1; line <= 7; line++) {
        at(line, 2);
        fault_excerpt(&fault, source);
        int first = line < 3 ? 1 : line - 2;
        assert_int_equal(fault.first_line, first);
        assert_int_equal(fault.lines, first + FAULT_LINES > 8 ? 8 - first : FAULT_LINES);
        for (int i = 0; i < FAULT_LINES; i++)
            assert_string_equal(fault.source[i], names[first + i]);
        assert_int_equal(fault.source_column, 2);
    }
}

static void odd_places_are_harmless(void **state) {
    (void)state;
    at(0, 0);
    fault_excerpt(&fault, "one\n");
    assert_int_equal(fault.first_line, 0);
    at(-5, 3);
    fault_excerpt(&fault, "one\n");
    assert_int_equal(fault.first_line, 0);
    static const int places[][2] = {{100, 1}, {1, 0}, {1, -7}, {1, INT_MAX}, {1, INT_MIN}, {2, 1}, {1000000, 1000000}};
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        at(places[i][0], places[i][1]);
        fault_excerpt(&fault, "one\n");
        for (int k = 0; k < FAULT_LINES; k++)
            assert_true(!fault.source[k][0] || (fault.first_line + k == 1 && strcmp(fault.source[k], "one") == 0));
        FILE *out = fopen("/dev/null", "w");
        fault_print(&fault, out);
        fclose(out);
    }
    at(1, 1);
    fault_excerpt(&fault, "");
    assert_string_equal(fault.source[0], "");
}

static void last_line_of_all_is_harmless(void **state) {
    (void)state;
    at(INT_MAX, 1);
    fault_excerpt(&fault, "one\n");
    assert_string_equal(fault.source[0], "");
}

static void caret_stands_under_its_letter(void **state) {
    (void)state;
    static const struct {
        const char *line, *under;
        int column; /* as V8 counts: UTF-16 units */
    } rows[] = {
        {"\tx();", "x();", 2},
        {"\t\ta\tb", "b", 5},
        {"  x", "x", 3},
        {"x", "", 2}, /* behind the end */
        {"x", "", 90},
        {"'\xc3\xa9\xe2\x82\xac' + x", "x", 8},
        {"'\xf0\x9f\x9a\x80' + x", "x", 8}, /* a rocket is two units */
        {"'\xf0\x9f\x9a\x80\xf0\x9f\x9a\x80\xc3\xa9'+x", "x", 9},
        {"a\x01\x1b[31mx", "x", 8}, /* control letters become blanks */
        {"x\r", "x", 1},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        at(1, rows[i].column);
        fault_excerpt(&fault, rows[i].line);
        assert_int_equal(strncmp(under_caret(), rows[i].under, strlen(rows[i].under)), 0);
        assert_true(rows[i].under[0] || !*under_caret());
        for (const char *c = fault.source[0]; *c; c++)
            assert_true((unsigned char)*c >= ' ');
    }
}

static bool whole_utf8(const char *text) {
    for (int left; *text; text++) {
        left = (*text & 0x80) == 0 ? 0 : (*text & 0xe0) == 0xc0 ? 1 : (*text & 0xf0) == 0xe0 ? 2 : (*text & 0xf8) == 0xf0 ? 3 : -1;
        if (left < 0)
            return false;
        for (; left; left--)
            if ((*++text & 0xc0) != 0x80)
                return false;
    }
    return true;
}

/* A line of `count` letters of three bytes, with the place marked by "@". */
static void check_long(int count, int column) {
    char *line = base_alloc((size_t)count * 3 + 1), *out = line;
    for (int i = 1; i <= count; i++)
        out = stpcpy(out, i == column ? "@" : "\xe2\x82\xac");
    *out = 0;
    at(1, column);
    fault_excerpt(&fault, line);
    free(line);
    assert_true(whole_utf8(fault.source[0]));
    assert_true(strlen(fault.source[0]) > 100);
    assert_int_equal(*under_caret(), '@');
}

static void long_lines_keep_the_place(void **state) {
    (void)state;
    for (int column = 1; column <= 1300; column += 7)
        check_long(1300, column);
}

/* Bundlers write a whole game into one line. */
static void endless_lines_keep_the_place(void **state) {
    (void)state;
    check_long(100000, 5000);
    check_long(100000, 100000);
}

static void any_source_is_safe(void **state) {
    (void)state;
    uint32_t random = 99;
    for (int round = 0; round < 3000; round++) {
        size_t length = scratch_random(&random) % (round % 10 ? 300 : 9000);
        char *source = base_alloc(length + 1); /* of exactly that size, so that a sanitizer sees a read past it */
        for (size_t i = 0; i < length; i++)
            source[i] = (char)(1 + scratch_random(&random) % (round % 2 ? 255 : 12));
        source[length] = 0;
        at((int)(1 + scratch_random(&random) % 12), (int)(scratch_random(&random) % 5000));
        fault_excerpt(&fault, source);
        for (int i = 0; i < FAULT_LINES; i++)
            assert_non_null(memchr(fault.source[i], 0, sizeof fault.source[0]));
        assert_true(fault.source_column >= 0 && fault.source_column <= (int)sizeof fault.source[0] + 1);
        free(source);
    }
}

/* ── stacks ── */

static void stack_is(const char *line, const char *wanted) {
    at(0, 0);
    char *text = base_format("Error: no\n%s", line);
    fault_stack(&fault, text);
    free(text);
    assert_string_equal(fault.stack, wanted);
}

static void frames_of_the_author_are_kept(void **state) {
    (void)state;
    static const char *const rows[][2] = {
        {"    at update (file:///g/main.js:12:5)", "  at update (/g/main.js:12:5)\n"},
        {"    at file:///g/main.js:3:1", "  at /g/main.js:3:1\n"},
        {"    at async file:///g/main.js:3:1", "  at /g/main.js:3:1\n"},
        {"    at async load (file:///g/main.js:3:1)", "  at async load (/g/main.js:3:1)\n"},
        {"    at new Ship (file:///g/s.js:1:2)", "  at new Ship (/g/s.js:1:2)\n"},
        {"    at Ship.move [as onMove] (file:///g/s.js:1:2)", "  at Ship.move [as onMove] (/g/s.js:1:2)\n"},
        {"    at Object.<anonymous> (file:///g/s.js:1:2)", "  at Object.<anonymous> (/g/s.js:1:2)\n"},
        {"    at Module.draw (file:///g/s.js:1:2)", "  at draw (/g/s.js:1:2)\n"},
        {"    at f (file:///g/a%20b/%C3%A9.js:1:2)", "  at f (/g/a b/\xc3\xa9.js:1:2)\n"},
        {"    at f (file:///g/a:b:3:4)", "  at f (/g/a:b:3:4)\n"},
        {"    at thaw (thaw:screen:1:2)", ""},
        {"    at thaw:screen:1:2", ""},
        {"    at Array.forEach (<anonymous>)", ""},
        {"    at JSON.parse (<anonymous>)\n    at f (file:///g/a.js:7:8)", "  at f (/g/a.js:7:8)\n"},
        {"    at native", ""},
        {"    at Array.map (native)", ""},
        {"    at f (file:///g/a.js:1:2)\n    at g (file:///g/b.js:3:4)", "  at f (/g/a.js:1:2)\n  at g (/g/b.js:3:4)\n"},
        {"at f (file:///g/a.js:1:2)", ""},
        {"    at ", ""},
        {"", ""},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        stack_is(rows[i][0], rows[i][1]);
}

/* module_url leaves parentheses as they are, and so does V8. */
static void parentheses_in_paths_are_no_trouble(void **state) {
    (void)state;
    stack_is("    at f (file:///g/game%20(1)/a.js:1:2)", "  at f (/g/game (1)/a.js:1:2)\n");
    stack_is("    at file:///g/game%20(1)/a.js:1:2", "  at /g/game (1)/a.js:1:2\n");
    stack_is("    at async file:///g/(x)/a.js:1:2", "  at /g/(x)/a.js:1:2\n");
}

static void eval_is_told_by_its_caller(void **state) {
    (void)state;
    at(0, 0);
    fault_stack(&fault,
                "Error: no\n    at eval (eval at update (file:///g/main.js:4:9), <anonymous>:1:7)\n    at update (file:///g/main.js:4:9)");
    assert_string_equal(fault.url, "file:///g/main.js");
    assert_true(fault.line == 4 && fault.column == 9);
    assert_non_null(strstr(fault.stack, "  at update (/g/main.js:4:9)\n"));
}

static void first_frame_gives_the_place(void **state) {
    (void)state;
    static const char stack[] = "Error\n    at inner (thaw:screen:9:9)\n    at f (file:///g/a.js:1:2)\n    at g (file:///g/b.js:3:4)\n";
    at(0, 0);
    fault_stack(&fault, stack);
    assert_string_equal(fault.url, "file:///g/a.js");
    assert_true(fault.line == 1 && fault.column == 2);
    at(50, 60);
    strcpy(fault.url, "thaw:screen"); /* no author's file */
    fault_stack(&fault, stack);
    assert_true(fault.line == 1 && fault.column == 2 && strcmp(fault.url, "file:///g/a.js") == 0);
    at(50, 60);
    strcpy(fault.url, "file:///g/own.js"); /* it has one already */
    fault_stack(&fault, stack);
    assert_true(fault.line == 50 && fault.column == 60 && strcmp(fault.url, "file:///g/own.js") == 0);
}

static void paths_are_told_from_here(void **state) {
    (void)state;
    char before[4096], *url = module_url(scratch("main.js")), *stack = base_format("Error\n    at f (%s:12:5)", url), place[100], tiny[4];
    assert_non_null(getcwd(before, sizeof before));
    assert_int_equal(chdir(scratch_folder), 0);
    at(0, 0);
    fault_stack(&fault, stack);
    fault_place(&fault, place, sizeof place);
    fault_place(&fault, tiny, sizeof tiny);
    assert_int_equal(chdir(before), 0);
    assert_string_equal(fault.stack, "  at f (main.js:12:5)\n");
    assert_string_equal(place, "main.js:12:5");
    assert_string_equal(tiny, "mai");
    free(url);
    free(stack);
    at(0, 0);
    fault_place(&fault, place, sizeof place);
    assert_string_equal(place, "");
}

static void many_frames_end_with_a_whole_line(void **state) {
    (void)state;
    char *stack = base_alloc(400 * 80), *out = stack;
    for (int i = 1; i <= 400; i++)
        out += sprintf(out, "    at f\xc3\xa9 (file:///g/a.js:%d:2)\n", i);
    at(0, 0);
    fault_stack(&fault, stack);
    free(stack);
    size_t length = strlen(fault.stack);
    assert_true(length > sizeof fault.stack / 2);
    assert_int_equal(fault.stack[length - 1], '\n');
    int number = 0;
    for (const char *line = fault.stack; *line; line = strchr(line, '\n') + 1) {
        char wanted[80];
        snprintf(wanted, sizeof wanted, "  at f\xc3\xa9 (/g/a.js:%d:2)\n", ++number);
        assert_int_equal(strncmp(line, wanted, strlen(wanted)), 0);
    }
}

/* error.stack is any text that a script puts there. */
static void any_stack_is_safe(void **state) {
    (void)state;
    static const char *const parts[] = {
        "    at ", "file:///", "(",      ")",       ":",        "1",    "-2147483648", "99999999999999999999",
        "\n",      " ",        "async ", "Module.", "eval at ", "%",    "%00",         "%0a",
        "\xff",    "thaw:",    "x",      "/",       "..",       "[as ", "\t",          "%n%s"};
    uint32_t random = 31337;
    static char text[20000];
    for (int round = 0; round < 20000; round++) {
        text[0] = 0;
        char *out = text;
        for (uint32_t n = scratch_random(&random) % (round % 100 ? 30 : 900); n; n--)
            out = stpcpy(out, parts[scratch_random(&random) % COUNT_OF(parts)]);
        memset(&fault, 0, sizeof fault);
        char *stack = base_strdup(text);
        fault_stack(&fault, stack);
        free(stack);
        assert_non_null(memchr(fault.stack, 0, sizeof fault.stack));
        assert_non_null(memchr(fault.url, 0, sizeof fault.url));
    }
    memset(text, 'x', sizeof text - 1);
    memcpy(text, "    at f (file:///", 18);
    at(0, 0);
    for (size_t cut = 900; cut < 2200; cut++) { /* around the limits of an URL and of a line */
        memcpy(text + cut, ":1:2)\n", 7);
        fault_stack(&fault, text);
        memcpy(text + cut, "xxxxxxx", 7);
    }
    fault_stack(&fault, NULL);
    fault_stack(&fault, "");
}

static void print_shows_all_parts(void **state) {
    (void)state;
    char *text;
    size_t size;
    at(2, 3);
    strcpy(fault.message, "TypeError: no");
    strcpy(fault.url, "thaw:x");
    strcpy(fault.stack, "  at f (a.js:2:3)\n");
    fault_excerpt(&fault, "one\n\tx y\nthree");
    FILE *out = open_memstream(&text, &size);
    fault_print(&fault, out);
    fclose(out);
    assert_string_equal(text,
                        "thaw:x:2:3: TypeError: no\n     1 | one\n>    2 |     x y\n       |      ^\n     3 | three\n  at f (a.js:2:3)\n");
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_around_are_shown),
        cmocka_unit_test(odd_places_are_harmless),
        cmocka_unit_test(last_line_of_all_is_harmless),
        cmocka_unit_test(caret_stands_under_its_letter),
        cmocka_unit_test(long_lines_keep_the_place),
        cmocka_unit_test(endless_lines_keep_the_place),
        cmocka_unit_test(any_source_is_safe),
        cmocka_unit_test(frames_of_the_author_are_kept),
        cmocka_unit_test(parentheses_in_paths_are_no_trouble),
        cmocka_unit_test(eval_is_told_by_its_caller),
        cmocka_unit_test(first_frame_gives_the_place),
        cmocka_unit_test(paths_are_told_from_here),
        cmocka_unit_test(many_frames_end_with_a_whole_line),
        cmocka_unit_test(any_stack_is_safe),
        cmocka_unit_test(print_shows_all_parts),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_destroy);
}
