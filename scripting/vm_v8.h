/* The only file that includes V8: what differs between its versions, each with its evidence, and what the vm_*.cc files share.
 *
 * Tried with V8 10.2 (Debian 12's libnode) and 11.3 (Debian 13's). Main thread only. */
#pragma once
extern "C" {
#include "base.h"
#include "package.h"
#include "vm.h"
}
#include <atomic>
#include <libplatform/libplatform.h>
#include <string>
#include <v8-fast-api-calls.h>
#include <v8-inspector.h>
#include <v8-metrics.h>
#include <v8-profiler.h>
#include <v8.h>
#include <vector>

/* ScriptOrigin lost its isolate argument with 12.x. */
#if V8_MAJOR_VERSION >= 12
#define VM_ORIGIN(isolate, ...) v8::ScriptOrigin(__VA_ARGS__)
#else
#define VM_ORIGIN(isolate, ...) v8::ScriptOrigin(isolate, __VA_ARGS__)
#endif

/* `import * as ns` aborts CreateBlob on 10.2 ("unknown external reference") unless these two are in the table; 11.3 needs nothing.
 * They are exported by libnode but declared in no public header. */
#if V8_MAJOR_VERSION < 11
#define VM_NAMESPACE_ACCESSORS 1
namespace v8::internal {
struct Accessors {
    static void ModuleNamespaceEntryGetter(v8::Local<v8::Name>, const v8::PropertyCallbackInfo<v8::Value> &);
    static void ModuleNamespaceEntrySetter(v8::Local<v8::Name>, v8::Local<v8::Value>, const v8::PropertyCallbackInfo<v8::Boolean> &);
};
} // namespace v8::internal
#else
#define VM_NAMESPACE_ACCESSORS 0
#endif

/* Two isolates of two different blobs at once: fine on 10.2 and 13.6; on 11.3 the second one is silently corrupted. */
#ifndef VM_TWO
#define VM_TWO (V8_MAJOR_VERSION != 11)
#endif

/* Where a module waits at its top level, seen last. Module::GetStalledTopLevelAwaitMessage of 11.x tells lines but no columns. */
struct vm_await {
    int script_id, line, column;
};

/* What an import of a module was found to mean. */
struct vm_link {
    std::string specifier;
    int module;
};

/* A module compiled before it was asked for. */
struct vm_precompiled {
    std::string url;
    uint64_t hash[2];
    v8::Global<v8::Module> module;
    std::string code, mappings; /* of TypeScript, as in struct module */
};

enum { VM_HEAP_KINDS = 4 }; /* small objects, large ones, code; ArrayBuffers, where they count together with objects */

/* A module that a live edit has changed. */
struct vm_edited {
    int module;         /* in vm->list */
    std::string before; /* its source in the snapshot */
};

struct vm {
    v8::Isolate *isolate = nullptr;
    v8::SnapshotCreator *creator = nullptr; /* only while building */
    v8::ArrayBuffer::Allocator *allocator = nullptr;
    v8::StartupData blob = {nullptr, 0};
    v8::Global<v8::Context> context;
    v8::Global<v8::Object> native;                 /* the binding rows as functions, for the engine's own modules */
    v8::Global<v8::Function> hooks[VM_HOOK_COUNT]; /* of thaw:host */
    struct module_list list = {nullptr, 0, 0};
    std::vector<v8::Global<v8::Module>> modules; /* beside list.items */
    std::vector<std::vector<vm_link>> links;     /* beside them: of those loaded here */
    struct package_host packages;
    std::vector<vm_precompiled> precompiled;
    std::vector<v8::Global<v8::Promise>> rejected; /* and not handled yet, in order */
    std::vector<vm_await> awaits;
    std::vector<vm_edited> edited;
    struct vm_debug *debug = nullptr; /* the inspector in it, if any */
    struct bind_world *world = nullptr;
    size_t heap_limit = 0;                 /* bytes of objects, and again of ArrayBuffers */
    size_t heap_wanted = 0;                /* that limit before anybody who paused at it got some more */
    size_t heap_kinds[VM_HEAP_KINDS] = {}; /* bytes of each kind that the game began with */
    bool heap_full = false;                /* somebody is about to be stopped for it */
    bool heap_warned = false;              /* of it, since half was free */
    int evaluating = 0;                    /* modules whose top levels are on the stack */
    std::atomic<uint32_t> calls{0};        /* counted up when a call from C begins and again when it ends: odd while one runs */
    bool idle = false;                     /* a task of V8's runs, in slack */
    bool marking = false;                  /* between the pauses that a collection of all begins and ends with */
    struct fault uncaught = {};            /* thrown where no call of ours waits: in a task of V8's */
    struct fault stopped = {};             /* filled when the watchdog ended a script */
};

/* "vm::evaluate…" inside one scope: handles, context, and a TryCatch named `caught`. */
#define VM_ENTER(vm)                                                   \
    v8::Isolate::Scope isolate_scope((vm)->isolate);                   \
    v8::HandleScope handle_scope((vm)->isolate);                       \
    v8::Local<v8::Context> context = (vm)->context.Get((vm)->isolate); \
    v8::Context::Scope context_scope(context);                         \
    v8::TryCatch caught((vm)->isolate)

