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

static void fingers_become_pointers(void **state) {
    (void)state;
    struct event_fingers fingers = {0};
    struct event event;
    SDL_Event sdl = {.tfinger = {.type = SDL_FINGERDOWN, .touchId = 1, .fingerId = 900, .x = 0.5f, .y = 0.25f}};
    assert_true(event_from_finger(&fingers, &sdl, 200, 100, &event));
    assert_true(event.type == EVENT_POINTERDOWN && event.id == 1 && event.x == 100 && event.y == 25 && event.button == 0);
    sdl.tfinger.fingerId = -5;
    assert_true(event_from_finger(&fingers, &sdl, 200, 100, &event) && event.id == 2);
    sdl.tfinger.type = SDL_FINGERMOTION;
    sdl.tfinger.fingerId = 900;
    assert_true(event_from_finger(&fingers, &sdl, 200, 100, &event) && event.id == 1 && event.type == EVENT_POINTERMOVE);
    sdl.tfinger.type = SDL_FINGERUP;
    assert_true(event_from_finger(&fingers, &sdl, 200, 100, &event) && event.id == 1 && event.type == EVENT_POINTERUP);
    assert_false(event_from_finger(&fingers, &sdl, 200, 100, &event)); /* it is up */
    sdl.tfinger.type = SDL_FINGERDOWN;
    for (int i = 0; i < EVENT_FINGERS + 3; i++) { /* one is down still */
        sdl.tfinger.fingerId = i;
        assert_true(event_from_finger(&fingers, &sdl, 200, 100, &event) == (i < EVENT_FINGERS - 1));
    }
    sdl.tfinger.touchId = SDL_MOUSE_TOUCHID;
    assert_false(event_from_finger(&fingers, &sdl, 200, 100, &event));
}

/* SDL's mouse events for those who know no fingers. */
static void mice_made_of_fingers_are_none(void **state) {
    (void)state;
    struct event event;
    SDL_Event motion = {.motion = {.type = SDL_MOUSEMOTION, .which = SDL_TOUCH_MOUSEID}};
    SDL_Event button = {.button = {.type = SDL_MOUSEBUTTONDOWN, .button = 1, .which = SDL_TOUCH_MOUSEID}};
    assert_false(event_from_sdl(&motion, &event) || event_from_sdl(&button, &event));
}

static void compositions_become_ours(void **state) {
    (void)state;
    struct event event;
    SDL_Event sdl = {.edit = {.type = SDL_TEXTEDITING, .text = "\xe3\x81\x8b", .start = 1, .length = 2}};
    assert_true(event_from_sdl(&sdl, &event) && event.type == EVENT_TEXTEDIT && event.x == 1 && event.y == 2);
    assert_string_equal(event.text, "\xe3\x81\x8b");
    char text[200] = "x";
    for (int i = 0; i < 40; i++)
        strcat(text, "\xe3\x81\x8b");
    sdl = (SDL_Event){.editExt = {.type = SDL_TEXTEDITING_EXT, .text = text, .start = 3}};
    assert_true(event_from_sdl(&sdl, &event) && event.x == 3);
    assert_int_equal(strlen(event.text), 61); /* whole letters of the 63 bytes that there are */
    sdl.editExt.text = (char[]){""};
    assert_true(event_from_sdl(&sdl, &event) && !event.text[0]);
}

