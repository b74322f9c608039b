/* Module specifiers, files and the list of a game's modules: everything about modules that needs no V8.
 *
 * Rules of the web and Node: "./x.js", "../x.js", "/abs/x.js" and "file:///…" name files exactly; "thaw" names the engine's own
 * module; anything else is a package's (package.h). TypeScript may leave away an ending, or write "./x.js" for x.ts, as its own bundler
 * resolution allows; packages may leave away ".js" and "/index.js". Symbolic links are resolved, so that one file is one module. Any
 * thread. */
#pragma once
#include "error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MODULE_LIMIT = 64 << 20 }; /* bytes of one source file */

struct package_host;

enum module_kind {
    MODULE_SCRIPT = 0,
    MODULE_TYPESCRIPT = 1,
    MODULE_DATA = 2, /* no module: a file that decided what an import means, a package.json */
};

struct module {
    enum module_kind kind;
    char *url;        /* "file:///home/me/game/main.js" or "thaw:screen"; what V8 and debuggers know it by */
    char *path;       /* absolute, links resolved; NULL for the engine's own */
    char *source;     /* UTF-8, exactly the file's bytes, NUL behind; NULL for modules out of a frozen file */
    size_t size;      /* bytes of source */
    uint64_t hash[2]; /* XXH3-128 of source, low word first */
    char *code;       /* TypeScript: the JavaScript that V8 compiles; NULL for modules out of a frozen file */
    char *mappings;   /* TypeScript: from places in that to places in source (sourcemap.h) */
};

struct module_list {
    struct module *items;
    int count, capacity;
};

/* Adds a copy of a module, taking `source` (malloc'd); gives its index. Hashes the source. */
int module_list_add(struct module_list *list, const char *url, const char *path, char *source, size_t size);

/* The index of the module with this URL, or -1. */
int module_list_find(const struct module_list *list, const char *url);

/* Frees all but the first `count`. */
void module_list_cut(struct module_list *list, int count);

/* Frees everything; the list is empty afterwards. */
void module_list_clear(struct module_list *list);

/* What `specifier`, written in the module `referrer` (a URL), means: gives a malloc'd URL. Fails (EXIT_SCRIPT) for a bare specifier that
 * `packages` does not find, or when the file is missing, a folder or unreadable, with a suggestion where one is near. The file is not
 * read. */
char *module_resolve(struct package_host *packages, const char *referrer, const char *specifier, struct error *err);

/* Reads the module a URL from module_resolve names and adds it; gives its index, or -1 with `err`. */
int module_load(struct module_list *list, const char *url, struct error *err);

/* Whether a path ends as a module's: .js, .mjs, .ts or .mts. */
bool module_is_source(const char *path);

/* The game that PATH on a command line means: a folder with a main.js or else a main.ts in it, or such a file. Gives the malloc'd absolute
 * path of the entry module; NULL with `err` (EXIT_FILE). */
char *module_entry(const char *path, struct error *err);

/* file:// URL of an absolute path and back; both malloc'd. module_path gives NULL when the URL is no file URL. */
char *module_url(const char *path);
char *module_path(const char *url);

/* How a path or file URL is shown to people: relative to the working directory when it lies anywhere below it or below one of the two
 * folders above, the root excepted; malloc'd. */
char *module_shown(const char *path_or_url);
