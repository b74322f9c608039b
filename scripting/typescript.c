#include "typescript.h"
#include "base.h"
#include "module.h"
#include <errno.h>
#include <nettle/base64.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__x86_64__)
#define PLATFORM "linux-x64"
#elif defined(__aarch64__)
#define PLATFORM "linux-arm64"
#else
#define PLATFORM "linux"
#endif

extern char **environ;

bool typescript_is(const char *path) {
    const char *dot = strrchr(path, '.');
    return dot && (strcmp(dot, ".ts") == 0 || strcmp(dot, ".mts") == 0);
}

char *typescript_wanted(const char *folder) {
    return base_format("%s/node_modules/esbuild/package.json", folder);
}

/* The esbuild that a file's folder or one above has, malloc'd, or NULL. The first two start without Node. */
static char *find_esbuild(const char *path) {
    static const char *const places[] = {"@esbuild/" PLATFORM "/bin/esbuild", "esbuild/bin/esbuild", ".bin/esbuild"};
    char *folder = base_strdup(path), *found = NULL;
    for (char *slash; !found && (slash = strrchr(folder, '/'));) {
        *slash = 0;
        for (size_t i = 0; i < COUNT_OF(places) && !found; i++) {
            found = base_format("%s/node_modules/%s", folder, places[i]);
            if (access(found, X_OK) != 0) {
                free(found);
                found = NULL;
            }
        }
    }
    free(folder);
    return found;
}

/* A file without a name, for what a program reads or writes: no pipe can fill up and wait. */
static int make_file(const void *bytes, size_t size) {
    int fd = memfd_create("thaw", MFD_CLOEXEC);
    for (const char *at = bytes; fd >= 0 && size;) {
        ssize_t wrote = write(fd, at, size);
        if (wrote <= 0)
            break;
        at += wrote;
        size -= (size_t)wrote;
    }
    if (fd >= 0)
        lseek(fd, 0, SEEK_SET);
    return fd;
}

/* All that is in such a file, malloc'd with a NUL behind; closes it. */
static char *take_file(int fd, size_t *size) {
    off_t length = lseek(fd, 0, SEEK_END);
    *size = length > 0 ? (size_t)length : 0;
    char *bytes = base_alloc(*size + 1);
    for (size_t at = 0; at < *size;) {
        ssize_t got = pread(fd, bytes + at, *size - at, (off_t)at);
        if (got <= 0)
            *size = at;
        else
            at += (size_t)got;
    }
    bytes[*size] = 0;
    close(fd);
    return bytes;
}

/* Runs a program to its end with these files as its standard ones; 0 or an errno, its status in `*status`. */
static int run(char **argv, const int files[3], int *status) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    for (int i = 0; i < 3; i++)
        posix_spawn_file_actions_adddup2(&actions, files[i], i);
    pid_t child;
    int failed = posix_spawn(&child, argv[0], &actions, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    while (!failed && waitpid(child, status, 0) < 0)
        if (errno != EINTR)
            failed = errno;
    return failed;
}

/* UTF-16 units, as V8 counts columns, of esbuild's column in bytes from 0. */
static int column_of(const char *source, int line, int bytes) {
    int column = 1;
    while (--line > 0 && (source = strchr(source, '\n')))
        source++;
    for (int i = 0; source && i < bytes && source[i] && source[i] != '\n'; i++)
        column += ((unsigned char)source[i] & 0xc0) == 0x80 ? 0 : (unsigned char)source[i] >= 0xf0 ? 2 : 1;
    return column;
}

/* esbuild's words: "✘ [ERROR] why", then a line with the place, "    main.ts:1:5:". */
static void read_errors(const char *words, const struct typescript_job *job, struct fault *fault) {
    char *before = base_format("\n    %s:", strrchr(job->path, '/') + 1);
    const char *why = strstr(words, "[ERROR] "), *place = strstr(words, before);
    why = why ? why + 8 : words;
    snprintf(fault->message, sizeof fault->message, "%s%.*s", place ? "SyntaxError: " : "Error: esbuild: ", (int)strcspn(why, "\n"), why);
    int column;
    if (place && sscanf(place + strlen(before), "%d:%d:", &fault->line, &column) == 2) {
        fault->column = column_of(job->source, fault->line, column);
        fault_excerpt(fault, job->source);
    }
    free(before);
}

static void tell_missing(const struct typescript_job *job, struct fault *fault) {
    char *shown = module_shown(job->path);
    snprintf(fault->message, sizeof fault->message,
             "Error: cannot read %s: TypeScript is made JavaScript by esbuild, which is not installed; in the game's folder, %s, type: "
             "npm install --save-dev esbuild",
             shown, job->folder);
    free(shown);
}

char *typescript_transform(const struct typescript_job *job, struct fault *fault) {
    char *esbuild = find_esbuild(job->path), *javascript = NULL;
    char *url = module_url(job->path);
    snprintf(fault->url, sizeof fault->url, "%s", url);
    free(url);
    if (!esbuild) {
        tell_missing(job, fault);
        return NULL;
    }
    char *target = base_format("--target=%s", job->target), *name = base_format("--sourcefile=%s", strrchr(job->path, '/') + 1);
    char *argv[] = {esbuild, "--loader=ts", "--format=esm",  "--sourcemap=inline", "--log-limit=1",
                    target,  name,          "--color=false", "--log-level=error",  NULL};
    int files[] = {make_file(job->source, job->size), make_file(NULL, 0), make_file(NULL, 0)}, status = 0;
    int failed = files[0] < 0 || files[1] < 0 || files[2] < 0 ? errno : run(argv, files, &status);
    size_t size, words_size;
    char *words = files[2] < 0 ? base_strdup("") : take_file(files[2], &words_size);
    javascript = files[1] < 0 ? NULL : take_file(files[1], &size);
    if (files[0] >= 0)
        close(files[0]);
    if (failed || status) {
        if (failed)
            snprintf(fault->message, sizeof fault->message, "Error: cannot run %s: %s", esbuild, strerror(failed));
        else
            read_errors(words, job, fault);
        free(javascript);
        javascript = NULL;
    }
    free(words);
    free(target);
    free(name);
    free(esbuild);
    return javascript;
}

char *typescript_map(const char *javascript) {
    static const char mark[] = "\n//# sourceMappingURL=data:application/json;base64,";
    const char *found = NULL;
    for (const char *at = javascript; (at = strstr(at, mark)); at += sizeof mark - 1)
        found = at + sizeof mark - 1;
    size_t length = found ? strcspn(found, "\r\n ") : 0;
    if (!length)
        return NULL;
    size_t size = BASE64_DECODE_LENGTH(length);
    char *json = base_alloc(size + 1);
    struct base64_decode_ctx decoder;
    base64_decode_init(&decoder);
    bool whole = base64_decode_update(&decoder, &size, (uint8_t *)json, length, found) && base64_decode_final(&decoder);
    json[whole ? size : 0] = 0;
    return json;
}
