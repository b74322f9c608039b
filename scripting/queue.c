#include "queue.h"
#include "base.h"
#include <stdlib.h>

struct queue *queue_create(uint32_t client) {
    struct queue *queue = base_alloc(sizeof *queue);
    *queue = (struct queue){.client = client};
    queue->last = &queue->first;
    return queue;
}

static void line_up(struct queue_line *line, struct queue *queue) {
    queue->next = NULL;
    *(line->first ? line->last : &line->first) = queue;
    line->last = &queue->next;
}

static size_t weight(const struct happening *happening) {
    return happening->item.size + sizeof *happening;
}

void queue_put(struct queue_line *line, struct queue *queue, enum inspect_kind kind, char *bytes, size_t size) {
    struct happening *happening = base_alloc(sizeof *happening);
    *happening = (struct happening){.item = {.kind = kind, .client = queue->client, .bytes = bytes, .size = size}};
    if (!queue->first)
        line_up(line, queue);
    *queue->last = happening;
    queue->last = &happening->next;
    queue->weight += weight(happening);
}

struct happening *queue_take(struct queue_line *line) {
    struct queue *queue = line->first;
    if (!queue)
        return NULL;
    struct happening *happening = queue->first;
    line->first = queue->next;
    queue->first = happening->next;
    queue->weight -= weight(happening);
    if (queue->first)
        line_up(line, queue);
    else
        queue->last = &queue->first;
    if (happening->item.kind == INSPECT_CLOSE)
        free(queue);
    return happening;
}

/* Where in its queue the first stands that is wanted; NULL: nowhere. */
static struct happening **find_wanted(struct queue *queue, bool (*wanted)(const struct inspect_item *message)) {
    for (struct happening **at = &queue->first; *at; at = &(*at)->next)
        if ((*at)->item.kind != INSPECT_MESSAGE || wanted(&(*at)->item))
            return at;
    return NULL;
}

struct happening *queue_take_wanted(struct queue_line *line, bool (*wanted)(const struct inspect_item *message)) {
    for (struct queue **at = &line->first, *queue; (queue = *at); at = &queue->next) {
        struct happening **place = find_wanted(queue, wanted), *happening = place ? *place : NULL;
        if (!happening)
            continue;
        *place = happening->next;
        queue->weight -= weight(happening);
        if (!happening->next)
            queue->last = place;
        bool closes = happening->item.kind == INSPECT_CLOSE;
        if (closes)
            queue_drop_messages(queue);
        if (!queue->first) {
            *at = queue->next;
            if (!queue->next)
                line->last = at;
        }
        if (closes)
            free(queue);
        return happening;
    }
    return NULL;
}

void queue_drop_messages(struct queue *queue) {
    struct happening **at = &queue->first;
    for (struct happening *happening; (happening = *at);) {
        if (happening->item.kind != INSPECT_MESSAGE) {
            at = &happening->next;
            continue;
        }
        *at = happening->next;
        queue->weight -= weight(happening);
        queue_forget(happening);
    }
    queue->last = at;
}

void queue_forget(struct happening *happening) {
    if (happening)
        free((char *)happening->item.bytes);
    free(happening);
}
