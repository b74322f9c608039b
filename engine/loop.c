#include "loop.h"
#include "base.h"
#include <poll.h>
#include <time.h>
#include <uv.h>

void loop_pump(struct uv_loop_s *loop) {
    uv_run(loop, UV_RUN_NOWAIT);
}

void loop_wait(struct uv_loop_s *loop, uint64_t deadline_ns) {
    uint64_t now = base_now_ns();
    if (now >= deadline_ns)
        return;
    uint64_t wait = deadline_ns - now;
    int timer_ms = uv_backend_timeout(loop); /* -1: no timer; 0: work is waiting, or the loop is not alive */
    if (timer_ms > 0 && (uint64_t)timer_ms * 1000000 < wait)
        wait = (uint64_t)timer_ms * 1000000;
    struct timespec timeout = {(time_t)(wait / 1000000000), (long)(wait % 1000000000)};
    struct pollfd pollfd = {uv_backend_fd(loop), POLLIN, 0};
    if (ppoll(&pollfd, 1, &timeout, NULL) > 0 || timer_ms > 0)
        uv_run(loop, UV_RUN_NOWAIT);
}
