#include "signals.h"
#include "base.h"
#include <signal.h>

static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
static struct sigaction before[COUNT_OF(numbers)];
static volatile sig_atomic_t came;

static void on_signal(int number) {
    if (!came)
        came = number;
}

void signals_begin(void) {
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART | (int)SA_RESETHAND};
    came = 0;
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        sigaction(numbers[i], NULL, &before[i]);
        if (before[i].sa_handler != SIG_IGN)
            sigaction(numbers[i], &action, NULL);
    }
}

int signals_came(void) {
    return came;
}

void signals_end(void) {
    for (size_t i = 0; i < COUNT_OF(numbers); i++)
        sigaction(numbers[i], &before[i], NULL);
}

void signals_raise(int number) {
    signal(number, SIG_DFL);
    raise(number);
}
