#include "vm_v8.h"
extern "C" {
#include "bodies.h"
#include "vm_debug.h"
}
#include <cstdlib>
#include <cstring>
#include <set>
#include <string>

/* V8 changes a script that runs only through its inspector: a session of our own asks for it, beside those of the debuggers or in an
 * inspector made for the moment. */

static void send_nothing(void *, uint32_t, const char *, size_t) {
}

static bool never_pause(void *, const char *) {
    return true;
}

static void let_nothing_go(void *) {
}

static std::string quoted(v8::Local<v8::Context> context, v8::Local<v8::String> text) {
    v8::Local<v8::String> json;
    if (!v8::JSON::Stringify(context, text).ToLocal(&json))
        return "\"\"";
    v8::String::Utf8Value utf8(context->GetIsolate(), json);
    return std::string(*utf8, (size_t)utf8.length());
}

/* result.KEY of an answer, a string; empty when there is none. */
static v8::MaybeLocal<v8::Value> result_of(v8::Local<v8::Context> context, const std::string &answer, const char *key) {
    v8::Isolate *isolate = context->GetIsolate();
    v8::Local<v8::Value> parsed, result;
    if (!v8::JSON::Parse(context, vm_string(isolate, answer.data(), (int)answer.size())).ToLocal(&parsed) || !parsed->IsObject() ||
        !parsed.As<v8::Object>()->Get(context, vm_string(isolate, "result")).ToLocal(&result) || !result->IsObject())
        return {};
    return result.As<v8::Object>()->Get(context, vm_string(isolate, key));
}

static const char enable[] = "{\"id\":1,\"method\":\"Debugger.enable\"}";

/* A session of ours. */
struct own_session {
    struct vm_debug *debug;
    bool own; /* its inspector too */

    explicit own_session(struct vm *vm) : debug(vm->debug), own(!vm->debug) {
        struct vm_debug_desc quiet = {nullptr, send_nothing, never_pause, let_nothing_go};
        if (own)
            debug = vm_debug_start(vm, &quiet);
        vm_debug_connect(debug, VM_DEBUG_OWN, NULL, 0);
    }
    ~own_session() {
        vm_debug_disconnect(debug, VM_DEBUG_OWN);
        if (own)
            vm_debug_stop(debug);
    }
};

/* False: V8 has lost it. */
static bool source_of(struct vm_debug *debug, v8::Local<v8::Context> context, int script, std::string *source) {
    std::string id = "\"" + std::to_string(script) + "\"";
    std::string answer = vm_debug_ask(debug, "{\"id\":2,\"method\":\"Debugger.getScriptSource\",\"params\":{\"scriptId\":" + id + "}}");
    v8::Local<v8::Value> text;
    if (!result_of(context, answer, "scriptSource").ToLocal(&text) || !text->IsString())
        return false;
    v8::String::Utf8Value utf8(context->GetIsolate(), text);
    *source = std::string(*utf8 ? *utf8 : "", (size_t)utf8.length());
    return true;
}

static bool edit(struct vm_debug *debug, v8::Local<v8::Context> context, int script, const char *source) {
    v8::Isolate *isolate = context->GetIsolate();
    std::string id = "\"" + std::to_string(script) + "\"";
    std::string answer = vm_debug_ask(debug, "{\"id\":3,\"method\":\"Debugger.setScriptSource\",\"params\":{\"scriptId\":" + id +
                                                 ",\"scriptSource\":" + quoted(context, vm_string(isolate, source)) + "}}");
    v8::Local<v8::Value> exception, status; /* status: since V8 10.6 */
    bool ran = result_of(context, answer, "exceptionDetails").ToLocal(&exception) && exception->IsUndefined() &&
               result_of(context, answer, "status").ToLocal(&status);
    v8::String::Utf8Value word(isolate, ran && status->IsString() ? status : vm_string(isolate, "Ok").As<v8::Value>());
    return ran && *word && std::string(*word) == "Ok";
}

static int script_of(struct vm *vm, int module) {
    return vm->modules[(size_t)module].Get(vm->isolate)->ScriptId();
}

