/* The command line: which command, on which path, with which options. Mistakes are answered with what was probably meant. Any thread. */
#pragma once
#include "error.h"
#include "render.h"
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define THAW_VERSION "0.1.0"

enum cli_command { CLI_NEW, CLI_RUN, CLI_CHECK, CLI_FREEZE, CLI_PACK, CLI_INFO, CLI_CLEAN, CLI_VERSION, CLI_HELP };

/* --inspect[=[host:]port], --inspect-wait, --inspect-brk */
struct cli_inspect {
    bool on, wait, brk;
    char host[256]; /* "": the loopback address */
    int port;       /* 9229 when none is named, as Node's; 0: any free one */
};

struct cli {
    enum cli_command command;
    const char *path;            /* the argument that is no option; NULL for run and info without one */
    const char *out;             /* -o */
    const char *screenshot;      /* --screenshot */
    const char *input;           /* --input */
    const char *save;            /* --save */
    const char *audio;           /* --audio */
    enum render_choice renderer; /* --renderer */
    int64_t frames;              /* --frames, 0: no end */
    int64_t seed;                /* --seed, -1: none given */
    int64_t budget;              /* --budget, seconds; 0: the usual */
    int64_t script_limit;        /* --script-limit, seconds; 0: never */
    int64_t max_heap;            /* --max-heap, MB; 0: the usual */
    bool headless, draw_hash, timings, no_cache, no_freeze, no_vsync, watch, no_watch, no_live_edit, restart_brk, dev;
    bool json, ts, no_idle_gc;
    bool packed; /* no option: this program is a packed game */
    struct cli_inspect inspect;
    int game_argc; /* what stands behind "--" */
    char **game_argv;
};

/* Reads argv (views into it). False with `err` (EXIT_USAGE). */
bool cli_parse(struct cli *cli, int argc, char **argv, struct error *err);

/* The command line of a packed game at `path`: it is played, every word is the game's own, and nothing is watched. */
void cli_packed(struct cli *cli, const char *path, int argc, char **argv);

/* Writes commands, options and exit codes. */
void cli_help(FILE *out);
