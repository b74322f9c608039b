/* The debugger's server over real sockets: handshakes, frames, limits, and clients that misbehave or vanish. */
#include "base.h"
#include "describe.h"
#include "inspect.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

#include <cmocka.h>

enum {
    TEXT = 0x81,
    MORE_TEXT = 0x01,
    MORE = 0x00,
    LAST = 0x80,
    CLOSE = 0x88,
    PING = 0x89,
    PONG = 0x8a,
    BARE = 1 << 8,
    PATIENCE_MS = 20000
};

static uv_loop_t loop;
static struct inspect *inspect;
static struct inspect_item item;
static struct error err;

/* Pumps the loop until the condition holds; a condition that never does fails the test. */
#define UNTIL(condition)                                                              \
    for (uint64_t began = base_now_ns(); uv_run(&loop, UV_RUN_NOWAIT), !(condition);) \
        if (base_now_ns() - began > PATIENCE_MS * 1000000ull)                         \
    fail_msg("never: %s", #condition)

static void start(struct inspect_desc desc) {
    desc.loop = &loop;
    desc.title = "a game";
    desc.url = "file:///main.js";
    inspect = inspect_start(&desc, &err);
    if (!inspect)
        fail_msg("%s", err.text);
}

static int set_up(void **state) {
    (void)state;
    return uv_loop_init(&loop);
}

static int tear_down(void **state) {
    (void)state;
    inspect_stop(inspect);
    inspect = NULL;
    return uv_loop_close(&loop); /* busy if a handle stayed behind */
}

static int port(void) {
    return atoi(strrchr(inspect_address(inspect), ':') + 1);
}

static const char *path(void) {
    return strrchr(inspect_address(inspect), '/');
}

static int dial(void) {
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port()), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
    return fd;
}

/* Sends as much as goes while the server lives; false when it went away. */
static bool say(int fd, const void *bytes, size_t size) {
    for (size_t done = 0; done < size;) {
        ssize_t sent = send(fd, (const char *)bytes + done, size - done, MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN)
            return false;
        done += sent > 0 ? (size_t)sent : 0;
        uv_run(&loop, UV_RUN_NOWAIT);
    }
    return true;
}

static void say_text(int fd, const char *text) {
    assert_true(say(fd, text, strlen(text)));
}

/* Exactly so many bytes. */
static void hear(int fd, void *bytes, size_t size) {
    size_t done = 0;
    while (done < size) {
        ssize_t got = 0;
        UNTIL((got = recv(fd, (char *)bytes + done, size - done, 0)) >= 0 || errno != EAGAIN);
        if (got <= 0)
            fail_msg("the server hung up after %zu of %zu bytes", done, size);
        done += (size_t)got;
    }
}

/* Everything until the server ends the connection, as text. */
static const char *hear_all(int fd) {
    static char bytes[1 << 18];
    size_t done = 0;
    for (;;) {
        ssize_t got = 0;
        UNTIL((got = recv(fd, bytes + done, sizeof bytes - 1 - done, 0)) >= 0 || errno != EAGAIN);
        if (got <= 0)
            break;
        done += (size_t)got;
    }
    bytes[done] = 0;
    return bytes;
}

static bool hung_up(int fd) {
    char bytes[65536];
    ssize_t got;
    do
        got = recv(fd, bytes, sizeof bytes, 0);
    while (got > 0);
    return got == 0 || errno != EAGAIN;
}

/* One frame as a client sends it; `first` may hold BARE: no mask. */
static size_t make_frame(char *frame, int first, const char *payload, size_t size, uint64_t claimed) {
    unsigned char *f = (unsigned char *)frame;
    int bytes = claimed < 126 ? 0 : claimed < 65536 ? 2 : 8, masked = !(first & BARE);
    size_t n = 0;
    f[n++] = (unsigned char)first;
    f[n++] = (unsigned char)((masked ? 0x80 : 0) | (bytes == 0 ? (int)claimed : bytes == 2 ? 126 : 127));
    for (int i = bytes - 1; i >= 0; i--)
        f[n++] = (unsigned char)(claimed >> (8 * i));
    static const unsigned char mask[4] = {0x12, 0x34, 0xab, 0xcd};
    for (int i = 0; masked && i < 4; i++)
        f[n++] = mask[i];
    for (size_t i = 0; i < size; i++)
        f[n++] = (unsigned char)payload[i] ^ (masked ? mask[i % 4] : 0);
    return n;
}

static bool say_frame(int fd, int first, const char *payload, size_t size) {
    char *frame = base_alloc(size + 14);
    bool alive = say(fd, frame, make_frame(frame, first, payload, size, size));
    free(frame);
    return alive;
}

static char *handshake(void) {
    return base_format("GET %s HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                       "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
                       path());
}

static void hear_upgrade(int fd) {
    static const char want[] = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                               "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
    char got[sizeof want] = "";
    hear(fd, got, sizeof want - 1);
    assert_string_equal(got, want);
}

