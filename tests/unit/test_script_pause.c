/* The seam misused while a debugger has the game paused: the loop is served inside script_update then, and whoever is called by it must not
 * get any further. The debugger is a socket of this very process. */
#include "base.h"
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/socket.h>

#include <cmocka.h>

#include "scratch.h"

#include "script_game.h"

static const char source[] = "export const state = { n: 0 };\n"
                             "export function update() {\n"
                             "  if (state.n++ === 0) debugger;\n"
                             "}\n";

enum { TURNS = 100000 }; /* far more than anything takes */

static int client;
static char heard[1 << 16]; /* by the client, NULs left out */
static size_t heard_size;
static uv_timer_t timer;
static bool updating;
static int paused_turns;

static void say(const void *bytes, size_t size) {
    assert_int_equal(send(client, bytes, size, MSG_NOSIGNAL), size);
}

/* One text frame, masked with zeros. */
static void send_message(const char *json) {
    unsigned char head[6] = {0x81, (unsigned char)(0x80 | strlen(json))};
    assert_true(strlen(json) < 126);
    say(head, sizeof head);
    say(json, strlen(json));
}

static bool hears(const char *text) {
    char bytes[4096];
    ssize_t got;
    while ((got = recv(client, bytes, sizeof bytes, MSG_DONTWAIT)) > 0)
        for (ssize_t i = 0; i < got && heard_size + 1 < sizeof heard; i++)
            if (bytes[i])
                heard[heard_size++] = bytes[i];
    heard[heard_size] = 0;
    return strstr(heard, text);
}

static void pump_until(const char *text) {
    for (int i = 0; !hears(text); i++) {
        assert_true(i < TURNS);
        uv_run(&loop, UV_RUN_NOWAIT);
        script_slack(script, 0);
        usleep(100); /* the loop has no socket to wait for when this is the test's own */
    }
}

/* The port on which this process listens. */
static int port_of_server(void) {
    struct sockaddr_in address;
    for (int fd = 3; fd < 1024; fd++) {
        int listens = 0;
        socklen_t size = sizeof listens, length = sizeof address;
        if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) == 0 && listens &&
            getsockname(fd, (struct sockaddr *)&address, &length) == 0 && address.sin_family == AF_INET)
            return ntohs(address.sin_port);
    }
    return -1;
}

static void dial(int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    client = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(connect(client, (struct sockaddr *)&address, sizeof address), 0);
    heard_size = 0;
}

static void connect_debugger(void) {
    char request[512], target[64];
    int port = port_of_server();
    assert_true(port > 0);
    dial(port);
    snprintf(request, sizeof request, "GET /json/list HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n", port);
    say(request, strlen(request));
    pump_until("ws://127.0.0.1:");
    pump_until("]");
    assert_int_equal(sscanf(strstr(heard, "ws://127.0.0.1:"), "ws://127.0.0.1:%*d/%40[0-9a-f-]", target), 1);
    close(client);
    dial(port);
    snprintf(request, sizeof request,
             "GET /%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
             "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
             target, port);
    say(request, strlen(request));
    pump_until("\r\n\r\n");
}

static int begin(void **state) {
    return uv_loop_init(&loop) != 0 || uv_timer_init(&loop, &timer) != 0 || scratch_create(state) != 0;
}

static int end(void **state) {
    uv_close((uv_handle_t *)&timer, NULL);
    close(client);
    close_app();
    return scratch_destroy(state);
}

static void on_timer(uv_timer_t *unused) {
    (void)unused;
    if (!updating || ++paused_turns > 1)
        return;
    script_restart(script, "asked in the pause", true);
    for (int i = 0; i < 3; i++) {
        runs_are_refused(script, SCRIPT_INSIDE);
        refused(!script_start(script), SCRIPT_TWICE, "script_start");
        refused(!script_close(script), SCRIPT_INSIDE, "script_close");
        looks_are(script, SCRIPT_USED_WELL);
        makers_are_refused(SCRIPT_TWICE);
    }
    send_message("{\"id\":2,\"method\":\"Debugger.resume\"}");
}

static void pause_lets_nobody_in_and_the_swap_waits(void **state) {
    (void)state;
    struct script_desc desc = desc_of(scratch_text("main.js", source));
    desc.inspect = true;
    assert_true(open_game(&desc));
    assert_true(script_start(script));
    connect_debugger();
    send_message("{\"id\":1,\"method\":\"Debugger.enable\"}");
    pump_until("\"id\":1");
    uv_timer_start(&timer, on_timer, 1, 1);
    updating = true;
    assert_true(script_update(script, 0.1)); /* pauses, and comes back */
    updating = false;
    uv_timer_stop(&timer);
    assert_true(paused_turns > 0);
    assert_true(hears("Debugger.paused"));
    assert_refused();
    assert_int_equal(prepared, 1); /* no swap yet */
    assert_true(script_draw(script, 1));
    script_slack(script, 0);
    assert_int_equal(prepared, 2);
    assert_true(script_update(script, 0.1) && script_draw(script, 1));
}

/* Debugger, session, inspector, isolate: each goes before what it stands on. */
static void close_takes_a_debugger_along(void **state) {
    (void)state;
    assert_true(script_close(script));
    char byte;
    ssize_t got;
    while ((got = recv(client, &byte, 1, 0)) > 0) {
    }
    assert_int_equal(got, 0);
}

int main(int argc, char **argv) {
    int code;
    if (script_is_child(argc, argv, &code))
        return code;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pause_lets_nobody_in_and_the_swap_waits),
        cmocka_unit_test(close_takes_a_debugger_along),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
