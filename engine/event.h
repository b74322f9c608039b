/* What happens to a game from outside, as plain values in one queue; nothing else may tell the game about the world.
 *
 * Pipe: SDL and scripts of input → queue → input.c and the game's event hooks. Filled in the frame's first phase, drained in its
 * second. Main thread only. */
#pragma once
#include "error.h"
#include <stdbool.h>
#include <stdint.h>

enum event_type {
    EVENT_KEYDOWN = 1,
    EVENT_KEYUP,
    EVENT_TEXTINPUT,
    EVENT_POINTERDOWN,
    EVENT_POINTERUP,
    EVENT_POINTERMOVE,
    EVENT_WHEEL,
    EVENT_RESIZE,
    EVENT_FOCUS,
    EVENT_BLUR,
    EVENT_QUIT, /* the window's close button, or the system asks */
    EVENT_TEXTEDIT,
    EVENT_PADCONNECTED,
    EVENT_PADDISCONNECTED,
    EVENT_PADBUTTON,
    EVENT_PADAXIS,
    EVENT_TYPES,
};

enum event_modifier { EVENT_SHIFT = 1, EVENT_CTRL = 2, EVENT_ALT = 4 };

struct event {
    enum event_type type;
    int key;       /* KEYDOWN, KEYUP: input.h's key number */
    int modifiers; /* KEYDOWN, KEYUP: event_modifier bits */
    bool repeat;   /* KEYDOWN: the keyboard repeats it */
    int button; /* POINTERDOWN, POINTERUP: 0 left, 1 middle, 2 right, as in the DOM; PADBUTTON, PADAXIS: which, as W3C's Gamepad counts */
    int id;     /* POINTER…: 0 the mouse, 1 to EVENT_FINGERS a finger; PAD…: the pad's place, from 0 */
    bool relative; /* POINTERMOVE of a captured mouse: x and y are how far it went */
    float x, y; /* POINTER…: logical pixels; WHEEL: y is notches, up positive; RESIZE: window pixels; TEXTEDIT: start and length of what is
                   marked, in characters; PADBUTTON: x 0 … 1; PADAXIS: x -1 … 1 */
    char text[64]; /* TEXTINPUT, TEXTEDIT: UTF-8; KEYDOWN, KEYUP: KeyboardEvent.key; PADCONNECTED, PADDISCONNECTED: the pad's name */
};

enum { EVENT_FINGERS = 10 };

enum { EVENT_QUEUE = 1024 };

struct event_queue {
    struct event items[EVENT_QUEUE];
    int first, count;
};

/* Appends a copy. A move right behind another of the same pointer replaces it, or is added when relative; so does an axis. When the queue
 * is full the newest move or repeat is dropped, else the oldest event. */
void event_push(struct event_queue *queue, const struct event *event);

/* Takes the oldest event; false when there is none. */
bool event_take(struct event_queue *queue, struct event *event);

/* Gives an event its text, as much of it as there is room for, and never half a letter. */
void event_text(struct event *event, const char *text);

/* Turns an SDL event into ours; false when it is none of ours: fingers and pads, and what SDL makes of a finger for those who know mice
 * alone. Window coordinates stay window coordinates. */
union SDL_Event;
bool event_from_sdl(const union SDL_Event *sdl, struct event *event);

/* Which fingers lie on the screen: SDL's number of each, in the place that is its id - 1; all zero at first. */
struct event_fingers {
    int64_t numbers[EVENT_FINGERS];
    bool down[EVENT_FINGERS];
};

/* Turns a finger's SDL event into a pointer's, in a window of that size; false when it is none, or the eleventh finger's. */
bool event_from_finger(struct event_fingers *fingers, const union SDL_Event *sdl, float width, float height, struct event *event);

/* A script of input: a text file, one event a line, `FRAME NAME ARGUMENTS`, "#" starts a comment:
 *   10 keydown KeyA        12 keyup KeyA        12 textinput hello        20 pointerdown 100 50 [0|1|2]
 *   20 pointerup 100 50    21 pointermove 10 5  22 wheel 1                30 blur      31 focus      60 quit
 *   40 motion -3 2.5       of a captured mouse  41 textedit 1 0 ka        START LENGTH TEXT, no text: the composition is over
 *   50 touchdown 9 9 1     51 touchmove 9 8 1   52 touchup 9 8 1          X Y FINGER, 1 to EVENT_FINGERS
 *   60 padconnected 0 Pad  61 padbutton 0 PadA 1   62 padaxis 0 1 -0.5    paddisconnected 0: PAD, then NAME or BUTTON or AXIS, and VALUE
 * Frames count from 0 and never fall. */
struct event_script;
struct event_script *event_script_read(const char *path, struct error *err); /* gives, or NULL (EXIT_USAGE) with file and line */
void event_script_destroy(struct event_script *script);

/* Pushes the events of this frame. */
void event_script_push(struct event_script *script, int64_t frame, struct event_queue *queue);
