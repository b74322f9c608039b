/* What the fault screen and the banner say, and where: test_render.c draws them, this reads their records. */
#include "base.h"
#include "draw.h"
#include "fault.h"
#include "overlay.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct draw list;

struct line {
    char text[2048]; /* what is no ASCII as "?", an ellipsis as "~", the caret as "^" */
    float x, y, size;
};

static struct line lines[300];
static int count;

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

/* Reads the texts of the list; each must lie on the screen. */
static void read_lines(int width, int height) {
    uint32_t at = 0;
    count = 0;
    assert_true(draw_valid(&list));
    for (const union draw_word *w; (w = draw_next(&list, &at));) {
        if ((w->u & 0xff) != DRAW_TEXT)
            continue;
        assert_true(count < 300 && w[7].u < sizeof lines->text);
        struct line *line = &lines[count++];
        for (uint32_t i = 0; i <= w[7].u; i++) {
            uint32_t c = i < w[7].u ? w[8 + i].u : 0;
            line->text[i] = c == 0x2026 ? '~' : c == 0x2191 ? '^' : c < 128 ? (char)c : '?';
        }
        line->x = w[1].f, line->y = w[2].f, line->size = w[3].f;
        assert_true(line->x >= 0 && line->y >= 0 && line->y + line->size <= (float)height);
        assert_true(line->x + (float)w[7].u * line->size * 0.75f <= (float)width + 0.01f);
    }
}

static void show(int width, int height, const struct overlay_fault *fault) {
    draw_reset(&list);
    overlay_fault(&list, width, height, fault);
    read_lines(width, height);
}

static const struct line *find(const char *text) {
    for (int i = 0; i < count; i++)
        if (strcmp(lines[i].text, text) == 0)
            return &lines[i];
    return NULL;
}

static struct overlay_fault usual(void) {
    return (struct overlay_fault){.title = "TypeError: no ship",
                                  .place = "main.js:12:5",
                                  .lines = {"ten", "eleven", "  twelve()", "thirteen", "fourteen"},
                                  .first_line = 10,
                                  .fault_index = 2,
                                  .column = 3,
                                  .stack = "  at update (main.js:12:5)\n  at more (main.js:1:1)\n",
                                  .hint = "Esc quits"};
}

static void all_parts_are_there(void **state) {
    (void)state;
    struct overlay_fault fault = usual();
    show(800, 450, &fault);
    static const char *const parts[] = {"TypeError: no ship",
                                        "main.js:12:5",
                                        "ten",
                                        "eleven",
                                        "  twelve()",
                                        "thirteen",
                                        "fourteen",
                                        "10",
                                        "14",
                                        "  at update (main.js:12:5)",
                                        "  at more (main.js:1:1)",
                                        "Esc quits",
                                        "^"};
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        if (!find(parts[i]))
            fail_msg("\"%s\" is not on the screen", parts[i]);
    }
    float y = -1;
    for (int i = 0; i < count; i++) { /* from top to bottom */
        assert_true(lines[i].y >= y);
        y = lines[i].y;
    }
    fault = (struct overlay_fault){.fault_index = -1};
    show(800, 450, &fault);
    assert_int_equal(count, 0);
}

static void caret_is(const char *source, int column, int cells) {
    struct overlay_fault fault = usual();
    fault.lines[2] = source;
    fault.column = column;
    show(800, 450, &fault);
    const struct line *above = find("twelve"), *caret = find("^");
    for (int i = 0; i + 1 < count && !above; i++)
        if (&lines[i + 1] == caret)
            above = &lines[i];
    assert_non_null(caret);
    assert_int_equal((caret->x - above->x) / (above->size * 0.75f) + 0.5f, cells);
    assert_true(caret->y > above->y);
}

static void caret_counts_code_points(void **state) {
    (void)state;
    caret_is("twelve", 1, 0);
    caret_is("twelve", 6, 5);
    caret_is("'\xc3\xa9' + x", 7, 6);
    caret_is("'\xf0\x9f\x9a\x80' + x", 7, 6); /* a rocket is two of JavaScript's units and one cell */
    caret_is("x", 90, 1);
}

/* The engine hands a fault's source_column over as it is. */
static void faults_and_overlay_agree(void **state) {
    (void)state;
    struct fault from = {.line = 1, .column = 10};
    static const char source[] = "'\xf0\x9f\x9a\x80\xf0\x9f\x9a\x80' + x"; /* x is the tenth unit and in the eighth cell */
    fault_excerpt(&from, source);
    caret_is(from.source[0], from.source_column, 7);
}

