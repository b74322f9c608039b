/* The signals that ask a process to end: Ctrl-C, kill, a terminal that closes. The first ends the game in its own time, with what it saved
 * written; the second of a kind ends the process as if nobody listened, for a script that never comes back. Main thread. */
#pragma once

/* From now on they are noted. One that was ignored stays so (nohup). */
void signals_begin(void);

/* The first that came, 0: none. A wait that it interrupts ends early. */
int signals_came(void);

/* As they were before. */
void signals_end(void);

/* Ends the process by that signal, so that whoever waits for it knows. */
void signals_raise(int number);
