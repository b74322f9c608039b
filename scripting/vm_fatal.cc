#include "vm_v8.h"
#include <csignal>
#include <cstring>
#include <unistd.h>

/* One call of a builtin that looks for no interrupt can ask for more than V8 has, and V8 ends the process then. There is no way back from
 * that, but the end can be an orderly one: a sentence and the exit code of a script's fault, and no signal. */

static void say(const char *text) {
    ssize_t ignored = write(STDERR_FILENO, text, strlen(text));
    (void)ignored;
}

[[noreturn]] static void give_up() {
    say("thaw: V8 gave up the game, for what it says above. Most often one call of a builtin made an array, a string or a collection that "
        "is "
        "larger than V8 allows, and could not be stopped before: make less of it at once\n");
    _exit(EXIT_SCRIPT);
}

static void on_fatal(const char *, const char *) {
    give_up();
}

/* V8 has said why and takes the shortest way out; it is none of the game's own instructions that trap. */
static void on_trap(int) {
    give_up();
}

void vm_end_hung() {
    say("thaw: the game hangs in one call of a builtin that V8 cannot interrupt, and is ended (--script-limit)\n");
    _exit(EXIT_SCRIPT);
}

void vm_end_orderly(v8::Isolate *isolate) {
    isolate->SetFatalErrorHandler(on_fatal);
    signal(SIGTRAP, on_trap);
}
