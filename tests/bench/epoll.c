/* What the debugger's server costs an idle frame: the pump of the loop and the look at the server's queue, with no server, with one that
 * listens and with one client that says nothing, against a bare epoll_wait. Prints one "name nanoseconds" line each: the median of ROUNDS
 * rounds made in turn. Main thread only; V8 has no part in it. */
#include "base.h"
#include "inspect.h"
#include "loop.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

enum { ROUNDS = 21, FRAMES = 50000, WAYS = 4 };

struct way {
    const char *name;
    uv_loop_t loop;
    struct inspect *inspect; /* NULL: no server */
    int client;              /* -1: none */
    double ns[ROUNDS];
};

static void fail(const char *what) {
    fprintf(stderr, "epoll: %s failed\n", what);
    exit(1);
}

static void listen_on(struct way *way) {
    struct error err = {0};
    struct inspect_desc desc = {.loop = &way->loop, .title = "idle", .url = "file:///main.js"};
    way->inspect = inspect_start(&desc, &err);
    if (!way->inspect)
        fail(err.text);
}

/* A client that shakes hands and is silent from then on. */
static void connect_to(struct way *way) {
    int port = 0;
    char path[64], request[512];
    if (sscanf(inspect_address(way->inspect), "ws://127.0.0.1:%d/%63s", &port, path) != 2)
        fail("the address");
    way->client = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (way->client < 0 || connect(way->client, (struct sockaddr *)&to, sizeof to) != 0)
        fail("connect");
    int size = snprintf(request, sizeof request,
                        "GET /%s HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n",
                        path);
    if (write(way->client, request, (size_t)size) != size)
        fail("write");
    struct inspect_item item;
    for (uint64_t began = base_now_ns(); !inspect_take(way->inspect, &item);) {
        loop_pump(&way->loop);
        if (base_now_ns() - began > 5000000000u)
            fail("the handshake");
    }
}

static double pump(struct way *way) {
    uint64_t began = base_now_ns();
    for (int i = 0; i < FRAMES; i++) {
        loop_pump(&way->loop);
        if (way->inspect && inspect_pending(way->inspect))
            fail("an idle client");
    }
    return (double)(base_now_ns() - began) / FRAMES;
}

static double bare(int epoll) {
    struct epoll_event event;
    uint64_t began = base_now_ns();
    for (int i = 0; i < FRAMES; i++)
        if (epoll_wait(epoll, &event, 1, 0) != 0)
            fail("epoll_wait");
    return (double)(base_now_ns() - began) / FRAMES;
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(void) {
    struct way ways[WAYS] = {{.name = "bare epoll_wait"}, {.name = "none"}, {.name = "listening"}, {.name = "one idle client"}};
    int pipes[2], epoll = epoll_create1(0);
    struct epoll_event in = {.events = EPOLLIN};
    if (epoll < 0 || pipe(pipes) != 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, pipes[0], &in) != 0)
        fail("epoll");
    for (int i = 0; i < WAYS; i++) {
        ways[i].client = -1;
        uv_loop_init(&ways[i].loop);
        if (i >= 2)
            listen_on(&ways[i]);
        if (i >= 3)
            connect_to(&ways[i]);
    }
    for (int round = 0; round < ROUNDS; round++)
        for (int i = 0; i < WAYS; i++)
            ways[i].ns[round] = i == 0 ? bare(epoll) : pump(&ways[i]);
    for (int i = 0; i < WAYS; i++) {
        qsort(ways[i].ns, ROUNDS, sizeof ways[i].ns[0], by_value);
        printf("%s\t%.0f\n", ways[i].name, ways[i].ns[ROUNDS / 2]);
        inspect_stop(ways[i].inspect);
        if (ways[i].client >= 0)
            close(ways[i].client);
    }
    return 0;
}
