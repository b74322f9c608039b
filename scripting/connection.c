#include "connection.h"
#include "base.h"
#include "describe.h"
#include "http.h"
#include "tcp.h"
#include "websocket.h"
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    UNTAKEN_LIMIT = 1 << 20, /* bytes of messages nobody took; above it a client is not read from */
    READS = 16,              /* chunks from one client before the others have their turn */
};

static void enlist(struct list *list, struct connection *connection) {
    connection->list = list;
    connection->next = NULL;
    connection->previous = list->last;
    *(list->last ? &list->last->next : &list->first) = connection;
    list->last = connection;
    list->count++;
}

static void delist(struct connection *connection) {
    struct list *list = connection->list;
    *(connection->previous ? &connection->previous->next : &list->first) = connection->next;
    *(connection->next ? &connection->next->previous : &list->last) = connection->previous;
    list->count--;
}

static void happen(struct connection *connection, enum inspect_kind kind, char *bytes, size_t size) {
    queue_put(&connection->inspect->line, connection->queue, kind, bytes, size);
    if (kind == INSPECT_CLOSE)
        connection->queue = NULL;
}

static void on_closed(uv_handle_t *handle) {
    struct connection *connection = handle->data;
    connection->inspect->closing--;
    free(connection);
}

void connection_drop(struct connection *connection) {
    struct inspect *inspect = connection->inspect;
    delist(connection);
    if (connection->stage == STAGE_OPEN)
        happen(connection, INSPECT_CLOSE, NULL, 0);
    connection->stage = STAGE_GONE;
    inspect->closing++;
    uv_close((uv_handle_t *)&connection->poll, on_closed);
    close(connection->socket);
    websocket_destroy(connection->websocket);
    bytes_free(&connection->head);
    bytes_free(&connection->out);
    inspect_listen_again(inspect);
}

static void become_stranger(struct connection *connection) {
    struct inspect *inspect = connection->inspect;
    uv_update_time(inspect->loop); /* the script may have run long since the loop looked at the clock */
    connection->deadline = uv_now(inspect->loop) + inspect->head_ms;
    enlist(&inspect->strangers, connection);
    inspect_arm(inspect, inspect->head_ms);
    if (inspect->strangers.count > INSPECT_STRANGERS)
        connection_drop(inspect->strangers.first);
}

void connection_flush(struct connection *connection) {
    while (bytes_size(&connection->out)) {
        ssize_t sent = tcp_write(connection->socket, bytes_front(&connection->out), bytes_size(&connection->out));
        if (!sent)
            return;
        /* broken: what it sent before may still be read, then reading tells us so, too */
        bytes_drop(&connection->out, sent < 0 ? bytes_size(&connection->out) : (size_t)sent);
    }
    if (connection->stage != STAGE_ENDING)
        return;
    if (!connection->hung_up)
        shutdown(connection->socket, SHUT_WR);
    connection->hung_up = true;
    if (connection->ended)
        connection_drop(connection);
}

void connection_end(struct connection *connection) {
    delist(connection);
    if (connection->stage == STAGE_OPEN)
        happen(connection, INSPECT_CLOSE, NULL, 0);
    connection->stage = STAGE_ENDING;
    websocket_destroy(connection->websocket);
    connection->websocket = NULL;
    bytes_free(&connection->head);
    become_stranger(connection);
    connection_flush(connection);
}

static bool is_readable(const struct connection *connection) {
    return !connection->ended && (connection->stage != STAGE_OPEN || connection->queue->weight < UNTAKEN_LIMIT);
}

static void on_ready(uv_poll_t *poll, int status, int events);

void connection_watch(struct connection *connection) {
    if (connection->stage == STAGE_GONE)
        return;
    int events = (is_readable(connection) ? UV_READABLE : 0) | (bytes_size(&connection->out) ? UV_WRITABLE : 0);
    if (events == connection->events)
        return;
    connection->events = events;
    if (events)
        uv_poll_start(&connection->poll, events, on_ready);
    else
        uv_poll_stop(&connection->poll);
}

static void take_message(void *owner, char *text, size_t size) {
    happen(owner, INSPECT_MESSAGE, text, size);
}

/* What nobody read yet, what nobody took yet, and what came of a message that is not whole. One message that is larger than any backlog
 * may be is no reason to drop who reads it. */
static size_t cost(const struct connection *client) {
    size_t unsent = bytes_size(&client->out), limit = client->inspect->backlog_limit;
    return (unsent < limit ? unsent : limit) + client->queue->weight + websocket_pending(client->websocket);
}

static struct connection *costliest(const struct inspect *inspect, size_t *sum) {
    struct connection *most = inspect->clients.first;
    *sum = 0;
    for (struct connection *client = most; client; client = client->next) {
        *sum += cost(client);
        most = cost(client) > cost(most) ? client : most;
    }
    return most;
}

