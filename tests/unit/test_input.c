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

/* ── the mouse's way, fingers ── */

static void move(float x, float y, bool relative, int id) {
    input_event(&input, &(struct event){.type = EVENT_POINTERMOVE, .x = x, .y = y, .relative = relative, .id = id});
}

static void the_mouse_goes_its_way(void **state) {
    (void)state;
    move(100, 50, false, 0);
    assert_true(input.mouse_dx == 0 && input.mouse_dy == 0); /* it was nowhere before */
    move(103, 49, false, 0);
    move(104, 49, false, 0);
    assert_true(input.mouse_dx == 4 && input.mouse_dy == -1);
    move(10, 20, true, 0); /* captured: it goes and stays */
    assert_true(input.mouse_dx == 14 && input.mouse_dy == 19 && input.mouse_x == 104 && input.mouse_y == 49);
    input_updated(&input);
    assert_true(input.mouse_dx == 0 && input.mouse_dy == 0);
    input_event(&input, &(struct event){.type = EVENT_BLUR});
    move(300, 300, false, 0); /* it comes back elsewhere */
    assert_true(input.mouse_dx == 0 && input.mouse_x == 300);
    input_event_paused(&input, &(struct event){.type = EVENT_POINTERMOVE, .x = 400});
    assert_true(input.mouse_x == 300);
    move(500, 300, false, 0);
    assert_true(input.mouse_dx == 0 && input.mouse_x == 500);
}

static void fingers_are_no_mouse(void **state) {
    (void)state;
    struct input nothing;
    memset(&nothing, 0, sizeof nothing);
    input_event(&input, &(struct event){.type = EVENT_POINTERDOWN, .x = 3, .y = 4, .id = 1});
    move(5, 6, false, 1);
    input_event(&input, &(struct event){.type = EVENT_POINTERUP, .x = 3, .y = 4, .id = 1});
    assert_memory_equal(&input, &nothing, sizeof input);
}

/* ── pads ── */

static void pad(enum event_type type, int id, int button, float value) {
    input_event(&input, &(struct event){.type = type, .id = id, .button = button, .x = value, .text = "Pad"});
}

static void controls_are_those_of_any_pad(void **state) {
    (void)state;
    pad(EVENT_PADBUTTON, 0, 0, 1); /* of no pad */
    assert_int_equal(input.controls[0], 0);
    pad(EVENT_PADCONNECTED, 0, 0, 0);
    pad(EVENT_PADCONNECTED, 3, 0, 0);
    assert_true(input.pads[0].connection == 1 && input.pads[3].connection == 2 && !strcmp(input.pads[3].id, "Pad"));
    pad(EVENT_PADBUTTON, 0, 0, 1);
    pad(EVENT_PADBUTTON, 3, 0, 1);
    assert_int_equal(input.controls[0], INPUT_DOWN | INPUT_PRESSED);
    input_updated(&input);
    pad(EVENT_PADBUTTON, 0, 0, 0);
    assert_int_equal(input.controls[0], INPUT_DOWN | INPUT_RELEASED); /* the other one still holds it */
    assert_int_equal(input.pads[0].bits[0], INPUT_RELEASED);
    assert_int_equal(input.pads[3].bits[0], INPUT_DOWN);
    input_updated(&input);
    pad(EVENT_PADDISCONNECTED, 3, 0, 0);
    assert_int_equal(input.controls[0], INPUT_RELEASED);
    pad(EVENT_PADCONNECTED, 3, 0, 0);
    assert_int_equal(input.pads[3].connection, 3); /* another pad, as far as scripts can tell */
}

static void analog_controls_are_pressed_from_half_on(void **state) {
    (void)state;
    int trigger = input_control("PadR2");
    pad(EVENT_PADCONNECTED, 0, 0, 0);
    pad(EVENT_PADBUTTON, 0, trigger, 0.49f);
    assert_true(input.values[trigger] == 0.49f && !input.controls[trigger]);
    pad(EVENT_PADBUTTON, 0, trigger, 0.5f);
    assert_int_equal(input.controls[trigger], INPUT_DOWN | INPUT_PRESSED);
}

