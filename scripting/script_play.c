/* The part of script.h that a running game is called through: its hooks, the slack between two frames, what is told of it. */
#include "app.h"
#include "base.h"
#include "restart.h"
#include "script_life.h"
#include "script_use.h"
#include <string.h>

enum { SETTLE = 30 }; /* updates, after which a game has shown what it needs in each of them */

static bool event(struct script *script, const struct event *event) {
    static const char *const names[EVENT_TYPES] = {
        [EVENT_KEYDOWN] = "keydown",
        [EVENT_KEYUP] = "keyup",
        [EVENT_TEXTINPUT] = "textinput",
        [EVENT_POINTERDOWN] = "pointerdown",
        [EVENT_POINTERUP] = "pointerup",
        [EVENT_POINTERMOVE] = "pointermove",
        [EVENT_WHEEL] = "wheel",
        [EVENT_RESIZE] = "resize",
        [EVENT_FOCUS] = "focus",
        [EVENT_BLUR] = "blur",
        [EVENT_TEXTEDIT] = "textedit",
        [EVENT_PADCONNECTED] = "padconnected",
        [EVENT_PADDISCONNECTED] = "paddisconnected",
    };
    if (event->type >= EVENT_TYPES || !names[event->type] || !script->game.loaded)
        return true;
    bool key = event->type == EVENT_KEYDOWN || event->type == EVENT_KEYUP;
    struct bind_value args[] = {
        {.type = BIND_STRING, .text = names[event->type], .size = strlen(names[event->type])},
        {.type = BIND_NUMBER, .number = key ? event->key : (double)event->x},
        {.type = BIND_NUMBER, .number = (double)event->y},
        {.type = BIND_NUMBER, .number = key ? event->modifiers : event->button},
        {.type = BIND_STRING, .text = event->text, .size = strlen(event->text)},
        {.type = BIND_BOOLEAN, .number = event->repeat},
        {.type = BIND_NUMBER, .number = event->id},
    };
    return vm_call(script->game.vm, VM_event, args, COUNT_OF(args), NULL, &script->game.fault) || life_fail(script);
}

static bool update(struct script *script, double dt_seconds) {
    if (!script->game.loaded)
        return true;
    struct bind_value arg = {.type = BIND_NUMBER, .number = dt_seconds};
    script->updates += script->updates < SETTLE;
    if (script->game.updated)
        return vm_call(script->game.vm, VM_update, &arg, 1, NULL, &script->game.fault) || life_fail(script);
    struct bind_value begun = {0};
    uint64_t started = base_now_ns();
    bool ok = vm_call(script->game.vm, VM_update, &arg, 1, &begun, &script->game.fault);
    script->game.updated = ok && begun.number; /* not while its load() has not settled */
    if (script->game.updated || !ok)
        life_tell_time(script, "first update", started);
    return ok || life_fail(script);
}

static bool draw(struct script *script, double alpha) {
    if (!script->game.updated)
        return true; /* draw() shows what update() made */
    struct bind_value arg = {.type = BIND_NUMBER, .number = alpha}, begun = {0};
    bool trial = restart_on_trial(script->restart);
    if (!vm_call(script->game.vm, VM_draw, &arg, 1, trial ? &begun : NULL, &script->game.fault)) {
        if (!life_fail(script))
            return false;
        draw_reset(script->desc.world->draw); /* the game that is back draws this frame */
        return draw(script, alpha);
    }
    if (begun.number && script->game.updated)
        restart_passed(script->restart);
    return true;
}

static bool may_quit(struct script *script) {
    struct bind_value result = {0};
    if (!script->game.loaded)
        return true;
    if (!vm_call(script->game.vm, VM_quit, NULL, 0, &result, &script->game.fault))
        return true; /* a quit() that fails must not make a window that cannot be closed */
    return result.number != 0;
}

static bool is_faulted(const struct script *script) {
    return script->game.fault.message[0];
}

bool script_event(struct script *script, const struct event *happened) {
    if (!use_begin(script, USE_STARTED, "script_event"))
        return false;
    return use_end(use_given(happened != NULL, "script_event", "the event") && !is_faulted(script) && event(script, happened));
}

bool script_update(struct script *script, double dt_seconds) {
    return use_begin(script, USE_STARTED, "script_update") && use_end(!is_faulted(script) && update(script, dt_seconds));
}

bool script_draw(struct script *script, double alpha) {
    return use_begin(script, USE_STARTED, "script_draw") && use_end(!is_faulted(script) && draw(script, alpha));
}

bool script_may_quit(struct script *script) {
    return !use_begin(script, USE_STARTED, "script_may_quit") || use_end(is_faulted(script) || may_quit(script));
}

/* ── what is told of it ── */

const char *script_notice(const struct script *script) {
    if (!use_look(script, "script_notice"))
        return NULL;
    return script->debug && script->game.vm && !script->game.loaded ? script->notice : NULL;
}

const struct fault *script_fault(const struct script *script) {
    return use_look(script, "script_fault") && is_faulted(script) ? &script->game.fault : NULL;
}

const struct fault *script_warning(const struct script *script) {
    return use_look(script, "script_warning") ? restart_warning(script->restart) : NULL;
}

void script_memory(const struct script *script, struct app_memory *memory) {
    if (!use_given(memory != NULL, "script_memory", "a place for what is told"))
        return;
    *memory = (struct app_memory){0};
    if (use_look(script, "script_memory") && script->game.vm)
        vm_gc_memory(script->game.vm, memory);
}

bool script_watches(const struct script *script) {
    return use_look(script, "script_watches") && restart_watches(script->restart);
}

/* ── between two frames ── */

bool script_restart(struct script *script, const char *why, bool keep_state) {
    if (!use_look(script, "script_restart") || !use_given(why != NULL, "script_restart", "the reason"))
        return false;
    restart_ask(script->restart, why, keep_state);
    return true;
}

enum { SPARE_NS = 5000000 }; /* of slack left: enough to start a process in */

static bool slack(struct script *script, uint64_t deadline_ns) {
    if (script->updates == SETTLE) {
        script->updates++;
        vm_platform_settle();
    }
    bool served = script->debug && debug_pump(script->debug);
    if (script->game.vm && !script->game.loaded && !script->game.fault.message[0] && !debug_waiting(script->debug) && !life_load(script))
        life_fail(script);
    restart_pump(script->restart, base_now_ns() + SPARE_NS < deadline_ns);
    if (script->game.vm && !script->game.fault.message[0] && !vm_idle(script->game.vm, deadline_ns, &script->game.fault))
        life_fail(script);
    return served;
}

bool script_slack(struct script *script, uint64_t deadline_ns) {
    return use_begin(script, USE_STARTED, "script_slack") && use_end(slack(script, deadline_ns));
}
