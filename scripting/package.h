/* Packages of npm: which file a bare import means, as Node finds it (nodejs.org/api/esm.html, "Resolution Algorithm Specification").
 *
 * Of `exports` and `imports` the conditions "import", "module" and "default" hold, in the order of the package's file; "browser", "node"
 * and "require" do not. Without `exports` it is `module`, `main`, then index.js. No V8: package.json is parsed by the host. Main thread
 * only. */
#pragma once
#include "error.h"
#include "json.h"
#include <stddef.h>
#include <stdint.h>

/* A package.json that was read. */
struct package {
    char *path;       /* absolute, links resolved */
    uint64_t hash[2]; /* XXH3-128 of its bytes, low word first */
    size_t size;
    struct json *json;
    bool listed; /* for the host's own use */
};

struct package_host {
    struct json *(*parse)(void *self, const char *text, size_t size, struct error *err); /* gives a tree, or NULL with `err` */
    void (*missed)(void *self, const char *path); /* this file was looked for in vain, and may come; may be NULL */
    void (*leads)(void *self, const char *path);  /* what an import means hangs on where this path leads, a link or nowhere; may be NULL */
    void *self;
    struct package *items; /* read so far, each once */
    int count, capacity;
};

/* Tell the host, where it asks. */
void package_missed(struct package_host *host, const char *path);
void package_leads(struct package_host *host, const char *path);

/* Frees what was read. */
void package_clear(struct package_host *host);

/* The file that a bare specifier ("mitt", "@scope/name/sub", "#inner") means in the file `from`; a malloc'd absolute path, which may name
 * no file. NULL with `err` (EXIT_SCRIPT): no such package, with the line that installs it; a part of Node; a subpath that is not exported.
 */
char *package_resolve(struct package_host *host, const char *from, const char *specifier, struct error *err);

/* Whether a JavaScript file is an ES module; false with `err` (EXIT_SCRIPT) and advice for CommonJS: .cjs, or a source that calls require
 * or sets exports, without import and export, in no package of "type": "module". */
bool package_check(struct package_host *host, const char *path, const char *source, struct error *err);
