/* libFuzzer: requests of a debugger, whole and in every portion. */
#include "base.h"
#include "http.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const struct http_target target = {.title = "a \"game\"\xff", .url = "file:///main.js", .protocol = "{}", .id = "secret"};
    struct http_reply whole, part;
    enum http_outcome outcome = http_serve(&target, (const char *)data, size, &whole);
    ASSERT((outcome == HTTP_UNFINISHED) == !whole.text);
    if (outcome == HTTP_UNFINISHED) {
        ASSERT(size < HTTP_HEAD_LIMIT);
        return 0;
    }
    ASSERT(whole.used <= size && whole.size == strlen(whole.text));
    ASSERT(strncmp(whole.text, outcome == HTTP_UPGRADED ? "HTTP/1.1 101 " : "HTTP/1.1 ", outcome == HTTP_UPGRADED ? 13 : 9) == 0);
    for (size_t i = 0; i < size; i++) { /* fewer bytes: nothing, or the same answer */
        char *bytes = base_alloc(i + 1);
        memcpy(bytes, data, i);
        enum http_outcome before = http_serve(&target, bytes, i, &part);
        free(bytes);
        if (before == HTTP_UNFINISHED)
            continue;
        ASSERT(before == outcome && strcmp(part.text, whole.text) == 0);
        free(part.text);
        break;
    }
    free(whole.text);
    return 0;
}
