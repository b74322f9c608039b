#include "http.h"
#include "base.h"
#include "cli.h"
#include "font.h"
#include <arpa/inet.h>
#include <ctype.h>
#include <nettle/base64.h>
#include <nettle/memops.h>
#include <nettle/sha1.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* What a client shows beside the title: a flake of ice. */
static const char icon[] = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'%3E"
                           "%3Cpath d='M4 0v8M.5 2l7 4M.5 6l7-4' stroke='%2339c'/%3E%3C/svg%3E";

/* Bytes of the request; `at` is NULL where there is nothing. */
struct span {
    const char *at;
    size_t size;
};

struct request {
    struct span method, path, version;
    struct span host, origin, key, key_version;
    bool websocket, upgrade; /* named in Upgrade, in Connection */
};

static bool is(struct span span, const char *word) {
    return span.size == strlen(word) && strncasecmp(span.at, word, span.size) == 0;
}

static bool begins(struct span span, const char *word) {
    return span.size >= strlen(word) && strncasecmp(span.at, word, strlen(word)) == 0;
}

/* Cuts what stands before `end` off the front; all of it when it is nowhere. */
static struct span cut(struct span *rest, const char *end) {
    const char *found = rest->size ? memmem(rest->at, rest->size, end, strlen(end)) : NULL;
    struct span piece = {rest->at, found ? (size_t)(found - rest->at) : rest->size};
    size_t gone = piece.size + (found ? strlen(end) : 0);
    rest->at += gone;
    rest->size -= gone;
    return piece;
}

static struct span trim(struct span span) {
    while (span.size && (*span.at == ' ' || *span.at == '\t'))
        span.at++, span.size--;
    while (span.size && (span.at[span.size - 1] == ' ' || span.at[span.size - 1] == '\t'))
        span.size--;
    return span;
}

static bool in_list(struct span list, const char *word) {
    while (list.size)
        if (is(trim(cut(&list, ",")), word))
            return true;
    return false;
}

static bool is_token(struct span span) {
    for (size_t i = 0; i < span.size; i++)
        if (!isalnum((unsigned char)span.at[i]) && !(span.at[i] && strchr("!#$%&'*+-.^_`|~", span.at[i])))
            return false;
    return span.size > 0;
}

static bool has_control(struct span span) {
    for (size_t i = 0; i < span.size; i++)
        if (((unsigned char)span.at[i] < ' ' && span.at[i] != '\t') || span.at[i] == 0x7f)
            return true;
    return false;
}

static bool take_field(struct request *request, struct span name, struct span value) {
    struct {
        const char *name;
        struct span *place;
    } once[] = {{"Host", &request->host},
                {"Origin", &request->origin},
                {"Sec-WebSocket-Key", &request->key},
                {"Sec-WebSocket-Version", &request->key_version}};
    for (size_t i = 0; i < COUNT_OF(once); i++)
        if (is(name, once[i].name)) {
            if (once[i].place->at)
                return false;
            *once[i].place = value;
        }
    request->websocket |= is(name, "Upgrade") && in_list(value, "websocket");
    request->upgrade |= is(name, "Connection") && in_list(value, "upgrade");
    return true;
}

static bool parse(struct request *request, struct span head) {
    struct span line = cut(&head, "\r\n");
    if (has_control(line))
        return false;
    request->method = cut(&line, " ");
    request->path = cut(&line, " ");
    request->version = line;
    if (!is_token(request->method) || !begins(request->path, "/") || !(is(line, "HTTP/1.1") || is(line, "HTTP/1.0")))
        return false;
    while (head.size) {
        line = cut(&head, "\r\n");
        bool named = memchr(line.at, ':', line.size);
        struct span name = cut(&line, ":");
        if (!named || !is_token(name) || has_control(line) || !take_field(request, name, trim(line)))
            return false;
    }
    return true;
}

/* Whether this is an IP address or localhost, perhaps with a port; `loopback`: only what stays on this machine. */
static bool is_local(struct span host, bool loopback) {
    char name[64];
    unsigned char address[16];
    bool bracket = begins(host, "[");
    if (!host.at)
        return false;
    if (bracket)
        host.at++, host.size--;
    if (bracket && !memchr(host.at, ']', host.size))
        return false;
    struct span rest = host, word = cut(&rest, bracket ? "]" : ":");
    bool port = bracket ? begins(rest, ":") : word.size < host.size;
    if (bracket && port)
        rest.at++, rest.size--;
    if (port ? rest.size < 1 || rest.size > 5 : rest.size > 0)
        return false;
    for (size_t i = 0; i < rest.size; i++)
        if (!isdigit((unsigned char)rest.at[i]))
            return false;
    if (!bracket && is(word, "localhost"))
        return true;
    if (word.size >= sizeof name || memchr(word.at, 0, word.size))
        return false;
    memcpy(name, word.at, word.size);
    name[word.size] = 0;
    if (inet_pton(bracket ? AF_INET6 : AF_INET, name, address) != 1)
        return false;
    static const unsigned char one[16] = {[15] = 1};
    return !loopback || (bracket ? memcmp(address, one, sizeof one) == 0 : address[0] == 127);
}

