/* The connections of an inspect: their bytes, stages and limits. Only inspect.c and connection.c include this; they share the structs. */
#pragma once
#include "bytes.h"
#include "queue.h"
#include <uv.h>

enum stage {
    STAGE_HEAD,   /* its request comes */
    STAGE_OPEN,   /* a WebSocket */
    STAGE_ENDING, /* it gets our last bytes and is heard out: closing before it ended would take them from it (RST) */
    STAGE_GONE,
};

struct connection {
    uv_poll_t poll;
    struct inspect *inspect;
    struct connection *previous, *next;
    struct list *list;
    enum stage stage;
    int socket;
    int events;          /* UV_ bits that are watched */
    bool hung_up;        /* we told it that nothing follows */
    bool ended;          /* it told us */
    uint32_t client;     /* 0: no WebSocket */
    uint64_t deadline;   /* in the loop's ms, unless STAGE_OPEN */
    struct queue *queue; /* of what happened to it; NULL unless STAGE_OPEN */
    struct bytes head, out;
    struct websocket *websocket;
};

struct list {
    struct connection *first, *last;
    int count;
};

struct inspect {
    uv_loop_t *loop;
    uv_poll_t listener;
    uv_timer_t timer; /* runs while there are strangers; they stand in the order of their deadlines */
    int socket;
    bool deaf;   /* the listener rests: no descriptor was free */
    int closing; /* handles whose close callback has not come */
    char id[37]; /* UUID */
    char *address, *title, *url;
    size_t message_limit, backlog_limit, shared_limit;
    uint64_t head_ms;
    uint32_t last_client;
    struct list clients, strangers;
    struct queue_line line;
    struct happening *taken;
    char chunk[65536];
};

/* Takes a socket just accepted. */
void connection_create(struct inspect *inspect, int socket);

/* The end of a connection, at any stage; its memory stays until the loop lets go of it. */
void connection_drop(struct connection *connection);

/* Nothing more comes or goes but what waits to be sent; for a WebSocket that is CLOSE. May drop it. */
void connection_end(struct connection *connection);

/* Sends what the kernel takes now. May drop it. */
void connection_flush(struct connection *connection);

/* Drops who costs most, as long as all clients together cost more than the limit that they share. */
void connection_bound(struct inspect *inspect);

/* Watches for what it waits for now; call it when that may have changed. */
void connection_watch(struct connection *connection);

/* Drops the strangers whose time is over, and asks to be called again. */
void connection_sweep(struct inspect *inspect);

/* inspect.c: calls connection_sweep in so many ms, or sooner. */
void inspect_arm(struct inspect *inspect, uint64_t ms);

/* inspect.c: a descriptor is free again. */
void inspect_listen_again(struct inspect *inspect);