static inline struct vm *vm_of(v8::Isolate *isolate) {
    return static_cast<struct vm *>(isolate->GetData(0));
}

/* Marks that scripts of this vm run, for those who look from outside: the watchdog, the debugger. */
class vm_running {
  public:
    explicit vm_running(struct vm *vm) : vm(vm), outermost(!(vm->calls & 1)) {
        vm->calls += outermost;
    }
    ~vm_running() {
        vm->calls += outermost;
    }

  private:
    struct vm *vm;
    bool outermost;
};

static inline v8::Local<v8::String> vm_string(v8::Isolate *isolate, const char *text, int length = -1) {
    return v8::String::NewFromUtf8(isolate, text, v8::NewStringType::kNormal, length).FromMaybe(v8::String::Empty(isolate));
}

/* vm_platform.cc; whether garbage is to be collected in slack. */
v8::Platform *vm_platform();
bool vm_idle_gc();

/* vm_isolate.cc: resets every handle, as V8 demands before an isolate goes or is frozen. */
void vm_forget_handles(struct vm *vm);

/* vm_bind.cc: the one native function behind every row, its external references (0 at the end), the rows as an object of objects; `fast`:
 * only those of numbers, as functions that optimised code calls directly, which must never come into a blob. */
const intptr_t *vm_external_references();
v8::Local<v8::Object> vm_make_native(struct vm *vm, v8::Local<v8::Context> context, bool fast);

/* vm_fast.cc: a row of numbers as V8's optimised code sees it, and called from anywhere else. */
v8::CFunction vm_fast_function(const bind_row *row);
bind_value vm_fast_call(const bind_row *row, const bind_value *args);

/* vm_inspector.cc: tells debuggers of a fault; nothing when there is none. */
void vm_debug_thrown(struct vm *vm, v8::Local<v8::Context> context, v8::Local<v8::Value> exception, v8::Local<v8::Message> message);

/* A message of the engine's own session, VM_DEBUG_OWN, and V8's answer to it. */
std::string vm_debug_ask(struct vm_debug *debug, const std::string &message);

/* vm_watch.cc: whether vm_stop has ended what just ran; then tells it in `fault` and lets scripts run again. */
bool vm_was_stopped(struct vm *vm, struct fault *fault);

/* vm_memory.cc: memory for ArrayBuffers up to a limit; a full heap becomes a fault. */
v8::ArrayBuffer::Allocator *vm_allocator(size_t limit);
void vm_limit_heap(struct vm *vm);
size_t vm_heap_limit_of_v8(size_t limit);
size_t vm_old_size_of_v8(size_t limit); /* up to which old objects are not collected at first */

/* vm_gc.cc: has the time counted that V8 takes to collect garbage; runs one of V8's waiting tasks, false when there is none. */
void vm_gc_watch(struct vm *vm);
bool vm_gc_task(struct vm *vm);

/* vm_fatal.cc: where V8 itself would end the process for its memory, it ends with a sentence and EXIT_SCRIPT. */
void vm_end_orderly(v8::Isolate *isolate);
/* For a script that answers to no interrupt. From any thread. */
[[noreturn]] void vm_end_hung();

/* vm_module.cc: dynamic import and import.meta are not in a blob, so they are set again on every isolate. */
void vm_module_callbacks(v8::Isolate *isolate);
void vm_import_later(const v8::FunctionCallbackInfo<v8::Value> &info);
void vm_give_data(const v8::FunctionCallbackInfo<v8::Value> &info);

/* vm_source.cc: what an import means, a malloc'd URL or NULL with `err`; what it looked for in vain is remembered. */
char *vm_resolve(struct vm *vm, const char *referrer, const char *specifier, struct error *err);
/* Reads the module of this URL, the engine's own from the binary; gives its index, or -1 with `err`. */
int vm_load(struct vm *vm, const char *url, struct error *err);
/* Makes a TypeScript module's JavaScript; does nothing for others. False with `fault`. */
bool vm_transform(struct vm *vm, v8::Local<v8::Context> context, int index, struct fault *fault);
struct package_host vm_package_host(struct vm *vm);

/* vm_fault.cc: fills `fault` from what was thrown. */
void vm_fault(struct vm *vm, v8::Local<v8::Context> context, v8::Local<v8::Value> exception, v8::Local<v8::Message> message,
              struct fault *fault);
void vm_fault_caught(struct vm *vm, v8::Local<v8::Context> context, const v8::TryCatch &caught, struct fault *fault);
void vm_fault_at(struct vm *vm, int module, int offset, const char *text, struct fault *fault);
void vm_fault_line(struct vm *vm, const char *url, int line, int column, struct fault *fault);
void vm_fault_here(struct vm *vm, struct fault *fault); /* the place of the running script */
bool vm_fault_rejected(struct vm *vm, v8::Local<v8::Context> context, struct fault *fault);
void vm_on_uncaught(v8::Local<v8::Message> message, v8::Local<v8::Value> exception);
void vm_on_rejection(v8::PromiseRejectMessage message);
