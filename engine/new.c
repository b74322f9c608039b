#include "new.h"
#include "base.h"
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The build makes these of the files of engine/new/ and of others that a game's folder has too (premake5.lua). */
extern const char new_main[], new_jsconfig[], new_gitignore[], new_thaw_types[], new_launch[];
extern const unsigned new_main_size, new_jsconfig_size, new_gitignore_size, new_thaw_types_size, new_launch_size;

static const struct {
    const char *name, *bytes;
    const unsigned *size;
} files[] = {
    {"main.js", new_main, &new_main_size},
    {"jsconfig.json", new_jsconfig, &new_jsconfig_size},
    {"thaw.d.ts", new_thaw_types, &new_thaw_types_size},
    {".vscode/launch.json", new_launch, &new_launch_size},
    {".gitignore", new_gitignore, &new_gitignore_size},
};

/* The names of the files that are there already, parted by commas; malloc'd, NULL when there are none. */
static char *taken(const char *folder) {
    char *names = NULL;
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        char *path = base_format("%s/%s", folder, files[i].name);
        struct stat st;
        if (lstat(path, &st) == 0) {
            char *more = base_format("%s%s%s", names ? names : "", names ? ", " : "", files[i].name);
            free(names);
            names = more;
        }
        free(path);
    }
    return names;
}

static bool write_files(const char *folder, struct error *err) {
    bool ok = true;
    for (size_t i = 0; i < COUNT_OF(files) && ok; i++) {
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

static bool write_new(const char *folder, FILE *out, struct error *err) {
    char *names = taken(folder);
    bool free_to_write = !names || error_set(err, EXIT_FILE, "cannot write a new game into %s: there is already %s", folder, names);
    free(names);
    if (!free_to_write || !base_make_folders(folder, err) || !write_files(folder, err))
        return false;
    char *word = quoted(folder);
    fprintf(out,
            "a new game is in %s; edit its main.js while it runs\n\n"
            "    thaw run %s                  plays it\n"
            "    thaw run %s --inspect        and lets a debugger in: VS Code, Chrome\n"
            "    thaw pack %s -o %s/play    makes a program of it\n",
            folder, word, word, word, word);
    free(word);
    return true;
}

bool new_write(const char *path, FILE *out, struct error *err) {
    char *folder = base_strdup(path);
    for (size_t end = strlen(folder); end > 1 && folder[end - 1] == '/'; end--)
        folder[end - 1] = 0;
    bool ok = write_new(folder, out, err);
    free(folder);
    return ok;
}
