#include "base.h"
#include "replace.h"
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

_Noreturn void base_assert_failed(const char *condition, const char *file, int line) {
    fprintf(stderr, "thaw: a bug in thaw itself: %s does not hold at %s:%d\n", condition, file, line);
    abort();
}

uint64_t base_now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* Not exit(): the thread need not be the main one, and what runs at exit may want memory. */
_Noreturn void base_out_of_memory(void) {
    static const char text[] = "thaw: out of memory\n";
    (void)!write(STDERR_FILENO, text, sizeof text - 1);
    _exit(EXIT_FILE);
}

static void *check(void *memory) {
    if (!memory)
        base_out_of_memory();
    return memory;
}

void *base_alloc(size_t size) {
    return check(malloc(size ? size : 1));
}

void *base_realloc(void *memory, size_t size) {
    return check(realloc(memory, size ? size : 1));
}

char *base_strdup(const char *text) {
    return check(strdup(text));
}

char *base_format(const char *format, ...) {
    char *text = NULL;
    va_list args;
    va_start(args, format);
    int length = vasprintf(&text, format, args);
    va_end(args);
    return check(length < 0 ? NULL : text);
}

/* Reads to the end instead of trusting st_size, which is 0 for pipes and /proc and stale for a file being written. */
static char *read_all(int fd, const char *path, size_t limit, size_t *size, struct error *err) {
    struct stat status;
    size_t room = fstat(fd, &status) == 0 && status.st_size > 0 ? (size_t)status.st_size + 1 : 4096;
    if (room > limit)
        room = limit + 1;
    char *bytes = base_alloc(room + 1);
    for (*size = 0;;) {
        ssize_t got = read(fd, bytes + *size, room - *size);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            error_set(err, EXIT_FILE, "cannot read %s: %s", path, strerror(errno));
        else if ((*size += (size_t)got) > limit)
            error_set(err, EXIT_FILE, "cannot read %s: it is larger than %zu bytes", path, limit);
        else if (got == 0)
            break;
        if (got < 0 || *size > limit) {
            int why = got < 0 ? errno : EFBIG;
            free(bytes);
            errno = why;
            return NULL;
        }
        if (*size == room) {
            room = room > limit / 2 ? limit + 1 : room * 2;
            bytes = base_realloc(bytes, room + 1);
        }
    }
    bytes[*size] = 0;
    return bytes;
}

char *base_read_file(const char *path, size_t limit, size_t *size, struct error *err) {
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe without a writer must not block */
    if (fd < 0) {
        error_set(err, EXIT_FILE, "cannot read %s: %s", path, strerror(errno));
        return NULL;
    }
    char *bytes = read_all(fd, path, limit, size, err);
    int why = errno;
    close(fd);
    errno = why;
    return bytes;
}

static bool write_file(const char *path, const void *bytes, size_t size, mode_t mode, struct error *err) {
    struct replace *replace = replace_begin(path, mode, err);
    if (!replace)
        return false;
    replace_add(replace, bytes, size);
    return replace_end(replace, err);
}

bool base_write_file(const char *path, const void *bytes, size_t size, struct error *err) {
    return write_file(path, bytes, size, 0666, err);
}

bool base_write_program(const char *path, const void *bytes, size_t size, struct error *err) {
    return write_file(path, bytes, size, 0777, err);
}

bool base_make_folders(const char *path, struct error *err) {
    char *part = base_strdup(path);
    for (char *slash = part; slash;) {
        slash = *slash ? strchr(slash + 1, '/') : NULL;
        if (slash)
            *slash = 0;
        if (mkdir(part, 0777) == 0) /* whether it worked shows at the end: a parent may exist in a place that may not be written */
            replace_settle(part);
        if (slash)
            *slash = '/';
    }
    int why = errno;
    free(part);
    struct stat status;
    if (stat(path, &status) < 0)
        return error_set(err, EXIT_FILE, "cannot make the folder %s: %s", path, strerror(why));
    return S_ISDIR(status.st_mode) || error_set(err, EXIT_FILE, "cannot make the folder %s: a file of that name is there", path);
}

char *base_own_folder(const char *variable, const char *below_home) {
    const char *xdg = getenv(variable), *home = getenv("HOME");
    if (xdg && xdg[0] == '/')
        return base_format("%s/thaw", xdg);
    return home && home[0] == '/' ? base_format("%s/%s/thaw", home, below_home) : NULL;
}

size_t base_printable(char *text, size_t size) {
    size_t used = 0;
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)text[i], next = i + 1 < size ? (unsigned char)text[i + 1] : 0;
        if (c == 0xc2 && next >= 0x80 && next < 0xa0)
            i++; /* C1 */
        else if (c >= ' ' ? c != 127 : c == '\n' || c == '\t')
            text[used++] = (char)c;
    }
    return used;
}

static int lower(char c) {
    return c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c;
}

int base_edit_distance(const char *a, const char *b) {
    if (strlen(a) > 255 || strlen(b) > 255)
        return 255; /* no name that anybody meant */
    size_t width = strlen(b);
    int *row = base_alloc((width + 1) * sizeof *row);
    for (size_t x = 0; x <= width; x++)
        row[x] = (int)x;
    for (size_t y = 0; a[y]; y++) {
        int diagonal = row[0];
        row[0] = (int)y + 1;
        for (size_t x = 0; x < width; x++) {
            int best = diagonal + (lower(a[y]) != lower(b[x]));
            diagonal = row[x + 1];
            best = best < row[x] + 1 ? best : row[x] + 1;
            row[x + 1] = best < diagonal + 1 ? best : diagonal + 1;
        }
    }
    int distance = row[width];
    free(row);
    return distance;
}
