/* Which keys and buttons are down, and where the pointer is: derived from events and from nothing else.
 *
 * Pipe: events → this state → scripts, which read it in place: `struct input` is memory that JavaScript sees through typed arrays
 * (js/input.js), so its layout is part of the frozen file's contract. Main thread only. */
#pragma once
#include "event.h"
#include <stddef.h>
#include <stdint.h>

/* Key numbers are SDL's scancodes, which are USB usage ids (HID Usage Tables, page 7); 0 is no key. */
enum { INPUT_KEYS = 512, INPUT_BUTTONS = 3 };

enum input_bit {
    INPUT_DOWN = 1,     /* held now */
    INPUT_PRESSED = 2,  /* went down since the last update ended */
    INPUT_RELEASED = 4, /* went up since the last update ended */
};

struct input {
    uint8_t keys[INPUT_KEYS]; /* input_bit, by key number */
    uint8_t buttons[4];       /* input_bit: left, middle, right, unused */
    float mouse_x, mouse_y;   /* logical pixels, may lie outside the screen */
    float wheel;              /* notches since the last update ended, up positive */
};

/* Takes an event into the state. A blur releases everything, since the key's up would go to another window. */
void input_event(struct input *input, const struct event *event);

/* After each update: pressed, released and wheel are over. */
void input_updated(struct input *input);

/* KeyboardEvent.code names (W3C UI Events KeyboardEvent code Values): number of a name, 0 unknown; name of a number, NULL unknown. */
int input_key_from_code(const char *code);
const char *input_code(int key);

/* The key number of an SDL scancode when it has a code name, else 0; the SDL keycode of a key number. */
int input_key_from_scancode(int scancode);
int input_keycode(int key);

/* KeyboardEvent.key: what the key types, or the code's name when it types nothing. */
void input_key_text(int key, int keycode, int modifiers, char *text, size_t size);

/* All names as "KeyA=4 KeyB=5 …"; malloc'd. */
char *input_codes(void);