static bool is_trusted(struct span origin) {
    static const char *const web[] = {"http://", "https://"}, *const own[] = {"devtools://", "chrome-devtools://"};
    for (size_t i = 0; i < COUNT_OF(own); i++)
        if (begins(origin, own[i]))
            return true;
    for (size_t i = 0; i < COUNT_OF(web); i++)
        if (begins(origin, web[i]))
            return is_local((struct span){origin.at + strlen(web[i]), origin.size - strlen(web[i])}, true);
    return !origin.at;
}

static enum http_outcome answer(struct http_reply *reply, const char *status, const char *fields, const char *body) {
    bool good = strncmp(status, "200", 3) == 0;
    reply->text = base_format("HTTP/1.1 %s\r\n"
                              "Content-Type: %s; charset=UTF-8\r\n"
                              "Cache-Control: no-cache\r\n"
                              "%s"
                              "Content-Length: %zu\r\n"
                              "Connection: close\r\n\r\n%s",
                              status, good ? "application/json" : "text/plain", fields, strlen(body), body);
    reply->size = strlen(reply->text);
    return HTTP_ANSWERED;
}

/* A text as the inside of a JSON string. */
static char *escape(const char *text) {
    char *escaped = base_alloc(strlen(text) * 6 + 1), *to = escaped;
    for (uint32_t c; *text;) {
        const char *next = font_decode(text, &c);
        if (c == 0xFFFD && next == text + 1)
            to = stpcpy(to, "\\ufffd");
        else if (c < ' ' || c == 0x7f || c == '"' || c == '\\')
            to += sprintf(to, "\\u%04x", (unsigned)c);
        else
            to = mempcpy(to, text, (size_t)(next - text));
        text = next;
    }
    *to = 0;
    return escaped;
}

static enum http_outcome answer_list(struct http_reply *reply, const struct http_target *target, struct span host) {
    char *title = escape(target->title), *url = escape(target->url);
    char *place = base_format("%.*s/%s", (int)host.size, host.at, target->id);
    char *body = base_format("[ {\n"
                             "  \"description\": \"Thaw game\",\n"
                             "  \"devtoolsFrontendUrl\": \"devtools://devtools/bundled/js_app.html?experiments=true&v8only=true&ws=%s\",\n"
                             "  \"faviconUrl\": \"%s\",\n"
                             "  \"id\": \"%s\",\n"
                             "  \"title\": \"%s\",\n"
                             "  \"type\": \"node\",\n"
                             "  \"url\": \"%s\",\n"
                             "  \"webSocketDebuggerUrl\": \"ws://%s\"\n"
                             "} ]\n",
                             place, icon, target->id, title, url, place);
    enum http_outcome outcome = answer(reply, "200 OK", "", body);
    free(title);
    free(url);
    free(place);
    free(body);
    return outcome;
}

static enum http_outcome answer_json(struct http_reply *reply, const struct http_target *target, const struct request *request) {
    struct span query = request->path, path = cut(&query, "?");
    if (path.size > 1 && path.at[path.size - 1] == '/')
        path.size--;
    char name[16] = "";
    if (path.size < sizeof name)
        memcpy(name, path.at, path.size);
    if (strcmp(name, "/json") == 0 || strcmp(name, "/json/list") == 0)
        return answer_list(reply, target, request->host);
    if (strcmp(name, "/json/version") == 0)
        return answer(reply, "200 OK", "", "{\n  \"Browser\": \"Thaw/" THAW_VERSION "\",\n  \"Protocol-Version\": \"1.3\"\n}\n");
    if (strcmp(name, "/json/protocol") == 0 && target->protocol)
        return answer(reply, "200 OK", "", target->protocol);
    return answer(reply, "404 Not Found", "",
                  "There are /json/version, /json/list and /json/protocol, and a WebSocket at its secret path.\n");
}