/* The next item, which is of this kind. */
static uint32_t take(enum inspect_kind kind) {
    UNTIL(inspect_pending(inspect));
    assert_true(inspect_take(inspect, &item));
    assert_int_equal(item.kind, kind);
    return item.client;
}

static void take_text(uint32_t client, const char *text) {
    assert_int_equal(take(INSPECT_MESSAGE), client);
    assert_int_equal(item.size, strlen(text));
    assert_string_equal(item.bytes, text);
}

/* A WebSocket that is open; its number goes to `client`. */
static int join(uint32_t *client) {
    char *request = handshake();
    int fd = dial();
    say_text(fd, request);
    hear_upgrade(fd);
    *client = take(INSPECT_OPEN);
    free(request);
    return fd;
}

/* The server's frame: `first` byte and this payload, never masked. */
static void hear_frame(int fd, int first, const char *payload, size_t size) {
    unsigned char head[10];
    hear(fd, head, 2);
    assert_int_equal(head[0], first);
    size_t told = head[1];
    if (told > 125) {
        int bytes = told == 126 ? 2 : 8;
        hear(fd, head + 2, (size_t)bytes);
        told = 0;
        for (int i = 0; i < bytes; i++)
            told = told << 8 | head[2 + i];
    }
    assert_int_equal(told, size);
    char *got = base_alloc(size + 1);
    hear(fd, got, size);
    assert_memory_equal(got, payload, size);
    free(got);
}

static void hear_close(int fd, int code) {
    char payload[2] = {(char)(code >> 8), (char)code};
    hear_frame(fd, CLOSE, payload, 2);
    UNTIL(hung_up(fd));
    close(fd);
}

/* Everything still works: a new client sends and gets. */
static void all_is_well(void) {
    uint32_t client;
    int fd = join(&client);
    say_frame(fd, TEXT, "hello", 5);
    take_text(client, "hello");
    assert_true(inspect_send(inspect, client, "world", 5));
    hear_frame(fd, TEXT, "world", 5);
    say_frame(fd, CLOSE, "\x03\xe8", 2);
    assert_int_equal(take(INSPECT_CLOSE), client);
    assert_false(inspect_send(inspect, client, "late", 4));
    hear_close(fd, 1000);
    assert_false(inspect_pending(inspect));
}

/* Leaves as a killed process does, with or without an RST. */
static void kill_client(int fd, bool reset) {
    struct linger linger = {1, 0};
    if (reset)
        setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
    close(fd);
}

