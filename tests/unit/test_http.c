/* The debugger's HTTP: what is answered, what is refused, and the handshake of a WebSocket. */
#include "base.h"
#include "cli.h"
#include "http.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ID   "0f5c1b9e-7d43-4a6c-9e21-3b8f6d2a1c07"
#define HOST "Host: localhost:9229\r\n"
#define SHAKE                                                                       \
    "GET /" ID " HTTP/1.1\r\n" HOST "Upgrade: websocket\r\nConnection: Upgrade\r\n" \
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"

static struct http_target target = {.title = "Ice \"1\"\n\\ \xe2\x9d\x84 \xff\x80", .url = "file:///games/ice/main.js", .id = ID};
static struct http_reply reply;
static enum http_outcome outcome;

static void ask_bytes(const char *request, size_t size) {
    free(reply.text);
    char *exact = base_alloc(size + !size); /* so that reading on is seen */
    memcpy(exact, request, size);
    outcome = http_serve(&target, exact, size, &reply);
    free(exact);
}

static void ask(const char *request) {
    ask_bytes(request, strlen(request));
}

static void gives(const char *request, const char *status) {
    ask(request);
    if (outcome == HTTP_UNFINISHED || strncmp(reply.text + 9, status, strlen(status)) != 0)
        fail_msg("not %s but %.60s for: %s", status, reply.text ? reply.text : "nothing yet", request);
}

static const char *body(void) {
    return strstr(reply.text, "\r\n\r\n") + 4;
}

/* A request for /json with one more line. */
static const char *with(const char *line) {
    static char request[512];
    snprintf(request, sizeof request, "GET /json HTTP/1.1\r\n%s\r\n\r\n", line);
    return request;
}

static void endpoints_answer(void **state) {
    (void)state;
    static const char *const lists[] = {"/json", "/json/", "/json/list", "/json/list/", "/json?t=1", "/json/list/?x", "/json/?"};
    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        char request[200];
        snprintf(request, sizeof request, "GET %s HTTP/1.1\r\n" HOST "\r\n", lists[i]);
        gives(request, "200 OK\r\n");
        assert_non_null(strstr(body(), "\"webSocketDebuggerUrl\": \"ws://localhost:9229/" ID "\""));
    }
    gives("GET /json/version HTTP/1.1\r\n" HOST "\r\n", "200 OK\r\n");
    assert_string_equal(body(), "{\n  \"Browser\": \"Thaw/" THAW_VERSION "\",\n  \"Protocol-Version\": \"1.3\"\n}\n");
    gives("GET /json/protocol HTTP/1.1\r\n" HOST "\r\n", "404 ");
    target.protocol = "{\"version\":{\"minor\":\"%s%n\"}}";
    gives("GET /json/protocol/ HTTP/1.0\r\n" HOST "\r\n", "200 OK\r\n");
    assert_string_equal(body(), target.protocol);
    target.protocol = NULL;
}

static void fields_are_spelled_as_clients_want_them(void **state) {
    (void)state;
    gives("GET /json/version HTTP/1.1\r\n" HOST "\r\n", "200 OK\r\n");
    char length[64];
    snprintf(length, sizeof length, "\r\nContent-Length: %zu\r\n", strlen(body()));
    assert_non_null(strstr(reply.text, length));
    assert_non_null(strstr(reply.text, "\r\nContent-Type: application/json; charset=UTF-8\r\n"));
    assert_non_null(strstr(reply.text, "\r\nConnection: close\r\n"));
    assert_int_equal(reply.size, strlen(reply.text));
    gives("POST /json HTTP/1.1\r\n" HOST "\r\n", "405 ");
    assert_non_null(strstr(reply.text, "\r\nAllow: GET, HEAD\r\n"));
}

static void the_list_holds_every_field(void **state) {
    (void)state;
    ask("GET /json HTTP/1.1\r\nhost: [::1]:9000\r\n\r\n");
    static const char *const fields[] = {"\"id\": \"" ID "\"",
                                         "\"type\": \"node\"",
                                         "\"title\": \"Ice \\u00221\\u0022\\u000a\\u005c \xe2\x9d\x84 \\ufffd\\ufffd\"",
                                         "\"url\": \"file:///games/ice/main.js\"",
                                         "\"description\": \"",
                                         "\"faviconUrl\": \"data:image/svg+xml,%3Csvg",
                                         "v8only=true&ws=[::1]:9000/" ID "\"",
                                         "\"webSocketDebuggerUrl\": \"ws://[::1]:9000/" ID "\""};
    for (size_t i = 0; i < COUNT_OF(fields); i++)
        if (!strstr(body(), fields[i]))
            fail_msg("%s is not in %s", fields[i], body());
}

