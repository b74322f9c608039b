#include "vm_v8.h"
#include <pthread.h>
#include <time.h>

/* One thread of ours that calls nothing but RequestInterrupt, which is made for other threads. What it asks for runs on the main thread,
 * inside the script. */

static pthread_t thread;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t stopped = PTHREAD_COND_INITIALIZER;
static bool active, stop;
static struct vm *watched;
static uint32_t period_ms, deaf_limit_ms;
static void (*visit)(void *self, uint32_t lasted_ms); /* NULL: end the script, once */
static void *visitor;
static std::atomic<bool> pending;    /* an interrupt that was asked for has not come yet: a pause can hold it up for long */
static std::atomic<uint32_t> asked;  /* during which call */
static std::atomic<uint32_t> lasted; /* milliseconds of the call that runs, counted in periods */

extern "C" void vm_stop(struct vm *vm, const char *message) {
    vm->stopped = {};
    snprintf(vm->stopped.message, sizeof vm->stopped.message, "%s", message);
    vm_fault_here(vm, &vm->stopped);
    vm->isolate->TerminateExecution();
}

bool vm_was_stopped(struct vm *vm, struct fault *fault) {
    if (!vm->stopped.message[0])
        return false;
    *fault = vm->stopped;
    vm->stopped = {};
    vm->isolate->CancelTerminateExecution();
    return true;
}

static void interrupt(v8::Isolate *isolate, void *) {
    char text[120];
    pending = false;
    if (visit) {
        if (vm_of(isolate)->calls == asked) /* else that call has ended meanwhile */
            visit(visitor, lasted);
        return;
    }
    snprintf(text, sizeof text, "Error: the script ran for more than %u ms without end and was stopped here", period_ms);
    vm_stop(vm_of(isolate), text);
}

static void deadline_in(struct timespec *when, uint32_t ms) {
    clock_gettime(CLOCK_MONOTONIC, when);
    when->tv_sec += ms / 1000;
    when->tv_nsec += (long)(ms % 1000) * 1000000;
    if (when->tv_nsec >= 1000000000) {
        when->tv_sec++;
        when->tv_nsec -= 1000000000;
    }
}

/* False: to stop. */
static bool wait_a_period() {
    struct timespec when;
    deadline_in(&when, period_ms);
    int waited = 0;
    while (!stop && waited == 0)
        waited = pthread_cond_timedwait(&stopped, &mutex, &when);
    return !stop;
}

static void *watch(void *) {
    pthread_mutex_lock(&mutex);
    uint32_t before = 0; /* even: no call is as old as that */
    uint32_t deaf = 0;   /* milliseconds since an interrupt that has not come */
    while (wait_a_period()) {
        uint32_t calls = watched->calls;
        bool same = (calls & 1) && calls == before;
        lasted = same ? lasted + period_ms : 0;
        deaf = same && pending ? deaf + period_ms : 0;
        if (deaf_limit_ms && deaf >= deaf_limit_ms)
            vm_end_hung();
        bool ask = !visit || (same && !pending.exchange(true));
        if (ask) {
            asked = calls;
            watched->isolate->RequestInterrupt(interrupt, nullptr);
        }
        if (!visit)
            break;
        before = calls;
    }
    pthread_mutex_unlock(&mutex);
    return nullptr;
}

static void start(struct vm *vm, uint32_t ms) {
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&stopped, &monotonic);
    pthread_condattr_destroy(&monotonic);
    watched = vm;
    period_ms = ms;
    stop = false;
    lasted = 0;
    pending = false;
    active = pthread_create(&thread, nullptr, watch, nullptr) == 0;
}

extern "C" void vm_watch_start(struct vm *vm, uint32_t ms) {
    visit = NULL;
    deaf_limit_ms = 0;
    start(vm, ms);
}

extern "C" void vm_watch_long(struct vm *vm, uint32_t ms, uint32_t deaf_ms, void (*call)(void *self, uint32_t lasted_ms), void *self) {
    visit = call;
    deaf_limit_ms = deaf_ms;
    visitor = self;
    start(vm, ms);
}

extern "C" void vm_watch_stop(void) {
    if (!active)
        return;
    pthread_mutex_lock(&mutex);
    stop = true;
    pthread_cond_signal(&stopped);
    pthread_mutex_unlock(&mutex);
    pthread_join(thread, nullptr);
    active = false;
}
