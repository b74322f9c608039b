/* What one sees who starts thaw where there is no game: a window that says what to type. A game in C like those that tests have.
 *
 * Main thread only. */
#pragma once
#include "app.h"

/* Shows it until Esc, Enter or its close button, or for `desc->frames`; of `desc` everything but config counts. False with `err`
 * (EXIT_FILE) when no window can be opened. */
bool welcome_show(const struct app_desc *desc, struct error *err);