/* A key is 16 bytes in base64. */
static bool is_key(struct span key) {
    if (key.size != 24 || memcmp(key.at + 22, "==", 2) != 0)
        return false;
    for (size_t i = 0; i < 22; i++)
        if (!isalnum((unsigned char)key.at[i]) && key.at[i] != '+' && key.at[i] != '/')
            return false;
    return true;
}

static enum http_outcome answer_handshake(struct http_reply *reply, const struct http_target *target, const struct request *request) {
    size_t length = strlen(target->id);
    if (request->path.size != length + 1 || !memeql_sec(request->path.at + 1, target->id, length))
        return answer(reply, "404 Not Found", "", "No WebSocket is at this path; /json/list tells where.\n");
    if (!is(request->key_version, "13"))
        return answer(reply, "426 Upgrade Required", "Sec-WebSocket-Version: 13\r\n", "Only version 13 of WebSocket is spoken here.\n");
    if (!request->upgrade || !is_key(request->key) || !is(request->version, "HTTP/1.1"))
        return answer(reply, "400 Bad Request", "", "This is no handshake of a WebSocket.\n");
    if (target->full)
        return answer(reply, "503 Service Unavailable", "", "Too many debuggers are connected already; close one of them.\n");
    char seed[24 + 36 + 1], accept[BASE64_ENCODE_RAW_LENGTH(SHA1_DIGEST_SIZE) + 1] = "";
    uint8_t hash[SHA1_DIGEST_SIZE];
    struct sha1_ctx sha1;
    snprintf(seed, sizeof seed, "%.24s%s", request->key.at, "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"); /* the word of RFC 6455 */
    sha1_init(&sha1);
    sha1_update(&sha1, strlen(seed), (const uint8_t *)seed);
    sha1_digest(&sha1, sizeof hash, hash);
    base64_encode_raw(accept, sizeof hash, hash);
    reply->text = base_format("HTTP/1.1 101 Switching Protocols\r\n"
                              "Upgrade: websocket\r\n"
                              "Connection: Upgrade\r\n"
                              "Sec-WebSocket-Accept: %s\r\n\r\n",
                              accept);
    reply->size = strlen(reply->text);
    return HTTP_UPGRADED;
}

static bool is_method(const struct request *request, const char *method) {
    return request->method.size == strlen(method) && memcmp(request->method.at, method, strlen(method)) == 0;
}

static enum http_outcome respond(const struct http_target *target, const char *bytes, size_t size, struct http_reply *reply) {
    *reply = (struct http_reply){.used = size};
    size_t looked = size < HTTP_HEAD_LIMIT ? size : HTTP_HEAD_LIMIT;
    const char *end = looked ? memmem(bytes, looked, "\r\n\r\n", 4) : NULL;
    if (size && !isalpha((unsigned char)bytes[0])) /* someone speaks TLS, or something else that may never end a line */
        return answer(reply, "400 Bad Request", "", "This is no HTTP.\n");
    if (!end && size < HTTP_HEAD_LIMIT)
        return HTTP_UNFINISHED;
    if (!end)
        return answer(reply, "431 Request Header Fields Too Large", "", "A request has at most 8192 bytes here.\n");
    reply->used = (size_t)(end - bytes) + 4;
    struct request request = {0};
    if (!parse(&request, (struct span){bytes, (size_t)(end - bytes)}))
        return answer(reply, "400 Bad Request", "", "This is no HTTP request.\n");
    if (!is_local(request.host, false))
        return answer(reply, "400 Bad Request", "", "The Host of a request must be an IP address or localhost.\n");
    if (!is_trusted(request.origin))
        return answer(reply, "403 Forbidden", "", "A page from elsewhere may not debug this game.\n");
    if (!is_method(&request, "GET") && !is_method(&request, "HEAD"))
        return answer(reply, "405 Method Not Allowed", "Allow: GET, HEAD\r\n", "Only GET and HEAD work here.\n");
    if (request.websocket && is_method(&request, "GET"))
        return answer_handshake(reply, target, &request);
    return answer_json(reply, target, &request);
}

enum http_outcome http_serve(const struct http_target *target, const char *bytes, size_t size, struct http_reply *reply) {
    static const char head[] = "HEAD ";
    enum http_outcome outcome = respond(target, bytes, size, reply);
    if (outcome == HTTP_ANSWERED && size >= strlen(head) && memcmp(bytes, head, strlen(head)) == 0) {
        reply->size =
            (size_t)(strstr(reply->text, "\r\n\r\n") + 4 - reply->text); /* the length told stays that of the body it is without */
        reply->text[reply->size] = 0;
    }
    return outcome;
}
