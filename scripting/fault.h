/* What went wrong inside the author's scripts: message, place, excerpt, stack; and how it is written to a terminal.
 *
 * Plain data without pointers, so that the freezing process can send it to the playing one byte for byte. No V8, any thread. */
#pragma once
#include <stdio.h>

enum { FAULT_LINES = 5 };

struct fault {
    char message[1024];            /* "TypeError: ship is undefined"; empty: no fault */
    char url[1024];                /* the module it happened in, "" when unknown */
    int line, column;              /* counted from 1; 0 unknown */
    char source[FAULT_LINES][256]; /* lines around it, tabs made blanks, cut when long; "" where the file has none */
    int first_line;                /* number of source[0]; 0: no excerpt */
    int lines;                     /* how many of source the file has */
    int source_column;             /* column of the caret in the shown line (tabs widened, cut), from 1 */
    char stack[4096];              /* author's frames, "  at update (main.js:12:5)" a line, each ended by a newline */
};

/* Fills line excerpt and caret from the source text (NUL-terminated) and the place already in `fault`. */
void fault_excerpt(struct fault *fault, const char *source);

/* Takes V8's stack text ("Error: …\n    at f (file:///a.js:1:2)\n …") and keeps the author's frames, with paths relative to the working
 * directory. When `fault` has no place in an author's file yet, the first frame gives it. */
void fault_stack(struct fault *fault, const char *stack);

/* "demo/main.js:12:5" as people are shown it, or "" when unknown. */
void fault_place(const struct fault *fault, char *text, size_t size);

/* Writes message, place, excerpt with a caret, and stack. */
void fault_print(const struct fault *fault, FILE *out);
