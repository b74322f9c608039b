#include "package_source.h"
#include "base.h"
#include "module.h"
#include <stdlib.h>
#include <string.h>

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' || (unsigned char)c >= 0x80;
}

/* Whether a statement may begin at `at`. */
static bool begins(const char *source, const char *at) {
    while (at > source && (at[-1] == ' ' || at[-1] == '\t'))
        at--;
    return at == source || strchr(";}\n\r\xbf", at[-1]) || (at - source > 1 && strncmp(at - 2, "*/", 2) == 0); /* \xbf ends a BOM */
}

/* What follows "export" or "import" of a module: import( and import.x are expressions. */
static bool goes_on(const char *after) {
    bool blank = is_blank(*after);
    while (is_blank(*after))
        after++;
    return *after && (strchr("{*\"'", *after) || (blank && is_word(*after)));
}

static bool is_module(const char *source) {
    static const char *const words[] = {"import", "export"};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        for (const char *at = source; (at = strstr(at, words[i])); at += 6)
            if (begins(source, at) && goes_on(at + 6))
                return true;
    return false;
}

/* Whether the word stands alone in the source, with `after` behind it. */
static bool says(const char *source, const char *word, const char *after) {
    size_t length = strlen(word);
    for (const char *at = source; (at = strstr(at, word)); at += length)
        if ((at == source || (!is_word(at[-1]) && at[-1] != '.')) && at[length] && strchr(after, at[length]))
            return true;
    return false;
}

bool package_reads_common(const char *source) {
    return (says(source, "require", "(") || says(source, "module.exports", " =.[;)\n") || says(source, "exports", ".[")) &&
           !is_module(source);
}

bool package_refuse_common(const char *path, struct error *err) {
    const char *name = NULL;
    for (const char *at = path; (at = strstr(at, "/node_modules/")); at += 14)
        name = at + 14;
    size_t length = name ? strcspn(name, "/") : 0;
    if (name && name[0] == '@' && name[length])
        length += 1 + strcspn(name + length + 1, "/");
    char *shown = module_shown(path), *what = name ? base_format("%.*s", (int)length, name) : base_strdup(shown);
    const char *slash = strrchr(what, '/');
    error_set(err, EXIT_SCRIPT,
              "cannot import %s: %s is a CommonJS %s, and thaw reads ES modules: look for an ESM build of it, or bundle it: "
              "npx esbuild %s --bundle --format=esm --outfile=%s.mjs",
              shown, what, name ? "package" : "file", what, slash ? slash + 1 : what);
    free(shown);
    free(what);
    return false;
}

bool package_of_node(const char *name) {
    static const char *const names[] = {
        "assert",  "async_hooks",    "buffer",      "child_process", "cluster", "console", "constants",
        "crypto",  "dgram",          "dns",         "domain",        "events",  "fs",      "http",
        "http2",   "https",          "module",      "net",           "os",      "path",    "perf_hooks",
        "process", "punycode",       "querystring", "readline",      "repl",    "stream",  "string_decoder",
        "sys",     "timers",         "tls",         "tty",           "url",     "util",    "v8",
        "vm",      "worker_threads", "zlib",
    };
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}
