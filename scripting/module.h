/* Module specifiers, files and the list of a game's modules: everything about modules that needs no V8.
 *
 * Rules of the web and Node: "./x.js", "../x.js", "/abs/x.js" and "file:///…" name files exactly; "thaw" names the engine's own
 * module; anything else is a bare specifier and is refused. Symbolic links are resolved, so that one file is one module. Any thread.
 */
#pragma once
#include "error.h"
#include <stddef.h>
#include <stdint.h>

enum { MODULE_LIMIT = 64 << 20 }; /* bytes of one source file */

struct module {
    char *url;        /* "file:///home/me/game/main.js" or "thaw:screen"; what V8 and debuggers know it by */
    char *path;       /* absolute, links resolved; NULL for the engine's own */
    char *source;     /* UTF-8, exactly the file's bytes, NUL behind; NULL for modules out of a frozen file */
    size_t size;      /* bytes of source */
    uint64_t hash[2]; /* XXH3-128 of source, low word first */
};

struct module_list {
    struct module *items;
    int count, capacity;
};

/* Adds a copy of a module, taking `source` (malloc'd); gives its index. Hashes the source. */
int module_list_add(struct module_list *list, const char *url, const char *path, char *source, size_t size);

/* The index of the module with this URL, or -1. */
int module_list_find(const struct module_list *list, const char *url);

/* Frees everything; the list is empty afterwards. */
void module_list_clear(struct module_list *list);

/* What `specifier`, written in the module `referrer` (a URL), means: gives a malloc'd URL. Fails (EXIT_SCRIPT) for a bare specifier, or
 * when the file is missing, a folder or unreadable, with a suggestion where one is near. The file is not read. */
char *module_resolve(const char *referrer, const char *specifier, struct error *err);

/* The absolute path that a relative or absolute specifier names, whether or not a file is there; malloc'd, NULL for a bare one. */
char *module_candidate(const char *referrer, const char *specifier);

/* Reads the module a URL from module_resolve names and adds it; gives its index, or -1 with `err`. */
int module_load(struct module_list *list, const char *url, struct error *err);

/* The game that PATH on a command line means: a folder with a main.js in it, or a .js/.mjs file. Gives the malloc'd absolute path of the
 * entry module; NULL with `err` (EXIT_FILE). */
char *module_entry(const char *path, struct error *err);

/* file:// URL of an absolute path and back; both malloc'd. module_path gives NULL when the URL is no file URL. */
char *module_url(const char *path);
char *module_path(const char *url);

/* How a path or file URL is shown to people: relative to the working directory when it lies anywhere below it or below one of the two
 * folders above, the root excepted; malloc'd. */
char *module_shown(const char *path_or_url);