extern "C" bool vm_live_edit(struct vm *vm, const char *url, const char *source, const char **why) {
    int index = module_list_find(&vm->list, url);
    *why = index >= 0 && vm->list.items[index].kind == MODULE_TYPESCRIPT ? "it is TypeScript" : "it is no module of the game";
    if (index < 0 || vm->list.items[index].kind != MODULE_SCRIPT)
        return false;
    vm_running mark(vm);
    VM_ENTER(vm);
    own_session session(vm);
    vm_debug_ask(session.debug, enable);
    std::string before;
    *why = "V8 has lost its source";
    if (!source_of(session.debug, context, script_of(vm, index), &before) || !bodies_differ_only(before.c_str(), source, why))
        return false;
    *why = "V8 refused it";
    if (!edit(session.debug, context, script_of(vm, index), source))
        return false;
    bool again = false;
    for (const vm_edited &edited : vm->edited)
        again = again || edited.module == index;
    if (!again)
        vm->edited.push_back({index, before});
    return true;
}

static bool undo(struct vm *vm, v8::Local<v8::Context> context) {
    own_session session(vm);
    vm_debug_ask(session.debug, enable);
    bool done = true;
    for (const vm_edited &edited : vm->edited)
        done = done && edit(session.debug, context, script_of(vm, edited.module), edited.before.c_str());
    return done;
}

static bool is_code_named(v8::Isolate *isolate, const v8::HeapGraphNode *node, const char *name) {
    if (node->GetType() != v8::HeapGraphNode::kCode)
        return false;
    v8::String::Utf8Value text(isolate, node->GetName());
    return *text && strcmp(*text, name) == 0;
}

/* The scripts of that name which a function comes from; by way of what its closures share. */
static void note_scripts(v8::Isolate *isolate, const v8::HeapGraphNode *function, const char *name,
                         std::set<v8::SnapshotObjectId> *scripts) {
    for (int i = 0; i < function->GetChildrenCount(); i++) {
        const v8::HeapGraphNode *shared = function->GetChild(i)->GetToNode();
        if (shared->GetType() != v8::HeapGraphNode::kCode)
            continue;
        for (int k = 0; k < shared->GetChildrenCount(); k++) {
            const v8::HeapGraphNode *script = shared->GetChild(k)->GetToNode();
            if (is_code_named(isolate, script, name))
                scripts->insert(script->GetId());
        }
    }
}

/* V8 says that all is well also when its comparison of the two texts has lost sight of a function, which then keeps its code, and with that
 * the script of before the edit: a module's functions must all come from one. */
static bool is_whole(struct vm *vm) {
    const v8::HeapSnapshot *heap = vm->isolate->GetHeapProfiler()->TakeHeapSnapshot();
    bool whole = heap != nullptr;
    for (const vm_edited &edited : vm->edited) {
        std::set<v8::SnapshotObjectId> scripts;
        for (int i = 0; heap && i < heap->GetNodesCount(); i++)
            if (heap->GetNode(i)->GetType() == v8::HeapGraphNode::kClosure)
                note_scripts(vm->isolate, heap->GetNode(i), vm->list.items[edited.module].url, &scripts);
        whole = whole && scripts.size() == 1;
    }
    if (heap)
        const_cast<v8::HeapSnapshot *>(heap)->Delete();
    return whole;
}

/* Whether the heap is looked through in some three frames: a larger one is sooner thawed anew. */
static bool is_small(struct vm *vm) {
    enum { SMALL_BYTES = 3 << 20 };
    v8::HeapStatistics statistics;
    vm->isolate->GetHeapStatistics(&statistics);
    return statistics.used_heap_size() <= SMALL_BYTES;
}

extern "C" bool vm_live_undo(struct vm *vm) {
    vm_running mark(vm);
    VM_ENTER(vm);
    ASSERT(!vm->debug);
    bool done = is_small(vm) && undo(vm, context) && is_whole(vm);
    vm->edited.clear();
    return done;
}
