/* Keys, buttons and the wheel as events leave them, and the names of keys. */
#include "base.h"
#include "input.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct input input;

static int set_up(void **state) {
    (void)state;
    memset(&input, 0, sizeof input);
    return 0;
}

static void key(enum event_type type) {
    input_event(&input, &(struct event){.type = type, .key = 4});
}

static void button(enum event_type type, int number) {
    input_event(&input, &(struct event){.type = type, .button = number, .x = 10, .y = 20});
}

static void press_and_release_last_one_update(void **state) {
    (void)state;
    key(EVENT_KEYDOWN);
    assert_int_equal(input.keys[4], INPUT_DOWN | INPUT_PRESSED);
    input_updated(&input);
    assert_int_equal(input.keys[4], INPUT_DOWN);
    key(EVENT_KEYDOWN); /* a repeat presses nothing */
    assert_int_equal(input.keys[4], INPUT_DOWN);
    key(EVENT_KEYUP);
    assert_int_equal(input.keys[4], INPUT_RELEASED);
    input_updated(&input);
    assert_int_equal(input.keys[4], 0);
    key(EVENT_KEYUP); /* of a key that was not down */
    assert_int_equal(input.keys[4], 0);
    for (int i = 0; i < INPUT_KEYS; i++)
        assert_int_equal(input.keys[i], 0);
}

/* A tap between two updates is seen, although the key is up again. */
static void short_taps_are_seen(void **state) {
    (void)state;
    key(EVENT_KEYDOWN);
    key(EVENT_KEYUP);
    assert_int_equal(input.keys[4], INPUT_PRESSED | INPUT_RELEASED);
    key(EVENT_KEYDOWN);
    assert_int_equal(input.keys[4], INPUT_DOWN | INPUT_PRESSED | INPUT_RELEASED);
    input_updated(&input);
    assert_int_equal(input.keys[4], INPUT_DOWN);
}

static void buttons_and_pointer_follow(void **state) {
    (void)state;
    for (int i = 0; i < INPUT_BUTTONS; i++) {
        button(EVENT_POINTERDOWN, i);
        assert_int_equal(input.buttons[i], INPUT_DOWN | INPUT_PRESSED);
    }
    assert_true(input.mouse_x == 10 && input.mouse_y == 20);
    input_event(&input, &(struct event){.type = EVENT_POINTERMOVE, .x = -5, .y = 9000});
    assert_true(input.mouse_x == -5 && input.mouse_y == 9000);
    input_updated(&input);
    button(EVENT_POINTERUP, 1);
    assert_true(input.buttons[0] == INPUT_DOWN && input.buttons[1] == INPUT_RELEASED && input.buttons[2] == INPUT_DOWN &&
                !input.buttons[3]);
    assert_true(input.mouse_x == 10 && input.mouse_y == 20);
    input_updated(&input);
    assert_int_equal(input.buttons[1], 0);
    assert_true(input.mouse_x == 10 && input.mouse_y == 20); /* a place does not end with the update */
}

static void wheel_adds_up_until_the_update(void **state) {
    (void)state;
    input_event(&input, &(struct event){.type = EVENT_WHEEL, .y = 1.5f});
    input_event(&input, &(struct event){.type = EVENT_WHEEL, .y = -0.5f});
    assert_true(input.wheel == 1 && input.mouse_y == 0);
    input_updated(&input);
    assert_true(input.wheel == 0);
}

static void blur_releases_what_is_down(void **state) {
    (void)state;
    key(EVENT_KEYDOWN);
    button(EVENT_POINTERDOWN, 0);
    input_updated(&input);
    input_event(&input, &(struct event){.type = EVENT_BLUR});
    for (int i = 0; i < INPUT_KEYS; i++)
        assert_int_equal(input.keys[i], i == 4 ? INPUT_RELEASED : 0);
    assert_true(input.buttons[0] == INPUT_RELEASED && input.buttons[1] == 0);
    input_event(&input, &(struct event){.type = EVENT_FOCUS});
    assert_int_equal(input.keys[4], INPUT_RELEASED);
    input_updated(&input);
    key(EVENT_KEYUP); /* it may come late */
    assert_int_equal(input.keys[4], 0);
}

