/* Rows of js/storage.js: the text behind localStorage. */
#include "base.h"
#include "bind.h"
#include "storage.h"
#include <string.h>

static bool read(struct bind_call *call) {
    size_t size;
    const char *text = storage_text(call->world->storage, &size);
    if (text)
        call->result = (struct bind_value){.type = BIND_STRING, .text = memcpy(base_alloc(size + 1), text, size), .size = size};
    return true;
}

static bool due(BIND_SELF) {
    return storage_due(bind_world->storage);
}

static bool write(struct bind_call *call) {
    storage_set(call->world->storage, call->args[0].text, call->args[0].size, call->args[1].number != 0);
    return true;
}

static bool broken(struct bind_call *call) {
    storage_broken(call->world->storage, call->args[0].text);
    return true;
}

static const struct bind_row rows[] = {
    BIND_ROW("storage.read", "", read, BIND_DEVICE),
    BIND_NUMBERS_ROW("storage.due", "", due, BIND_DEVICE),
    BIND_ROW("storage.write", "text:string now:boolean", write, BIND_DEVICE),
    BIND_ROW("storage.broken", "why:string", broken, BIND_DEVICE),
};

const struct bind_table bind_storage = {rows, COUNT_OF(rows)};
