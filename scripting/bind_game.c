/* Rows of js/game.js, js/console.js and js/web.js: the run, the log, the clock, cloning. */
#include "app.h"
#include "base.h"
#include "bind.h"
#include "log.h"
#include "vm.h"
#include "vm_debug.h"

static bool quit(struct bind_call *call) {
    app_quit(call->world->app, (int)call->args[0].number);
    return true;
}

static bool restart(struct bind_call *call) {
    call->world->restart_asked = true;
    return true;
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

static bool now(struct bind_call *call) {
    return bind_give_number(call, call->world->app ? app_now_ms(call->world->app) : 0); /* no clock at freeze time */
}

static bool v8(struct bind_call *call) {
    return bind_give_text(call, base_strdup(vm_v8_version()));
}

static bool fps(struct bind_call *call) {
    return bind_give_number(call, call->world->app ? app_fps(call->world->app) : 0);
}

static bool arg(struct bind_call *call) {
    int index = (int)call->args[0].number;
    bool there = index >= 0 && index < call->world->game_argc;
    return bind_give_text(call, base_strdup(there ? call->world->game_argv[index] : ""));
}

static const struct bind_row rows[] = {
    {"game.quit", "code:number", quit, BIND_DEVICE},
    {"game.restart", "", restart, BIND_DEVICE},
    {"game.screenshot", "path:string", screenshot, BIND_DEVICE},
    {"game.log", "level:number text:string", write_log, 0},
    {"game.stack", "text:string", stack, 0},
    {"game.now", "", now, 0},
    {"game.v8", "", v8, 0},
    {"game.fps", "", fps, BIND_DEVICE},
    {"game.arg", "index:number", arg, BIND_DEVICE},
    {"game.begin", "hook:any argument:any", vm_debug_begin, BIND_DEVICE},
    {"game.clone", "value:any transfer:any", vm_clone, 0},
    {"game.pack", "value:any", vm_pack, 0},
    {"game.unpack", "bytes:bytes", vm_unpack, 0},
};

const struct bind_table bind_game = {rows, COUNT_OF(rows)};
