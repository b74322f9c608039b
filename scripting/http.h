/* HTTP as far as a debugger needs it: the /json endpoints, and the handshake of a WebSocket. A request's bytes in, the answer's bytes out.
 *
 * No state, no socket, any thread. One GET or HEAD a connection; nothing is kept alive. A request whose Host is a name other than
 * localhost is refused, or a web page could read us under a name of its own (DNS rebinding); so is one that a foreign page sent (Origin).
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum { HTTP_HEAD_LIMIT = 8192 }; /* bytes of a request; a longer one is refused with 431 */

/* What there is to debug. */
struct http_target {
    const char *title;
    const char *url;
    const char *protocol; /* JSON text of /json/protocol; NULL: 404 */
    const char *id;       /* the WebSocket's path without its slash; whoever does not know it does not get in */
    bool full;            /* no further WebSocket is taken: 503 */
};

enum http_outcome { HTTP_UNFINISHED, HTTP_ANSWERED, HTTP_UPGRADED };

struct http_reply {
    char *text; /* the caller frees it */
    size_t size;
    size_t used; /* bytes of the request; after HTTP_UPGRADED frames follow them */
};

/* Reads the first `size` bytes of a connection. HTTP_UNFINISHED: more must come, `reply` is empty. Else `reply` is to be sent, and then
 * the connection ends (HTTP_ANSWERED) or has become a WebSocket (HTTP_UPGRADED). */
enum http_outcome http_serve(const struct http_target *target, const char *bytes, size_t size, struct http_reply *reply);
