/* Rows of js/encoding.js and js/crypto.js: text and bytes, chance. */
#include "base.h"
#include "bind.h"
#include "utf8.h"
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

static bool give_copy(struct bind_call *call, enum bind_type type, const void *bytes, size_t size) {
    char *copy = base_alloc(size + 1);
    if (size)
        memcpy(copy, bytes, size);
    copy[size] = 0;
    call->result = (struct bind_value){.type = type, .text = copy, .bytes = copy, .size = size};
    return true;
}

static bool encode(struct bind_call *call) {
    return give_copy(call, BIND_BYTES, call->args[0].text, call->args[0].size);
}

static bool decode(struct bind_call *call) {
    const struct bind_value *bytes = &call->args[0];
    call->thrown = BIND_TYPE_ERROR;
    if (call->args[1].number && !utf8_valid(bytes->bytes, bytes->size))
        return error_set(call->err, EXIT_SCRIPT, "TextDecoder.decode: the bytes are no UTF-8");
    return give_copy(call, BIND_STRING, bytes->bytes, bytes->size);
}

static bool tail(struct bind_call *call) {
    return bind_give_number(call, (double)utf8_tail(call->args[0].bytes, call->args[0].size));
}

static bool random_bytes(struct bind_call *call) {
    size_t size = (size_t)call->args[0].number, done = 0;
    char *bytes = base_alloc(size + 1);
    while (done < size) {
        ssize_t got = getrandom(bytes + done, size - done, 0);
        done += got > 0 ? (size_t)got : 0; /* it fails only when a signal comes first */
    }
    call->result = (struct bind_value){.type = BIND_BYTES, .bytes = bytes, .size = size};
    return true;
}

static const struct bind_row rows[] = {
    BIND_ROW("web.encode", "text:string", encode, 0),
    BIND_ROW("web.decode", "bytes:bytes fatal:boolean", decode, 0),
    BIND_ROW("web.tail", "bytes:bytes", tail, 0),
    BIND_ROW("web.random", "size:number", random_bytes, BIND_DEVICE),
};

const struct bind_table bind_web = {rows, COUNT_OF(rows)};
