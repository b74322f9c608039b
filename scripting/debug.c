#include "debug.h"
#include "answer.h"
#include "base.h"
#include "guard.h"
#include "inspect.h"
#include "loop.h"
#include "protocol.h"
#include "vm_debug.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char no_id[] = "{\"error\":{\"code\":-32600,\"message\":\"a message must be an object with an integer id\"}}";

enum { WINDOW_MS = 50 };

struct client {
    uint32_t id;
    char *cookie; /* of its session in the game before; NULL: none */
    size_t cookie_size;
    bool pausing;  /* it has asked for a pause that has not come yet */
    bool patterns; /* it has said itself what to pass over */
};

struct debug {
    struct debug_desc desc;
    struct inspect *server;
    struct vm *vm;
    struct vm_debug *sessions; /* NULL: no vm */
    struct client *clients;
    int count, capacity;
    struct resources *resources;
    bool waiting, brk;
    uint64_t window_due; /* in a pause: when the window has its turn although messages come without end */
    struct guard guard;
};

static void send_to(void *self, uint32_t client, const char *bytes, size_t size) {
    struct debug *debug = self;
    guard_sent(&debug->guard, bytes, size);
    inspect_send(debug->server, client, bytes, size);
}

static bool pause_turn(void *self, const char *place) {
    struct debug *debug = self;
    for (int i = 0; i < debug->count; i++)
        debug->clients[i].pausing = false;
    loop_pump(debug->desc.loop);
    bool served = debug_pump(debug); /* the pause may be over then, and there may be more */
    if (!vm_debug_paused(debug->sessions) || (served && base_now_ns() < debug->window_due))
        return true;
    bool open = debug->desc.pause(debug->desc.self, place);
    debug->window_due = base_now_ns() + WINDOW_MS * 1000000;
    return open;
}

static void let_go(void *self) {
    struct debug *debug = self;
    debug->waiting = false;
}

static bool is_loopback(const char *host) {
    return strncmp(host, "127.", 4) == 0 || strcmp(host, "::1") == 0 || strcmp(host, "localhost") == 0;
}

struct debug *debug_open(const struct debug_desc *desc, struct error *err) {
    struct inspect_desc server = {.loop = desc->loop, .host = desc->host, .port = desc->port, .title = desc->title, .url = desc->url};
    struct inspect *inspect = inspect_start(&server, err);
    if (!inspect)
        return NULL;
    struct debug *debug = base_alloc(sizeof *debug);
    *debug = (struct debug){
        .desc = *desc, .server = inspect, .resources = resources_create(), .waiting = desc->wait || desc->brk, .brk = desc->brk};
    fprintf(stderr, "Debugger listening on %s\n", inspect_address(inspect));
    if (desc->host && !is_loopback(desc->host))
        fprintf(stderr, "thaw: warning: whoever reaches %s from elsewhere can debug this game, and do all that it can\n", desc->host);
    return debug;
}

void debug_close(struct debug *debug) {
    if (!debug)
        return;
    ASSERT(!debug->sessions);
    inspect_stop(debug->server);
    resources_destroy(debug->resources);
    guard_clear(&debug->guard);
    for (int i = 0; i < debug->count; i++)
        free(debug->clients[i].cookie);
    free(debug->clients);
    free(debug);
}

/* ── what has come in ── */

static void open_client(struct debug *debug, uint32_t id) {
    if (debug->count == debug->capacity) {
        debug->capacity = debug->capacity ? debug->capacity * 2 : 4;
        debug->clients = base_realloc(debug->clients, sizeof *debug->clients * (size_t)debug->capacity);
    }
    debug->clients[debug->count++] = (struct client){.id = id};
    if (debug->sessions)
        vm_debug_connect(debug->sessions, id, NULL, 0);
}

static void close_client(struct debug *debug, uint32_t id) {
    if (debug->sessions)
        vm_debug_disconnect(debug->sessions, id);
    resources_close(debug->resources, id, 0);
    for (int i = 0; i < debug->count; i++)
        if (debug->clients[i].id == id) {
            free(debug->clients[i].cookie);
            debug->clients[i] = debug->clients[--debug->count];
            return;
        }
}

/* True: the method was the engine's own and is answered. */
static bool answer(struct debug *debug, const struct inspect_item *item, const struct protocol_head *head) {
    static const struct module_list none;
    bool reload = false;
    const struct module_list *modules = debug->vm ? vm_modules(debug->vm) : &none;
    char *text = answer_make(debug->resources, item->client, modules, head, item->bytes, item->size, &reload);
    if (!text)
        return false;
    inspect_send(debug->server, item->client, text, strlen(text));
    free(text);
    if (reload)
        debug->desc.reload(debug->desc.self);
    return true;
}

static struct client *find(struct debug *debug, uint32_t id) {
    for (int i = 0; i < debug->count; i++)
        if (debug->clients[i].id == id)
            return &debug->clients[i];
    return NULL;
}

