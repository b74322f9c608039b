/* The C face of V8's inspector: one inspector for a vm, one session for each debugger that is connected. Private to scripting/.
 *
 * Order: vm_debug_start after the vm was made and before any script of it runs; vm_debug_stop before vm_destroy. Messages are JSON of the
 * DevTools protocol, UTF-8 in, ASCII out. Main thread only, and never from inside a uv callback: a message may run JavaScript, which may
 * pause, and a pause serves uv. */
#pragma once
#include "vm.h"

struct vm_debug;

#define VM_DEBUG_OWN UINT32_MAX /* the client that is the engine itself: vm_live_edit */

struct vm_debug_desc {
    void *self;
    /* A message for a client. It may come at any time that scripts run. Borrows the bytes. */
    void (*send)(void *self, uint32_t client, const char *bytes, size_t size);
    /* One turn while V8 is paused at `place` ("main.js:12", maybe ""): serves window and sockets, may call dispatch, connect and
     * disconnect. False: the game is to end, and so the pause. */
    bool (*pause)(void *self, const char *place);
    /* A client lets the game go that waited for it (Runtime.runIfWaitingForDebugger). */
    void (*go)(void *self);
};

/* Makes the inspector, tells it of the context and binds the scripts that came out of the snapshot to it, which V8 itself forgets. */
struct vm_debug *vm_debug_start(struct vm *vm, const struct vm_debug_desc *desc);

/* Ends all sessions without a word to their clients, then the inspector. Not while paused. */
void vm_debug_stop(struct vm_debug *debug);

/* A session for a client. `cookie` is what vm_debug_cookie gave for it in an earlier vm, or NULL: then breakpoints and enabled domains are
 * there again before the first statement runs. */
void vm_debug_connect(struct vm_debug *debug, uint32_t client, const char *cookie, size_t size);

/* Ends a client's session; from inside its own message, as soon as that is done, which is ended. The last one to go ends a pause. */
void vm_debug_disconnect(struct vm_debug *debug, uint32_t client);

/* Hands a client's message to its session. `passes`: stepping and pausing pass over the engine's own modules from then on. */
void vm_debug_dispatch(struct vm_debug *debug, uint32_t client, const char *bytes, size_t size, bool passes);

/* The state of a client's session, malloc'd, for vm_debug_connect in the next vm; NULL when it has none. */
char *vm_debug_cookie(struct vm_debug *debug, uint32_t client, size_t *size);

/* A row: calls the function args[0] with args[1] and asks every session to pause on its first statement, for the reason "Break on start".
 */
bool vm_debug_begin(struct bind_call *call);

/* Pauses on the next statement, as Debugger.pause does, for a client whose Debugger domain is on; nothing for any other. */
void vm_debug_pause_next(struct vm_debug *debug, uint32_t client);

/* Pauses the script that runs, from inside an interrupt of it, and returns when it was resumed. False: no session has its Debugger domain
 * on, and nothing happened. */
bool vm_debug_pause(struct vm_debug *debug, const char *reason);

/* The same at the author's next statement, when none of his is running. */
void vm_debug_pause_soon(struct vm_debug *debug, const char *reason);

/* Whether what runs now runs for a client that is there: a message of its, or a pause. */
bool vm_debug_serving(const struct vm_debug *debug);

/* Whether V8 is paused now, somewhere below on the stack, and no message has ended that pause. */
bool vm_debug_paused(const struct vm_debug *debug);
