/* The debugger's server: HTTP and WebSocket for Chrome DevTools, VS Code, `node inspect` and any other client of the protocol.
 *
 * Bytes only: it knows neither V8 nor JSON-RPC. Main thread, on the uv loop. The loop's callbacks read, parse and queue; nothing is called
 * back. Whoever owns it takes what happened with inspect_take, outside of uv_run, as often as inspect_pending says so. Nothing ever blocks
 * or waits for a client: one that never reads is dropped at the backlog limit, one that sends faster than its messages are taken is not
 * read from meanwhile, one that dawdles over its request is dropped after INSPECT_HEAD_MS. Below it: tcp.h has the sockets,
 * connection.h what becomes of each, http.h its request, websocket.h its messages. */
#pragma once
#include "error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct inspect;
struct uv_loop_s;

enum {
    INSPECT_HEAD_MS = 10000, /* from the connection to the whole request; as long again to read the answer, or to answer a close */
    INSPECT_STRANGERS = 64,  /* connections that are no WebSocket yet or no more; one above it and the oldest is dropped */
    INSPECT_CLIENTS = 64,    /* open WebSockets; a further handshake is answered with 503 */
};

struct inspect_desc {
    struct uv_loop_s *loop; /* borrowed */
    const char *host;       /* an IP address or a name; NULL: 127.0.0.1 */
    int port;               /* 0: any free one */
    const char *title;      /* of the target: the game's title */
    const char *url;        /* file:///…/main.js */
    size_t message_limit;   /* bytes of one incoming message; 0: 64 MB; beyond: close 1009 */
    size_t backlog_limit;   /* unsent bytes of one client; with more than that, the next message drops it instead; 0: 64 MB */
    size_t shared_limit; /* of all clients together, what they have not read and what nobody took; beyond: the costliest goes; 0: 128 MB */
    uint32_t head_ms;    /* 0: INSPECT_HEAD_MS */
};

enum inspect_kind { INSPECT_OPEN, INSPECT_MESSAGE, INSPECT_CLOSE };

/* Something that happened. For each client first OPEN, then its messages, then CLOSE, exactly once each but the messages. */
struct inspect_item {
    enum inspect_kind kind;
    uint32_t client;   /* from 1 on, never used again */
    const char *bytes; /* of a message: UTF-8 followed by one NUL that `size` does not count; a view until the next inspect_take */
    size_t size;
};

/* Listens, and makes the random address; copies what `desc` names. NULL with `err` (EXIT_FILE) when it cannot, as on a port in use. */
struct inspect *inspect_start(const struct inspect_desc *desc, struct error *err);

/* Drops every connection at once, frees everything; serves the loop itself until its handles are closed. Never inside uv_run. NULL:
 * nothing. */
void inspect_stop(struct inspect *inspect);

/* "ws://127.0.0.1:9229/<uuid>"; a view. */
const char *inspect_address(const struct inspect *inspect);

/* Gives the oldest thing that happened at one client, the clients in turn; false: nothing did. */
bool inspect_take(struct inspect *inspect, struct inspect_item *item);

/* The same for a moment in which not every message may be served: gives what has been opened and closed and the messages that are `wanted`,
 * past others that stay. What a client sent before it closed is then forgotten. */
bool inspect_take_wanted(struct inspect *inspect, bool (*wanted)(const struct inspect_item *message), struct inspect_item *item);

/* Whether inspect_take would give something. */
bool inspect_pending(const struct inspect *inspect);

/* Queues one text message, copied, of any size, and hands the kernel what it takes at once, without the loop. Only while further messages
 * wait to be taken some is kept back, for one send of many answers: until the last is taken (inspect_take gives false) or the loop runs.
 * False: that client is gone, or goes now because its backlog is full. */
bool inspect_send(struct inspect *inspect, uint32_t client, const char *bytes, size_t size);

/* Closes a client's WebSocket (1000); what was sent before still leaves. CLOSE is queued at once; an unknown client is nothing. */
void inspect_close(struct inspect *inspect, uint32_t client);

/* Open WebSockets. */
int inspect_clients(const struct inspect *inspect);