static void endpoints_answer_and_end(void **state) {
    (void)state;
    start((struct inspect_desc){0});
    const char *protocol = *describe_protocol ? "HTTP/1.1 200 OK\r\n" : "HTTP/1.1 404 ";
    const char *asks[][3] = {
        {"GET /json/version HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "HTTP/1.1 200 OK\r\n", "\"Protocol-Version\": \"1.3\""},
        {"GET /json HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "HTTP/1.1 200 OK\r\n", "\"title\": \"a game\""},
        {"GET /json/list HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "HTTP/1.1 200 OK\r\n", "\"url\": \"file:///main.js\""},
        {"GET /json/protocol HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", protocol, describe_protocol},
        {"GET /nothing HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "HTTP/1.1 404 ", ""},
        {"POST /json HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 3\r\n\r\nabc", "HTTP/1.1 405 ", ""},
        {"GET /json HTTP/1.1\r\nHost: evil.com\r\n\r\n", "HTTP/1.1 400 ", ""},
        {"GET /json HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.com\r\n\r\n", "HTTP/1.1 403 ", ""},
        {"\x16\x03\x01\x02", "HTTP/1.1 400 ", ""},
    };
    for (size_t i = 0; i < COUNT_OF(asks); i++) {
        int fd = dial();
        say_text(fd, asks[i][0]);
        const char *answer = hear_all(fd);
        if (strncmp(answer, asks[i][1], strlen(asks[i][1])) != 0 || !strstr(answer, asks[i][2]))
            fail_msg("%s\ngot\n%s", asks[i][0], answer);
        close(fd);
    }
    assert_false(inspect_pending(inspect));
    assert_non_null(strstr(inspect_address(inspect), "ws://127.0.0.1:"));
    assert_int_equal(path()[15], '4');
    assert_int_equal(strlen(path()), 37);
    all_is_well();
}

static void heads_too_large_are_told_so(void **state) {
    (void)state;
    start((struct inspect_desc){0});
    char *head = base_alloc(100000);
    memset(head, 'a', 100000);
    int fd = dial();
    assert_true(say(fd, head, 100000)); /* far more than is looked at: the answer must arrive all the same */
    assert_memory_equal(hear_all(fd), "HTTP/1.1 431 ", 13);
    close(fd);
    free(head);
    all_is_well();
}

static void handshakes_come_in_any_portions(void **state) {
    (void)state;
    start((struct inspect_desc){0});
    char *request = handshake(), joined[1024];
    for (size_t portion = 1; portion < strlen(request); portion = portion * 3 + 1) {
        int fd = dial();
        for (size_t i = 0; i < strlen(request); i += portion)
            say(fd, request + i, portion < strlen(request) - i ? portion : strlen(request) - i);
        hear_upgrade(fd);
        take(INSPECT_OPEN);
        close(fd);
        take(INSPECT_CLOSE);
    }
    size_t size = strlen(request); /* the first frames right behind it */
    memcpy(joined, request, size);
    size += make_frame(joined + size, TEXT, "one", 3, 3);
    size += make_frame(joined + size, TEXT, "two", 3, 3);
    int fd = dial();
    say(fd, joined, size);
    uint32_t client = take(INSPECT_OPEN);
    take_text(client, "one");
    take_text(client, "two");
    hear_upgrade(fd);
    for (size_t i = 0; i < 3; i++) { /* frames byte by byte */
        char frame[32];
        size = make_frame(frame, TEXT, "split", 5, 5);
        for (size_t k = 0; k < size; k++)
            say(fd, frame + k, 1);
        take_text(client, "split");
    }
    close(fd);
    free(request);
    assert_int_equal(take(INSPECT_CLOSE), client);
}

static void replies_are_one_frame_each(void **state) {
    (void)state;
    start((struct inspect_desc){0});
    uint32_t client;
    int fd = join(&client);
    static const size_t sizes[] = {0, 1, 125, 126, 65535, 65536, 3000000};
    char *bytes = base_alloc(3000001);
    for (size_t i = 0; i < 3000001; i++)
        bytes[i] = (char)('a' + i % 26);
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        assert_true(inspect_send(inspect, client, bytes, sizes[i]));
        hear_frame(fd, TEXT, bytes, sizes[i]);
    }
    for (size_t i = 0; i < COUNT_OF(sizes); i++) { /* and back, with each way to tell a length */
        assert_true(say_frame(fd, TEXT, bytes, sizes[i]));
        assert_int_equal(take(INSPECT_MESSAGE), client);
        assert_int_equal(item.size, sizes[i]);
        assert_memory_equal(item.bytes, bytes, sizes[i]);
        assert_int_equal(item.bytes[item.size], 0);
    }
    for (int i = 0; i < 1000; i++) /* pipelined */
        assert_true(inspect_send(inspect, client, bytes, 10));
    for (int i = 0; i < 1000; i++)
        hear_frame(fd, TEXT, bytes, 10);
    close(fd);
    free(bytes);
    take(INSPECT_CLOSE);
}

static void fragments_and_pings_are_accepted(void **state) {
    (void)state;
    start((struct inspect_desc){0});
    uint32_t client;
    int fd = join(&client);
    say_frame(fd, MORE_TEXT, "gl\xc3", 3); /* a letter may be split, too */
    say_frame(fd, PING, "are you there?", 14);
    hear_frame(fd, PONG, "are you there?", 14);
    say_frame(fd, MORE, "", 0);
    say_frame(fd, PONG, "nobody asked", 12);
    say_frame(fd, MORE, "\xbc", 1);
    say_frame(fd, LAST, "ck", 2);
    take_text(client, "gl\xc3\xbc"
                      "ck");
    say_frame(fd, PING, "", 0);
    hear_frame(fd, PONG, "", 0);
    for (int i = 0; i < 1000; i++)
        say_frame(fd, MORE_TEXT & (i ? 0 : 1), "x", 1);
    say_frame(fd, LAST, "", 0);
    take(INSPECT_MESSAGE);
    assert_int_equal(item.size, 1000);
    close(fd);
    take(INSPECT_CLOSE);
}

