/* One WebSocket's protocol, server side: bytes of the connection in, whole text messages out, and back. It knows no socket.
 *
 * wslay does the framing and the checks. Fragments are put together, pings answered, none sent; a message goes out as one frame. Binary
 * messages close with 1003. The memory an unfinished message takes follows what came, not what a frame's head promises. */
#pragma once
#include "bytes.h"
#include <stdbool.h>
#include <stddef.h>

struct websocket;

struct websocket_desc {
    size_t message_limit; /* bytes; a longer one closes with 1009 */
    struct bytes *out;    /* borrowed; what must be sent is put there */
    /* Gets each message: takes `text`, to be freed; UTF-8 and one NUL that `size` does not count. It must not call back. */
    void (*message)(void *owner, char *text, size_t size);
    void *owner;
};

struct websocket *websocket_create(const struct websocket_desc *desc);

/* What came from the client, in any portions. False: this WebSocket is over, its close frame put out, nothing may be fed any more. */
bool websocket_feed(struct websocket *websocket, const char *bytes, size_t size);

/* Bytes that came of a message that is not whole yet. */
size_t websocket_pending(const struct websocket *websocket);

/* Puts one text message out; false after the close frame. */
bool websocket_send(struct websocket *websocket, const char *text, size_t size);

/* Puts the close frame out with this code, once. */
void websocket_close(struct websocket *websocket, int code);

/* NULL: nothing. */
void websocket_destroy(struct websocket *websocket);
