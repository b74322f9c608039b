/* THE SEAM: a game written in JavaScript as one opaque thing, in plain C. Another engine could embed this alone.
 *
 * Life: script_open finds the frozen game, or freezes it from its sources in a child process; script_start thaws it and runs load();
 * event, update and draw run the author's hooks; between frames script_slack does what must not happen inside a script, a restart above
 * all. A false from a hook is a fault: script_fault tells it, and no hook runs any more until a restart succeeds.
 *
 * Order: one thread, one game at a time, and one in a process's life, since V8 starts once. script_start comes once, before hooks and
 * slack. From inside a function (in prepare, reload, or a callback of the loop, which open, freeze, close and a debugger's pause serve)
 * only what looks at the game may be called, and script_restart, which waits for the next slack. Whatever comes otherwise does nothing: it
 * is refused, as script_misused tells, gives false or NULL, and puts the same into `err` (EXIT_USAGE) where it takes one. That a hook was
 * refused is no fault. A pointer to a game that was closed is told from one that is open. */
#pragma once
#include "bind.h"
#include "error.h"
#include "fault.h"
#include "snapshot.h"
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct app_memory;
struct event;
struct facts;
struct script;
struct uv_loop_s;

struct script_desc {
    const char *path;         /* folder, .js file or frozen file, as the user named it */
    struct uv_loop_s *loop;   /* borrowed */
    struct bind_world *world; /* borrowed: what the script works on; script fills `assets` and reads the rest */
    bool packed;              /* `path` is this program, a packed game (script_packed) */
    bool no_cache;            /* freeze anew, keep nothing */
    bool no_freeze;           /* evaluate the sources in this process instead of thawing, to compare the two */
    bool watch;               /* restart when a source changes, reload images and sounds that do */
    bool live_edit;           /* put changed function bodies into the running game at once, while it is frozen again */
    bool leaves;              /* the process ends with the game, by _exit: what V8 holds then is left to the kernel */
    bool timings;             /* print how long each step took as JSON lines on stderr */
    bool no_idle_gc;          /* let V8 choose when to collect garbage, instead of having it done in slack */
    bool inspect;             /* listen for debuggers; a port in use is a warning, and the game runs without */
    bool inspect_wait;        /* hold the game before load() until one says go */
    bool inspect_brk;         /* and pause on its first statement then */
    bool restart_brk;         /* and on that of every game that follows */
    const char *inspect_host; /* NULL: 127.0.0.1 */
    int inspect_port;         /* 0: any free one */
    uint32_t budget_ms;       /* for the top level while freezing; 0: BUILDER_BUDGET_MS */
    uint32_t script_limit_ms; /* a hook that runs longer is stopped, or paused for a debugger; 0: never */
    uint32_t seed;            /* of Math.random; 0: anew in each run */
    /* Called whenever a game is about to start, with its config and assets, before load(): false with `err` stops the start. */
    bool (*prepare)(void *self, const struct snapshot_config *config, const struct assets *assets, struct error *err);
    /* Called when the file of an image, a sound or a music of a running game changed: false with `err` when it cannot take the old one's
     * place. */
    bool (*reload)(void *self, const struct assets *assets, int index, struct error *err);
    void *self;
};

enum script_misuse {
    SCRIPT_USED_WELL,    /* the call did what it says, or failed as it says */
    SCRIPT_NO_GAME,      /* NULL, or a game that is not open (any more) */
    SCRIPT_ARGUMENT,     /* something that must be there is NULL or empty */
    SCRIPT_TOO_EARLY,    /* before script_start */
    SCRIPT_TWICE,        /* a second start, a second game, V8 a second time in this process */
    SCRIPT_INSIDE,       /* from inside another function */
    SCRIPT_WRONG_THREAD, /* not the one that came first */
};

/* Whether this thread's last call of this file's other functions was refused; `why` (may be NULL) gets a sentence, a view until its next
 * call, or NULL. */