static void faulty_frames_close_with_their_code(void **state) {
    (void)state;
    char hundred[126], deep[1000];
    memset(hundred, 'p', sizeof hundred);
    memset(deep, 'd', sizeof deep);
    const struct {
        int first;
        const char *payload;
        size_t size;
        uint64_t claimed;
        int code;
    } faults[] = {
        {TEXT | BARE, "naked", 5, 5, 1002},
        {PING | BARE, "", 0, 0, 1002},
        {TEXT | 0x40, "rsv1", 4, 4, 1002},
        {TEXT | 0x20, "rsv2", 4, 4, 1002},
        {TEXT | 0x10, "rsv3", 4, 4, 1002},
        {0x83, "", 0, 0, 1002},
        {0x87, "?", 1, 1, 1002},
        {0x8b, "", 0, 0, 1002},
        {0x8f, "", 0, 0, 1002},
        {LAST, "goes on with nothing", 20, 20, 1002},
        {PING & 0x7f, "half a ping", 11, 11, 1002},
        {PING, hundred, 126, 126, 1002},
        {TEXT, "", 0, 1ull << 63, 1002},
        {TEXT, "", 0, UINT64_MAX, 1002},
        {TEXT, "", 0, (1ull << 63) - 1, 1009},
        {TEXT, "", 0, 1001, 1009}, /* told by the head alone */
        {0x82, "binary", 6, 6, 1003},
        {TEXT, "\xff", 1, 1, 1007},
        {TEXT, "\xc0\x80", 2, 2, 1007},
        {TEXT, "\xed\xa0\x80", 3, 3, 1007},
        {TEXT, "cut \xe2\x82", 6, 6, 1007},
        {MORE_TEXT, "\xf8 at once", 9, 9, 1007},
        {CLOSE, "\x03", 1, 1, 1002},
        {CLOSE, "\x00\x01", 2, 2, 1002},
        {CLOSE, "\x03\xed", 2, 2, 1002},
        {CLOSE, "\x03\xe8", 2, 2, 1000},
        {CLOSE, "\x0f\xa0 private", 10, 10, 4000},
    };
    start((struct inspect_desc){.message_limit = 1000});
    for (size_t i = 0; i < COUNT_OF(faults); i++) {
        char frame[2000];
        uint32_t client;
        int fd = join(&client);
        say_frame(fd, TEXT, deep, 1000);
        assert_int_equal(take(INSPECT_MESSAGE), client);
        size_t size = make_frame(frame, faults[i].first, faults[i].payload, faults[i].size, faults[i].claimed);
        size += make_frame(frame + size, TEXT, "unheard", 7, 7);
        say(fd, frame, size);
        assert_int_equal(take(INSPECT_CLOSE), client);
        unsigned char got[128] = {0};
        hear(fd, got, 4);
        if (got[0] != CLOSE || (got[2] << 8 | got[3]) != faults[i].code)
            fail_msg("fault %zu: %02x %02x, code %d instead of %d", i, got[0], got[1], got[2] << 8 | got[3], faults[i].code);
        UNTIL(hung_up(fd));
        close(fd);
        assert_false(inspect_pending(inspect));
    }
    all_is_well();
}

static void faults_between_fragments_close_too(void **state) {
    (void)state;
    start((struct inspect_desc){.message_limit = 1000});
    char bytes[1000];
    memset(bytes, 'b', sizeof bytes);
    const struct {
        int first;
        size_t size;
        int code;
    } second[] = {{LAST, 1, 1009}, {MORE, 1000, 1009}, {TEXT, 1, 1002}, {0x82, 1, 1003}};
    for (size_t i = 0; i < COUNT_OF(second); i++) {
        uint32_t client;
        int fd = join(&client);
        say_frame(fd, MORE_TEXT, bytes, 1000);
        if (second[i].code == 1003)
            say_frame(fd, LAST, "", 0), take(INSPECT_MESSAGE);
        say_frame(fd, second[i].first, bytes, second[i].size);
        assert_int_equal(take(INSPECT_CLOSE), client);
        hear_close(fd, second[i].code);
    }
    uint32_t client;
    int fd = join(&client);
    say_frame(fd, CLOSE, "", 0);
    take(INSPECT_CLOSE);
    hear_frame(fd, CLOSE, "", 0);
    UNTIL(hung_up(fd));
    close(fd);
    all_is_well();
}

/* The close frame arrives though the client sends on and on. */
static void oversize_is_told_to_who_still_sends(void **state) {
    (void)state;
    start((struct inspect_desc){.message_limit = 1 << 20});
    uint32_t client;
    int fd = join(&client);
    char *bytes = base_alloc(8 << 20);
    memset(bytes, 'o', 8 << 20);
    assert_true(say_frame(fd, TEXT, bytes, 8 << 20));
    hear_close(fd, 1009);
    take(INSPECT_CLOSE);
    fd = join(&client); /* just not too long */
    assert_true(say_frame(fd, TEXT, bytes, 1 << 20));
    take(INSPECT_MESSAGE);
    assert_int_equal(item.size, 1 << 20);
    close(fd);
    free(bytes);
    take(INSPECT_CLOSE);
    all_is_well();
}

static void who_never_reads_is_dropped(void **state) {
    (void)state;
    start((struct inspect_desc){.backlog_limit = 1 << 20});
    uint32_t deaf, good;
    int deaf_fd = join(&deaf), good_fd = join(&good), sent = 0;
    char *bytes = base_alloc(100000);
    memset(bytes, 'x', 100000);
    while (inspect_send(inspect, deaf, bytes, 100000)) {
        assert_true(++sent < 1000); /* 100 MB: more than any kernel keeps */
        assert_true(inspect_send(inspect, good, bytes, 1000));
        hear_frame(good_fd, TEXT, bytes, 1000);
    }
    assert_true(sent > 10);
    assert_int_equal(take(INSPECT_CLOSE), deaf);
    assert_int_equal(inspect_clients(inspect), 1);
    assert_false(inspect_send(inspect, deaf, "x", 1));
    UNTIL(hung_up(deaf_fd));
    close(deaf_fd);
    say_frame(good_fd, TEXT, "still here", 10);
    take_text(good, "still here");
    deaf_fd = join(&deaf); /* who only pings fills it as well */
    bool gone = false;
    char *pings = base_alloc(131 * 500);
    size_t size = 0;
    for (int i = 0; i < 500; i++)
        size += make_frame(pings + size, PING, bytes, 125, 125);
    for (int i = 0; i < 3000 && !gone; i++)
        gone = !say(deaf_fd, pings, size);
    assert_true(gone);
    assert_int_equal(take(INSPECT_CLOSE), deaf);
    close(deaf_fd);
    close(good_fd);
    assert_int_equal(take(INSPECT_CLOSE), good);
    free(bytes);
    free(pings);
    all_is_well();
}

