#include "app.h"
#include "base.h"
#include "log.h"
#include "restart_inside.h"
#include "storage.h"
#include <stdlib.h>
#include <string.h>

static void drop_state(struct restart *restart) {
    free(restart->state.bytes);
    restart->state = (struct state_bytes){0};
}

void restart_destroy(struct restart *restart) {
    restart_drop_work(restart);
    files_clear(&restart->touched);
    restart->script->desc.world->touched = NULL;
    drop_state(restart);
    life_end(&restart->before);
    if (restart->watch)
        watch_destroy(restart->watch);
    free(restart->live_path);
    free(restart);
}

void restart_ask(struct restart *restart, const char *why, bool keep_state) {
    restart->asked = true;
    restart->keep_state = keep_state;
    snprintf(restart->why, sizeof restart->why, "%s", why);
}

struct restart *restart_create(struct script *script) {
    struct restart *restart = base_alloc(sizeof *restart);
    *restart = (struct restart){.script = script, .keep_state = true};
    if (script->desc.watch && script->entry && !script->desc.no_freeze)
        restart->watch = watch_create(script->desc.loop);
    script->desc.world->touched = restart->watch ? &restart->touched : NULL;
    restart_watch_all(restart);
    return restart;
}

/* ── from one game to the next ── */

struct state_bytes restart_save_state(struct restart *restart) {
    struct life *game = &restart->script->game;
    struct bind_value saved = {0};
    struct fault fault = {0};
    struct state_bytes kept = restart->state; /* of a game whose isolate is gone already, or had none to take it */
    restart->state = (struct state_bytes){0};
    if (restart->keep_state && (!game->vm || !game->loaded))
        return kept;
    if (!restart->keep_state) {
        free(kept.bytes);
        return (struct state_bytes){0};
    }
    if (!vm_call(game->vm, VM_save, NULL, 0, &saved, &fault)) {
        char text[1200];
        snprintf(text, sizeof text, "the state cannot be carried over: %.1000s", fault.message);
        log_write(LOG_WARN, "", text, strlen(text));
    }
    if (saved.type != BIND_BYTES)
        return kept; /* a game without state lets that of the one before it through */
    free(kept.bytes);
    return (struct state_bytes){(void *)saved.bytes, saved.size};
}

static struct state_bytes copy_state(struct state_bytes state) {
    struct state_bytes copy = {.size = state.size};
    if (state.bytes)
        copy.bytes = memcpy(base_alloc(state.size + 1), state.bytes, state.size);
    return copy;
}

/* The new game fails its trial as any fault does: through script.c, which asks restart_roll_back. */
static void swap(struct restart *restart) {
    struct script *script = restart->script;
    uint64_t started = base_now_ns();
    ASSERT(!restart->trial);
    struct snapshot fresh =
        restart->fresh; /* taken out: a debugger may pause in a getter of the state, and the next change come meanwhile */
    restart->fresh = (struct snapshot){0};
    restart->ready = false;
    memcpy(restart->trial_why, restart->why, sizeof restart->why);
    restart->why[0] = 0;
    restart->state = restart_save_state(restart);
    life_detach(script);
    restart->before = script->game;
    restart->wishes = app_wishes(script->desc.world->app);
    if (!vm_two())
        life_drop_vm(&restart->before);
    files_clear(&restart->touched);
    script->game = (struct life){.snapshot = fresh};
    restart->trial = script->restarted = true;
    bool began = life_begin(script, copy_state(restart->state));
    restart->swapped_ms = (double)(base_now_ns() - started) / 1e6;
    app_hurry(script->desc.world->app);
    if (began)
        restart_watch_all(restart);
    else
        restart_roll_back(restart);
}

bool restart_on_trial(const struct restart *restart) {
    return restart->trial;
}

/* What the game on trial saved counts, or it does not. */
static void settle_saved(struct restart *restart, void (*how)(struct storage *storage)) {
    if (restart->script->desc.world->storage)
        how(restart->script->desc.world->storage);
}

/* The old game as it was; or, where its isolate had to go, from its frozen file with the state it had. */
static void bring_back(struct restart *restart) {
    struct script *script = restart->script;
    struct error err;
    bool faulted = restart->before.fault.message[0];
    app_wish(script->desc.world->app, &restart->wishes);
    script->game = restart->before;
    restart->before = (struct life){0};
    if (script->game.live == LIVE_EDITED) {
        script->game.live = LIVE_UNDONE;
        if (!vm_live_undo(script->game.vm))
            life_drop_vm(&script->game);
    }
    if (!script->game.vm && !faulted) {
        life_begin(script, copy_state(restart->state));
        return;
    }
    script->desc.world->assets = script->game.snapshot.assets;
    if (!script->desc.prepare(script->desc.self, &script->game.snapshot.config, script->game.snapshot.assets, &err))
        fprintf(stderr, "thaw: %s\n", err.text); /* a picture that is gone meanwhile is missing; the game goes on */
    if (script->game.vm)
        life_attach(script);
}

