/* One sentence that says what could not be done, to which thing and why; passed up by return, printed once, at the top.
 *
 * `bool f(…, struct error *err)` fills it and returns false. `err` is never NULL. Plain data, any thread. */
#pragma once
#include <stdbool.h>

/* The process's exit codes. */
enum exit_code {
    EXIT_OK = 0,     /* all went well */
    EXIT_SCRIPT = 1, /* the game's own code or assets are at fault */
    EXIT_USAGE = 2,  /* the command line is */
    EXIT_FILE = 3,   /* a file, a folder or the machine is */
};

struct error {
    enum exit_code code;
    char text[4096]; /* UTF-8, no newline at its end; may hold several lines */
};

/* Fills `err` as printf does and returns false, so that a failing function can end with it. */
bool error_set(struct error *err, enum exit_code code, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Puts "text: " before what `err` already says; returns false. */
bool error_prefix(struct error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));