/* Many that stay below their own limits are too much together: who costs most goes, with what was not taken of its messages. */
static void who_costs_most_is_dropped(void **state) {
    (void)state;
    enum { MOST = 1 << 19, REST = 4, MANY = 6 };
    start((struct inspect_desc){.shared_limit = 4 * MOST + 1000});
    uint32_t clients[MANY];
    int fds[MANY];
    char *bytes = base_alloc(MOST), *frame = base_alloc(MOST + 14);
    memset(bytes, 'x', MOST);
    size_t size = make_frame(frame, TEXT, bytes, MOST, MOST + REST);
    for (int i = 0; i < MANY; i++)
        fds[i] = join(&clients[i]);
    for (int i = 0; i < MANY; i++) {
        if (i < 2)
            say_frame(fds[i], TEXT, bytes, 1000);
        say(fds[i], frame, size); /* most of a message */
    }
    UNTIL(inspect_clients(inspect) == MANY - 2);
    assert_int_equal(take(INSPECT_CLOSE), clients[0]);
    assert_int_equal(take(INSPECT_CLOSE), clients[1]);
    for (int i = 0; i < MANY; i++) {
        if (i >= 2) {
            say(fds[i], frame + size - REST, REST); /* the end of it, which looks the same */
            assert_int_equal(take(INSPECT_MESSAGE), clients[i]);
        }
    }
    for (int i = 0; i < MANY; i++) {
        close(fds[i]);
        if (i >= 2)
            assert_int_equal(take(INSPECT_CLOSE), clients[i]);
    }
    free(bytes);
    free(frame);
    all_is_well();
}

/* A message of any size leaves for a client that reads, and many sent without the loop do. */
static void much_leaves_for_who_reads(void **state) {
    (void)state;
    start((struct inspect_desc){.backlog_limit = 1 << 20});
    uint32_t client;
    int fd = join(&client);
    size_t size = 24 << 20;
    char *bytes = base_alloc(size);
    memset(bytes, 'm', size);
    assert_true(inspect_send(inspect, client, bytes, size));
    hear_frame(fd, TEXT, bytes, size);
    for (int i = 0; i < 200; i++) { /* 20 MB; read, but uv_run is never called: as inside one call of V8 */
        assert_true(inspect_send(inspect, client, bytes, 100000));
        for (size_t left = 100010; left;) {
            ssize_t got = recv(fd, bytes, left, 0);
            if (got < 0)
                assert_int_equal(errno, EAGAIN);
            left = got < 0 || !inspect_send(inspect, client, "", 0) ? 0 : left - (size_t)got;
        }
    }
    close(fd);
    free(bytes);
    UNTIL(inspect_clients(inspect) == 0);
    take(INSPECT_CLOSE);
    all_is_well();
}

static void who_sends_too_fast_is_not_read(void **state) {
    (void)state;
    start((struct inspect_desc){0});
    uint32_t client, other;
    int fd = join(&client), other_fd = join(&other), sent = 0;
    char *frame = base_alloc(100014);
    char *bytes = base_alloc(100000);
    memset(bytes, 'f', 100000);
    size_t size = make_frame(frame, TEXT, bytes, 100000, 100000), done = 0;
    for (int stuck = 0; stuck < 200 && sent < 5000;) {
        ssize_t gone = send(fd, frame + done, size - done, MSG_NOSIGNAL);
        assert_true(gone > 0 || errno == EAGAIN);
        stuck = gone > 0 ? 0 : stuck + 1;
        done += gone > 0 ? (size_t)gone : 0;
        if (done == size)
            done = 0, sent++;
        uv_run(&loop, UV_RUN_NOWAIT);
    }
    assert_true(sent < 500); /* the kernel's buffers, and not much of ours */
    say_frame(other_fd, TEXT, "me", 2);
    int queued = 0, heard = 0;
    for (; inspect_pending(inspect) && queued < 20; queued++) {
        assert_true(inspect_take(inspect, &item));
        heard += item.client == other;
    }
    assert_int_equal(heard, 1);
    assert_true(queued < 20);
    say(fd, frame + done, done ? size - done : 0);
    for (int i = queued - heard; i < sent + (done ? 1 : 0); i++) {
        assert_int_equal(take(INSPECT_MESSAGE), client);
        assert_int_equal(item.size, 100000);
    }
    close(fd);
    close(other_fd);
    free(frame);
    free(bytes);
    take(INSPECT_CLOSE);
    take(INSPECT_CLOSE);
}

