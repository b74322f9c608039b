#include "new.h"
#include "base.h"
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { JS = 1, TS = 2 };

/* name, what the build makes of it (premake5.lua), whether it belongs to a game in JavaScript, in TypeScript or both */
#define FILES(X)                              \
    X("main.js", main_js, JS)                 \
    X("main.ts", main_ts, TS)                 \
    X("jsconfig.json", jsconfig, JS)          \
    X("tsconfig.json", tsconfig, TS)          \
    X("package.json", package, TS)            \
    X("thaw.d.ts", types, JS | TS)            \
    X(".vscode/launch.json", launch, JS | TS) \
    X(".gitignore", gitignore, JS | TS)

#define X(name, symbol, kinds)        \
    extern const char new_##symbol[]; \
    extern const unsigned new_##symbol##_size;
FILES(X)
#undef X

static const struct {
    const char *name, *bytes;
    const unsigned *size;
    int kinds;
} files[] = {
#define X(name, symbol, kinds) {name, new_##symbol, &new_##symbol##_size, kinds},
    FILES(X)
#undef X
};

/* The names of the files that are there already, parted by commas; malloc'd, NULL when there are none. */
static char *taken(const char *folder, int kind) {
    char *names = NULL;
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        char *path = base_format("%s/%s", folder, files[i].name);
        struct stat st;
        if ((files[i].kinds & kind) && lstat(path, &st) == 0) {
            char *more = base_format("%s%s%s", names ? names : "", names ? ", " : "", files[i].name);
            free(names);
            names = more;
        }
        free(path);
    }
    return names;
}

static bool write_files(const char *folder, int kind, struct error *err) {
    bool ok = true;
    for (size_t i = 0; i < COUNT_OF(files) && ok; i++) {
        if (!(files[i].kinds & kind))
            continue;
        char *path = base_format("%s/%s", folder, files[i].name), *slash = strrchr(path, '/');
        *slash = 0;
        ok = base_make_folders(path, err);
        *slash = '/';
        ok = ok && base_write_file(path, files[i].bytes, *files[i].size, err);
        free(path);
    }
    return ok;
}

/* The folder as a shell takes it for one word, malloc'd. */
static char *quoted(const char *folder) {
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./+-";
    const char *dash = folder[0] == '-' ? "./" : "";
    if (!folder[strspn(folder, plain)])
        return base_format("%s%s", dash, folder);
    char *word = base_alloc(strlen(folder) * 4 + 5), *at = stpcpy(stpcpy(word, dash), "'");
    for (; *folder; folder++) {
        if (*folder == '\'')
            at = stpcpy(at, "'\\'");
        *at++ = *folder;
    }
    strcpy(at, "'");
    return word;
}

static void tell_next(const char *folder, int kind, FILE *out) {
    char *word = quoted(folder);
    char *fetch = base_format("npm install --prefix %s", word), *run = base_format("thaw run %s", word);
    char *debug = base_format("thaw run %s --inspect", word), *pack = base_format("thaw pack %s -o %s/play", word, word);
    const char *const lines[3][2] = {
        {kind == TS ? fetch : run, kind == TS ? "fetches esbuild, which makes JavaScript of it" : "plays it"},
        {kind == TS ? run : debug, kind == TS ? "plays it" : "and lets a debugger in: VS Code, Chrome"},
        {pack, "makes a program of it"},
    };
    int width = 0;
    for (int i = 0; i < 3; i++)
        width = (int)strlen(lines[i][0]) > width ? (int)strlen(lines[i][0]) : width;
    fprintf(out, "a new game is in %s; edit its main.%s while it runs\n\n", folder, kind == TS ? "ts" : "js");
    for (int i = 0; i < 3; i++)
        fprintf(out, "    %-*s    %s\n", width, lines[i][0], lines[i][1]);
    free(fetch);
    free(run);
    free(debug);
    free(pack);
    free(word);
}

bool new_write(const char *path, bool typescript, FILE *out, struct error *err) {
    int kind = typescript ? TS : JS;
    char *folder = base_strdup(path);
    for (size_t end = strlen(folder); end > 1 && folder[end - 1] == '/'; end--)
        folder[end - 1] = 0;
    char *names = taken(folder, kind);
    bool ok = !names || error_set(err, EXIT_FILE, "cannot write a new game into %s: there is already %s", folder, names);
    ok = ok && base_make_folders(folder, err) && write_files(folder, kind, err);
    if (ok)
        tell_next(folder, kind, out);
    free(names);
    free(folder);
    return ok;
}
