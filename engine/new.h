/* `thaw new`: a small game and all that an editor wants to know about it, out of files that travel in this program. Any thread. */
#pragma once
#include "error.h"
#include <stdbool.h>
#include <stdio.h>

/* Writes the game into the folder `path`, which is made when it is not there, in JavaScript or TypeScript, and tells on `out` what one
 * types next. Nothing is written when one of its files is there already: false with `err` (EXIT_FILE) naming all that are. */
bool new_write(const char *path, bool typescript, FILE *out, struct error *err);
