#include "vm_v8.h"
extern "C" {
#include "bodies.h"
#include "vm_debug.h"
}
#include <cstdlib>
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

static bool edit(struct vm_debug *debug, v8::Local<v8::Context> context, int script, const char *source, const char **why) {
    v8::Isolate *isolate = context->GetIsolate();
    std::string id = "\"" + std::to_string(script) + "\"";
    vm_debug_ask(debug, "{\"id\":1,\"method\":\"Debugger.enable\"}");
    std::string answer = vm_debug_ask(debug, "{\"id\":2,\"method\":\"Debugger.getScriptSource\",\"params\":{\"scriptId\":" + id + "}}");
    v8::Local<v8::Value> before;
    if (!result_of(context, answer, "scriptSource").ToLocal(&before) || !before->IsString()) {
        *why = "V8 has lost its source";
        return false;
    }
    v8::String::Utf8Value text(isolate, before);
    if (!bodies_differ_only(*text ? *text : "", source, why))
        return false;
    answer = vm_debug_ask(debug, "{\"id\":3,\"method\":\"Debugger.setScriptSource\",\"params\":{\"scriptId\":" + id +
                                     ",\"scriptSource\":" + quoted(context, vm_string(isolate, source)) + "}}");
    v8::Local<v8::Value> exception, status; /* status: since V8 10.6 */
    bool ran = result_of(context, answer, "exceptionDetails").ToLocal(&exception) && exception->IsUndefined() &&
               result_of(context, answer, "status").ToLocal(&status);
    v8::String::Utf8Value word(isolate, ran && status->IsString() ? status : vm_string(isolate, "Ok").As<v8::Value>());
    bool done = ran && *word && std::string(*word) == "Ok";
    if (!done)
        *why = "V8 refused it";
    return done;
}

extern "C" bool vm_live_edit(struct vm *vm, const char *url, const char *source, const char **why) {
    int index = module_list_find(&vm->list, url);
    *why = index >= 0 && vm->list.items[index].kind == MODULE_TYPESCRIPT ? "it is TypeScript" : "it is no module of the game";
    if (index < 0 || vm->list.items[index].kind != MODULE_SCRIPT)
        return false;
    vm_running mark(vm);
    VM_ENTER(vm);
    struct vm_debug_desc quiet = {nullptr, send_nothing, never_pause, let_nothing_go};
    bool own = !vm->debug;
    struct vm_debug *debug = own ? vm_debug_start(vm, &quiet) : vm->debug;
    vm_debug_connect(debug, VM_DEBUG_OWN, NULL, 0);
    bool done = edit(debug, context, vm->modules[(size_t)index].Get(vm->isolate)->ScriptId(), source, why);
    vm_debug_disconnect(debug, VM_DEBUG_OWN);
    if (own)
        vm_debug_stop(debug);
    return done;
}
