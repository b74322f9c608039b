/* The inside of script.h, for the files that make it up: script.c, a game's life; script_play.c, its hooks; restart.c, from one life to the
 * next; script_file.c, frozen files; script_use.c, who may call what. Main thread only. */
#pragma once
#include "budget.h"
#include "debug.h"
#include "script.h"
#include "vm.h"

/* What became of the state of the game before: what js/host.js's load() gives. */
enum state { STATE_NONE, STATE_KEPT, STATE_KEPT_IN_PART };

/* What live edits have done to a game since it was thawed. */
enum live {
    LIVE_NO,
    LIVE_EDITED, /* it is other than its snapshot, and its next snapshot is on its way */
    LIVE_UNDONE  /* the edits were taken back, and may have left something behind in it */
};

/* A game from its thaw on. */
struct life {
    struct snapshot snapshot; /* what the vm was thawed from, mapped as long as it lives */
    struct vm *vm;            /* NULL: not started, or its start failed */
    bool loaded;              /* load() was called */
    bool updated;             /* and so was update() */
    enum live live;
    struct fault fault; /* message empty: none */
};

/* Bytes of a game's state on the way to the next; NULL: none. */
struct state_bytes {
    void *bytes;
    size_t size;
};

struct restart; /* restart.c */

struct script {
    struct script_desc desc;
    struct snapshot_maker maker;
    struct life game;
    char *entry;         /* absolute path of main.js; NULL: only a frozen file is there */
    char *frozen;        /* path of the frozen file */
    bool temporary;      /* it lies outside the cache and goes when the game ends */
    struct debug *debug; /* the debuggers' server, NULL: not asked for */
    struct budget budget;
    bool attached;              /* and its sessions are in the game's vm */
    bool restarted;             /* this is not the first game */
    unsigned updates;           /* counted until what only starting needed is given back */
    struct state_bytes carried; /* for the coming load() */
    enum state state;           /* what it got of the one before */
    char notice[256];
    struct restart *restart;
};

/* Prepares the window, thaws when there is no vm yet, and calls load() with the state of the game before, which is taken. False: fault. */
bool life_begin(struct script *script, struct state_bytes state);

/* Calls load(), which takes script->carried. False: fault. */
bool life_load(struct script *script);

/* A fault: the game before goes on (true) if this one is on trial, else the game stops, and what it was doing stays on the screen. */
bool life_fail(struct script *script);

/* The budget's watch and debuggers' sessions go from the isolate, the latter are kept; then again into the one that plays. */
void life_detach(struct script *script);
void life_attach(struct script *script);

/* Destroys a game's isolate, if it has one; it can begin again from its snapshot. */
void life_drop_vm(struct life *life);

/* Frees a game, its isolate first. */
void life_end(struct life *life);

/* Whether a path on the command line means sources and not a frozen file: a folder whatever its name, a file when it ends like a script. */
bool script_is_source(const char *path);

/* Tells how long something took, when that is asked for. */
void life_tell_time(const struct script *script, const char *what, uint64_t since);
