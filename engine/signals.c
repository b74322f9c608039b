#include "signals.h"
#include "base.h"
#include <signal.h>
#include <uv.h>

static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
static struct sigaction before[COUNT_OF(numbers)];
static volatile sig_atomic_t came;
static uv_async_t wake;
static void (*called)(void *self);
static void *caller;

static void on_signal(int number) {
    if (came)
        return; /* another than the first */
    came = number;
    uv_async_send(&wake);
}

static void on_wake(uv_async_t *async) {
    (void)async;
    called(caller);
}

void signals_begin(struct uv_loop_s *loop, void (*call)(void *self), void *self) {
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART | (int)SA_RESETHAND};
    came = 0;
    called = call;
    caller = self;
    uv_async_init(loop, &wake, on_wake);
    uv_unref((uv_handle_t *)&wake);
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        sigaction(numbers[i], NULL, &before[i]);
        if (before[i].sa_handler != SIG_IGN)
            sigaction(numbers[i], &action, NULL);
    }
}

static bool closed;

static void on_closed(uv_handle_t *handle) {
    (void)handle;
    closed = true;
}

int signals_end(struct uv_loop_s *loop) {
    closed = false;
    for (size_t i = 0; i < COUNT_OF(numbers); i++)
        sigaction(numbers[i], &before[i], NULL);
    uv_close((uv_handle_t *)&wake, on_closed);
    while (!closed)
        uv_run(loop, UV_RUN_NOWAIT);
    return came;
}

void signals_raise(int number) {
    signal(number, SIG_DFL);
    raise(number);
}
