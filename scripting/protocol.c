#include "protocol.h"
#include "base.h"
#include <stdlib.h>
#include <string.h>

struct reader {
    const char *at, *end;
};

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void skip_blanks(struct reader *from) {
    while (from->at < from->end && is_blank(*from->at))
        from->at++;
}

/* Passes over a string whose quote is next; gives its raw bytes. */
static bool read_string(struct reader *from, const char **text, size_t *size) {
    if (from->at >= from->end || *from->at != '"')
        return false;
    *text = ++from->at;
    while (from->at < from->end && *from->at != '"')
        from->at += *from->at == '\\' ? 2 : 1;
    if (from->at >= from->end)
        return false;
    *size = (size_t)(from->at++ - *text);
    return true;
}

/* Passes over any value: strings whole, brackets until they are closed, all else up to the next comma or closing bracket. */
static bool skip_value(struct reader *from) {
    int depth = 0;
    while (from->at < from->end) {
        const char *text;
        size_t size;
        char c = *from->at;
        if (c == '"') {
            if (!read_string(from, &text, &size))
                return false;
            if (!depth)
                return true;
            continue;
        }
        if (!depth && (c == ',' || c == '}' || c == ']'))
            return true;
        depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
        from->at++;
        if (!depth && (c == '}' || c == ']'))
            return true;
    }
    return false;
}

/* Moves `from` to the value of a member of the object that is next; false: it has no such member. */
static bool find_member(struct reader *from, const char *name) {
    const char *key;
    size_t key_size;
    skip_blanks(from);
    if (from->at >= from->end || *from->at++ != '{')
        return false;
    for (;;) {
        skip_blanks(from);
        if (!read_string(from, &key, &key_size))
            return false;
        skip_blanks(from);
        if (from->at >= from->end || *from->at++ != ':')
            return false;
        skip_blanks(from);
        if (key_size == strlen(name) && memcmp(key, name, key_size) == 0)
            return true;
        if (!skip_value(from))
            return false;
        skip_blanks(from);
        if (from->at >= from->end || *from->at++ != ',')
            return false;
    }
}

void protocol_read(const char *json, size_t size, struct protocol_head *head) {
    const char *value;
    size_t length;
    *head = (struct protocol_head){.id = -1};
    struct reader from = {json, json + size};
    if (find_member(&from, "id") && from.at < from.end && *from.at >= '0' && *from.at <= '9')
        head->id = strtoll(from.at, NULL, 10);
    from = (struct reader){json, json + size};
    if (find_member(&from, "method") && read_string(&from, &value, &length) && length < sizeof head->method &&
        !memchr(value, '\\', length)) {
        memcpy(head->method, value, length);
        head->method[length] = 0;
    }
}

void protocol_param(const char *json, size_t size, const char *name, char *text, size_t room) {
    struct reader from = {json, json + size};
    const char *value;
    size_t length, used = 0;
    text[0] = 0;
    if (!find_member(&from, "params") || !find_member(&from, name) || !read_string(&from, &value, &length) || length >= room)
        return;
    for (size_t i = 0; i < length; i++) {
        if (value[i] == '\\' && (++i == length || !strchr("\"\\/", value[i]) || !value[i])) {
            text[0] = 0;
            return;
        }
        text[used++] = value[i];
    }
    text[used] = 0;
}

int64_t protocol_number(const char *json, size_t size, const char *name) {
    struct reader from = {json, json + size};
    if (!find_member(&from, "params") || !find_member(&from, name) || from.at >= from.end || *from.at < '0' || *from.at > '9')
        return -1;
    int64_t number = 0;
    for (; from.at < from.end && *from.at >= '0' && *from.at <= '9'; from.at++)
        number = number > INT32_MAX ? number : number * 10 + (*from.at - '0');
    return number;
}

/* Moves to the next element of an array, whose bracket or last element `from` stands behind. */
static bool next_element(struct reader *from, bool first) {
    skip_blanks(from);
    if (!first && (from->at >= from->end || *from->at++ != ','))
        return false;
    skip_blanks(from);
    return from->at < from->end && *from->at != ']';
}

static bool enter_array(struct reader *from) {
    return from->at < from->end && *from->at++ == '[';
}

static bool is_frame(struct reader from, const char *frame) {
    const char *id;
    size_t length;
    return find_member(&from, "callFrameId") && read_string(&from, &id, &length) && length == strlen(frame) &&
           memcmp(id, frame, length) == 0;
}

int protocol_scopes(const char *json, size_t size, const char *frame) {
    struct reader from = {json, json + size};
    if (!find_member(&from, "params") || !find_member(&from, "callFrames") || !enter_array(&from))
        return 0;
    for (bool first = true; next_element(&from, first); first = false) {
        if (!is_frame(from, frame)) {
            if (!skip_value(&from))
                return 0;
            continue;
        }
        int count = 0;
        if (!find_member(&from, "scopeChain") || !enter_array(&from))
            return 0;
        for (; next_element(&from, !count) && skip_value(&from); count++)
            ;
        return count;
    }
    return 0;
}

char *protocol_error(int64_t id, const char *why) {
    return base_format("{\"id\":%lld,\"error\":{\"code\":-32000,\"message\":\"%s\"}}", (long long)id, why);
}

bool protocol_interrupts(const char *method) {
    static const char *const others[] = {"Runtime.terminateExecution", "Profiler.stop", "HeapProfiler.stopSampling"};
    if (strncmp(method, "Debugger.", 9) == 0)
        return strcmp(method, "Debugger.evaluateOnCallFrame") != 0 && strcmp(method, "Debugger.setScriptSource") != 0;
    for (size_t i = 0; i < COUNT_OF(others); i++)
        if (strcmp(method, others[i]) == 0)
            return true;
    return false;
}