/* Answers leave together: at the latest when nothing is left to take, and with the loop when nobody takes. */
static void answers_wait_for_each_other(void **state) {
    (void)state;
    start((struct inspect_desc){0});
    char frames[64], answer[8], byte;
    uint32_t client;
    int fd = join(&client);
    size_t size = 0;
    for (int i = 0; i < 3; i++)
        size += make_frame(frames + size, TEXT, "ask", 3, 3);
    for (int turn = 0; turn < 2; turn++) {
        assert_true(say(fd, frames, size));
        UNTIL(inspect_pending(inspect));
        for (int i = 0; i < 2; i++) {
            assert_true(inspect_take(inspect, &item));
            assert_true(inspect_send(inspect, client, "answer", 6));
        }
        assert_int_equal(recv(fd, &byte, 1, MSG_PEEK), -1);
        if (turn == 0)
            UNTIL(recv(fd, &byte, 1, MSG_PEEK) == 1);
        assert_true(inspect_take(inspect, &item));
        assert_false(inspect_take(inspect, &item));
        assert_int_equal(recv(fd, &byte, 1, MSG_PEEK), 1);
        for (int i = 0; i < 2; i++) {
            hear(fd, answer, sizeof answer);
            assert_memory_equal(answer + 2, "answer", 6);
        }
    }
    close(fd);
    take(INSPECT_CLOSE);
    all_is_well();
}

static void killed_clients_leave_nothing(void **state) {
    (void)state;
    start((struct inspect_desc){.backlog_limit = 8 << 20});
    char *request = handshake(), *bytes = base_alloc(4 << 20), frame[200];
    size_t request_size = strlen(request), frame_size = make_frame(frame, TEXT, request, 130, 130);
    memset(bytes, 'k', 4 << 20);
    uint32_t last = 0;
    for (int stage = 0; stage < 60; stage++) {
        bool reset = stage & 1, open = stage / 2 % 10 >= 4;
        int fd = dial();
        if (stage / 2 % 10 < 4) /* nothing; some; nearly all; one byte less than all of the handshake */
            say(fd, request, (const size_t[]){0, 10, request_size - 20, request_size - 1}[stage / 2 % 10]);
        else
            say(fd, request, request_size);
        uint32_t client = open ? take(INSPECT_OPEN) : 0;
        assert_true(!open || client > last);
        last = open ? client : last;
        switch (stage / 2 % 10) {
        case 5:
            say(fd, frame, 1);
            break; /* inside a frame's head */
        case 6:
            say(fd, frame, frame_size - 1);
            break; /* inside its payload */
        case 7:
            say_frame(fd, MORE_TEXT, "part", 4);
            break;
        case 8:
            assert_true(inspect_send(inspect, client, bytes, 4 << 20));
            break; /* with a backlog */
        case 9:
            say_frame(fd, CLOSE, "\x03\xe8", 2);
            break;
        }
        kill_client(fd, reset);
        if (open)
            assert_int_equal(take(INSPECT_CLOSE), client);
        UNTIL(inspect_clients(inspect) == 0);
        assert_false(inspect_send(inspect, client, "x", 1)); /* and no signal */
        assert_false(inspect_pending(inspect));
    }
    free(request);
    free(bytes);
    all_is_well();
}

/* What it sent before is still told, in order; sending to a dead client raises no signal (SIGPIPE has its default here). */
static void last_words_are_heard(void **state) {
    (void)state;
    start((struct inspect_desc){0});
    static const int sent[] = {0, 1, 2, 100}; /* the first one tells the server that it is broken, the second one raises the signal */
    for (size_t i = 0; i < COUNT_OF(sent); i++) {
        uint32_t client;
        int fd = join(&client);
        char frame[32];
        size_t size = make_frame(frame, TEXT, "a", 1, 1);
        size += make_frame(frame + size, TEXT, "b", 1, 1);
        assert_int_equal(send(fd, frame, size, MSG_NOSIGNAL), size); /* the loop does not run meanwhile */
        close(fd);
        for (int k = 0; k < sent[i]; k++)
            inspect_send(inspect, client, "into the void", 13);
        UNTIL(inspect_clients(inspect) == 0);
        take_text(client, "a");
        take_text(client, "b");
        assert_int_equal(take(INSPECT_CLOSE), client);
        assert_false(inspect_take(inspect, &item));
    }
}

