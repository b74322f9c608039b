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
    EVENT_TYPES,
};

enum event_modifier { EVENT_SHIFT = 1, EVENT_CTRL = 2, EVENT_ALT = 4 };

struct event {
    enum event_type type;
    int key;       /* KEYDOWN, KEYUP: input.h's key number */
    int modifiers; /* KEYDOWN, KEYUP: event_modifier bits */
    bool repeat;   /* KEYDOWN: the keyboard repeats it */
    int button;    /* POINTERDOWN, POINTERUP: 0 left, 1 middle, 2 right, as in the DOM */
    float x, y;    /* POINTER…: logical pixels; WHEEL: y is notches, up positive; RESIZE: window pixels */
    char text[32]; /* TEXTINPUT: UTF-8; KEYDOWN, KEYUP: KeyboardEvent.key */
};

enum { EVENT_QUEUE = 1024 };

struct event_queue {
    struct event items[EVENT_QUEUE];
    int first, count;
};

/* Appends a copy. A pointer move right behind another replaces it. When the queue is full the newest move or repeat is dropped, else the
 * oldest event. */
void event_push(struct event_queue *queue, const struct event *event);

/* Takes the oldest event; false when there is none. */
bool event_take(struct event_queue *queue, struct event *event);

/* Turns an SDL event into ours; false when it is none of ours. Window coordinates stay window coordinates. */
union SDL_Event;
bool event_from_sdl(const union SDL_Event *sdl, struct event *event);

/* A script of input: a text file, one event a line, `FRAME NAME ARGUMENTS`, "#" starts a comment:
 *   10 keydown KeyA        12 keyup KeyA        12 textinput hello        20 pointerdown 100 50 [0|1|2]
 *   20 pointerup 100 50    21 pointermove 10 5  22 wheel 1                30 blur      31 focus      60 quit
 * Frames count from 0 and never fall. */
struct event_script;
struct event_script *event_script_read(const char *path, struct error *err); /* gives, or NULL (EXIT_USAGE) with file and line */
void event_script_destroy(struct event_script *script);

/* Pushes the events of this frame. */
void event_script_push(struct event_script *script, int64_t frame, struct event_queue *queue);
