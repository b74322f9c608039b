/* The queue of events, SDL's events turned into ours, and scripts of input. */
#include "base.h"
#include "event.h"
#include "input.h"
#include <SDL.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "scratch.h"

static struct event_queue queue;
static struct error err;

static int set_up(void **state) {
    (void)state;
    memset(&queue, 0, sizeof queue);
    return 0;
}

static void push(enum event_type type, int key) {
    event_push(&queue, &(struct event){.type = type, .key = key, .x = (float)key});
}

static void take(enum event_type type, int key) {
    struct event event;
    assert_true(event_take(&queue, &event));
    assert_int_equal(event.type, type);
    assert_int_equal(event.key, key);
}

static void events_come_in_order(void **state) {
    (void)state;
    struct event event;
    assert_false(event_take(&queue, &event));
    for (int round = 0; round < 700; round++) { /* around the ring, more than once */
        for (int i = 0; i < 5; i++)
            push(EVENT_KEYDOWN, round * 5 + i);
        for (int i = 0; i < 5; i++)
            take(EVENT_KEYDOWN, round * 5 + i);
    }
    assert_false(event_take(&queue, &event));
}

static void moves_replace_moves(void **state) {
    (void)state;
    push(EVENT_POINTERMOVE, 1);
    push(EVENT_POINTERMOVE, 2);
    push(EVENT_POINTERMOVE, 3);
    push(EVENT_POINTERDOWN, 4);
    push(EVENT_POINTERMOVE, 5);
    push(EVENT_KEYDOWN, 6);
    push(EVENT_KEYDOWN, 6); /* only moves are replaced */
    take(EVENT_POINTERMOVE, 3);
    take(EVENT_POINTERDOWN, 4);
    take(EVENT_POINTERMOVE, 5);
    push(EVENT_POINTERMOVE, 7);
    take(EVENT_KEYDOWN, 6);
    take(EVENT_KEYDOWN, 6);
    take(EVENT_POINTERMOVE, 7);
    push(EVENT_POINTERMOVE, 8); /* the one before was taken */
    take(EVENT_POINTERMOVE, 8);
    assert_int_equal(queue.count, 0);
}

static void full_queue_drops_the_least(void **state) {
    (void)state;
    for (int i = 0; i < EVENT_QUEUE; i++)
        push(EVENT_KEYDOWN, i);
    push(EVENT_POINTERMOVE, 5000);
    event_push(&queue, &(struct event){.type = EVENT_KEYDOWN, .key = 5001, .repeat = true});
    assert_int_equal(queue.count, EVENT_QUEUE);
    push(EVENT_KEYUP, 6000);
    push(EVENT_QUIT, 6001);
    assert_int_equal(queue.count, EVENT_QUEUE);
    for (int i = 2; i < EVENT_QUEUE; i++)
        take(EVENT_KEYDOWN, i);
    take(EVENT_KEYUP, 6000);
    take(EVENT_QUIT, 6001);
    assert_int_equal(queue.count, 0);
    for (int i = 0; i < EVENT_QUEUE - 1; i++)
        push(EVENT_KEYDOWN, i);
    push(EVENT_POINTERMOVE, 1);
    push(EVENT_POINTERMOVE, 2); /* full, and yet there is a place for it */
    for (int i = 0; i < EVENT_QUEUE - 1; i++)
        take(EVENT_KEYDOWN, i);
    take(EVENT_POINTERMOVE, 2);
}

/* ── SDL ── */

