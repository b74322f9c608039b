/* pipeline ADDRESS COUNT: sends COUNT evaluations of 1+1 to the debugger's server at ws://HOST:PORT/ID without waiting for answers, reads
 * those meanwhile, and prints how many came a second. It checks each, in order, and takes far less time for that than any server. */
#include "base.h"
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { FRAME = 160, ROOM = 1 << 18, PATIENCE_MS = 20000 };

static void fail(const char *what) {
    fprintf(stderr, "pipeline: %s\n", what);
    exit(1);
}

static int shake_hands(const char *address) {
    int port = 0, on = 1, fd = socket(AF_INET, SOCK_STREAM, 0);
    char host[32], path[64], text[512];
    if (sscanf(address, "ws://%31[0-9.]:%d/%63s", host, &port, path) != 3)
        fail("the address is not ws://HOST:PORT/ID");
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    inet_pton(AF_INET, host, &to.sin_addr);
    if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof to) != 0)
        fail("cannot connect");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    int size = snprintf(text, sizeof text,
                        "GET /%s HTTP/1.1\r\nHost: %s:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n",
                        path, host, port);
    if (write(fd, text, (size_t)size) != size)
        fail("cannot ask");
    for (size = 0; size < 4 || memcmp(text + size - 4, "\r\n\r\n", 4) != 0; size++)
        if (size == sizeof text || read(fd, text + size, 1) != 1)
            fail("no handshake");
    if (memcmp(text, "HTTP/1.1 101", 12) != 0)
        fail("no WebSocket");
    fcntl(fd, F_SETFL, O_NONBLOCK);
    return fd;
}

/* All frames, one behind the other. */
static char *make_frames(int count, size_t *size) {
    static const char mask[4] = {0x37, (char)0xfa, 0x21, 0x3d};
    char *frames = base_alloc((size_t)count * FRAME), *to = frames;
    for (int id = 1; id <= count; id++) {
        char text[FRAME];
        int length = snprintf(text, sizeof text, "{\"id\":%d,\"method\":\"Runtime.evaluate\",\"params\":{\"expression\":\"1+1\"}}", id);
        ASSERT(length < 126);
        *to++ = (char)0x81; /* a whole text message */
        *to++ = (char)(0x80 | length);
        to = mempcpy(to, mask, sizeof mask);
        for (int i = 0; i < length; i++)
            *to++ = text[i] ^ mask[i % 4];
    }
    *size = (size_t)(to - frames);
    return frames;
}

/* Checks the whole answers in `bytes`, which are short text frames; gives how many bytes they were. */
static size_t check(const char *bytes, size_t size, int *answered) {
    size_t at = 0;
    while (size - at >= 2 && size - at >= 2 + (size_t)bytes[at + 1]) {
        char start[32];
        size_t length = (size_t)bytes[at + 1];
        int head = snprintf(start, sizeof start, "{\"id\":%d,", *answered + 1);
        if (bytes[at] != (char)0x81 || length >= 126 || memcmp(bytes + at + 2, start, (size_t)head) != 0 ||
            !memmem(bytes + at + 2, length, "\"value\":2", 9))
            fail("a wrong answer");
        ++*answered;
        at += 2 + length;
    }
    return at;
}

int main(int argc, char **argv) {
    static char room[ROOM];
    size_t size, sent = 0, held = 0;
    int answered = 0, count = argc == 3 ? atoi(argv[2]) : 0;
    if (count < 1)
        fail("it takes ADDRESS COUNT");
    char *frames = make_frames(count, &size);
    int fd = shake_hands(argv[1]);
    uint64_t began = base_now_ns();
    while (answered < count) {
        struct pollfd pollfd = {fd, POLLIN | (sent < size ? POLLOUT : 0), 0};
        if (poll(&pollfd, 1, PATIENCE_MS) != 1)
            fail("no answer");
        ssize_t gone = pollfd.revents & POLLOUT ? send(fd, frames + sent, size - sent, MSG_NOSIGNAL) : 0;
        ssize_t got = pollfd.revents & (POLLIN | POLLHUP | POLLERR) ? recv(fd, room + held, ROOM - held, 0) : -1;
        if (got == 0)
            fail("it hung up");
        sent += gone > 0 ? (size_t)gone : 0;
        held += got > 0 ? (size_t)got : 0;
        size_t done = check(room, held, &answered);
        memmove(room, room + done, held -= done);
    }
    printf("%.0f\n", count / ((double)(base_now_ns() - began) / 1e9));
    free(frames);
    return close(fd);
}