/* A captured mouse's way adds up; what two pointers, or two axes, do stays apart. */
static void ways_add_up(void **state) {
    (void)state;
    struct event event;
    const struct event way = {.type = EVENT_POINTERMOVE, .relative = true, .x = 3, .y = -1};
    event_push(&queue, &way);
    event_push(&queue, &way);
    assert_true(queue.count == 1 && event_take(&queue, &event) && event.x == 6 && event.y == -2);
    event_push(&queue, &way);
    event_push(&queue, &(struct event){.type = EVENT_POINTERMOVE, .x = 9});
    event_push(&queue, &(struct event){.type = EVENT_POINTERMOVE, .id = 1, .x = 9});
    event_push(&queue, &(struct event){.type = EVENT_PADAXIS, .button = 0, .x = 0.5f});
    event_push(&queue, &(struct event){.type = EVENT_PADAXIS, .button = 0, .x = 0.75f});
    event_push(&queue, &(struct event){.type = EVENT_PADAXIS, .button = 1, .x = 1});
    event_push(&queue, &(struct event){.type = EVENT_PADAXIS, .id = 1, .button = 1, .x = 1});
    assert_int_equal(queue.count, 6);
    for (int i = 0; i < 4; i++)
        event_take(&queue, &event);
    assert_true(event.type == EVENT_PADAXIS && event.x == 0.75f);
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

static void scripts_know_fingers_and_pads(void **state) {
    (void)state;
    struct event_script *script =
        read_script("0 touchdown 1 2 10\n0 touchmove 3 4 10\n0 touchup 3 4 10\n0 motion -3 2.5\n0 textedit 1 2 a b\n0 textedit 0 0\n"
                    "0 padconnected 7 My Pad\n0 padbutton 7 PadStart 0.25\n0 padaxis 7 3 -1\n0 paddisconnected 7\n");
    assert_non_null(script);
    static const struct event wanted[] = {
        {.type = EVENT_POINTERDOWN, .x = 1, .y = 2, .id = 10},   {.type = EVENT_POINTERMOVE, .x = 3, .y = 4, .id = 10},
        {.type = EVENT_POINTERUP, .x = 3, .y = 4, .id = 10},     {.type = EVENT_POINTERMOVE, .x = -3, .y = 2.5f, .relative = true},
        {.type = EVENT_TEXTEDIT, .x = 1, .y = 2, .text = "a b"}, {.type = EVENT_TEXTEDIT},
        {.type = EVENT_PADCONNECTED, .id = 7, .text = "My Pad"}, {.type = EVENT_PADBUTTON, .id = 7, .button = 9, .x = 0.25f},
        {.type = EVENT_PADAXIS, .id = 7, .button = 3, .x = -1},  {.type = EVENT_PADDISCONNECTED, .id = 7},
    };
    event_script_push(script, 0, &queue);
    for (size_t i = 0; i < COUNT_OF(wanted); i++) {
        struct event event;
        assert_true(event_take(&queue, &event));
        assert_true(event.type == wanted[i].type && event.id == wanted[i].id && event.button == wanted[i].button);
        assert_true(event.x == wanted[i].x && event.y == wanted[i].y && event.relative == wanted[i].relative);
        assert_string_equal(event.text, wanted[i].text);
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
        "6 touchdown 1 2",
        "6 touchdown 1 2 0",
        "6 touchdown 1 2 11",
        "6 touchup nan 2 1",
        "6 touchmove 1 2 1 x",
        "6 motion 1",
        "6 motion 1 inf",
        "6 textedit",
        "6 textedit 1 x",
        "6 textedit -1 0 a",
        "6 textedit 0 inf a",
        "6 padconnected",
        "6 padconnected 0",
        "6 padconnected 8 Pad",
        "6 padconnected -1 Pad",
        "6 paddisconnected",
        "6 paddisconnected 0 Pad",
        "6 padbutton 0 PadA",
        "6 padbutton 0 KeyA 1",
        "6 padbutton 0 PadLeftStickUp 1",
        "6 padbutton 0 PadA 1.5",
        "6 padbutton 0 PadA nan",
        "6 padaxis 0 4 0",
        "6 padaxis 0 0 -2",
        "6 padaxis 0 x 0",
        "6 keydown PadA",
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
    struct event_script *script = read_script(
        "0 textinput xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\xc3\xa9\n"); /* 63 bytes: what there is room for */
    event_script_push(script, 0, &queue);
    event_script_destroy(script);
    assert_true(event_take(&queue, &event) && strlen(event.text) == 63);
    refused("6 textinput xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\xc3\xa9"); /* the last letter would be cut in two */
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
        TEST(events_come_in_order),
        TEST(moves_replace_moves),
        TEST(full_queue_drops_the_least),
        TEST(sdl_events_become_ours),
        TEST(window_events_become_ours),
        TEST(scripts_know_every_event),
        TEST(fingers_become_pointers),
        TEST(mice_made_of_fingers_are_none),
        TEST(compositions_become_ours),
        TEST(ways_add_up),
        TEST(scripts_know_fingers_and_pads),
        TEST(frames_may_be_far_apart),
        TEST(wrong_lines_are_told),
        TEST(wrong_button_is_told),
        TEST(numbers_are_finite),
        TEST(frame_needs_a_blank_behind_it),
        TEST(text_is_whole_or_refused),
        TEST(missing_script_is_told),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_destroy);
}
