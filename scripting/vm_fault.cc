#include "vm_v8.h"
extern "C" {
#include "sourcemap.h"
}
#include <cstdlib>
#include <cstring>

/* From the source text of a module: ours while it was read in this process, else the file on disk as long as it has the size it had. */
static void add_excerpt(struct vm *vm, struct fault *fault) {
    int index = module_list_find(&vm->list, fault->url);
    if (index < 0 || fault->line <= 0)
        return;
    const struct module *item = &vm->list.items[index];
    if (item->source) {
        fault_excerpt(fault, item->source);
        return;
    }
    struct error ignored;
    size_t size;
    char *source = item->path ? base_read_file(item->path, MODULE_LIMIT, &size, &ignored) : NULL;
    if (source && size == item->size)
        fault_excerpt(fault, source);
    free(source);
}

void vm_fault_line(struct vm *vm, const char *url, int line, int column, struct fault *fault) {
    snprintf(fault->url, sizeof fault->url, "%s", url);
    fault->line = line;
    fault->column = column;
    sourcemap_place(&vm->list, url, &fault->line, &fault->column);
    add_excerpt(vm, fault);
}

void vm_fault_at(struct vm *vm, int module, int offset, const char *text, struct fault *fault) {
    v8::Location place = vm->modules[(size_t)module].Get(vm->isolate)->SourceOffsetToLocation(offset);
    snprintf(fault->message, sizeof fault->message, "Error: %s", text);
    vm_fault_line(vm, vm->list.items[module].url, place.GetLineNumber() + 1, place.GetColumnNumber() + 1, fault);
}

/* Reads a property of a thrown object without letting its getter's own fault out. */
static bool get_text(v8::Local<v8::Context> context, v8::Local<v8::Value> of, const char *name, char *text, size_t size) {
    v8::Isolate *isolate = v8::Isolate::GetCurrent();
    v8::TryCatch quiet(isolate);
    v8::Local<v8::Value> value;
    if (!of->IsObject() || !of.As<v8::Object>()->Get(context, vm_string(isolate, name)).ToLocal(&value) || !value->IsString())
        return false;
    v8::String::Utf8Value utf8(isolate, value);
    snprintf(text, size, "%s", *utf8 ? *utf8 : "");
    return true;
}

static void add_message(v8::Isolate *isolate, v8::Local<v8::Message> message, struct fault *fault) {
    v8::String::Utf8Value text(isolate, message->Get());
    const char *shown = *text ? *text : "Error";
    if (strncmp(shown, "Uncaught ", 9) == 0)
        shown += 9;
    snprintf(fault->message, sizeof fault->message, "%s", shown);
    fault->message[base_printable(fault->message, strlen(fault->message))] = 0;
}

/* The engine's own half reports a wrong argument where the author's call is: the innermost author's frame. */
void vm_fault(struct vm *vm, v8::Local<v8::Context> context, v8::Local<v8::Value> exception, v8::Local<v8::Message> message,
              struct fault *fault) {
    v8::Isolate *isolate = vm->isolate;
    *fault = {};
    add_message(isolate, message, fault);
    v8::String::Utf8Value url(isolate, message->GetScriptResourceName());
    bool authors = *url && strncmp(*url, "file:///", 8) == 0;
    if (authors) {
        snprintf(fault->url, sizeof fault->url, "%s", *url);
        fault->line = message->GetLineNumber(context).FromMaybe(0);
        fault->column = message->GetStartColumn(context).FromMaybe(0) + 1;
        sourcemap_place(&vm->list, fault->url, &fault->line, &fault->column);
    }
    static char stack[16384];
    if (get_text(context, exception, "stack", stack, sizeof stack)) {
        char *original = sourcemap_stack(&vm->list, stack);
        fault_stack(fault, original);
        free(original);
    }
    fault->stack[base_printable(fault->stack, strlen(fault->stack))] = 0;
    add_excerpt(vm, fault);
    vm_debug_thrown(vm, context, exception, message);
}

