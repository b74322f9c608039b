#include "vm_v8.h"
#include <pthread.h>
#include <time.h>

/* One thread of ours that calls nothing but RequestInterrupt, which is made for other threads. The interrupt runs on the main thread,
 * inside the script, remembers where that is, and ends it. */

static pthread_t thread;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t stopped = PTHREAD_COND_INITIALIZER;
static bool active, stop;
static v8::Isolate *watched;
static uint32_t budget_ms;

static void stop_script(v8::Isolate *isolate, void *) {
    struct vm *vm = vm_of(isolate);
    vm->stopped = {};
    snprintf(vm->stopped.message, sizeof vm->stopped.message, "Error: the script ran for more than %u ms without end and was stopped here",
             budget_ms);
    vm_fault_here(vm, &vm->stopped);
    isolate->TerminateExecution();
}

static void deadline_in(struct timespec *when, uint32_t ms) {
    clock_gettime(CLOCK_REALTIME, when);
    when->tv_sec += ms / 1000;
    when->tv_nsec += (long)(ms % 1000) * 1000000;
    if (when->tv_nsec >= 1000000000) {
        when->tv_sec++;
        when->tv_nsec -= 1000000000;
    }
}

static void *watch(void *) {
    struct timespec when;
    pthread_mutex_lock(&mutex);
    deadline_in(&when, budget_ms);
    int waited = 0;
    while (!stop && waited == 0)
        waited = pthread_cond_timedwait(&stopped, &mutex, &when);
    if (!stop)
        watched->RequestInterrupt(stop_script, nullptr);
    pthread_mutex_unlock(&mutex);
    return nullptr;
}

extern "C" void vm_watch_start(struct vm *vm, uint32_t ms) {
    watched = vm->isolate;
    budget_ms = ms;
    stop = false;
    active = pthread_create(&thread, nullptr, watch, nullptr) == 0;
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