enum script_misuse script_misused(const char **why);

/* Opens a game and reads config and manifest; no script has run yet (no_freeze: all top levels have). NULL with `err`; when err->text is
 * empty the author's scripts are at fault and `fault` says how. */
struct script *script_open(const struct script_desc *desc, struct error *err, struct fault *fault);

/* Ends the game and frees all; the world's assets are gone too. False: refused. */
bool script_close(struct script *script);

/* Hands what the game saved since the last write to the world's storage, for an end that frees nothing. False: refused. */
bool script_save(struct script *script);

/* Whether sources of a game are at `path`; false with `err` telling what is missing. */
bool script_exists(const char *path, struct error *err);

/* config as main.js has it; a view, until the next restart. NULL: refused. */
const struct snapshot_config *script_config(const struct script *script);

/* Thaws and runs load(), once. False: script_fault tells why. */
bool script_start(struct script *script);

/* The author's hooks. False: a fault, or the one that stopped the game before. */
bool script_event(struct script *script, const struct event *event);
bool script_update(struct script *script, double dt_seconds);
bool script_draw(struct script *script, double alpha);

/* Whether the game may end now: false when its quit() returned true. Refused it is true, so that a window can be closed. */
bool script_may_quit(struct script *script);

/* Between two frames: V8's waiting tasks until `deadline_ns`, debuggers, changed files, a restart that was asked for, a freezing that has
 * ended. True when debuggers were served: they may have more to say at once. */
bool script_slack(struct script *script, uint64_t deadline_ns);

/* Asks for a new start in the next slack, with `why` for the line that tells of it: from the sources when they changed, else from the same
 * frozen file. What cannot be frozen or faults before it has drawn leaves the running game running, and a faulted one faulted with the new
 * reason. False: refused. */
bool script_restart(struct script *script, const char *why, bool keep_state);

/* What the game waits for, to be shown over it, or NULL; a view. */
const char *script_notice(const struct script *script);

/* The fault that stopped the game, or NULL while it runs; a view. */
const struct fault *script_fault(const struct script *script);

/* Why the game that plays is not the newest form of its sources, or NULL; a view. It plays on. */
const struct fault *script_warning(const struct script *script);

/* What the game's heap takes, and what collecting garbage has taken so far, also in the games before a restart; all 0 while none runs. */
void script_memory(const struct script *script, struct app_memory *memory);

/* Whether saving a source restarts the game. */
bool script_watches(const struct script *script);

/* Freezes a game into `out` with its assets packed in, or only checks that it could be (`out` NULL); of `desc` path, loop and budget count.
 * One line about it goes to stdout. False with `err` or `fault` as script_open. */
bool script_freeze(const struct script_desc *desc, const char *out, struct error *err, struct fault *fault);

/* Packs a game, from its sources or its frozen file, into a program `out` that plays it and needs nothing beside itself; when `out` ends in
 * .thaw, into the frozen file that the program would hold. As script_freeze else. */
bool script_pack(const struct script_desc *desc, const char *out, struct error *err, struct fault *fault);

/* When this program is a packed game, its path, malloc'd: what script_open then takes. NULL when it is not; NULL with err->text when the
 * path cannot be found out. */
char *script_packed(struct error *err);

/* Tells what a frozen or packed file holds and whether this program can play it, or with `path` NULL which V8 this is and where frozen
 * games are kept. False with `err` (EXIT_FILE) when the file is none, or damaged. Once a process. */
bool script_info(const char *path, struct facts *facts, struct error *err);

/* Removes from the cache what was frozen of games whose sources are gone, and what is damaged; tells on `out` how much that was. False with
 * `err` (EXIT_FILE) when something cannot be removed. */
bool script_clean(FILE *out, struct error *err);

/* When argv asks for the freezing child, runs it and gives true with its exit code. Must come first in main. */
bool script_is_child(int argc, char **argv, int *exit_code);
