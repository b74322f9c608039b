/* What the engine itself shows over a game: the fault screen and the banner of a pause, as records in a draw list.
 *
 * Pipe: app → overlay → draw list. No state. Sizes are logical pixels; it works from 160x90 up. Give it a list of its own: it resets
 * nothing and sets no camera. All texts are UTF-8 and borrowed; NULL stands for none. */
#pragma once
#include "draw.h"

enum { OVERLAY_LINES = 5 };

struct overlay_fault {
    const char *title;                /* "TypeError: ship is undefined" */
    const char *place;                /* "main.js:12:5" */
    const char *lines[OVERLAY_LINES]; /* the source around the fault; NULL where there is none */
    int first_line;                   /* the number of lines[0], from 1 */
    int fault_index;                  /* which of lines is at fault; -1 none */
    int column;                       /* of the caret in that line, in code points from 1; 0 none */
    const char *stack;                /* frames, one a line */
    const char *hint;                 /* the last line: "saved file heals it · R restarts · Esc quits" */
};

/* Covers the screen with the fault; long texts are wrapped, and what has no room is left out from the stack upwards. */
void overlay_fault(struct draw *list, int width, int height, const struct overlay_fault *fault);

/* A strip with one centred line along the top edge: "paused: main.js:12". */
void overlay_banner(struct draw *list, int width, int height, const char *text);

/* A panel along the bottom edge with title, place, the faulty line and hint, over a game that plays on. */
void overlay_warning(struct draw *list, int width, int height, const struct overlay_fault *fault);
