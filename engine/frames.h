/* The graph of the last frames (F1 in development): where the time of each went, as stacked bars in a corner of the screen, with numbers.
 *
 * Pipe: app → frames → draw list. Plain data, nothing is allocated. Times are nanoseconds of base_now_ns unless a name says otherwise. */
#pragma once
#include "draw.h"
#include <stddef.h>
#include <stdint.h>

enum frames_phase { FRAMES_UPDATE, FRAMES_DRAW, FRAMES_RENDER, FRAMES_GC, FRAMES_SLACK, FRAMES_WAIT, FRAMES_PHASES };

enum { FRAMES_COUNT = 120 };

struct frames {
    float ms[FRAMES_COUNT][FRAMES_PHASES];
    int next;            /* the frame that is being measured; the one behind it is the oldest */
    uint64_t last_ns;    /* when the last phase ended; 0: nothing was measured yet */
    uint64_t last_gc_ns; /* what garbage collection had cost by then */
};

struct frames_numbers {
    double fps;
    size_t heap_used, heap_total; /* bytes */
    uint32_t records;             /* of the draw list */
    double period_ms;             /* that a frame may take */
};

/* Forgets all. */
void frames_reset(struct frames *frames);

/* A phase has ended: the time since the last one's end is its own, but for what garbage collection took of it; `gc_ns` is the sum so far.
 */
void frames_mark(struct frames *frames, enum frames_phase phase, uint64_t now_ns, uint64_t gc_ns);

/* The frame has ended. */
void frames_next(struct frames *frames);

/* Draws into a list of its own, for a screen of that size in logical pixels. */
void frames_draw(const struct frames *frames, struct draw *list, int width, const struct frames_numbers *numbers);
