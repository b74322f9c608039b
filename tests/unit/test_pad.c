/* Gamepads: SDL's virtual joysticks, plugged in, played with and pulled out. */
#include "base.h"
#include "input.h"
#include "pad.h"
#include <SDL.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct pads *pads;
static struct input input;

static int set_up(void **state) {
    (void)state;
    memset(&input, 0, sizeof input);
    SDL_setenv("SDL_VIDEODRIVER", "dummy", 1);
    SDL_SetHint(SDL_HINT_JOYSTICK_ALLOW_BACKGROUND_EVENTS, "1"); /* there is no window here that could have the focus */
    if (SDL_Init(SDL_INIT_VIDEO) != 0)
        return -1;
    pads = pads_create();
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    pads_destroy(pads);
    SDL_Quit();
    return 0;
}

/* Takes all of SDL's events into the state; gives how many were a pad's. */
static int collect(struct event *last) {
    int count = 0;
    SDL_JoystickUpdate();
    for (SDL_Event sdl; SDL_PollEvent(&sdl);) {
        struct event event;
        if (!pads_event(pads, &sdl, &event))
            continue;
        input_event(&input, &event);
        *last = event;
        count++;
    }
    return count;
}

/* Plugs in a pad with all that a standard one has; gives its device. */
static int plug_in(const char *name) {
    SDL_VirtualJoystickDesc desc = {
        .version = SDL_VIRTUAL_JOYSTICK_DESC_VERSION,
        .type = SDL_JOYSTICK_TYPE_GAMECONTROLLER,
        .naxes = SDL_CONTROLLER_AXIS_MAX,
        .nbuttons = SDL_CONTROLLER_BUTTON_MAX,
        .button_mask = (1u << SDL_CONTROLLER_BUTTON_MAX) - 1,
        .axis_mask = (1u << SDL_CONTROLLER_AXIS_MAX) - 1,
        .name = name,
    };
    int device = SDL_JoystickAttachVirtualEx(&desc);
    assert_true(device >= 0);
    return device;
}

static SDL_Joystick *joystick_of(int device) {
    SDL_Joystick *joystick = SDL_JoystickFromInstanceID(SDL_JoystickGetDeviceInstanceID(device));
    assert_non_null(joystick); /* pads_event opened it */
    return joystick;
}

static void pads_come_and_go(void **state) {
    (void)state;
    struct event event;
    int first = plug_in("First");
    assert_int_equal(collect(&event), 1);
    assert_true(event.type == EVENT_PADCONNECTED && event.id == 0 && input.pads[0].connection);
    assert_string_equal(input.pads[0].id, "First");
    int second = plug_in("Second");
    assert_int_equal(collect(&event), 1);
    assert_true(event.type == EVENT_PADCONNECTED && event.id == 1);
    SDL_JoystickSetVirtualButton(joystick_of(first), SDL_CONTROLLER_BUTTON_A, 1);
    collect(&event);
    assert_true(input.controls[0] & INPUT_DOWN);
    SDL_JoystickDetachVirtual(first);
    assert_true(collect(&event) >= 1);
    assert_true(!input.pads[0].connection && input.pads[1].connection);
    assert_int_equal(input.controls[0] & INPUT_DOWN, 0); /* what it held is up */
    (void)second;
    plug_in("Third"); /* the first place is free again */
    assert_int_equal(collect(&event), 1);
    assert_true(event.type == EVENT_PADCONNECTED && event.id == 0 && input.pads[0].connection == 3);
}

static void more_than_there_are_places(void **state) {
    (void)state;
    struct event event;
    for (int i = 0; i < INPUT_PADS + 2; i++)
        plug_in("Many");
    assert_int_equal(collect(&event), INPUT_PADS);
    assert_int_equal(event.id, INPUT_PADS - 1);
}

