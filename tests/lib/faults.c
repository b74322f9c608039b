/* Preloaded into thaw, with faults_calls.c: has calls of its own code fail, one chosen call or all from there on. Calls of other libraries
 * are let through, but for those named: who called is told by the place that the call returns to.
 *
 * FAULTS holds words NAME=VALUE, between them blanks:
 *   calls=write,fsync   the functions that count, each call of any of them once; write is to a file, write-pipe to anything else
 *   n=5                 the call that is chosen, from 1
 *   times=once|on|some  that one; it and all behind it; about half of those from it on, in no order
 *   do=KILL             the process ends there as by kill -9, a write half done
 *   do=STOP             it stops there, until it is told to go on
 *   do=HALF             what is read or written is half of what was wanted
 *   do=3600, do=-3600   clocks are so many seconds ahead from there on; only that of the day
 *   do=ENOSPC, …        the call fails so
 *   who=child|parent    only in the process that freezes; only in the others
 *   from=SDL2           calls of libraries with that in their name count too; from=any: all
 *   event=0x2000 at=7   besides, the call of SDL_PollEvent of that number gives an SDL event of that type
 *   report=FILE         gets a byte for each call that was chosen */
#define _GNU_SOURCE
#include "faults.h"
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static char calls[512], from[64], report[512];
static long chosen, counted;
static int action = PASS;
struct faults faults;
static bool on, some, any, ready;
static struct { char *start, *end; } places[8];
static int place_count;

static int find_place(struct dl_phdr_info *info, size_t size, void *data) {
    bool *first = data, wanted = *first || (*from && strstr(info->dlpi_name, from));
    (void)size;
    *first = false;
    for (int i = 0; wanted && i < info->dlpi_phnum && place_count < 8; i++)
        if (info->dlpi_phdr[i].p_type == PT_LOAD && (info->dlpi_phdr[i].p_flags & PF_X)) {
            char *start = (char *)info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
            places[place_count].start = start;
            places[place_count++].end = start + info->dlpi_phdr[i].p_memsz;
        }
    return 0;
}

static void read_action(const char *word) {
    static const struct {
        const char *name;
        int value;
    } errors[] = {{"ENOSPC", ENOSPC}, {"EIO", EIO},       {"EXDEV", EXDEV},          {"EACCES", EACCES},
                  {"EMFILE", EMFILE}, {"ENOMEM", ENOMEM}, {"EINTR", EINTR},          {"EAGAIN", EAGAIN},
                  {"EROFS", EROFS},   {"EPIPE", EPIPE},   {"ECONNRESET", ECONNRESET}};
    action = strcmp(word, "HALF") == 0 ? HALF : strcmp(word, "STOP") == 0 ? STOP : word[0] < 'A' ? JUMP : FAIL;
    faults.seconds = action == JUMP ? atol(word) : 0;
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        if (strcmp(word, errors[i].name) == 0)
            faults.failure = errors[i].value;
    if (strcmp(word, "KILL") != 0 && action == FAIL && !faults.failure)
        abort(); /* a word that the test misspelt */
}

__attribute__((constructor)) static void begin(int argc, char **argv) {
    char words[2048], who[16] = "", *rest;
    bool first = true, child = argc > 1 && strcmp(argv[1], "@freeze") == 0;
    snprintf(words, sizeof words, "%s", getenv("FAULTS") ? getenv("FAULTS") : "");
    for (char *word = strtok_r(words, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
        char *value = strchr(word, '=') + 1;
        if (strncmp(word, "calls=", 6) == 0)
            snprintf(calls, sizeof calls, ",%s,", value);
        else if (strncmp(word, "n=", 2) == 0)
            chosen = atol(value);
        else if (strncmp(word, "times=", 6) == 0)
            on = strcmp(value, "on") == 0, some = strcmp(value, "some") == 0;
        else if (strncmp(word, "do=", 3) == 0)
            read_action(value);
        else if (strncmp(word, "who=", 4) == 0)
            snprintf(who, sizeof who, "%s", value);
        else if (strncmp(word, "event=", 6) == 0)
            faults.event_type = (unsigned)strtoul(value, NULL, 16);
        else if (strncmp(word, "at=", 3) == 0)
            faults.event_at = atol(value);
        else if (strncmp(word, "from=", 5) == 0)
            snprintf(from, sizeof from, "%s", value);
        else if (strncmp(word, "report=", 7) == 0)
            snprintf(report, sizeof report, "%s", value);
    }
    any = strcmp(from, "any") == 0;
    dl_iterate_phdr(find_place, &first);
    if (*who && child != (strcmp(who, "child") == 0))
        action = PASS;
    ready = action != PASS;
}

static bool counts(const char *name, const void *caller) {
    bool ours = any;
    for (int i = 0; i < place_count; i++)
        ours |= (const char *)caller >= places[i].start && (const char *)caller < places[i].end;
    const char *found = ours ? strstr(calls, name) : NULL;
    size_t length = strlen(name);
    while (found && (found[-1] != ',' || found[length] != ','))
        found = strstr(found + 1, name);
    return found != NULL;
}

int faults_at(const char *name, const void *caller) {
    if (!ready || !counts(name, caller))
        return PASS;
    long number = __atomic_add_fetch(&counted, 1, __ATOMIC_RELAXED);
    if (number < chosen || (number > chosen && !on && !(some && ((unsigned)number * 2654435761u) >> 31)))
        return PASS;
    int before = errno, fd = *report ? (int)syscall(SYS_openat, AT_FDCWD, report, O_WRONLY | O_CREAT | O_APPEND, 0666) : -1;
    if (fd >= 0) {
        syscall(SYS_write, fd, ".", 1);
        syscall(SYS_close, fd);
    }
    errno = before;
    if (action == STOP)
        kill(getpid(), SIGSTOP);
    if (action == FAIL && !faults.failure && strncmp(name, "write", 5) != 0)
        kill(getpid(), SIGKILL);
    return action;
}