/* A game whose load() has not settled yet is no longer wanted: the next one takes over from the game before. */
static void abandon_trial(struct restart *restart) {
    struct script *script = restart->script;
    restart->trial = false;
    life_detach(script);
    life_end(&script->game);
    settle_saved(restart, storage_undo);
    if (restart->before.vm) {
        bring_back(restart);
    } else {
        script->game = restart->before;
        restart->before = (struct life){0};
    }
}

bool restart_roll_back(struct restart *restart) {
    struct script *script = restart->script;
    if (script->game.live)
        return restart_undo_live_edit(restart);
    if (!restart->trial)
        return false;
    struct fault fault = script->game.fault;
    restart_add_files(&restart->touched, &script->game); /* what the next attempt is likely to be made of */
    restart->trial = false;
    life_detach(script);
    life_end(&script->game);
    settle_saved(restart, storage_undo);
    bool was_faulted = restart->before.fault.message[0];
    bring_back(restart);
    restart_watch_all(restart);
    if (was_faulted || script->game.fault.message[0]) {
        script->game.fault = fault;
        return false;
    }
    restart_warn(restart, &fault);
    return true;
}

void restart_passed(struct restart *restart) {
    static const char *const states[] = {"no state", "state kept", "state kept in part"};
    if (!restart->trial)
        return;
    const char *state = !restart->keep_state ? "state new" : states[restart->script->state];
    char live[128] = "", frozen[64] = "";
    if (restart->live_ms)
        snprintf(live, sizeof live, " · live edit %.0f ms", restart->live_ms);
    else if (restart->live_why)
        snprintf(live, sizeof live, " · no live edit: %s", restart->live_why);
    if (restart->frozen_now)
        snprintf(frozen, sizeof frozen, " · frozen %.0f ms", restart->frozen_ms);
    char *line = base_format("%s%s%s · swapped %.0f ms · %s", restart->trial_why, live, frozen, restart->swapped_ms, state);
    log_note(line);
    free(line);
    if (restart->script->desc.timings)
        fprintf(stderr, "{\"step\":\"restart\",\"live_edit_ms\":%.3f,\"frozen_ms\":%.3f,\"swapped_ms\":%.3f,\"state\":\"%s\"}\n",
                restart->live_ms, restart->frozen_now ? restart->frozen_ms : 0, restart->swapped_ms, state);
    restart->frozen_now = false;
    restart->live_ms = 0;
    restart->live_why = NULL;
    restart->trial = false;
    restart->warning.message[0] = 0;
    settle_saved(restart, storage_keep);
    life_end(&restart->before);
    if (restart->script->state != STATE_NONE || !restart->keep_state)
        drop_state(restart); /* else the next game may have a use for it */
}

/* ── slack ── */

/* F5, game.restart(), Page.reload: from the sources when they are others than the game's, else from the same frozen file. */
static void begin_asked(struct restart *restart) {
    struct script *script = restart->script;
    restart->asked = false;
    if (script->desc.no_freeze) {
        restart->why[0] = 0;
        fprintf(stderr, "thaw: cannot restart a game that was not frozen (--no-freeze)\n");
        return;
    }
    if (restart->builder || restart->ready)
        return; /* one is on its way already */
    struct error ignored;
    if (!script->entry) {
        restart_open_ready(restart);
        return;
    }
    if (snapshot_open(&restart->fresh, script->frozen, &script->maker, &ignored)) {
        restart->ready = snapshot_fresh(&restart->fresh);
        if (!restart->ready)
            snapshot_close(&restart->fresh);
    }
    if (!restart->ready)
        restart_build(restart);
}

void restart_pump(struct restart *restart, bool spare) {
    struct script *script = restart->script;
    restart_collect(restart);
    restart_try_live_edit(restart);
    if (script->game.live == LIVE_EDITED && !restart->builder && !restart->ready && !restart_undo_live_edit(restart))
        life_fail(script);
    if (script->desc.world->restart_asked) {
        script->desc.world->restart_asked = false;
        restart_ask(restart, "game.restart()", true);
    }
    if (restart->asked)
        begin_asked(restart);
    if (restart->ready && restart->trial) /* still, after a frame: its load() waits for something */
        abandon_trial(restart);
    if (restart->ready) /* still, after a pause in the load() of the game that came back */
        swap(restart);
    if (spare && !restart->trial && script->game.updated)
        restart_warm_up(restart);
}

const struct fault *restart_warning(const struct restart *restart) {
    return restart->warning.message[0] ? &restart->warning : NULL;
}

const char *restart_pending(const struct restart *restart) {
    return restart->why[0] ? restart->why : NULL;
}

bool restart_watches(const struct restart *restart) {
    return restart->watch != NULL;
}
