#include "base.h"
#include "connection.h"
#include "tcp.h"
#include "websocket.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    MESSAGE_LIMIT = 64 << 20,
    BACKLOG_LIMIT = 64 << 20,
    SHARED_LIMIT = 128 << 20,
    ACCEPTS = 64,  /* connections at once, before the others have their turn */
    BATCH = 32768, /* bytes kept back at most, while there are messages to be taken that will be answered, too */
    DEAF_MS = 100, /* without a free descriptor: until the next try */
};

static struct connection *find(const struct inspect *inspect, uint32_t client) {
    struct connection *connection = inspect->clients.first;
    while (connection && connection->client != client)
        connection = connection->next;
    return connection;
}

static void on_connection(uv_poll_t *poll, int status, int events);

void inspect_listen_again(struct inspect *inspect) {
    if (inspect->deaf)
        uv_poll_start(&inspect->listener, UV_READABLE, on_connection);
    inspect->deaf = false;
}

static void on_deadline(uv_timer_t *timer) {
    struct inspect *inspect = timer->data;
    inspect_listen_again(inspect);
    connection_sweep(inspect);
}

void inspect_arm(struct inspect *inspect, uint64_t ms) {
    if (!uv_is_active((uv_handle_t *)&inspect->timer))
        uv_timer_start(&inspect->timer, on_deadline, ms, 0);
}

static void on_connection(uv_poll_t *poll, int status, int events) {
    struct inspect *inspect = poll->data;
    (void)status, (void)events;
    for (int i = 0; i < ACCEPTS; i++) {
        int socket = tcp_accept(inspect->socket);
        if (socket >= 0) {
            connection_create(inspect, socket);
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            return;
        } else if (inspect->strangers.first) {
            connection_drop(inspect->strangers.first); /* for its descriptor */
        } else {
            uv_poll_stop(&inspect->listener);
            inspect->deaf = true;
            uv_timer_start(&inspect->timer, on_deadline, DEAF_MS, 0);
            return;
        }
    }
}

static void make_id(char id[37]) {
    unsigned char b[16];
    ASSERT(uv_random(NULL, NULL, b, sizeof b, 0, NULL) == 0);
    b[6] = (b[6] & 0x0f) | 0x40; /* version 4 of RFC 4122: nothing but random */
    b[8] = (b[8] & 0x3f) | 0x80;
    snprintf(id, 37, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7],
             b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]);
}

struct inspect *inspect_start(const struct inspect_desc *desc, struct error *err) {
    char address[TCP_ADDRESS_SIZE];
    int socket = tcp_listen(desc->host ? desc->host : "127.0.0.1", desc->port, address, err);
    if (socket < 0)
        return NULL;
    struct inspect *inspect = base_alloc(sizeof *inspect);
    memset(inspect, 0, sizeof *inspect);
    inspect->loop = desc->loop;
    inspect->socket = socket;
    inspect->message_limit = desc->message_limit ? desc->message_limit : MESSAGE_LIMIT;
    inspect->backlog_limit = desc->backlog_limit ? desc->backlog_limit : BACKLOG_LIMIT;
    inspect->shared_limit = desc->shared_limit ? desc->shared_limit : SHARED_LIMIT;
    inspect->head_ms = desc->head_ms ? desc->head_ms : INSPECT_HEAD_MS;
    make_id(inspect->id);
    inspect->address = base_format("ws://%s/%s", address, inspect->id);
    inspect->title = base_strdup(desc->title ? desc->title : "");
    inspect->url = base_strdup(desc->url ? desc->url : "");
    uv_timer_init(inspect->loop, &inspect->timer);
    ASSERT(uv_poll_init(inspect->loop, &inspect->listener, socket) == 0);
    inspect->timer.data = inspect->listener.data = inspect;
    uv_poll_start(&inspect->listener, UV_READABLE, on_connection);
    return inspect;
}

static void on_own_closed(uv_handle_t *handle) {
    struct inspect *inspect = handle->data;
    inspect->closing--;
}

void inspect_stop(struct inspect *inspect) {
    if (!inspect)
        return;
    inspect->deaf = false;
    inspect->closing += 2;
    uv_close((uv_handle_t *)&inspect->listener, on_own_closed);
    uv_close((uv_handle_t *)&inspect->timer, on_own_closed);
    close(inspect->socket);
    for (struct connection *client; (client = inspect->clients.first);) {
        websocket_close(client->websocket, 1001); /* going away */
        connection_flush(client);
        if (client->stage != STAGE_GONE)
            connection_drop(client);
    }
    while (inspect->strangers.first)
        connection_drop(inspect->strangers.first);
    while (inspect->closing)
        uv_run(inspect->loop, UV_RUN_NOWAIT);
    for (struct inspect_item item; inspect_take(inspect, &item);)
        ;
    free(inspect->address);
    free(inspect->title);
    free(inspect->url);
    free(inspect);
}

const char *inspect_address(const struct inspect *inspect) {
    return inspect->address;
}

/* Sends what inspect_send kept back. */
static void flush_all(struct inspect *inspect) {
    for (struct connection *next, *client = inspect->clients.first; client; client = next) {
        next = client->next;
        if (!bytes_size(&client->out))
            continue;
        connection_flush(client);
        connection_watch(client);
    }
}

static bool give(struct inspect *inspect, struct happening *happening, struct inspect_item *item) {
    queue_forget(inspect->taken);
    inspect->taken = happening;
    if (!happening) {
        flush_all(inspect);
        return false;
    }
    struct connection *connection = find(inspect, happening->item.client);
    if (connection)
        connection_watch(connection);
    *item = happening->item;
    return true;
}

bool inspect_take(struct inspect *inspect, struct inspect_item *item) {
    return give(inspect, queue_take(&inspect->line), item);
}

bool inspect_take_wanted(struct inspect *inspect, bool (*wanted)(const struct inspect_item *message), struct inspect_item *item) {
    return give(inspect, queue_take_wanted(&inspect->line, wanted), item);
}

bool inspect_pending(const struct inspect *inspect) {
    return inspect->line.first;
}

bool inspect_send(struct inspect *inspect, uint32_t client, const char *bytes, size_t size) {
    struct connection *connection = find(inspect, client);
    if (!connection)
        return false;
    if (bytes_size(&connection->out) > inspect->backlog_limit)
        connection_flush(connection);
    if (connection->stage == STAGE_OPEN && bytes_size(&connection->out) > inspect->backlog_limit)
        connection_drop(connection);
    connection_bound(inspect);
    if (connection->stage != STAGE_OPEN)
        return false;
    websocket_send(connection->websocket, bytes, size);
    if (!inspect->line.first || bytes_size(&connection->out) > BATCH)
        connection_flush(connection);
    connection_watch(connection); /* what is kept back the loop sends, should nobody take on */
    return connection->stage == STAGE_OPEN;
}

void inspect_close(struct inspect *inspect, uint32_t client) {
    struct connection *connection = find(inspect, client);
    if (!connection)
        return;
    websocket_close(connection->websocket, 1000);
    connection_end(connection);
    connection_watch(connection);
}

int inspect_clients(const struct inspect *inspect) {
    return inspect->clients.count;
}