static void closing_is_polite_and_once(void **state) {
    (void)state;
    start((struct inspect_desc){0});
    uint32_t client;
    int fd = join(&client);
    assert_true(inspect_send(inspect, client, "bye", 3));
    inspect_close(inspect, client);
    inspect_close(inspect, client);
    assert_int_equal(inspect_clients(inspect), 0);
    assert_false(inspect_send(inspect, client, "x", 1));
    assert_int_equal(take(INSPECT_CLOSE), client);
    say_frame(fd, TEXT, "too late", 8);
    hear_frame(fd, TEXT, "bye", 3);
    hear_close(fd, 1000);
    for (int i = 0; i < 20; i++)
        uv_run(&loop, UV_RUN_NOWAIT);
    assert_false(inspect_pending(inspect));
    inspect_close(inspect, 12345);
    all_is_well();
}

static void who_floods_holds_up_nobody(void **state) {
    (void)state;
    start((struct inspect_desc){0});
    uint32_t first, second;
    int loud = join(&first), quiet = join(&second);
    for (int i = 0; i < 1000; i++)
        say_frame(loud, TEXT, "loud", 4);
    say_frame(quiet, TEXT, "quiet", 5);
    UNTIL(inspect_pending(inspect));
    for (int i = 0; i < 100; i++)
        uv_run(&loop, UV_RUN_NOWAIT);
    take_text(first, "loud");
    take_text(second, "quiet");
    for (int i = 1; i < 1000; i++)
        take_text(first, "loud");
    assert_false(inspect_take(inspect, &item));
    close(loud);
    close(quiet);
}

static void idle_crowds_harm_nobody(void **state) {
    (void)state;
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max < 4096 ? files.rlim_max : 4096;
    setrlimit(RLIMIT_NOFILE, &files);
    start((struct inspect_desc){0});
    uint32_t first, client;
    int fds[500], member = join(&first);
    for (int i = 0; i < 500; i++) {
        fds[i] = dial();
        uv_run(&loop, UV_RUN_NOWAIT);
    }
    int ended = 0;
    for (int i = 0; i < 500; i++)
        ended += hung_up(fds[i]);
    assert_int_equal(ended, 500 - INSPECT_STRANGERS); /* the oldest */
    assert_true(!hung_up(fds[499]) && !hung_up(member));
    all_is_well();
    for (int i = 0; i < 500; i++)
        close(fds[i]);
    for (int i = 1; i < INSPECT_CLIENTS; i++)
        fds[i] = join(&client);
    assert_int_equal(inspect_clients(inspect), INSPECT_CLIENTS);
    assert_int_equal(client - first, INSPECT_CLIENTS); /* all_is_well was one */
    char *request = handshake();
    int further = dial();
    say_text(further, request);
    assert_memory_equal(hear_all(further), "HTTP/1.1 503 ", 13);
    close(further);
    free(request);
    say_frame(member, TEXT, "me", 2);
    take_text(first, "me");
    for (int i = 1; i < INSPECT_CLIENTS; i++)
        close(fds[i]);
    UNTIL(inspect_clients(inspect) == 1);
    for (int i = 1; i < INSPECT_CLIENTS; i++)
        take(INSPECT_CLOSE);
    all_is_well();
    close(member);
    assert_int_equal(take(INSPECT_CLOSE), first);
}

static void no_free_descriptor_passes(void **state) {
    (void)state;
    start((struct inspect_desc){0});
    struct rlimit files, few;
    int fds[3] = {dial(), dial(), dial()}, spare = dup(0);
    getrlimit(RLIMIT_NOFILE, &files);
    few = files;
    few.rlim_cur = (rlim_t)spare;
    close(spare);
    setrlimit(RLIMIT_NOFILE, &few);
    for (int i = 0; i < 100; i++)
        uv_run(&loop, UV_RUN_NOWAIT);
    setrlimit(RLIMIT_NOFILE, &files);
    for (int i = 0; i < 3; i++)
        close(fds[i]);
    all_is_well();
}

static void dawdlers_are_dropped(void **state) {
    (void)state;
    start((struct inspect_desc){.head_ms = 60});
    uint32_t client;
    char *request = handshake();
    int good = join(&client), silent = dial(), slow = dial(), answered = dial(), closed = join(&(uint32_t){0});
    say_text(answered, "GET /json HTTP/1.1\r\nHost: localhost\r\n\r\n"); /* never ends its side */
    say_frame(closed, CLOSE, "\x03\xe8", 2);
    take(INSPECT_CLOSE);
    uint64_t began = base_now_ns();
    bool alive = true;
    for (size_t i = 0; alive && request[i]; i++) { /* a byte now and then does not help */
        alive = send(slow, request + i, 1, MSG_NOSIGNAL) == 1 && !hung_up(slow);
        struct pollfd wait = {.fd = slow, .events = POLLIN};
        poll(&wait, 1, 5);
        uv_run(&loop, UV_RUN_NOWAIT);
    }
    assert_false(alive);
    assert_true(base_now_ns() - began > 40 * 1000000ull);
    UNTIL(hung_up(silent));
    UNTIL(send(answered, "x", 1, MSG_NOSIGNAL) < 0); /* gone, not just half closed */
    UNTIL(send(closed, "x", 1, MSG_NOSIGNAL) < 0);
    int late = dial(); /* what waited for us while the game was busy is served */
    uv_run(&loop, UV_RUN_NOWAIT);
    assert_int_equal(send(late, request, strlen(request), MSG_NOSIGNAL), strlen(request));
    struct timespec busy = {.tv_nsec = 90 * 1000000};
    nanosleep(&busy, NULL);
    hear_upgrade(late);
    take(INSPECT_OPEN);
    assert_false(hung_up(good));
    say_frame(good, TEXT, "patient", 7);
    take_text(client, "patient");
    int fds[] = {good, silent, slow, answered, closed, late};
    for (size_t i = 0; i < COUNT_OF(fds); i++)
        close(fds[i]);
    free(request);
    UNTIL(inspect_clients(inspect) == 0);
    assert_int_equal(take(INSPECT_CLOSE) + take(INSPECT_CLOSE), client + client + 2);
    assert_false(inspect_pending(inspect));
}