static void other_events_change_nothing(void **state) {
    (void)state;
    static const enum event_type types[] = {EVENT_TEXTINPUT, EVENT_RESIZE, EVENT_FOCUS, EVENT_QUIT};
    struct input nothing;
    memset(&nothing, 0, sizeof nothing);
    for (size_t i = 0; i < COUNT_OF(types); i++)
        input_event(&input, &(struct event){.type = types[i], .key = 4, .x = 3, .y = 4, .text = "x"});
    assert_memory_equal(&input, &nothing, sizeof input);
}

/* ── names ── */

static void names_and_numbers_are_pairs(void **state) {
    (void)state;
    int count = 0;
    for (int i = -10; i < INPUT_KEYS + 10; i++) {
        const char *name = input_code(i);
        assert_int_equal(input_key_from_scancode(i), name ? i : 0);
        if (!name)
            continue;
        count++;
        assert_int_equal(input_key_from_code(name), i); /* a name that stood twice would give the other number */
        assert_true(strlen(name) < 24);
    }
    assert_true(count >= 26 + 10 + 10 + 12 + 40);
    static const char *const unknown[] = {"", "A", "keya", "Key", "KeyAA", "Digit10", "F0", "F13x", "Numpad", "KEYA", "KeyA "};
    for (size_t i = 0; i < COUNT_OF(unknown); i++)
        assert_int_equal(input_key_from_code(unknown[i]), 0);
}