/* https://www.w3.org/TR/gamepad/#remapping */
static void buttons_are_in_the_standard_order(void **state) {
    (void)state;
    static const struct {
        int sdl;
        const char *name;
    } rows[] = {
        {SDL_CONTROLLER_BUTTON_A, "PadA"},
        {SDL_CONTROLLER_BUTTON_B, "PadB"},
        {SDL_CONTROLLER_BUTTON_X, "PadX"},
        {SDL_CONTROLLER_BUTTON_Y, "PadY"},
        {SDL_CONTROLLER_BUTTON_LEFTSHOULDER, "PadL1"},
        {SDL_CONTROLLER_BUTTON_RIGHTSHOULDER, "PadR1"},
        {SDL_CONTROLLER_BUTTON_BACK, "PadSelect"},
        {SDL_CONTROLLER_BUTTON_START, "PadStart"},
        {SDL_CONTROLLER_BUTTON_LEFTSTICK, "PadL3"},
        {SDL_CONTROLLER_BUTTON_RIGHTSTICK, "PadR3"},
        {SDL_CONTROLLER_BUTTON_DPAD_UP, "PadUp"},
        {SDL_CONTROLLER_BUTTON_DPAD_DOWN, "PadDown"},
        {SDL_CONTROLLER_BUTTON_DPAD_LEFT, "PadLeft"},
        {SDL_CONTROLLER_BUTTON_DPAD_RIGHT, "PadRight"},
        {SDL_CONTROLLER_BUTTON_GUIDE, "PadHome"},
    };
    struct event event;
    int device = plug_in("Pad");
    collect(&event);
    SDL_Joystick *joystick = joystick_of(device);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int control = input_pad_button(rows[i].name);
        assert_true(control >= 0);
        SDL_JoystickSetVirtualButton(joystick, rows[i].sdl, 1);
        assert_int_equal(collect(&event), 1);
        assert_true(event.type == EVENT_PADBUTTON && event.button == control && event.x == 1);
        for (int other = 0; other < INPUT_CONTROLS; other++)
            assert_int_equal((input.controls[other] & INPUT_DOWN) != 0, other == control);
        if (rows[i].sdl == SDL_CONTROLLER_BUTTON_GUIDE)
            break; /* SDL holds its going up back for a while */
        SDL_JoystickSetVirtualButton(joystick, rows[i].sdl, 0);
        assert_int_equal(collect(&event), 1);
        assert_int_equal(input.controls[control] & INPUT_DOWN, 0);
    }
    SDL_JoystickSetVirtualButton(joystick, SDL_CONTROLLER_BUTTON_MISC1, 1); /* a button that the standard does not know */
    assert_int_equal(collect(&event), 0);
}

static void axes_and_triggers_have_their_range(void **state) {
    (void)state;
    struct event event;
    int device = plug_in("Pad");
    collect(&event);
    SDL_Joystick *joystick = joystick_of(device);
    for (int axis = 0; axis < INPUT_AXES; axis++) {
        SDL_JoystickSetVirtualAxis(joystick, axis, -32768);
        assert_int_equal(collect(&event), 1);
        assert_true(event.type == EVENT_PADAXIS && event.button == axis && event.x == -1);
        SDL_JoystickSetVirtualAxis(joystick, axis, 32767);
        assert_int_equal(collect(&event), 1);
        assert_true(event.x == 1 && input.values[INPUT_PAD_BUTTONS + axis * 2 + 1] == 1);
        SDL_JoystickSetVirtualAxis(joystick, axis, 0);
        collect(&event);
        assert_true(input.values[INPUT_PAD_BUTTONS + axis * 2 + 1] == 0);
    }
    static const char *const triggers[] = {"PadL2", "PadR2"};
    for (int i = 0; i < 2; i++) {
        int control = input_pad_button(triggers[i]);
        SDL_JoystickSetVirtualAxis(joystick, SDL_CONTROLLER_AXIS_TRIGGERLEFT + i, 32767);
        assert_true(collect(&event) >= 1);
        assert_true(event.type == EVENT_PADBUTTON && event.button == control && event.x > 0.99f);
        assert_true(input.controls[control] & INPUT_DOWN);
        SDL_JoystickSetVirtualAxis(joystick, SDL_CONTROLLER_AXIS_TRIGGERLEFT + i, -32768);
        assert_true(collect(&event) >= 1);
        assert_true(event.x == 0 && !(input.controls[control] & INPUT_DOWN));
    }
}

static void rumble_without_a_motor_is_nothing(void **state) {
    (void)state;
    struct event event;
    plug_in("Pad");
    collect(&event);
    for (int id = -1; id <= INPUT_PADS; id++)
        pads_rumble(pads, id, 1, 0.5, 60);
}

static void other_events_are_no_pads(void **state) {
    (void)state;
    static const Uint32 types[] = {SDL_KEYDOWN, SDL_QUIT, SDL_CONTROLLERBUTTONDOWN, SDL_CONTROLLERAXISMOTION, SDL_CONTROLLERDEVICEREMOVED};
    for (size_t i = 0; i < COUNT_OF(types); i++) {
        struct event event;
        SDL_Event sdl = {.type = types[i]};
        sdl.cbutton.which = 77; /* no pad of ours */
        assert_false(pads_event(pads, &sdl, &event));
    }
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(pads_come_and_go),
        TEST(more_than_there_are_places),
        TEST(buttons_are_in_the_standard_order),
        TEST(axes_and_triggers_have_their_range),
        TEST(rumble_without_a_motor_is_nothing),
        TEST(other_events_are_no_pads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