static void sticks_have_a_round_dead_zone(void **state) {
    (void)state;
    static const struct {
        float x, y, left, right, up, down;
    } rows[] = {
        {0.14f, 0, 0, 0, 0, 0},
        {0.1f, 0.1f, 0, 0, 0, 0}, /* 0.141 away */
        {0.11f, 0.11f, 0, 0.0055f, 0, 0.0055f},
        {1, 0, 0, 1, 0, 0},
        {0, -1, 0, 0, 1, 0},
        {-0.575f, 0, 0.5f, 0, 0, 0},
        {1, 1, 0, 0.7071f, 0, 0.7071f}, /* never further than 1 */
        {-0.6f, -0.8f, 0.6f, 0, 0.8f, 0},
        {0, 0, 0, 0, 0, 0},
    };
    pad(EVENT_PADCONNECTED, 1, 0, 0);
    for (int stick = 0; stick < 2; stick++)
        for (size_t i = 0; i < COUNT_OF(rows); i++) {
            pad(EVENT_PADAXIS, 1, stick * 2, rows[i].x);
            pad(EVENT_PADAXIS, 1, stick * 2 + 1, rows[i].y);
            const float *got = &input.values[INPUT_PAD_BUTTONS + stick * 4], *wanted = &rows[i].left;
            for (int k = 0; k < 4; k++)
                assert_true(got[k] > wanted[k] - 0.001f && got[k] < wanted[k] + 0.001f);
        }
    assert_true(input_control("PadLeftStickLeft") == 17 && input_control("PadRightStickDown") == 24);
}

static void a_blur_lets_pads_go(void **state) {
    (void)state;
    pad(EVENT_PADCONNECTED, 0, 0, 0);
    pad(EVENT_PADBUTTON, 0, 2, 1);
    pad(EVENT_PADAXIS, 0, 1, 1);
    input_updated(&input);
    input_event(&input, &(struct event){.type = EVENT_BLUR});
    assert_int_equal(input.controls[2], INPUT_RELEASED);
    for (int i = 0; i < INPUT_CONTROLS; i++)
        assert_true(input.values[i] == 0);
    assert_true(input.pads[0].connection); /* but it is still there */
}

/* What goes up during a pause is up, and what goes down then is no news. */
static void pauses_release_and_press_nothing(void **state) {
    (void)state;
    key(EVENT_KEYDOWN);
    pad(EVENT_PADCONNECTED, 0, 0, 0);
    pad(EVENT_PADBUTTON, 0, 0, 1);
    input_updated(&input);
    input_event_paused(&input, &(struct event){.type = EVENT_KEYDOWN, .key = 5});
    input_event_paused(&input, &(struct event){.type = EVENT_POINTERDOWN});
    input_event_paused(&input, &(struct event){.type = EVENT_KEYUP, .key = 4});
    input_event_paused(&input, &(struct event){.type = EVENT_PADBUTTON, .button = 0, .x = 0});
    input_event_paused(&input, &(struct event){.type = EVENT_PADAXIS, .button = 0, .x = 1});
    assert_true(input.keys[5] == 0 && input.keys[4] == INPUT_RELEASED && input.buttons[0] == 0);
    assert_int_equal(input.controls[0], INPUT_RELEASED);
    assert_int_equal(input.controls[input_control("PadLeftStickRight")], INPUT_DOWN);
    assert_true(input.values[input_control("PadLeftStickRight")] == 1);
}

static void controls_have_names(void **state) {
    (void)state;
    assert_int_equal(input_control("PadA"), 0);
    assert_int_equal(input_pad_button("PadHome"), 16);
    assert_int_equal(input_pad_button("PadLeftStickLeft"), -1);
    static const char *const unknown[] = {"", "Pad", "KeyA", "pada", "PadA ", "PadL4"};
    for (size_t i = 0; i < COUNT_OF(unknown); i++)
        assert_true(input_control(unknown[i]) == -1 && input_pad_button(unknown[i]) == -1);
    assert_int_equal(input_key_from_code("PadA"), 0); /* no key, for no keyboard has it */
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
        assert_int_equal(number < INPUT_KEYS ? input_key_from_code(name) : INPUT_KEYS + input_control(name), number);
    for (int i = 0; i < INPUT_KEYS; i++)
        wanted += input_code(i) != NULL;
    assert_int_equal(count, wanted + INPUT_CONTROLS);
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
        TEST(the_mouse_goes_its_way),
        TEST(fingers_are_no_mouse),
        TEST(controls_are_those_of_any_pad),
        TEST(analog_controls_are_pressed_from_half_on),
        TEST(sticks_have_a_round_dead_zone),
        TEST(a_blur_lets_pads_go),
        TEST(pauses_release_and_press_nothing),
        TEST(controls_have_names),
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