static void other_paths_are_not_found(void **state) {
    (void)state;
    static const char *const paths[] = {
        "/",        "/json/versionx", "/jso", "/json//", "/json/list/list", "/JSON",
        "/../json", "/%6ason",        "/" ID, "/?/json", "//json",          "/json/version/json/version/json"};
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        char request[200];
        snprintf(request, sizeof request, "GET %s HTTP/1.1\r\n" HOST "\r\n", paths[i]);
        gives(request, "404 ");
    }
}

static void only_get_and_head_work(void **state) {
    (void)state;
    static const char *const methods[] = {"head", "HEADS", "POST", "PUT", "OPTIONS", "get", "GETS", "G"};
    for (size_t i = 0; i < COUNT_OF(methods); i++) {
        char request[200];
        snprintf(request, sizeof request, "%s /json HTTP/1.1\r\n" HOST "\r\n", methods[i]);
        gives(request, "405 ");
    }
}

/* Whatever is answered to HEAD is what GET gets, without the body. */
static void heads_have_no_body(void **state) {
    (void)state;
    static const char *const rests[] = {" /json HTTP/1.1\r\n" HOST "\r\n", " /json/version HTTP/1.1\r\n" HOST "\r\n",
                                        " /nothing HTTP/1.1\r\n" HOST "\r\n", " /json HTTP/1.1\r\nHost: evil.com\r\n\r\n",
                                        " /json HTTP/1.1\r\nno field\r\n\r\n"};
    for (size_t i = 0; i < COUNT_OF(rests); i++) {
        char get[200], head[200];
        snprintf(get, sizeof get, "GET%s", rests[i]);
        snprintf(head, sizeof head, "HEAD%s", rests[i]);
        ask(get);
        assert_int_equal(outcome, HTTP_ANSWERED);
        char *expected = base_strdup(reply.text);
        strstr(expected, "\r\n\r\n")[4] = 0;
        ask(head);
        assert_int_equal(outcome, HTTP_ANSWERED);
        assert_string_equal(reply.text, expected);
        assert_int_equal(reply.size, strlen(expected));
        free(expected);
    }
    ask("HEAD /" ID " HTTP/1.1\r\n" HOST "Upgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"); /* only GET shakes hands */
    assert_int_equal(outcome, HTTP_ANSWERED);
    assert_memory_equal(reply.text, "HTTP/1.1 404 ", 13);
}

static void hosts_are_addresses_or_localhost(void **state) {
    (void)state;
    static const char *const good[] = {"localhost", "LocalHost:1", "127.0.0.1",          "127.0.0.1:9229", "192.168.1.20:80",
                                       "[::1]",     "[::1]:9229",  "[fe80::1234]:65535", "\t 10.0.0.1 \t"};
    static const char *const bad[] = {"",
                                      "localhost.evil.com",
                                      "evil.com",
                                      "127.0.0.1.evil.com",
                                      "localhost:",
                                      "localhost:80a",
                                      "localhost:123456",
                                      "10.0.2.555",
                                      "1.2.3",
                                      "0x7f.1",
                                      "::1",
                                      "[::1",
                                      "[::1]x",
                                      "[::1]:",
                                      "[localhost]",
                                      "[127.0.0.1]",
                                      "127.0.0.1:1:2",
                                      "a@127.0.0.1",
                                      "localhost/",
                                      "localhost localhost",
                                      "127.1",
                                      "2130706433",
                                      "[::1]:9229:1",
                                      "[",
                                      "]",
                                      ":",
                                      "[]",
                                      "localhost6"};
    char line[200];
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        snprintf(line, sizeof line, "Host:%s", good[i]);
        gives(with(line), "200 ");
    }
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        snprintf(line, sizeof line, "Host: %s", bad[i]);
        gives(with(line), "400 ");
    }
    gives("GET /json HTTP/1.1\r\n\r\n", "400 ");
    gives(with("Host: localhost\r\nHost: localhost"), "400 ");
    gives(with("Host: localhost\r\nhOST: evil.com"), "400 ");
}

