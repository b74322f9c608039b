/* The calls that faults.c may have fail; each stands before that of the system. */
#define _GNU_SOURCE
#include "faults.h"
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define FAULT(name) int what = faults_at(#name, __builtin_return_address(0))
#define REAL(name)  ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define FAILS(...)    \
    if (what == FAIL) \
    return errno = faults.failure, __VA_ARGS__

/* ── files ── */

/* A disk is full; a pipe is not. */
static bool is_file(int fd) {
    struct stat status;
    return syscall(SYS_fstat, fd, &status) == 0 && S_ISREG(status.st_mode);
}

ssize_t write(int fd, const void *bytes, size_t size) {
    int what = faults_at(is_file(fd) ? "write" : "write-pipe", __builtin_return_address(0));
    if (what == FAIL && !faults.failure) {
        syscall(SYS_write, fd, bytes, size / 2);
        kill(getpid(), SIGKILL);
    }
    FAILS(-1);
    return syscall(SYS_write, fd, bytes, what == HALF && size > 1 ? size / 2 : size);
}

ssize_t read(int fd, void *bytes, size_t size) {
    FAULT(read);
    FAILS(-1);
    return syscall(SYS_read, fd, bytes, what == HALF && size > 1 ? size / 2 : size);
}

ssize_t pread(int fd, void *bytes, size_t size, off_t at) {
    FAULT(pread);
    FAILS(-1);
    return syscall(SYS_pread64, fd, bytes, what == HALF && size > 1 ? size / 2 : size, at);
}

int open(const char *path, int flags, ...) {
    FAULT(open);
    va_list args;
    va_start(args, flags);
    int mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(args, int) : 0;
    va_end(args);
    FAILS(-1);
    return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

int close(int fd) {
    FAULT(close);
    int failed = (int)syscall(SYS_close, fd); /* a close that fails has closed all the same */
    FAILS(-1);
    return failed;
}

int fsync(int fd) {
    FAULT(fsync);
    FAILS(-1);
    return (int)syscall(SYS_fsync, fd);
}

int rename(const char *before, const char *after) {
    FAULT(rename);
    FAILS(-1);
    return (int)syscall(SYS_rename, before, after);
}

int unlink(const char *path) {
    FAULT(unlink);
    FAILS(-1);
    return (int)syscall(SYS_unlink, path);
}

int mkdir(const char *path, mode_t mode) {
    FAULT(mkdir);
    FAILS(-1);
    return (int)syscall(SYS_mkdir, path, mode);
}

off_t lseek(int fd, off_t offset, int whence) {
    FAULT(lseek);
    FAILS(-1);
    return syscall(SYS_lseek, fd, offset, whence);
}

int mkstemp(char *name) {
    FAULT(mkstemp);
    FAILS(-1);
    return REAL(mkstemp)(name);
}

DIR *opendir(const char *path) {
    FAULT(opendir);
    FAILS(NULL);
    return REAL(opendir)(path);
}

void *mmap(void *at, size_t size, int protection, int flags, int fd, off_t offset) {
    FAULT(mmap);
    FAILS(MAP_FAILED);
    return (void *)syscall(SYS_mmap, at, size, protection, flags, fd, offset);
}

int memfd_create(const char *name, unsigned flags) {
    FAULT(memfd_create);
    FAILS(-1);
    return (int)syscall(SYS_memfd_create, name, flags);
}

/* ── memory ── */

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);

void *malloc(size_t size) {
    FAULT(malloc);
    FAILS(NULL);
    return __libc_malloc(size);
}

void *calloc(size_t many, size_t size) {
    FAULT(malloc);
    FAILS(NULL);
    return __libc_calloc(many, size);
}

void *realloc(void *memory, size_t size) {
    FAULT(malloc);
    FAILS(NULL);
    return __libc_realloc(memory, size);
}

char *strdup(const char *text) {
    FAULT(malloc);
    FAILS(NULL);
    size_t size = strlen(text) + 1;
    void *copy = __libc_malloc(size);
    return copy ? memcpy(copy, text, size) : NULL;
}

int vasprintf(char **text, const char *format, va_list args) {
    FAULT(malloc);
    FAILS(-1);
    return REAL(vasprintf)(text, format, args);
}

char *realpath(const char *path, char *real) {
    FAULT(malloc);
    FAILS(NULL);
    return REAL(realpath)(path, real);
}

FILE *open_memstream(char **text, size_t *size) {
    FAULT(malloc);
    FAILS(NULL);
    return REAL(open_memstream)(text, size);
}

/* C++'s operator new, which asks its handler and then throws. */
static void *get_new(size_t size, int what) {
    void *memory = what == FAIL ? NULL : __libc_malloc(size ? size : 1);
    if (memory)
        return memory;
    void (*(*get_handler)(void))(void) = (void (*(*)(void))(void))dlsym(RTLD_DEFAULT, "_ZSt15get_new_handlerv");
    void (*handler)(void) = get_handler ? get_handler() : NULL;
    if (handler)
        handler();
    abort();
}

void *_Znwm(size_t size) {
    FAULT(malloc);
    return get_new(size, what);
}

void *_Znam(size_t size) {
    FAULT(malloc);
    return get_new(size, what);
}

/* ── sockets, waiting, other processes ── */

ssize_t recv(int fd, void *bytes, size_t size, int flags) {
    FAULT(recv);
    FAILS(-1);
    return REAL(recv)(fd, bytes, what == HALF && size > 1 ? size / 2 : size, flags);
}

ssize_t send(int fd, const void *bytes, size_t size, int flags) {
    FAULT(send);
    FAILS(-1);
    return REAL(send)(fd, bytes, what == HALF && size > 1 ? size / 2 : size, flags);
}

int socket(int domain, int type, int protocol) {
    FAULT(socket);
    FAILS(-1);
    return REAL(socket)(domain, type, protocol);
}

int listen(int fd, int backlog) {
    FAULT(listen);
    FAILS(-1);
    return REAL(listen)(fd, backlog);
}

int accept4(int fd, struct sockaddr *name, socklen_t *size, int flags) {
    FAULT(accept4);
    FAILS(-1);
    return REAL(accept4)(fd, name, size, flags);
}

int getaddrinfo(const char *host, const char *port, const struct addrinfo *hints, struct addrinfo **found) {
    FAULT(getaddrinfo);
    FAILS(EAI_MEMORY);
    return REAL(getaddrinfo)(host, port, hints, found);
}

int pipe2(int fds[2], int flags) {
    FAULT(pipe2);
    FAILS(-1);
    return REAL(pipe2)(fds, flags);
}

int socketpair(int domain, int type, int protocol, int fds[2]) {
    FAULT(socketpair);
    FAILS(-1);
    return REAL(socketpair)(domain, type, protocol, fds);
}

int poll(struct pollfd *fds, nfds_t count, int timeout) {
    FAULT(poll);
    FAILS(-1);
    return REAL(poll)(fds, count, timeout);
}

int ppoll(struct pollfd *fds, nfds_t count, const struct timespec *timeout, const sigset_t *mask) {
    FAULT(ppoll);
    FAILS(-1);
    return REAL(ppoll)(fds, count, timeout, mask);
}

int epoll_wait(int fd, struct epoll_event *events, int size, int timeout) {
    FAULT(epoll_wait);
    FAILS(-1);
    return REAL(epoll_wait)(fd, events, size, timeout);
}

int epoll_pwait(int fd, struct epoll_event *events, int size, int timeout, const sigset_t *mask) {
    FAULT(epoll_wait);
    FAILS(-1);
    return REAL(epoll_pwait)(fd, events, size, timeout, mask);
}

pid_t waitpid(pid_t pid, int *status, int options) {
    FAULT(waitpid);
    FAILS(-1);
    return REAL(waitpid)(pid, status, options);
}

pid_t fork(void) {
    FAULT(fork);
    FAILS(-1);
    return REAL(fork)();
}

int posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attributes,
                char *const *argv, char *const *env) {
    FAULT(posix_spawn);
    FAILS(faults.failure);
    return REAL(posix_spawn)(pid, path, actions, attributes, argv, env);
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *), void *with) {
    FAULT(pthread_create);
    FAILS(faults.failure);
    return REAL(pthread_create)(thread, attributes, run, with);
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    FAULT(clock_gettime);
    static long ahead;
    if (what == JUMP)
        ahead = faults.seconds;
    int failed = (int)syscall(SYS_clock_gettime, clock, now);
    now->tv_sec += ahead > 0 || clock == CLOCK_REALTIME ? ahead : 0; /* no other ever goes back */
    return failed;
}