static void sdl_events_become_ours(void **state) {
    (void)state;
    struct event event;
    SDL_Event sdl = {.key = {.type = SDL_KEYDOWN, .repeat = 1, .keysym = {SDL_SCANCODE_A, SDLK_a, KMOD_LSHIFT | KMOD_RALT | KMOD_NUM, 0}}};
    assert_true(event_from_sdl(&sdl, &event));
    assert_true(event.type == EVENT_KEYDOWN && event.key == input_key_from_code("KeyA") && event.repeat);
    assert_int_equal(event.modifiers, EVENT_SHIFT | EVENT_ALT);
    assert_string_equal(event.text, "A");
    sdl.key.type = SDL_KEYUP;
    sdl.key.keysym.mod = KMOD_RCTRL;
    assert_true(event_from_sdl(&sdl, &event) && event.type == EVENT_KEYUP && event.modifiers == EVENT_CTRL);
    sdl.key.keysym.scancode = (SDL_Scancode)500; /* a key without a name */
    assert_false(event_from_sdl(&sdl, &event));
    sdl.key.keysym.scancode = (SDL_Scancode)70000;
    assert_false(event_from_sdl(&sdl, &event));
    sdl = (SDL_Event){.text = {.type = SDL_TEXTINPUT, .text = "\xc3\xa9"}};
    assert_true(event_from_sdl(&sdl, &event) && event.type == EVENT_TEXTINPUT && strcmp(event.text, "\xc3\xa9") == 0);
    memset(sdl.text.text, 'x', sizeof sdl.text.text - 1);
    assert_true(event_from_sdl(&sdl, &event) && strlen(event.text) == 31);
    for (int button = 0; button < 7; button++) {
        sdl =
            (SDL_Event){.button = {.type = button & 1 ? SDL_MOUSEBUTTONUP : SDL_MOUSEBUTTONDOWN, .button = (Uint8)button, .x = -3, .y = 4}};
        assert_true(event_from_sdl(&sdl, &event) == (button >= 1 && button <= 3));
        if (button >= 1 && button <= 3)
            assert_true(event.button == button - 1 && event.type == (button & 1 ? EVENT_POINTERUP : EVENT_POINTERDOWN) && event.x == -3 &&
                        event.y == 4);
    }
    sdl = (SDL_Event){.motion = {.type = SDL_MOUSEMOTION, .x = 7, .y = -8}};
    assert_true(event_from_sdl(&sdl, &event) && event.type == EVENT_POINTERMOVE && event.x == 7 && event.y == -8);
    sdl = (SDL_Event){.wheel = {.type = SDL_MOUSEWHEEL, .y = 1, .preciseY = 0.5f}};
    assert_true(event_from_sdl(&sdl, &event) && event.type == EVENT_WHEEL && event.y == 0.5f);
    sdl.wheel.direction = SDL_MOUSEWHEEL_FLIPPED;
    assert_true(event_from_sdl(&sdl, &event) && event.y == -0.5f);
    sdl = (SDL_Event){.type = SDL_QUIT};
    assert_true(event_from_sdl(&sdl, &event) && event.type == EVENT_QUIT);
    sdl = (SDL_Event){.type = SDL_USEREVENT};
    assert_false(event_from_sdl(&sdl, &event));
}

static void window_events_become_ours(void **state) {
    (void)state;
    struct event event;
    for (int i = 0; i < 20; i++) {
        SDL_Event sdl = {.window = {.type = SDL_WINDOWEVENT, .event = (Uint8)i, .data1 = 640, .data2 = 360}};
        enum event_type wanted = i == SDL_WINDOWEVENT_SIZE_CHANGED   ? EVENT_RESIZE
                                 : i == SDL_WINDOWEVENT_FOCUS_GAINED ? EVENT_FOCUS
                                 : i == SDL_WINDOWEVENT_FOCUS_LOST   ? EVENT_BLUR
                                                                     : 0;
        assert_true(event_from_sdl(&sdl, &event) == (wanted != 0));
        assert_true(event.type == wanted && (wanted != EVENT_RESIZE || (event.x == 640 && event.y == 360)));
    }
}

/* ── scripts of input ── */

static struct event_script *read_script(const char *text) {
    return event_script_read(scratch_text("input.txt", text), &err);
}

static void scripts_know_every_event(void **state) {
    (void)state;
    struct event_script *script =
        read_script("# a comment\n\n0 keydown KeyA # W\r\n  0\tkeyup   Space\n0 textinput h\xc3\xa9 llo\n"
                    "1 pointerdown 100 -50.5\n1 pointerup 1 2 2\n1 pointerdown 3 4 1\n2 pointermove 10 5\n2 wheel -1.5\n"
                    "2 blur\n2 focus\n2 quit");
    assert_non_null(script);
    static const struct event wanted[] = {
        {.type = EVENT_KEYDOWN, .key = 4, .text = "a"},
        {.type = EVENT_KEYUP, .key = 44, .text = " "},
        {.type = EVENT_TEXTINPUT, .text = "h\xc3\xa9 llo"},
        {.type = EVENT_POINTERDOWN, .x = 100, .y = -50.5f},
        {.type = EVENT_POINTERUP, .x = 1, .y = 2, .button = 2},
        {.type = EVENT_POINTERDOWN, .x = 3, .y = 4, .button = 1},
        {.type = EVENT_POINTERMOVE, .x = 10, .y = 5},
        {.type = EVENT_WHEEL, .y = -1.5f},
        {.type = EVENT_BLUR},
        {.type = EVENT_FOCUS},
        {.type = EVENT_QUIT},
    };
    static const int until[] = {3, 6, 11, 11};
    for (int frame = 0, i = 0; frame < 4; frame++) {
        struct event event;
        event_script_push(script, frame, &queue);
        for (; i < until[frame]; i++) {
            assert_true(event_take(&queue, &event));
            assert_true(event.type == wanted[i].type && event.key == wanted[i].key && event.button == wanted[i].button);
            assert_true(event.x == wanted[i].x && event.y == wanted[i].y && !event.modifiers && !event.repeat);
            assert_string_equal(event.text, wanted[i].text);
        }
        assert_false(event_take(&queue, &event));
    }
    event_script_destroy(script);
}