static void foreign_pages_are_refused(void **state) {
    (void)state;
    static const char *const good[] = {"devtools://devtools", "chrome-devtools://devtools", "DevTools://x",        "http://localhost:8080",
                                       "https://localhost",   "http://127.0.0.1",           "http://127.8.9.10:1", "https://[::1]:443"};
    static const char *const bad[] = {"",
                                      "null",
                                      "file://",
                                      "http://evil.com",
                                      "https://localhost.evil.com",
                                      "http://127.0.0.1.evil.com",
                                      "http://10.0.0.1",
                                      "http://0.0.0.0",
                                      "http://[::2]",
                                      "http://localhost:80@evil.com",
                                      "http://",
                                      "devtools:",
                                      "evil devtools://",
                                      "ftp://localhost",
                                      "http:/localhost",
                                      "http://localhost, http://evil.com",
                                      "chrome-extension://abc"};
    char line[200];
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        snprintf(line, sizeof line, HOST "Origin: %s", good[i]);
        gives(with(line), "200 ");
    }
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        snprintf(line, sizeof line, HOST "Origin: %s", bad[i]);
        gives(with(line), "403 ");
    }
    gives(with(HOST "Origin: devtools://a\r\nOrigin: http://evil.com"), "400 ");
    gives("GET /" ID " HTTP/1.1\r\n" HOST "Origin: http://evil.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
          "403 ");
}

static void malformed_requests_are_refused(void **state) {
    (void)state;
    static const char *const bad[] = {"GET /json\r\n" HOST "\r\n",
                                      "GET  /json HTTP/1.1\r\n" HOST "\r\n",
                                      "GET /json HTTP/1.1 \r\n" HOST "\r\n",
                                      "GET /json HTTP/2.0\r\n" HOST "\r\n",
                                      "GET /json HTTP/1.1x\r\n" HOST "\r\n",
                                      "GET http://localhost/json HTTP/1.1\r\n" HOST "\r\n",
                                      "GET * HTTP/1.1\r\n" HOST "\r\n",
                                      "GET\r\n\r\n",
                                      "G\r\n\r\n",
                                      "GET /json HTTP/1.1\r\n" HOST "no colon\r\n\r\n",
                                      "GET /json HTTP/1.1\r\nHost : localhost\r\n\r\n",
                                      "GET /json HTTP/1.1\r\n" HOST " folded: 1\r\n\r\n",
                                      "GET /json HTTP/1.1\r\n" HOST ": nameless\r\n\r\n",
                                      "GET /json HTTP/1.1\r\n" HOST "A: b\rc\r\n\r\n",
                                      "GET /json HTTP/1.1\r\n" HOST "A: b\nHost: evil.com\r\n\r\n",
                                      "GET /js\ton HTTP/1.1\n" HOST "\r\n",
                                      "G\"T /json HTTP/1.1\r\n" HOST "\r\n"};
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        gives(bad[i], "400 ");
    static const char zero[] = "GET /json HTTP/1.1\r\n" HOST "A: \0\r\n\r\n",
                      zero_host[] = "GET /json HTTP/1.1\r\nHost: localhost\0\r\n\r\n";
    ask_bytes(zero, sizeof zero - 1);
    assert_memory_equal(reply.text + 9, "400", 3);
    ask_bytes(zero_host, sizeof zero_host - 1);
    assert_memory_equal(reply.text + 9, "400", 3);
    gives("\x16\x03\x01", "400 "); /* the first bytes of TLS: at once */
    gives("\r\n\r\n", "400 ");
    gives(" GET", "400 ");
}

static void heads_end_at_8192_bytes(void **state) {
    (void)state;
    static char head[HTTP_HEAD_LIMIT + 8];
    static const char begin[] = "GET /json HTTP/1.1\r\n" HOST "A: ";
    memset(head, 'a', sizeof head);
    memcpy(head, begin, strlen(begin));
    ask_bytes(head, HTTP_HEAD_LIMIT - 1);
    assert_int_equal(outcome, HTTP_UNFINISHED);
    ask_bytes(head, HTTP_HEAD_LIMIT);
    assert_memory_equal(reply.text + 9, "431", 3);
    memcpy(head + HTTP_HEAD_LIMIT - 3, "\r\n\r\n", 4); /* one too long, though it ends */
    ask_bytes(head, HTTP_HEAD_LIMIT + 1);
    assert_memory_equal(reply.text + 9, "431", 3);
    memcpy(head + HTTP_HEAD_LIMIT - 4, "\r\n\r\n", 4);
    ask_bytes(head, HTTP_HEAD_LIMIT);
    assert_memory_equal(reply.text + 9, "200", 3);
}

