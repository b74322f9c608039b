#include "app.h"
#include "base.h"
#include "log.h"
#include "restart_inside.h"
#include <stdlib.h>

/* Debuggers are told anew of the scripts, and V8 binds to the edited functions the breakpoints that it dropped from them. */
static void tell_debuggers(struct script *script) {
    if (!script->attached)
        return;
    life_detach(script);
    life_attach(script);
}

static bool edit(struct restart *restart, const char *path) {
    struct script *script = restart->script;
    struct error ignored;
    size_t size;
    char *url = module_url(path), *source = base_read_file(path, MODULE_LIMIT, &size, &ignored);
    bool module = module_list_find(vm_modules(script->game.vm), url) >= 0;
    bool done = source && module && vm_live_edit(script->game.vm, url, source, &restart->live_why);
    free(source);
    free(url);
    return done;
}

void restart_try_live_edit(struct restart *restart) {
    struct script *script = restart->script;
    char *path = restart->live_path;
    restart->live_path = NULL;
    if (path && script->desc.live_edit && restart->builder && script->game.loaded && !restart->trial && !script->game.fault.message[0]) {
        uint64_t started = base_now_ns();
        if (edit(restart, path)) {
            tell_debuggers(script);
            app_hurry(script->desc.world->app);
            script->game.live = LIVE_EDITED;
            restart->live_ms = (double)(base_now_ns() - started) / 1e6;
            char *line = base_format("%s · live edit %.0f ms · freezing", restart->why, restart->live_ms);
            log_note(line);
            free(line);
        }
    }
    free(path);
}

/* From its frozen file, with the state it has. */
static bool thaw_anew(struct restart *restart) {
    struct script *script = restart->script;
    restart->keep_state = true;
    budget_begin(&script->budget, script->game.vm, NULL, script->desc.script_limit_ms); /* a getter of the state may never return */
    struct state_bytes state = restart_save_state(restart);
    budget_end(&script->budget);
    life_drop_vm(&script->game);
    script->game.fault = (struct fault){0};
    script->restarted = true;
    return life_begin(script, state);
}

bool restart_undo_live_edit(struct restart *restart) {
    struct script *script = restart->script;
    if (script->game.fault.message[0])
        restart_warn(restart, &script->game.fault);
    life_detach(script); /* debuggers hold on to the scripts that they know */
    if (script->game.live != LIVE_EDITED || !vm_live_undo(script->game.vm))
        return thaw_anew(restart);
    script->game.live = LIVE_UNDONE;
    script->game.fault = (struct fault){0};
    life_attach(script);
    return true;
}
