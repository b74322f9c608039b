/* Whether two versions of a module differ inside function bodies only: then V8's live edit can bring the new one into a running game.
 *
 * It reads tokens, not grammar, and is careful: whatever it cannot tell is a no. Beside the text outside of all function bodies, the names
 * of that text which bodies use must be the same too, since V8 lays out a module's variables by which of them functions use, and cannot
 * change that in a module that runs. No state, any thread. */
#pragma once
#include <stdbool.h>

/* True; or false with one clause about why in `*why` ("its top level changed"), a constant. */
bool bodies_differ_only(const char *before, const char *after, const char **why);
