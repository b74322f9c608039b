/* No script may hang its game: one that runs long is told, one that never returns is paused where a debugger is there to see, else ended,
 * which is a fault like any other. Looks from inside V8's interrupts (vm_watch_long), so that a frame that is in time pays nothing. Main
 * thread. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct debug;
struct vm;

enum {
    BUDGET_WARN_MS = 1000, /* after which a line tells where the script is */
    BUDGET_DEAF = 6,       /* times the limit: who is then still in one call of a builtin, which V8 cannot interrupt, ends the process */
};

struct budget {
    struct vm *vm;
    struct debug *debug; /* NULL: none */
    uint32_t limit_ms;   /* of one call of a hook with its promise jobs, or of a frame's timers; 0: none */
    uint32_t excused_ms; /* of the call that runs: spent in a debugger's pause */
    bool paused;         /* since the last look */
    bool warned;         /* of it */
};

/* Watches the scripts of `vm`, and serves `debug` while one runs long, until budget_end. Borrows itself. */
void budget_begin(struct budget *budget, struct vm *vm, struct debug *debug, uint32_t limit_ms);
/* In each turn of a debugger's pause: that time does not count. */
void budget_paused(struct budget *budget);

void budget_end(struct budget *budget);
