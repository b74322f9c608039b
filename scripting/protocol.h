/* The head of a protocol message: which method, which id, without a parser's tree. Messages are V8's to understand; this only tells which
 * of them are the engine's own, or may be served inside an interrupt. Any thread. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct protocol_head {
    int64_t id;      /* of the message, -1: none */
    char method[64]; /* "Debugger.pause"; "" when there is none, or none of that length */
};

/* Reads `id` and `method` of the outermost object, wherever they stand in it; strings and nested values are passed over. Whatever is no
 * such object gives -1 and "". */
void protocol_read(const char *json, size_t size, struct protocol_head *head);

/* Copies the string `name` of the message's `params` object, with \" \\ and \/ undone; "" when there is none, when it is no string, does
 * not fit, or has other escapes. */
void protocol_param(const char *json, size_t size, const char *name, char *text, size_t room);

/* The whole number `name` of the message's `params` object, -1: there is none, or it is negative. */
int64_t protocol_number(const char *json, size_t size, const char *name);

/* How many scopes a call frame of a Debugger.paused has; 0: there is no such frame. */
int protocol_scopes(const char *json, size_t size, const char *frame);

/* The answer that a message with this id fails, with code -32000 as V8 gives it; `why` is a clause without what JSON escapes. Free it. */
char *protocol_error(int64_t id, const char *why);

/* Whether a method may be served while a script is interrupted in the middle: it runs no script of its own. The same choice as Chromium's.
 */
bool protocol_interrupts(const char *method);
