/* What happened at the clients of an inspect (inspect_item), one queue for each: they are taken from in turn, so that one that floods holds
 * up no other. Only inspect.c and connection.c include this. */
#pragma once
#include "inspect.h"

struct happening {
    struct happening *next;
    struct inspect_item item; /* owns its bytes */
};

struct queue {
    struct queue *next; /* in the line */
    struct happening *first, **last;
    uint32_t client;
    size_t weight; /* bytes that it holds */
};

/* The queues that hold something. */
struct queue_line {
    struct queue *first, **last; /* `last` means something only while there is a first */
};

/* Empty, and in no line. It is freed when INSPECT_CLOSE is taken out of it, which is the last that may be put there. */
struct queue *queue_create(uint32_t client);

/* Takes `bytes` (NULL: none), to be freed. */
void queue_put(struct queue_line *line, struct queue *queue, enum inspect_kind kind, char *bytes, size_t size);

/* Gives the oldest of the queue whose turn it is, for queue_forget; NULL: there is none. */
struct happening *queue_take(struct queue_line *line);

/* The same of the first that is OPEN, CLOSE or `wanted`, whatever stands before it; a CLOSE forgets the messages before it. */
struct happening *queue_take_wanted(struct queue_line *line, bool (*wanted)(const struct inspect_item *message));

/* Forgets the messages in a queue whose INSPECT_CLOSE has been put. */
void queue_drop_messages(struct queue *queue);

/* NULL: nothing. */
void queue_forget(struct happening *happening);
