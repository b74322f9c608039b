/* libFuzzer: what a client sends over its WebSocket. The first byte chooses the portions, the rest is fed; then the same again in one piece
 * must give the same messages. (The ends may differ: wslay checks the reason in an unfinished close frame by the portions it comes in.) */
#include "base.h"
#include "bytes.h"
#include "websocket.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { LIMIT = 300 };

struct heard {
    struct bytes texts;
    size_t count;
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void hear(void *owner, char *text, size_t size) {
    struct heard *heard = owner;
    ASSERT(size <= LIMIT && text[size] == 0);
    bytes_put(&heard->texts, text, size + 1);
    heard->count++;
    free(text);
}

static void run(const uint8_t *data, size_t size, size_t portion, struct heard *heard, struct bytes *out) {
    struct websocket_desc desc = {.message_limit = LIMIT, .out = out, .message = hear, .owner = heard};
    struct websocket *websocket = websocket_create(&desc);
    bool alive = true;
    for (size_t i = 0; i < size && alive; i += portion) {
        size_t now = portion < size - i ? portion : size - i;
        char *exact = base_alloc(now);
        memcpy(exact, data + i, now);
        alive = websocket_feed(websocket, exact, now);
        free(exact);
    }
    size_t before = bytes_size(out);
    ASSERT(websocket_send(websocket, "{}", 2) == alive);
    ASSERT(bytes_size(out) == before + (alive ? 4 : 0));
    websocket_close(websocket, 1000);
    websocket_close(websocket, 1000);
    ASSERT(bytes_size(out) == before + (alive ? 8 : 0));
    websocket_destroy(websocket);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (!size)
        return 0;
    struct heard one = {0}, two = {0};
    struct bytes out_one = {0}, out_two = {0};
    run(data + 1, size - 1, 1 + data[0] % 64, &one, &out_one);
    run(data + 1, size - 1, size, &two, &out_two);
    ASSERT(one.count == two.count && bytes_size(&one.texts) == bytes_size(&two.texts));
    ASSERT(bytes_size(&out_one) && bytes_size(&out_two));
    ASSERT(memcmp(bytes_front(&one.texts), bytes_front(&two.texts), bytes_size(&one.texts)) == 0);
    bytes_free(&one.texts);
    bytes_free(&two.texts);
    bytes_free(&out_one);
    bytes_free(&out_two);
    return 0;
}
