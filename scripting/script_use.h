/* Who may call script.h, and when: each function there asks here first, so that what comes at a wrong time is refused before anything is
 * touched. V8 lets a process have one game in its life, so what is known here is the process's. script_misused tells what was refused. */
#pragma once
#include "script.h"

/* What a function needs. */
enum use {
    USE_ALONE,   /* no game; `script` is not looked at */
    USE_OPEN,    /* one that is open */
    USE_NEW,     /* and was not started */
    USE_STARTED, /* or was */
};

/* A call of `name`, a constant, begins, until use_end; false: it is refused. What it needs comes first, then that no other runs. */
bool use_begin(const struct script *script, enum use need, const char *name);

/* It has ended; gives `result`, so that a function can end with it. */
bool use_end(bool result);

/* As use_begin for what only looks at an open game, or asks something of it for later: it may come while another runs, and has no end. */
bool use_look(const struct script *script, const char *name);

/* False, refused, when something that must be there is not; `what` names it. */
bool use_given(bool given, const char *name, const char *what);

/* False, refused, when V8 has been started in this process; from then on it counts as that. */
bool use_v8(const char *name);

/* What use_begin knows of the game. */
void use_opened(const struct script *script);
void use_started(void);
void use_closed(void);

/* What was refused as an error, for functions that give one; false. */
bool use_error(struct error *err);
