#include "guard.h"
#include "base.h"
#include <stdlib.h>
#include <string.h>

void guard_clear(struct guard *guard) {
    free(guard->paused);
    *guard = (struct guard){0};
}

void guard_sent(struct guard *guard, const char *json, size_t size) {
    static const char paused[] = "{\"method\":\"Debugger.paused\"";
    if (size < sizeof paused || memcmp(json, paused, sizeof paused - 1) != 0)
        return;
    guard_clear(guard);
    guard->paused = memcpy(base_alloc(size), json, size);
    guard->size = size;
}

/* With the number that is one too high V8 (10.2 and 11.3 at least) writes into a scope that there is not. */
static bool has_scope(const struct guard *guard, const char *json, size_t size) {
    char frame[128];
    protocol_param(json, size, "callFrameId", frame, sizeof frame);
    int64_t scope = protocol_number(json, size, "scopeNumber");
    return guard->paused && scope >= 0 && scope < protocol_scopes(guard->paused, guard->size, frame);
}

const char *guard_refuses(struct guard *guard, const struct protocol_head *head, const char *json, size_t size) {
    static const char *const profiles[] = {"Profiler.startTypeProfile", "Profiler.takeTypeProfile", "Profiler.stopTypeProfile"};
    const char *method = head->method;
    for (size_t i = 0; i < COUNT_OF(profiles); i++)
        if (strcmp(method, profiles[i]) == 0)
            return "there are no type profiles here: V8 cannot take one of a game that was restarted";
    if (strcmp(method, "Debugger.setVariableValue") == 0 && !has_scope(guard, json, size))
        return "the call frame has no scope of that number";
    if (strcmp(method, "Debugger.setScriptSource") == 0 || strcmp(method, "Debugger.restartFrame") == 0)
        guard_clear(guard); /* the frames are others then */
    return NULL;
}
