/* Waiting on the uv loop with the clock's full precision: the frame's slack, in which sockets, pipes and child processes are served at
 * once.
 *
 * uv's own timers count milliseconds, so the wait is a poll of the loop's file descriptor with a nanosecond time-out. Main thread only;
 * uv callbacks run inside these calls and must only queue. */
#pragma once
#include <stdint.h>

struct uv_loop_s;

/* Serves what is ready now. */
void loop_pump(struct uv_loop_s *loop);

/* Waits until something comes, and serves it, or until the clock (base_now_ns) reaches `deadline_ns`. Right before it loop_pump must have
 * found nothing to do for the caller: what is served in here is looked at when it returns, and not before. */
void loop_wait(struct uv_loop_s *loop, uint64_t deadline_ns);
