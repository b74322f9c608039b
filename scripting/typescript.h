/* TypeScript modules: made JavaScript, one file at a time, by the esbuild that the author has installed; types are not checked. esbuild
 * runs once for each file, which takes about 10 ms. tsconfig.json is not read. Blocks until esbuild is done. Main thread only. */
#pragma once
#include "fault.h"
#include <stdbool.h>
#include <stddef.h>

/* Whether a path names TypeScript: .ts or .mts. */
bool typescript_is(const char *path);

struct typescript_job {
    const char *path;   /* absolute */
    const char *source; /* its text */
    size_t size;
    const char *folder; /* the game's: where esbuild is to be installed when it is missing */
    const char *target; /* what the JavaScript must run on: "chrome102" */
};

/* Gives JavaScript, malloc'd, that ends in "//# sourceMappingURL=data:…". NULL with `fault`: a syntax error with its place, or no esbuild
 * in node_modules of the file's folder or of one above. */
char *typescript_transform(const struct typescript_job *job, struct fault *fault);

/* The source map at the end of such JavaScript as JSON text, malloc'd; NULL when there is none. */
char *typescript_map(const char *javascript);

/* The file that esbuild's coming would bring, malloc'd. */
char *typescript_wanted(const char *folder);