static void frames_may_be_far_apart(void **state) {
    (void)state;
    struct event_script *script = read_script("5 keydown KeyA\n9000000000 keyup KeyA\n");
    event_script_push(script, 4, &queue);
    assert_int_equal(queue.count, 0);
    event_script_push(script, 6, &queue); /* a frame that was left out */
    assert_int_equal(queue.count, 1);
    event_script_push(script, INT64_MAX, &queue);
    assert_int_equal(queue.count, 2);
    event_script_destroy(script);
    static const char *const empty[] = {"", "\n\n", "# nothing", "   \t\n#\n"};
    for (size_t i = 0; i < COUNT_OF(empty); i++) {
        script = read_script(empty[i]);
        assert_non_null(script);
        event_script_push(script, INT64_MAX, &queue);
        event_script_destroy(script);
    }
    assert_int_equal(queue.count, 2);
}

static void refused(const char *line) {
    char text[4096], where[600];
    snprintf(text, sizeof text, "# first\n5 keydown KeyA\n%s\n99 quit\n", line);
    memset(&err, 0, sizeof err);
    struct event_script *script = read_script(text);
    if (script) {
        event_script_destroy(script);
        fail_msg("\"%s\" was taken", line);
    }
    assert_int_equal(err.code, EXIT_USAGE);
    snprintf(where, sizeof where, "%s:3: ", scratch("input.txt"));
    assert_says(err.text, where);
}

static void wrong_lines_are_told(void **state) {
    (void)state;
    static const char *const lines[] = {
        "keydown KeyA",
        "6",
        "6 ",
        "6 jump",
        "-1 quit",
        "x quit",
        "6.5 quit",
        "4 quit",
        "6 keydown",
        "6 keydown a",
        "6 keydown keyA",
        "6 keyup KeyA b",
        "6 textinput",
        "6 textinput   ",
        "6 pointerdown",
        "6 pointerdown 1",
        "6 pointerdown 1 x",
        "6 pointerdown 1 2 3",
        "6 pointerdown 1 2 -1",
        "6 pointerup 1 2 1.5",
        "6 pointerup 1 2 1 1",
        "6 pointermove",
        "6 pointermove 1",
        "6 pointermove 1 2 3",
        "6 wheel",
        "6 wheel x",
        "6 wheel 1 2",
        "6 blur now",
        "6 focus 1",
        "6 quit 0",
        "6 Quit",
        "6 resize 10 10",
        "6 keydown # KeyA",
        "0x6 quit",
        "6 keydownkeydownkeydownkeydownkeydownkeydown KeyA",
    };
    for (size_t i = 0; i < COUNT_OF(lines); i++)
        refused(lines[i]);
}

static void wrong_button_is_told(void **state) {
    (void)state;
    refused("6 pointerdown 1 2 left");
    refused("6 pointerup 1 2 x");
}

static void numbers_are_finite(void **state) {
    (void)state;
    refused("6 pointermove nan 1");
    refused("6 wheel inf");
    refused("6 pointerdown 1e999 1");
}

static void frame_needs_a_blank_behind_it(void **state) {
    (void)state;
    refused("6quit");
}

static void text_is_whole_or_refused(void **state) {
    (void)state;
    struct event event;
    struct event_script *script = read_script("0 textinput xxxxxxxxxxxxxxxxxxxxxxxxxxxxx\xc3\xa9\n"); /* 31 bytes: what there is room for */
    event_script_push(script, 0, &queue);
    event_script_destroy(script);
    assert_true(event_take(&queue, &event) && strlen(event.text) == 31);
    refused("6 textinput xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\xc3\xa9"); /* the last letter would be cut in two */
}

static void missing_script_is_told(void **state) {
    (void)state;
    assert_null(event_script_read(scratch("none.txt"), &err));
    assert_int_equal(err.code, EXIT_USAGE);
    assert_says(err.text, "none.txt");
    assert_null(event_script_read(scratch_folder, &err));
    assert_int_equal(err.code, EXIT_USAGE);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup(name, set_up)
    const struct CMUnitTest tests[] = {
        TEST(events_come_in_order),    TEST(moves_replace_moves),           TEST(full_queue_drops_the_least),
        TEST(sdl_events_become_ours),  TEST(window_events_become_ours),     TEST(scripts_know_every_event),
        TEST(frames_may_be_far_apart), TEST(wrong_lines_are_told),          TEST(wrong_button_is_told),
        TEST(numbers_are_finite),      TEST(frame_needs_a_blank_behind_it), TEST(text_is_whole_or_refused),
        TEST(missing_script_is_told),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_destroy);
}
