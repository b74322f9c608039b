#include "replace.h"
#include "base.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_KEPT = 200, TRIES = 100 }; /* bytes of a name that its file aside bears: with what is added it still is a name */

struct replace {
    char *path, *real, *aside; /* as it was named; where that leads */
    int fd;
    int why; /* errno of the first failure, 0: none */
};

static int retry_fsync(int fd) {
    int failed;
    do
        failed = fsync(fd);
    while (failed && errno == EINTR);
    return failed;
}

static const char *name_of(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* malloc'd; "." for a path of one name. */
static char *folder_of(const char *path) {
    int length = (int)(name_of(path) - path);
    return length ? base_format("%.*s", length, path) : base_strdup(".");
}

/* Folders that may not be read, and file systems that cannot do it, are no reason to fail. */
bool replace_settle(const char *path) {
    char *folder = folder_of(path);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool failed = fd >= 0 && retry_fsync(fd) != 0 && errno == EIO;
    if (fd >= 0)
        close(fd);
    free(folder);
    errno = failed ? EIO : 0;
    return !failed;
}

/* ── files aside ── */

/* Whether this is the name of a file aside, of that file (NULL: of any), whose process is gone. */
static bool is_left(const char *aside, const char *name) {
    const char *dash = strrchr(aside, '-'), *dot = dash ? memrchr(aside, '.', (size_t)(dash - aside)) : NULL;
    int pid, number, used = 0;
    if (aside[0] != '.' || !dot || dot == aside || sscanf(dot, ".%d-%d.tmp%n", &pid, &number, &used) != 2 || !used || dot[used])
        return false;
    size_t length = name ? strnlen(name, NAME_KEPT) : 0, own = (size_t)(dot - aside) - 1;
    return (!name || (own == length && memcmp(aside + 1, name, length) == 0)) && pid > 0 && kill(pid, 0) != 0 && errno == ESRCH;
}

void replace_clean(const char *folder, const char *name) {
    DIR *dir = opendir(folder);
    for (struct dirent *entry; dir && (entry = readdir(dir));)
        if (is_left(entry->d_name, name))
            unlinkat(dirfd(dir), entry->d_name, 0);
    if (dir)
        closedir(dir);
}

/* Beside the file, since rename is atomic only within one file system; open and not mkstemp, so that the umask counts. */
static bool open_aside(struct replace *replace, mode_t mode) {
    char *folder = folder_of(replace->real);
    const char *name = name_of(replace->real);
    replace_clean(folder, name);
    replace->fd = -1;
    for (int i = 0; replace->fd < 0 && i < TRIES; i++) {
        free(replace->aside);
        replace->aside = base_format("%s/.%.*s.%d-%d.tmp", folder, NAME_KEPT, name, (int)getpid(), i);
        replace->fd = open(replace->aside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
        replace->why = replace->fd < 0 ? errno : 0;
        if (replace->why != EEXIST)
            break;
    }
    free(folder);
    return replace->fd >= 0;
}

/* Gives false with the sentence. */
static bool finish(struct replace *replace, struct error *err) {
    bool ok = !replace->why || error_set(err, EXIT_FILE, "cannot write %s: %s", replace->path, strerror(replace->why));
    free(replace->path);
    free(replace->real);
    free(replace->aside);
    free(replace);
    return ok;
}

/* Renaming over a device or a pipe would remove it, and over a link the link. */
struct replace *replace_begin(const char *path, mode_t mode, struct error *err) {
    struct stat status;
    char real[PATH_MAX];
    if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) {
        error_set(err, EXIT_FILE, "cannot write %s: it is %s", path, S_ISDIR(status.st_mode) ? "a folder" : "a device or a pipe");
        return NULL;
    }
    bool link = lstat(path, &status) == 0 && S_ISLNK(status.st_mode) && realpath(path, real);
    struct replace *replace = base_alloc(sizeof *replace);
    *replace = (struct replace){.path = base_strdup(path), .real = base_strdup(link ? real : path)};
    if (open_aside(replace, mode))
        return replace;
    finish(replace, err);
    return NULL;
}

/* ── its bytes ── */

static void fail(struct replace *replace, int why) {
    if (!replace->why)
        replace->why = why;
}

void replace_add(struct replace *replace, const void *bytes, size_t size) {
    for (const char *at = bytes; size > 0 && !replace->why;) {
        ssize_t put = write(replace->fd, at, size);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            fail(replace, put < 0 ? errno : EIO);
        at += put > 0 ? put : 0;
        size -= put > 0 ? (size_t)put : 0;
    }
}

void replace_head(struct replace *replace, const void *bytes, size_t size) {
    if (replace->why)
        return;
    if (lseek(replace->fd, 0, SEEK_SET) < 0)
        fail(replace, errno);
    replace_add(replace, bytes, size);
    if (!replace->why && lseek(replace->fd, 0, SEEK_END) < 0)
        fail(replace, errno);
}

bool replace_end(struct replace *replace, struct error *err) {
    if (!replace->why && retry_fsync(replace->fd) != 0)
        fail(replace, errno);
    if (close(replace->fd) != 0 && errno != EINTR)
        fail(replace, errno);
    if (!replace->why && rename(replace->aside, replace->real) != 0)
        fail(replace, errno);
    if (replace->why)
        unlink(replace->aside);
    else if (!replace_settle(replace->real))
        fail(replace, errno);
    return finish(replace, err);
}

void replace_drop(struct replace *replace) {
    struct error ignored;
    close(replace->fd);
    unlink(replace->aside);
    finish(replace, &ignored);
}
