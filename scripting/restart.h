/* Hot restart: from a saved file, a key or a call to the next game, between two frames.
 *
 * A changed source is frozen again by a builder that waits for it, while the game plays on; then, in slack, the state is taken out, the old
 * isolate is set aside, the new one is thawed and gets state and debuggers. It is on trial until its load() has settled and an update and a
 * draw have passed; a fault before that brings the old game back, where it was. Where V8 cannot hold two snapshots at once (vm_two) the old
 * isolate goes first, and what comes back is its frozen file with the state. Where only function bodies changed, the running game is edited
 * in place until then, and the edit is taken back when nothing comes of it. Images change in place. Private to scripting/, main thread. */
#pragma once
#include "script_life.h"

struct restart *restart_create(struct script *script);
void restart_destroy(struct restart *restart);

/* Asks for a new game in the next slack; `why` begins the line that tells of it. */
void restart_ask(struct restart *restart, const char *why, bool keep_state);

/* Looks for changes and for a builder's end; never swaps. For a pause, too. */
void restart_collect(struct restart *restart);

/* In slack: collects, and swaps when a new game is ready. `spare`: there is time to start a process. */
void restart_pump(struct restart *restart, bool spare);

/* A game on trial has faulted (script->game.fault): true when the old one plays on. False when none is on trial, or the old one had a fault
 * too; then script->game.fault tells the latest. */
bool restart_roll_back(struct restart *restart);

/* An update and a draw of a loaded game have passed. */
void restart_passed(struct restart *restart);

bool restart_on_trial(const struct restart *restart);

/* Why the game that plays is not the newest, or NULL; a view. */
const struct fault *restart_warning(const struct restart *restart);

/* "main.js changed", while that waits for its turn, or NULL; a view. */
const char *restart_pending(const struct restart *restart);

bool restart_watches(const struct restart *restart);