/* ── SDL: declared here as far as the calls need it ── */

#define SDL(type, name, parameters, arguments, failed) \
    type name parameters;                              \
    type name parameters {                             \
        FAULT(name);                                   \
        if (what == FAIL)                              \
            return failed;                             \
        return REAL(name) arguments;                   \
    }

SDL(int, SDL_Init, (unsigned flags), (flags), -1)
SDL(int, SDL_InitSubSystem, (unsigned flags), (flags), -1)
SDL(void *, SDL_CreateWindow, (const char *a, int b, int c, int d, int e, unsigned f), (a, b, c, d, e, f), NULL)
SDL(void *, SDL_CreateRenderer, (void *a, int b, unsigned c), (a, b, c), NULL)
SDL(void *, SDL_CreateTexture, (void *a, unsigned b, int c, int d, int e), (a, b, c, d, e), NULL)
SDL(int, SDL_UpdateTexture, (void *a, const void *b, const void *c, int d), (a, b, c, d), -1)
SDL(int, SDL_SetRenderTarget, (void *a, void *b), (a, b), -1)
SDL(int, SDL_RenderReadPixels, (void *a, const void *b, unsigned c, void *d, int e), (a, b, c, d, e), -1)
SDL(int, SDL_RenderClear, (void *a), (a), -1)
SDL(int, SDL_RenderCopy, (void *a, void *b, const void *c, const void *d), (a, b, c, d), -1)
SDL(int, SDL_GetRendererOutputSize, (void *a, int *b, int *c), (a, b, c), -1)
SDL(int, SDL_GetRendererInfo, (void *a, void *b), (a, b), -1)
SDL(int, SDL_RenderGeometryRaw,
    (void *a, void *b, const float *c, int d, const void *e, int f, const float *g, int h, int i, const void *j, int k, int l),
    (a, b, c, d, e, f, g, h, i, j, k, l), -1)
SDL(unsigned, SDL_OpenAudioDevice, (const char *a, int b, const void *c, void *d, int e), (a, b, c, d, e), 0)
SDL(int, SDL_GetAudioDeviceStatus, (unsigned a), (a), 0)

int SDL_PollEvent(void *event);
int SDL_PollEvent(void *event) {
    static long polled;
    if (++polled != faults.event_at)
        return REAL(SDL_PollEvent)(event);
    memset(event, 0, 56); /* of the union */
    memcpy(event, &faults.event_type, sizeof faults.event_type);
    return 1;
}
