/* The log: lines on stderr with level and place. Coloured on a terminal unless NO_COLOR is set (no-color.org). Main thread only. */
#pragma once
#include <stddef.h>

enum log_level { LOG_DEBUG, LOG_LOG, LOG_INFO, LOG_WARN, LOG_ERROR };

/* Writes "warn  main.js:12  text"; `place` may be "". Text of several lines is kept as it is; control characters other than newline and tab
 * are dropped, so that no game can steer the terminal. */
void log_write(enum log_level level, const char *place, const char *text, size_t size);

/* Writes a line of the engine's own, dim on a terminal. */
void log_note(const char *text);
