/* Debugging a game: what comes in at the server (inspect.h) goes to V8's sessions (vm_debug.h) and back, when the frame has time for it.
 *
 * One for the whole run: clients stay connected while games come and go (debug_attach, debug_detach). Main thread only; pumped in the
 * frame's slack, in a pause, and by an interrupt inside a script that runs long. */
#pragma once
#include "error.h"
#include <stdbool.h>
#include <stdint.h>

struct debug;
struct uv_loop_s;
struct vm;

struct debug_desc {
    struct uv_loop_s *loop;
    const char *host;        /* NULL: 127.0.0.1 */
    int port;                /* 0: any free one */
    bool wait;               /* hold the game before load() until a client says go */
    bool brk;                /* and pause on the first statement then */
    bool restart_brk;        /* and on that of every game that follows */
    const char *title, *url; /* of the game and its main.js, for lists of targets */
    /* One turn of a pause at `place`: serves the window and waits; returns when something came in at a socket, or after a frame's time.
     * False: the window was closed. */
    bool (*pause)(void *self, const char *place);
    void (*reload)(void *self); /* Page.reload: the game is to start anew */
    void *self;
};

/* Listens and prints Node's banner line to stderr; NULL with `err` (EXIT_FILE) when it cannot. */
struct debug *debug_open(const struct debug_desc *desc, struct error *err);

/* Drops all clients. After debug_detach. NULL: nothing. */
void debug_close(struct debug *debug);

/* Sessions for all clients in a new vm, with what they had set in the one before; before any script of it runs. */
void debug_attach(struct debug *debug, struct vm *vm);

/* Ends the sessions of the vm that goes, and keeps what the clients had set. Not while paused. */
void debug_detach(struct debug *debug);

enum { DEBUG_TURN_MS = 2 /* after which debug_pump leaves the rest of what came in for the next turn, so that floods cost no frames */ };

/* Serves what has come in, for one turn; whether anything had. Never inside a uv callback. */
bool debug_pump(struct debug *debug);

/* Serves inside a script that runs long, from V8's interrupt: what asks for a pause or an end at once, in order; from the first message
 * that could run script of its own on, everything waits for that pause or that end. */
void debug_interrupt(struct debug *debug);

/* Pauses the script that runs, from inside V8's interrupt, until it is resumed. False: no client is there that could do so. */
bool debug_pause(struct debug *debug, const char *reason);

/* Whether what runs now runs for a client and not for the game. */
bool debug_serving(const struct debug *debug);

/* While it is true load() has to wait. */
bool debug_waiting(const struct debug *debug);

/* Whether the game is to pause on its first statement: what --inspect-brk asks for once, and restart_brk for each game but the first. */
bool debug_holds(struct debug *debug);

/* "ws://127.0.0.1:9229/<uuid>"; a view. */
const char *debug_address(const struct debug *debug);