void vm_fault_caught(struct vm *vm, v8::Local<v8::Context> context, const v8::TryCatch &caught, struct fault *fault) {
    if (caught.HasTerminated() || !caught.CanContinue()) {
        *fault = vm->stopped;
        if (!fault->message[0]) /* Runtime.terminateExecution, Debugger.resume with terminateOnResume */
            snprintf(fault->message, sizeof fault->message, "a debugger ended the script; a save, or F5, starts the game again");
        return;
    }
    v8::Local<v8::Message> message = caught.Message();
    if (message.IsEmpty())
        message = v8::Exception::CreateMessage(vm->isolate, caught.Exception());
    vm_fault(vm, context, caught.Exception(), message, fault);
}

/* ── rejected promises ── */

void vm_on_rejection(v8::PromiseRejectMessage message) {
    v8::Isolate *isolate = v8::Isolate::GetCurrent();
    struct vm *vm = vm_of(isolate);
    v8::HandleScope handle_scope(isolate);
    v8::Local<v8::Promise> promise = message.GetPromise();
    if (message.GetEvent() == v8::kPromiseRejectWithNoHandler) {
        vm->rejected.emplace_back(isolate, promise);
    } /* those that get a handler later are told by the promise itself */
}

void vm_on_uncaught(v8::Local<v8::Message> message, v8::Local<v8::Value> exception) {
    v8::Isolate *isolate = v8::Isolate::GetCurrent();
    struct vm *vm = vm_of(isolate);
    if ((vm->idle || !(vm->calls & 1)) && !vm->uncaught.message[0]) /* a call of ours that runs gets it itself */
        vm_fault(vm, isolate->GetCurrentContext(), exception, message, &vm->uncaught);
}

bool vm_fault_rejected(struct vm *vm, v8::Local<v8::Context> context, struct fault *fault) {
    v8::Local<v8::Promise> unhandled;
    for (size_t i = 0; i < vm->rejected.size() && unhandled.IsEmpty(); i++)
        if (!vm->rejected[i].Get(vm->isolate)->HasHandler())
            unhandled = vm->rejected[i].Get(vm->isolate);
    vm->rejected.clear();
    if (unhandled.IsEmpty())
        return true;
    v8::Local<v8::Value> reason = unhandled->Result();
    vm_fault(vm, context, reason, v8::Exception::CreateMessage(vm->isolate, reason), fault);
    char text[sizeof fault->message];
    memcpy(text, fault->message, sizeof text);
    snprintf(fault->message, sizeof fault->message, "unhandled rejection: %.900s", text);
    return false;
}

/* The author's innermost frame of the running script; false when there is none. */
static bool author_frame(struct vm *vm, char *url, size_t size, int *line, int *column) {
    v8::HandleScope handle_scope(vm->isolate);
    v8::Local<v8::StackTrace> stack = v8::StackTrace::CurrentStackTrace(vm->isolate, 16);
    for (int i = 0; i < stack->GetFrameCount(); i++) {
        v8::Local<v8::StackFrame> frame = stack->GetFrame(vm->isolate, (uint32_t)i);
        v8::String::Utf8Value name(vm->isolate, frame->GetScriptName());
        if (!*name || strncmp(*name, "file:///", 8) != 0)
            continue;
        snprintf(url, size, "%s", *name);
        *line = frame->GetLineNumber();
        *column = frame->GetColumn();
        return true;
    }
    return false;
}

void vm_fault_here(struct vm *vm, struct fault *fault) {
    char url[sizeof fault->url];
    int line, column;
    if (author_frame(vm, url, sizeof url, &line, &column))
        vm_fault_line(vm, url, line, column, fault);
}

extern "C" char *vm_stack(struct vm *vm, const char *stack) {
    return sourcemap_stack(&vm->list, stack);
}

extern "C" void vm_caller(struct vm *vm, char *place, size_t size) {
    char url[1024];
    int line, column;
    place[0] = 0;
    if (!author_frame(vm, url, sizeof url, &line, &column))
        return;
    sourcemap_place(&vm->list, url, &line, &column);
    char *shown = module_shown(url);
    snprintf(place, size, "%s:%d", shown, line);
    free(shown);
}
