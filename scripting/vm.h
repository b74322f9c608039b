/* The C face of V8, private to scripting/: one isolate with one context, and the few things a game's life needs of it.
 *
 * The life of a game in V8: vm_create_building → vm_evaluate → vm_freeze in a child process; vm_thaw → vm_call… → vm_destroy in the
 * game. vm_create_plain → vm_evaluate → vm_call… does without a snapshot. Every V8 failure inside vm_freeze is an abort of the process,
 * which is why it has a process of its own. Main thread only; V8's helper threads never run our code. */
#pragma once
#include "bind.h"
#include "fault.h"
#include "snapshot.h"

struct app_memory;
struct vm;

/* The functions of js/host.js that C calls; the order of VM_HOOKS is the frozen files' order. */
#define VM_HOOKS(X) X(start) X(config) X(tick) X(seal) X(attach) X(load) X(update) X(draw) X(event) X(quit) X(save) X(flush)

enum vm_hook {
#define X(name) VM_##name,
    VM_HOOKS(X)
#undef X
        VM_HOOK_COUNT,
};

enum { VM_HEAP_MB = 1024 }; /* what a game may use when nothing is said: for its objects, and again for its ArrayBuffers */

struct vm_flags {
    bool building;   /* compile everything eagerly and keep it: for the process that freezes */
    bool no_idle_gc; /* do not aim at having garbage collected in vm_idle */
    uint32_t seed;   /* seeds Math.random; 0: anew in each run */
};

/* Starts V8, once a process, before any vm; `maker` gets what frozen files of this program carry. */
void vm_platform_start(const struct vm_flags *flags, struct snapshot_maker *maker);

/* Gives back the memory of V8's library that only its loading and starting needed: its pages are mapped again as they are used. */
void vm_platform_settle(void);

/* "10.2.154.26-node.28"; a view. */
const char *vm_v8_version(void);

/* Stops V8 after every vm is destroyed. */
void vm_platform_stop(void);

/* An empty isolate and context: for vm_freeze, or for running at once. Borrows `world` for its life. */
struct vm *vm_create_building(struct bind_world *world);
struct vm *vm_create_plain(struct bind_world *world);

/* An isolate restored from a checked snapshot, which must outlive it; NULL when its heap has not all modules that its table names. */
struct vm *vm_thaw(const struct snapshot *snapshot, struct bind_world *world);

/* Whether two vms thawed from different snapshots may live at once. V8 11.3 silently mixes up their heaps. */
bool vm_two(void);

/* Loads and evaluates the engine's own modules; what vm_evaluate begins with, and what needs no game yet. False with `fault` filled. */
bool vm_prepare(struct vm *vm, struct fault *fault);

/* Loads and compiles the graph of the entry file ahead of vm_evaluate, which then compiles only what has changed since. What is missing or
 * wrong is left for vm_evaluate to find. */
void vm_precompile(struct vm *vm, const char *entry);

/* Loads the module graph of the entry file, evaluates it and waits until every top-level await has settled. Files go to the list that
 * vm_modules gives. False with `fault` filled. */
bool vm_evaluate(struct vm *vm, const char *entry, struct fault *fault);

/* Checks that the heap can be frozen, then gives the blob, malloc'd; the vm can only be destroyed afterwards. False with `fault` when
 * something that V8 cannot freeze is alive, or the vm was made for something else or frozen before. */
bool vm_freeze(struct vm *vm, char **blob, size_t *size, struct fault *fault);

/* Thaws a blob into an isolate that is thrown away: aborts, like vm_freeze, when V8 cannot. After vm_destroy of the vm that made it. */
void vm_try(const char *blob, size_t size);

/* Destroys the vm. A building one that was never frozen is finished first, as V8 demands. */
void vm_destroy(struct vm *vm);

/* The modules evaluated so far, the engine's own included; a view. */
struct module_list *vm_modules(struct vm *vm);

/* Calls a host function, then runs promise jobs. `result` (may be NULL) gets a number, boolean, or malloc'd string or bytes. False with
 * `fault` when something was thrown or a promise was rejected and nobody handles it. */
bool vm_call(struct vm *vm, enum vm_hook hook, const struct bind_value *args, int count, struct bind_value *result, struct fault *fault);

/* Gives host.attach(name, buffer) an ArrayBuffer over memory of ours, which must stay until the vm is destroyed. */
bool vm_attach(struct vm *vm, const char *name, void *bytes, size_t size, struct fault *fault);

/* Gives host.attach("native", …) the rows of numbers as functions that optimised code calls without a detour; for a game that will never be
 * frozen, once its world has an app. What the functions do stays the same. */
bool vm_attach_fast(struct vm *vm, struct fault *fault);

/* Lets V8 do its waiting foreground tasks, collecting garbage above all, until none is left or the clock (base_now_ns) passes
 * `deadline_ns`. False with `fault` when one of them, a finalizer say, threw or left a rejection unhandled. */
bool vm_idle(struct vm *vm, uint64_t deadline_ns, struct fault *fault);

/* Stops a script of this vm that runs longer than `ms` from now, which becomes a fault that tells where it was; once, until vm_watch_stop.
 * The thread that watches calls V8's RequestInterrupt and nothing else. */
void vm_watch_start(struct vm *vm, uint32_t ms);
void vm_watch_stop(void);

/* Calls `call` on the main thread inside the script whenever one call from C has lasted for `ms`, and again after each further `ms`, with
 * how long it has lasted; until vm_watch_stop. It must run no script: what it may do is ask V8 to pause, or to end. A script that does not
 * come to such a call for `deaf_ms` hangs in a builtin and cannot be helped: the process ends (EXIT_SCRIPT). 0: never, as beside a
 * debugger, whose pauses answer late. */
void vm_watch_long(struct vm *vm, uint32_t ms, uint32_t deaf_ms, void (*call)(void *self, uint32_t lasted_ms), void *self);

/* Ends the script that runs, from inside such a call: its caller gets a fault of this message and the script's place. */
void vm_stop(struct vm *vm, const char *message);

/* Puts a module's new source into the running game, functions that are being called excepted until their next call; only where nothing but
 * function bodies changed. False with a clause about why not in `*why`, a constant; then nothing has changed. Not inside a script. */
bool vm_live_edit(struct vm *vm, const char *url, const char *source, const char **why);

/* Puts the sources that the game was thawed with in the place of all live edits. False: V8 failed at it, and the game may be half of each,
 * or its heap is too large to look whether V8 did. Not inside a script, nor while debuggers have sessions. */
bool vm_live_undo(struct vm *vm);

/* The bytes that the heap uses and has; what collecting garbage has taken so far, in all vms of this process. */
void vm_gc_memory(struct vm *vm, struct app_memory *memory);

/* "main.js:12" of the author's innermost frame of the running script, or "". */
void vm_caller(struct vm *vm, char *place, size_t size);

/* The text of an error's stack with the places in the author's own files, TypeScript included; malloc'd. */
char *vm_stack(struct vm *vm, const char *stack);

/* A structured clone of call->args[0].any as the call's result, the ArrayBuffers of the array args[1].any moved into it and detached; false
 * with err for what cannot be cloned, and then nothing is moved. */
bool vm_clone(struct bind_call *call);

/* The same in two halves: bytes of a value, and a value of such bytes, in this vm or another of the same V8. */
bool vm_pack(struct bind_call *call);
bool vm_unpack(struct bind_call *call);

/* Parses JSON as the call's result; false with err "…:LINE:COLUMN: why", `name` first, as a SyntaxError. */
bool vm_json(struct bind_call *call, const char *name, const char *text, size_t size);
