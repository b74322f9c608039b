#include "budget.h"
#include "debug.h"
#include "log.h"
#include "vm.h"
#include <stdio.h>
#include <string.h>

enum { PERIOD_MS = 250, DEBUG_PERIOD_MS = 50 /* so that Debugger.pause soon finds a way in */ };

static void warn(struct budget *budget, uint32_t ms) {
    char place[512], text[80];
    vm_caller(budget->vm, place, sizeof place);
    snprintf(text, sizeof text, "still running after %u ms", ms);
    log_write(LOG_WARN, place, text, strlen(text));
    budget->warned = true;
}

static void look(void *self, uint32_t lasted_ms) {
    struct budget *budget = self;
    bool first = lasted_ms < 2 * DEBUG_PERIOD_MS || (!budget->debug && lasted_ms < 2 * PERIOD_MS);
    if (first) { /* of this call */
        budget->excused_ms = 0;
        budget->warned = false;
    }
    if (budget->debug)
        debug_interrupt(budget->debug);
    if (budget->paused || (budget->debug && debug_serving(budget->debug))) {
        budget->paused = false;
        budget->excused_ms = lasted_ms;
        return;
    }
    uint32_t ms = lasted_ms > budget->excused_ms ? lasted_ms - budget->excused_ms : 0;
    if (ms >= BUDGET_WARN_MS && !budget->warned)
        warn(budget, ms);
    if (!budget->limit_ms || ms < budget->limit_ms)
        return;
    if (budget->debug && debug_pause(budget->debug, "The script runs without end"))
        return;
    char text[120];
    snprintf(text, sizeof text, "Error: the script ran for more than %u ms without end and was stopped here", budget->limit_ms);
    vm_stop(budget->vm, text);
}

void budget_begin(struct budget *budget, struct vm *vm, struct debug *debug, uint32_t limit_ms) {
    *budget = (struct budget){.vm = vm, .debug = debug, .limit_ms = limit_ms};
    vm_watch_long(vm, debug ? DEBUG_PERIOD_MS : PERIOD_MS, debug ? 0 : limit_ms * BUDGET_DEAF, look, budget);
}

void budget_paused(struct budget *budget) {
    budget->paused = true;
}

void budget_end(struct budget *budget) {
    if (budget->vm)
        vm_watch_stop();
    budget->vm = NULL;
}