/* A pause that is asked for comes with the next statement, which may be the next game's: V8 forgets it with the session. */
static void note(struct client *client, const char *method) {
    bool asks = strcmp(method, "Debugger.pause") == 0, disables = strcmp(method, "Debugger.disable") == 0;
    if (asks || disables || strcmp(method, "Debugger.resume") == 0)
        client->pausing = asks;
    if (disables || strcmp(method, "Debugger.setBlackboxPatterns") == 0)
        client->patterns = !disables;
}

static void refuse(struct debug *debug, uint32_t client, int64_t id, const char *why) {
    char *text = protocol_error(id, why);
    inspect_send(debug->server, client, text, strlen(text));
    free(text);
}

static void serve(struct debug *debug, const struct inspect_item *item) {
    if (item->kind == INSPECT_OPEN) {
        open_client(debug, item->client);
    } else if (item->kind == INSPECT_CLOSE) {
        close_client(debug, item->client);
    } else {
        struct protocol_head head;
        protocol_read(item->bytes, item->size, &head);
        if (head.id < 0) /* V8 would answer with an id that nobody gave */
            inspect_send(debug->server, item->client, no_id, sizeof no_id - 1);
        if (head.id < 0 || answer(debug, item, &head))
            return;
        /* Where a V8 bears one isolate alone, a faulted game is gone once the next one has faulted too. */
        const char *why =
            debug->sessions ? guard_refuses(&debug->guard, &head, item->bytes, item->size) : "no game runs until its fault is mended";
        if (why) {
            refuse(debug, item->client, head.id, why);
            return;
        }
        struct client *client = find(debug, item->client);
        if (client)
            note(client, head.method);
        bool passes = strcmp(head.method, "Debugger.enable") == 0 && client && !client->patterns;
        char *bytes = base_alloc(item->size + 1); /* a pause inside takes the next message, and the view is gone then */
        memcpy(bytes, item->bytes, item->size);
        vm_debug_dispatch(debug->sessions, item->client, bytes, item->size, passes);
        free(bytes);
    }
}

bool debug_pump(struct debug *debug) {
    struct inspect_item item;
    bool served = false, paused = debug->sessions && vm_debug_paused(debug->sessions);
    uint64_t end = base_now_ns() + DEBUG_TURN_MS * 1000000;
    while ((!served || base_now_ns() < end) && inspect_take(debug->server, &item)) {
        serve(debug, &item);
        served = true;
        if (paused && !vm_debug_paused(debug->sessions))
            break; /* V8 dies of a step from a pause that is over; what is left is the game's that runs again */
    }
    return served;
}

static bool interrupts(const struct inspect_item *message) {
    struct protocol_head head;
    protocol_read(message->bytes, message->size, &head);
    return protocol_interrupts(head.method);
}

static bool terminates(const struct inspect_item *message) {
    struct protocol_head head;
    protocol_read(message->bytes, message->size, &head);
    return strcmp(head.method, "Runtime.terminateExecution") == 0;
}

void debug_interrupt(struct debug *debug) {
    struct inspect_item item;
    bool paused = vm_debug_paused(debug->sessions); /* and a client evaluates something meanwhile, else no script would run */
    loop_pump(debug->desc.loop);
    while (inspect_take_wanted(debug->server, paused ? terminates : interrupts, &item))
        serve(debug, &item);
}

bool debug_pause(struct debug *debug, const char *reason) {
    return debug->sessions && vm_debug_pause(debug->sessions, reason);
}

bool debug_serving(const struct debug *debug) {
    return debug->sessions && vm_debug_serving(debug->sessions);
}

/* ── games come and go ── */

void debug_attach(struct debug *debug, struct vm *vm) {
    struct vm_debug_desc desc = {debug, send_to, pause_turn, let_go};
    debug->vm = vm;
    debug->sessions = vm_debug_start(vm, &desc);
    for (int i = 0; i < debug->count; i++) {
        struct client *client = &debug->clients[i];
        vm_debug_connect(debug->sessions, client->id, client->cookie, client->cookie_size);
        if (client->pausing)
            vm_debug_pause_next(debug->sessions, client->id);
        free(client->cookie);
        client->cookie = NULL;
        client->cookie_size = 0;
    }
}

void debug_detach(struct debug *debug) {
    for (int i = 0; i < debug->count; i++)
        debug->clients[i].cookie = vm_debug_cookie(debug->sessions, debug->clients[i].id, &debug->clients[i].cookie_size);
    vm_debug_stop(debug->sessions);
    debug->sessions = NULL;
    debug->vm = NULL;
    debug->brk = debug->desc.restart_brk || (debug->brk && debug->waiting); /* the first hook is still to come */
}

bool debug_waiting(const struct debug *debug) {
    return debug->waiting;
}

bool debug_holds(struct debug *debug) {
    bool holds = debug->brk;
    debug->brk = false;
    return holds;
}

const char *debug_address(const struct debug *debug) {
    return inspect_address(debug->server);
}