static void faulty_line_is_always_there(void **state) {
    (void)state;
    static const int sizes[][2] = {{160, 90}, {160, 120}, {200, 90}, {256, 144}, {320, 180}, {320, 240}, {640, 480}, {1920, 1080}};
    char words[3000];
    for (size_t i = 0; i < sizeof words - 1; i++)
        words[i] = i % 7 == 6 ? ' ' : 'w';
    words[sizeof words - 1] = 0;
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        for (int faulty = 0; faulty < OVERLAY_LINES; faulty++) {
            struct overlay_fault fault = usual();
            fault.title = fault.stack = fault.hint = words;
            fault.fault_index = faulty;
            fault.lines[faulty] = "here();";
            show(sizes[i][0], sizes[i][1], &fault);
            if (!find("here();"))
                fail_msg("the faulty line has no room on %dx%d", sizes[i][0], sizes[i][1]);
        }
    }
}

/* The stack goes first, then the lines that are furthest from the fault. */
static void what_has_no_room_is_left_out_from_the_stack(void **state) {
    (void)state;
    struct overlay_fault fault = usual();
    int before = 1000;
    for (int height = 450; height >= 90; height -= 10) {
        show(800, height, &fault);
        assert_non_null(find("TypeError: no ship"));
        assert_non_null(find("  twelve()"));
        assert_non_null(find("Esc quits"));
        if (find("  at update (main.js:12:5)"))
            assert_non_null(find("thirteen"));
        if (find("ten"))
            assert_non_null(find("eleven"));
        if (lines[0].size == 8) /* the smallest letters: from here on, less room is less text */
            assert_true(count <= before);
        before = lines[0].size == 8 ? count : 1000;
    }
}

static void hostile_texts_are_safe(void **state) {
    (void)state;
    uint32_t random = 5;
    char *texts[9];
    for (int round = 0; round < 300; round++) {
        for (int i = 0; i < 9; i++) {
            size_t size = (random = random * 1664525 + 1013904223) >> 8;
            size %= round % 5 ? 60 : 5000;
            texts[i] = base_alloc(size + 1); /* of exactly that size, so that a sanitizer sees a read past it */
            for (size_t k = 0; k < size; k++)
                texts[i][k] = (char)(1 + ((random = random * 1664525 + 1013904223) >> 24) % 255);
            texts[i][size] = 0;
        }
        struct overlay_fault fault = {.title = texts[0],
                                      .place = texts[1],
                                      .first_line = (int)(random >> 1) - 8,
                                      .stack = texts[7],
                                      .hint = texts[8],
                                      .column = (int)(random >> 20),
                                      .fault_index = (int)(random >> 8) % 7 - 1};
        if (fault.fault_index >= OVERLAY_LINES)
            fault.fault_index = -1;
        for (int i = 0; i < OVERLAY_LINES; i++)
            fault.lines[i] = texts[2 + i];
        show(160 + round, 90 + round, &fault);
        for (int i = 0; i < 9; i++)
            free(texts[i]);
    }
}

static void banner_is_one_line_in_the_middle(void **state) {
    (void)state;
    draw_reset(&list);
    overlay_banner(&list, 320, 180, "paused: main.js:12");
    read_lines(320, 180);
    assert_int_equal(count, 1);
    assert_string_equal(lines[0].text, "paused: main.js:12");
    float right = 320 - (lines[0].x + 18 * lines[0].size * 0.75f);
    assert_true(lines[0].x - right <= 1 && right - lines[0].x <= 1);
    char words[500];
    memset(words, 'w', sizeof words - 1);
    words[sizeof words - 1] = 0;
    draw_reset(&list);
    overlay_banner(&list, 160, 90, words);
    read_lines(160, 90);
    assert_int_equal(count, 1);
    assert_int_equal(lines[0].text[strlen(lines[0].text) - 1], '~');
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(all_parts_are_there),
        TEST(caret_counts_code_points),
        TEST(faults_and_overlay_agree),
        TEST(faulty_line_is_always_there),
        TEST(what_has_no_room_is_left_out_from_the_stack),
        TEST(hostile_texts_are_safe),
        TEST(banner_is_one_line_in_the_middle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
