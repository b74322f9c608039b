/* Rows of js/game.js, js/console.js and js/web.js: the run, the log, the clock, cloning. */
#include "app.h"
#include "base.h"
#include "bind.h"
#include "log.h"
#include "vm.h"
#include "vm_debug.h"

static void quit(BIND_SELF, double code) {
    app_quit(bind_world->app, (int)code);
}

static void restart(BIND_SELF) {
    bind_world->restart_asked = true;
}

static bool screenshot(struct bind_call *call) {
    app_screenshot(call->world->app, call->args[0].text);
    return true;
}

static bool write_log(struct bind_call *call) {
    char place[512];
    vm_caller(call->vm, place, sizeof place);
    log_write((enum log_level)call->args[0].number, place, call->args[1].text, call->args[1].size);
    return true;
}

static bool stack(struct bind_call *call) {
    return bind_give_text(call, vm_stack(call->vm, call->args[0].text));
}

static double now(BIND_SELF) {
    return bind_world->app ? app_now_ms(bind_world->app) : 0; /* no clock at freeze time */
}

static bool v8(struct bind_call *call) {
    return bind_give_text(call, base_strdup(vm_v8_version()));
}

static double fps(BIND_SELF) {
    return app_fps(bind_world->app);
}

static bool arg(struct bind_call *call) {
    int index = (int)call->args[0].number;
    bool there = index >= 0 && index < call->world->game_argc;
    return bind_give_text(call, base_strdup(there ? call->world->game_argv[index] : ""));
}

static const struct bind_row rows[] = {
    BIND_NUMBERS_ROW("game.quit", "code:number", quit, BIND_DEVICE),
    BIND_NUMBERS_ROW("game.restart", "", restart, BIND_DEVICE),
    BIND_ROW("game.screenshot", "path:string", screenshot, BIND_DEVICE),
    BIND_ROW("game.log", "level:number text:string", write_log, 0),
    BIND_ROW("game.stack", "text:string", stack, 0),
    BIND_NUMBERS_ROW("game.now", "", now, 0),
    BIND_ROW("game.v8", "", v8, 0),
    BIND_NUMBERS_ROW("game.fps", "", fps, BIND_DEVICE),
    BIND_ROW("game.arg", "index:number", arg, BIND_DEVICE),
    BIND_ROW("game.begin", "hook:any argument:any", vm_debug_begin, BIND_DEVICE),
    BIND_ROW("game.clone", "value:any transfer:any", vm_clone, 0),
    BIND_ROW("game.pack", "value:any", vm_pack, 0),
    BIND_ROW("game.unpack", "bytes:bytes", vm_unpack, 0),
};

const struct bind_table bind_game = {rows, COUNT_OF(rows)};