/* USB usage ids, page 7; scripts and recorded input hold these numbers. */
static void numbers_are_usb_usages(void **state) {
    (void)state;
    static const struct {
        const char *name;
        int usage;
    } rows[] = {
        {"KeyA", 4},
        {"KeyZ", 29},
        {"Digit1", 30},
        {"Digit9", 38},
        {"Digit0", 39},
        {"Enter", 40},
        {"Escape", 41},
        {"Backspace", 42},
        {"Tab", 43},
        {"Space", 44},
        {"Minus", 45},
        {"Equal", 46},
        {"BracketLeft", 47},
        {"BracketRight", 48},
        {"Backslash", 49},
        {"Semicolon", 51},
        {"Quote", 52},
        {"Backquote", 53},
        {"Comma", 54},
        {"Period", 55},
        {"Slash", 56},
        {"CapsLock", 57},
        {"F1", 58},
        {"F12", 69},
        {"PrintScreen", 70},
        {"ScrollLock", 71},
        {"Pause", 72},
        {"Insert", 73},
        {"Home", 74},
        {"PageUp", 75},
        {"Delete", 76},
        {"End", 77},
        {"PageDown", 78},
        {"ArrowRight", 79},
        {"ArrowLeft", 80},
        {"ArrowDown", 81},
        {"ArrowUp", 82},
        {"NumLock", 83},
        {"NumpadDivide", 84},
        {"NumpadMultiply", 85},
        {"NumpadSubtract", 86},
        {"NumpadAdd", 87},
        {"NumpadEnter", 88},
        {"Numpad1", 89},
        {"Numpad9", 97},
        {"Numpad0", 98},
        {"NumpadDecimal", 99},
        {"IntlBackslash", 100},
        {"ContextMenu", 101},
        {"ControlLeft", 224},
        {"ShiftLeft", 225},
        {"AltLeft", 226},
        {"MetaLeft", 227},
        {"ControlRight", 228},
        {"ShiftRight", 229},
        {"AltRight", 230},
        {"MetaRight", 231},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        assert_int_equal(input_key_from_code(rows[i].name), rows[i].usage);
}

static void all_names_are_listed(void **state) {
    (void)state;
    char *all = input_codes(), name[32];
    int number, used, count = 0, wanted = 0;
    for (const char *at = all; sscanf(at, " %31[^= ]=%d%n", name, &number, &used) == 2; at += used, count++)
        assert_int_equal(input_key_from_code(name), number);
    for (int i = 0; i < INPUT_KEYS; i++)
        wanted += input_code(i) != NULL;
    assert_int_equal(count, wanted);
    assert_true(all[0] != ' ' && all[strlen(all) - 1] != ' ');
    free(all);
}

static void text_is(const char *code, int keycode, int modifiers, const char *wanted) {
    char text[32];
    input_key_text(input_key_from_code(code), keycode, modifiers, text, sizeof text);
    assert_string_equal(text, wanted);
}

static void keys_type_their_text(void **state) {
    (void)state;
    text_is("KeyA", 'a', 0, "a");
    text_is("KeyA", 'a', EVENT_SHIFT, "A");
    text_is("KeyA", 'a', EVENT_CTRL | EVENT_ALT, "a");
    text_is("KeyQ", 'a', 0, "a"); /* another layout */
    text_is("Space", ' ', 0, " ");
    text_is("Semicolon", 0xf6, 0, "\xc3\xb6");
    text_is("Semicolon", 0x20ac, 0, "\xe2\x82\xac");
    text_is("Delete", 127, 0, "Delete");
    text_is("Backspace", 8, 0, "Backspace");
    text_is("Enter", 13, 0, "Enter");
    text_is("Escape", 27, 0, "Escape");
    text_is("ShiftLeft", 0x400000e1, 0, "Shift");
    text_is("ControlRight", 0x400000e4, 0, "Control");
    text_is("MetaLeft", 0, 0, "Meta");
    text_is("AltRight", 0, 0, "Alt");
    text_is("ArrowLeft", 0x40000050, 0, "ArrowLeft");
    text_is("ArrowRight", 0, 0, "ArrowRight");
    text_is("F1", 0x4000003a, 0, "F1");
    text_is("", 0, 0, "");
    char tiny[3];
    input_key_text(input_key_from_code("Escape"), 0, 0, tiny, sizeof tiny);
    assert_string_equal(tiny, "Es");
}

static void letters_and_digits_have_keycodes(void **state) {
    (void)state;
    assert_int_equal(input_keycode(input_key_from_code("KeyA")), 'a');
    assert_int_equal(input_keycode(input_key_from_code("KeyZ")), 'z');
    assert_int_equal(input_keycode(input_key_from_code("Digit0")), '0');
    assert_int_equal(input_keycode(input_key_from_code("Digit7")), '7');
    assert_int_equal(input_keycode(input_key_from_code("Space")), ' ');
    assert_int_equal(input_keycode(0), 0);
    assert_int_equal(input_keycode(-1), 0);
    assert_int_equal(input_keycode(INPUT_KEYS + 1), 0);
}

/* A script of input presses them: KeyboardEvent.key is then what they type, as it is at a keyboard. */
static void marks_have_keycodes(void **state) {
    (void)state;
    static const char *const names[] = {"Minus",     "Equal",     "BracketLeft", "BracketRight", "Semicolon", "Quote",
                                        "Backquote", "Backslash", "Comma",       "Period",       "Slash"};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        assert_int_equal(input_keycode(input_key_from_code(names[i])), "-=[];'`\\,./"[i]);
}

/* "or the code's name when it types nothing": only keys that stand twice lose their side. */
static void brackets_are_no_sides(void **state) {
    (void)state;
    text_is("BracketLeft", 0, 0, "BracketLeft");
    text_is("BracketRight", 0, 0, "BracketRight");
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup(name, set_up)
    const struct CMUnitTest tests[] = {
        TEST(press_and_release_last_one_update),
        TEST(short_taps_are_seen),
        TEST(buttons_and_pointer_follow),
        TEST(wheel_adds_up_until_the_update),
        TEST(blur_releases_what_is_down),
        TEST(other_events_change_nothing),
        TEST(names_and_numbers_are_pairs),
        TEST(numbers_are_usb_usages),
        TEST(all_names_are_listed),
        TEST(keys_type_their_text),
        TEST(letters_and_digits_have_keycodes),
        TEST(marks_have_keycodes),
        TEST(brackets_are_no_sides),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
