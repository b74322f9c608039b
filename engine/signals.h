/* The signals that ask a process to end: Ctrl-C, kill, a terminal that closes. The first ends the game in its own time, with what it saved
 * written; the second ends the process as if nobody listened, for a script that never comes back. Main thread, one at a time. */
#pragma once
#include <stdbool.h>

struct uv_loop_s;

/* From now on `call` is called on the loop when the first one comes. One that was ignored stays so (nohup). */
void signals_begin(struct uv_loop_s *loop, void (*call)(void *self), void *self);

/* Serves the loop until all is given back. Gives the signal that came, 0: none; who ends because of it raises it again (signals_raise). */
int signals_end(struct uv_loop_s *loop);

/* Ends the process by that signal, so that whoever waits for it knows. */
void signals_raise(int number);
