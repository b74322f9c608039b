#include "script_use.h"
#include <pthread.h>
#include <stdio.h>

static const struct script *opened; /* compared, and never looked into: whoever asks may hold one that is gone */
static bool started, v8_begun;
static const char *inside; /* the function that runs; NULL: none */
static pthread_t thread;   /* of the first call that needs one */
static bool thread_known;

static _Thread_local enum script_misuse last;
static _Thread_local char last_text[256];

static bool refuse(enum script_misuse code, const char *name, const char *why) {
    last = code;
    snprintf(last_text, sizeof last_text, "%s: %s", name, why);
    return false;
}

enum script_misuse script_misused(const char **why) {
    if (why)
        *why = last ? last_text : NULL;
    return last;
}

bool use_error(struct error *err) {
    return error_set(err, EXIT_USAGE, "%s", last_text);
}

static bool right_thread(const char *name) {
    last = SCRIPT_USED_WELL;
    if (!thread_known)
        thread = pthread_self();
    thread_known = true;
    return pthread_equal(thread, pthread_self()) || refuse(SCRIPT_WRONG_THREAD, name, "another thread than this one plays the game");
}

bool use_look(const struct script *script, const char *name) {
    if (!right_thread(name))
        return false;
    return (script && script == opened) || refuse(SCRIPT_NO_GAME, name, script ? "this game is not open (any more)" : "no game was given");
}

static bool fits(const struct script *script, enum use need, const char *name) {
    if (need == USE_ALONE)
        return right_thread(name) && (!opened || refuse(SCRIPT_TWICE, name, "a game is open, and must be closed before"));
    if (!use_look(script, name))
        return false;
    if (need == USE_NEW && started)
        return refuse(SCRIPT_TWICE, name, "this game was started already; script_restart begins it anew");
    if (need == USE_STARTED && !started)
        return refuse(SCRIPT_TOO_EARLY, name, "this game was not started yet; script_start does");
    return true;
}

bool use_begin(const struct script *script, enum use need, const char *name) {
    if (!fits(script, need, name))
        return false;
    if (inside) {
        char why[128];
        snprintf(why, sizeof why, "called from inside %s; call it when that has returned", inside);
        return refuse(SCRIPT_INSIDE, name, why);
    }
    inside = name;
    return true;
}

bool use_end(bool result) {
    inside = NULL;
    return result;
}

bool use_given(bool given, const char *name, const char *what) {
    char why[128];
    snprintf(why, sizeof why, "%s is missing", what);
    return given || refuse(SCRIPT_ARGUMENT, name, why);
}

bool use_v8(const char *name) {
    if (v8_begun)
        return refuse(SCRIPT_TWICE, name, "this process has used V8 already, which can be started once; another process can");
    v8_begun = true;
    return true;
}

void use_opened(const struct script *script) {
    opened = script;
}

void use_started(void) {
    started = true;
}

void use_closed(void) {
    opened = NULL;
    started = false;
}
