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

/* Serves what comes until the clock (base_now_ns) reaches `deadline_ns`; returns early, once, after something was served. */
void loop_wait(struct uv_loop_s *loop, uint64_t deadline_ns);