void connection_bound(struct inspect *inspect) {
    size_t sum;
    for (struct connection *most; (most = costliest(inspect, &sum)) && sum > inspect->shared_limit;) {
        size_t unsent = bytes_size(&most->out);
        struct queue *queue = most->queue;
        connection_flush(most);
        if (bytes_size(&most->out) < unsent)
            continue;
        connection_drop(most);
        queue_drop_messages(queue);
    }
}

static void feed(struct connection *connection, const char *bytes, size_t size) {
    bool more = websocket_feed(connection->websocket, bytes, size);
    if (!more)
        connection_end(connection);
    else if (bytes_size(&connection->out) > connection->inspect->backlog_limit)
        connection_drop(connection); /* it pings and never reads */
    else
        connection_flush(connection);
    connection_bound(connection->inspect);
}

static void open_websocket(struct connection *connection) {
    struct inspect *inspect = connection->inspect;
    delist(connection);
    enlist(&inspect->clients, connection);
    connection->stage = STAGE_OPEN;
    connection->client = ++inspect->last_client;
    connection->queue = queue_create(connection->client);
    struct websocket_desc desc = {
        .message_limit = inspect->message_limit, .out = &connection->out, .message = take_message, .owner = connection};
    connection->websocket = websocket_create(&desc);
    happen(connection, INSPECT_OPEN, NULL, 0);
}

static void serve(struct connection *connection, const char *bytes, size_t size) {
    const struct inspect *inspect = connection->inspect;
    const char *protocol = *describe_protocol ? describe_protocol : NULL;
    struct http_target target = {.title = inspect->title, .url = inspect->url, .protocol = protocol, .id = inspect->id};
    target.full = inspect->clients.count >= INSPECT_CLIENTS;
    struct http_reply reply;
    bytes_put(&connection->head, bytes, size);
    enum http_outcome outcome = http_serve(&target, bytes_front(&connection->head), bytes_size(&connection->head), &reply);
    if (outcome == HTTP_UNFINISHED)
        return;
    bytes_put(&connection->out, reply.text, reply.size);
    free(reply.text);
    if (outcome == HTTP_ANSWERED) {
        connection_end(connection);
        return;
    }
    open_websocket(connection);
    struct bytes head = connection->head;
    connection->head = (struct bytes){0};
    bytes_drop(&head, reply.used);
    feed(connection, bytes_front(&head), bytes_size(&head));
    bytes_free(&head);
}

/* Reads what is there, within reason. May drop the connection. */
static void receive(struct connection *connection) {
    char *chunk = connection->inspect->chunk;
    size_t room = sizeof connection->inspect->chunk;
    for (int i = 0; i < READS && connection->stage != STAGE_GONE && is_readable(connection); i++) {
        ssize_t size = tcp_read(connection->socket, chunk, room);
        if (size == 0)
            return;
        connection->ended = size < 0;
        if (connection->ended && (connection->stage != STAGE_ENDING || !bytes_size(&connection->out)))
            connection_drop(connection);
        else if (connection->stage == STAGE_HEAD)
            serve(connection, chunk, (size_t)size);
        else if (connection->stage == STAGE_OPEN)
            feed(connection, chunk, (size_t)size);
        if ((size_t)size < room)
            return;
    }
}

static void on_ready(uv_poll_t *poll, int status, int events) {
    struct connection *connection = poll->data;
    if (status < 0) { /* broken, and libuv has stopped watching; reading tells when nothing is left */
        connection->events = 0;
        events = UV_READABLE | UV_WRITABLE;
    }
    if (events & UV_WRITABLE)
        connection_flush(connection);
    if ((events & UV_READABLE) && connection->stage != STAGE_GONE)
        receive(connection);
    connection_watch(connection);
}

void connection_create(struct inspect *inspect, int socket) {
    struct connection *connection = base_alloc(sizeof *connection);
    *connection = (struct connection){.inspect = inspect, .socket = socket};
    connection->poll.data = connection;
    if (uv_poll_init(inspect->loop, &connection->poll, socket) != 0) {
        close(socket);
        free(connection);
        return;
    }
    become_stranger(connection);
    connection_watch(connection);
}

void connection_sweep(struct inspect *inspect) {
    struct connection *oldest;
    while ((oldest = inspect->strangers.first) && oldest->deadline <= uv_now(inspect->loop)) {
        /* its request may have waited for us, not we for it */
        on_ready(&oldest->poll, 0, UV_READABLE);
        if (inspect->strangers.first == oldest && oldest->deadline <= uv_now(inspect->loop))
            connection_drop(oldest);
    }
    if (oldest)
        inspect_arm(inspect, oldest->deadline - uv_now(inspect->loop));
}
