/* Which kind of JavaScript a file is, by its text and its name; the other half of package.h. No state, any thread. */
#pragma once
#include "error.h"

/* Whether a source is CommonJS: it calls require or sets exports, and neither imports nor exports as a module does. Words in comments and
 * strings may deceive it. */
bool package_reads_common(const char *source);

/* Tells what to do about a CommonJS file; returns false. */
bool package_refuse_common(const char *path, struct error *err);

/* Whether this is a name of Node's own modules: "fs", "path". */
bool package_of_node(const char *name);
