/* Which keys and buttons are down, where the pointer is and what the pads do: derived from events and from nothing else.
 *
 * Pipe: events → this state → scripts, which read it in place: `struct input` is memory that JavaScript sees through typed arrays
 * (js/input.js), so its layout is part of the frozen file's contract. Main thread only. */
#pragma once
#include "event.h"
#include <stddef.h>
#include <stdint.h>

/* Key numbers are SDL's scancodes, which are USB usage ids (HID Usage Tables, page 7); 0 is no key. A pad's controls are the 17 buttons of
 * W3C's standard gamepad in its order, then each half of its 4 axes (the negative half first), which scripts may use like buttons. */
enum {
    INPUT_KEYS = 512,
    INPUT_BUTTONS = 3,
    INPUT_PADS = 8,
    INPUT_PAD_BUTTONS = 17,
    INPUT_AXES = 4, /* left stick x, y, right stick x, y; right and down positive */
    INPUT_CONTROLS = INPUT_PAD_BUTTONS + 2 * INPUT_AXES,
    INPUT_CONTROL_ROOM = 28, /* a multiple of 4 */
};

#define INPUT_DEAD_ZONE 0.15f /* of a stick, in all directions; beyond it values grow from 0 to 1 */
#define INPUT_HALF      0.5f  /* from which on an analog control counts as pressed */

enum input_bit {
    INPUT_DOWN = 1,     /* held now */
    INPUT_PRESSED = 2,  /* went down since the last update ended */
    INPUT_RELEASED = 4, /* went up since the last update ended */
};

struct input_pad {
    uint32_t connection;              /* 0: no pad is here; else another number for each that is plugged in */
    float values[INPUT_CONTROL_ROOM]; /* 0 … 1, of each control */
    uint8_t bits[INPUT_CONTROL_ROOM]; /* input_bit, of each control */
    float raw[INPUT_AXES];            /* -1 … 1, as the pad has them; the values are without the dead zone */
    char id[64];                      /* its name */
};

struct input {
    uint8_t keys[INPUT_KEYS];             /* input_bit, by key number */
    uint8_t controls[INPUT_CONTROL_ROOM]; /* the same of the pads' controls: those of any pad */
    uint8_t buttons[4];                   /* input_bit: left, middle, right, unused */
    float mouse_x, mouse_y;               /* logical pixels, may lie outside the screen; a captured mouse keeps its place */
    float wheel;                          /* notches since the last update ended, up positive */
    float mouse_dx, mouse_dy;             /* logical pixels that the mouse went since the last update ended */
    float values[INPUT_CONTROL_ROOM];     /* of the controls: the largest of any pad */
    struct input_pad pads[INPUT_PADS];
    uint32_t connections; /* so far */
    bool mouse_known;     /* it has been somewhere */
};

/* Takes an event into the state. A blur releases everything, since the key's up would go to another window. */
void input_event(struct input *input, const struct event *event);

/* The same while the game stands still: what goes up is up and a stick is where it is, but nothing counts as pressed. */
void input_event_paused(struct input *input, const struct event *event);

/* After each update: pressed, released, wheel and the mouse's way are over. */
void input_updated(struct input *input);

/* KeyboardEvent.code names (W3C UI Events KeyboardEvent code Values): number of a name, 0 unknown; name of a number, NULL unknown. */
int input_key_from_code(const char *code);
const char *input_code(int key);

/* The key number of an SDL scancode when it has a code name, else 0; the SDL keycode of a key number. */
int input_key_from_scancode(int scancode);
int input_keycode(int key);

/* KeyboardEvent.key: what the key types, or the code's name when it types nothing. */
void input_key_text(int key, int keycode, int modifiers, char *text, size_t size);

/* The control of a name like "PadA" or "PadLeftStickUp", -1 unknown; and a button's alone. */
int input_control(const char *name);
int input_pad_button(const char *name);

/* All names as "KeyA=4 KeyB=5 … PadA=512 …", controls counted from INPUT_KEYS on; malloc'd. */
char *input_codes(void);