static void every_beginning_waits_for_more(void **state) {
    (void)state;
    for (size_t size = 0; size < strlen(SHAKE); size++) {
        ask_bytes(SHAKE, size);
        assert_int_equal(outcome, HTTP_UNFINISHED);
        assert_null(reply.text);
    }
    ask_bytes(SHAKE "frames", strlen(SHAKE) + 6);
    assert_int_equal(outcome, HTTP_UPGRADED);
    assert_int_equal(reply.used, strlen(SHAKE));
    assert_string_equal(reply.text, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"); /* the example of RFC 6455 */
}

/* The handshake with one thing replaced. */
static const char *shake(const char *from, const char *to) {
    static char request[1024];
    const char *at = strstr(SHAKE, from);
    assert_non_null(at);
    snprintf(request, sizeof request, "%.*s%s%s", (int)(at - SHAKE), SHAKE, to, at + strlen(from));
    return request;
}

static void handshakes_are_blind_to_case_and_lists(void **state) {
    (void)state;
    gives(shake("Upgrade: websocket\r\nConnection: Upgrade", "UPGRADE:h2c , WebSocket\r\nconnection:keep-alive,\t upGRADE"), "101 ");
    gives(shake("Connection: Upgrade", "Connection: keep-alive\r\nConnection: Upgrade"), "101 ");
    gives(shake("Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key", "sec-websocket-version:13\r\nSEC-WEBSOCKET-KEY"), "101 ");
    gives(shake("Connection:",
                "Origin: devtools://devtools\r\nSec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\nConnection:"),
          "101 ");
    assert_null(strstr(reply.text, "Extensions"));
}

static void wrong_handshakes_are_refused(void **state) {
    (void)state;
    gives(shake("Connection: Upgrade", "Connection: close"), "400 ");
    gives(shake("Connection: Upgrade", "X: y"), "400 ");
    gives(shake("Version: 13", "Version: 8"), "426 ");
    assert_non_null(strstr(reply.text, "\r\nSec-WebSocket-Version: 13\r\n"));
    gives(shake("Sec-WebSocket-Version: 13\r\n", ""), "426 ");
    gives(shake("HTTP/1.1", "HTTP/1.0"), "400 ");
    gives(shake("GET", "POST"), "405 ");
    gives(shake("localhost:9229", "evil.com"), "400 ");
    static const char *const keys[] = {"",
                                       "dGhlIHNhbXBsZSBub25jZQ=",
                                       "dGhlIHNhbXBsZSBub25jZQ",
                                       "dGhlIHNhbXBsZSBub25jZQ===",
                                       "dGhlIHNhbXBsZSBub25j=Q==",
                                       "dGhlIHNhbXBsZSBub25j Q==",
                                       "dGhlIHNhbXBsZSBub25jZQAA",
                                       "dGhlIHNhbXBsZSBub25j-Q=="};
    for (size_t i = 0; i < COUNT_OF(keys); i++)
        gives(shake("dGhlIHNhbXBsZSBub25jZQ==", keys[i]), "400 ");
    gives(shake("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", ""), "400 ");
    for (size_t i = 0; i < strlen(ID); i++) { /* each digit of the path counts */
        char path[] = ID;
        path[i] = path[i] == '0' ? '1' : '0';
        gives(shake(ID, path), "404 ");
    }
    gives(shake("/" ID, "/"), "404 ");
    gives(shake(ID, ID "/"), "404 ");
    gives(shake(ID, ID "?"), "404 ");
    gives(shake(ID, "json"), "404 ");
    gives(shake("/" ID, "//" ID), "404 ");
}

static int release(void **state) {
    (void)state;
    free(reply.text);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(endpoints_answer),
        cmocka_unit_test(fields_are_spelled_as_clients_want_them),
        cmocka_unit_test(the_list_holds_every_field),
        cmocka_unit_test(other_paths_are_not_found),
        cmocka_unit_test(only_get_and_head_work),
        cmocka_unit_test(heads_have_no_body),
        cmocka_unit_test(hosts_are_addresses_or_localhost),
        cmocka_unit_test(foreign_pages_are_refused),
        cmocka_unit_test(malformed_requests_are_refused),
        cmocka_unit_test(heads_end_at_8192_bytes),
        cmocka_unit_test(every_beginning_waits_for_more),
        cmocka_unit_test(handshakes_are_blind_to_case_and_lists),
        cmocka_unit_test(wrong_handshakes_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, release);
}