static void stopping_ends_everything(void **state) {
    (void)state;
    start((struct inspect_desc){0});
    uint32_t client;
    char *bytes = base_alloc(20 << 20);
    memset(bytes, 's', 20 << 20);
    int open = join(&client), silent = dial(), half = dial(), full = join(&client), polite;
    assert_true(inspect_send(inspect, client, bytes, 20 << 20));
    say_text(half, "GET /json HT");
    polite = join(&client);
    say_frame(polite, CLOSE, "", 0);
    say_frame(open, TEXT, "never taken", 11);
    UNTIL(inspect_clients(inspect) == 2);
    inspect_stop(inspect);
    inspect = NULL;
    assert_false(uv_loop_alive(&loop));
    hear_close(open, 1001);
    int fds[] = {silent, half, full, polite};
    for (size_t i = 0; i < COUNT_OF(fds); i++) {
        UNTIL(hung_up(fds[i]));
        close(fds[i]);
    }
    free(bytes);
    inspect_stop(NULL);
}

static void places_to_listen(void **state) {
    (void)state;
    static const char *const hosts[][2] = {
        {"127.0.0.1", "ws://127.0.0.1:"}, {"0.0.0.0", "ws://0.0.0.0:"}, {"localhost", "ws://"}, {"::1", "ws://[::1]:"}};
    int probe = socket(AF_INET6, SOCK_STREAM, 0);
    struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    size_t count = COUNT_OF(hosts) - (probe < 0 || bind(probe, (struct sockaddr *)&six, sizeof six) != 0); /* a machine may lack IPv6 */
    close(probe);
    for (size_t i = 0; i < count; i++) {
        start((struct inspect_desc){.host = hosts[i][0]});
        assert_memory_equal(inspect_address(inspect), hosts[i][1], strlen(hosts[i][1]));
        if (i < 2)
            all_is_well();
        struct inspect_desc second = {.loop = &loop, .host = hosts[i][0], .port = port()};
        assert_null(inspect_start(&second, &err));
        assert_int_equal(err.code, EXIT_FILE);
        assert_non_null(strstr(err.text, "in use"));
        char address[80];
        snprintf(address, sizeof address, "%s", inspect_address(inspect));
        inspect_stop(inspect);
        start((struct inspect_desc){.host = hosts[i][0], .port = second.port}); /* the port is free again at once */
        assert_int_equal(port(), second.port);
        assert_string_not_equal(address, inspect_address(inspect));
        inspect_stop(inspect);
        inspect = NULL;
    }
    struct inspect_desc wrong[] = {{.loop = &loop, .port = 65536}, {.loop = &loop, .port = -1}, {.loop = &loop, .host = "no host"}};
    for (size_t i = 0; i < COUNT_OF(wrong); i++)
        assert_null(inspect_start(&wrong[i], &err));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(endpoints_answer_and_end),
        TEST(heads_too_large_are_told_so),
        TEST(handshakes_come_in_any_portions),
        TEST(replies_are_one_frame_each),
        TEST(fragments_and_pings_are_accepted),
        TEST(faulty_frames_close_with_their_code),
        TEST(faults_between_fragments_close_too),
        TEST(oversize_is_told_to_who_still_sends),
        TEST(who_never_reads_is_dropped),
        TEST(who_costs_most_is_dropped),
        TEST(much_leaves_for_who_reads),
        TEST(who_sends_too_fast_is_not_read),
        TEST(answers_wait_for_each_other),
        TEST(killed_clients_leave_nothing),
        TEST(last_words_are_heard),
        TEST(closing_is_polite_and_once),
        TEST(who_floods_holds_up_nobody),
        TEST(idle_crowds_harm_nobody),
        TEST(no_free_descriptor_passes),
        TEST(dawdlers_are_dropped),
        TEST(stopping_ends_everything),
        TEST(places_to_listen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
