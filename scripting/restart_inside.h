/* The inside of restart.h, for the files that make it up: restart_build.c, from a change to a snapshot that is ready; restart.c, from there
 * to the next game; restart_live.c, what plays meanwhile. Main thread only. */
#pragma once
#include "app.h"
#include "builder.h"
#include "restart.h"
#include "watch.h"

struct restart {
    struct script *script;
    struct watch *watch;          /* NULL: sources are not watched */
    struct file_list touched;     /* beside what the game is made of: what failed attempts and import() at run time looked at */
    int watched;                  /* how many files there were to watch, the last time */
    struct builder *warm;         /* waits for a job, or NULL */
    struct builder *builder;      /* works, or NULL */
    uint64_t built_from;          /* when it began */
    double frozen_ms, swapped_ms; /* frozen_ms: the last time */
    bool frozen_now;              /* for the coming game */
    char *live_path;              /* the one source that changed, to be tried as a live edit; NULL: none */
    const char *live_why;         /* why it could not be one; NULL: it was, or was not tried */
    double live_ms;               /* 0: none */
    bool asked, keep_state;
    bool ready; /* `fresh` is to be swapped in */
    struct snapshot fresh;
    char why[300];            /* "main.js changed"; empty: nothing is pending */
    char trial_why[300];      /* the same of the game that is on trial */
    bool trial;               /* the game is on trial, and `before` the one that may come back */
    struct life before;       /* its vm is NULL where V8 holds one at a time */
    struct app_wishes wishes; /* of `before` */
    struct state_bytes state;
    struct fault warning; /* message empty: none */
};

/* Watches what the game that plays is made of, and `touched`. */
void restart_watch_all(struct restart *restart);

/* Adds the files of a game to a list. */
void restart_add_files(struct file_list *list, const struct life *game);

/* The game plays on although its newest form cannot: stderr and the overlay say why, once for one reason. */
void restart_warn(struct restart *restart, const struct fault *fault);

/* Begins to freeze the sources; a builder that works already is stale. */
void restart_build(struct restart *restart);

/* Takes the frozen file that is there for the next game. */
void restart_open_ready(struct restart *restart);

/* The first rung: functions that changed are put into the running game while its next snapshot is being made. */
void restart_try_live_edit(struct restart *restart);

/* The game goes on as it was before its live edits, in place; where V8 fails at that, or the edits are undone already and it has faulted
 * because of what they left behind, it is thawed anew with its state. False: fault. */
bool restart_undo_live_edit(struct restart *restart);

/* The state of the game that plays, for the next; of the game before it, where this one has none. Empty when it is not to be kept. */
struct state_bytes restart_save_state(struct restart *restart);

/* Starts the builder that waits for the next change. */
void restart_warm_up(struct restart *restart);

/* Ends the builders, and what they have made. */
void restart_drop_work(struct restart *restart);
