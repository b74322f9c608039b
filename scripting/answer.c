#include "answer.h"
#include "base.h"
#include <nettle/base64.h>
#include <stdlib.h>
#include <string.h>

enum { READ_MOST = 3 << 18 }; /* bytes an IO.read, a multiple of 3: base64 without padding inside */

static char *load(struct resources *resources, uint32_t client, const struct module_list *modules, int64_t id, const char *url) {
    int stream = resources_open(resources, client, modules, url);
    if (!stream)
        return base_format(
            "{\"id\":%lld,\"result\":{\"resource\":{\"success\":false,\"netError\":-6,\"netErrorName\":\"net::ERR_FILE_NOT_FOUND\","
            "\"httpStatusCode\":404}}}",
            (long long)id);
    return base_format("{\"id\":%lld,\"result\":{\"resource\":{\"success\":true,\"httpStatusCode\":200,\"stream\":\"%d\",\"headers\":{}}}}",
                       (long long)id, stream);
}

/* Base64, so that bytes need no escaping. */
static char *read_stream(struct resources *resources, uint32_t client, int64_t id, int stream) {
    const char *bytes;
    size_t size;
    bool end;
    if (!resources_read(resources, client, stream, READ_MOST, &bytes, &size, &end))
        return protocol_error(id, "there is no such stream");
    size_t length = BASE64_ENCODE_RAW_LENGTH(size);
    char *text = base_alloc(length + 1);
    base64_encode_raw(text, size, (const uint8_t *)bytes);
    text[length] = 0;
    char *answer = base_format("{\"id\":%lld,\"result\":{\"base64Encoded\":true,\"data\":\"%s\",\"eof\":%s}}", (long long)id, text,
                               end ? "true" : "false");
    free(text);
    return answer;
}

char *answer_make(struct resources *resources, uint32_t client, const struct module_list *modules, const struct protocol_head *head,
                  const char *json, size_t size, bool *reload) {
    char text[4096];
    if (strcmp(head->method, "Page.reload") == 0) {
        *reload = true;
        return base_format("{\"id\":%lld,\"result\":{}}", (long long)head->id);
    }
    if (strcmp(head->method, "Network.loadNetworkResource") == 0) {
        protocol_param(json, size, "url", text, sizeof text);
        return load(resources, client, modules, head->id, text);
    }
    if (strcmp(head->method, "IO.read") == 0) {
        protocol_param(json, size, "handle", text, sizeof text);
        return read_stream(resources, client, head->id, atoi(text));
    }
    if (strcmp(head->method, "IO.close") == 0) {
        protocol_param(json, size, "handle", text, sizeof text);
        if (atoi(text) > 0)
            resources_close(resources, client, atoi(text));
        return base_format("{\"id\":%lld,\"result\":{}}", (long long)head->id);
    }
    return NULL;
}
