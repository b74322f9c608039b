/* Messages of the protocol that V8 itself dies of, kept from it: any client may send anything, and the game goes on. Main thread only. */
#pragma once
#include "protocol.h"
#include <stdbool.h>

struct guard {
    char *paused; /* the last Debugger.paused that was sent; NULL: none, or what it said no longer holds */
    size_t size;
};

/* Looks at a message to a client. */
void guard_sent(struct guard *guard, const char *json, size_t size);

/* Why a message of a client must not reach V8, a clause for protocol_error; NULL: it may. */
const char *guard_refuses(struct guard *guard, const struct protocol_head *head, const char *json, size_t size);

void guard_clear(struct guard *guard);
