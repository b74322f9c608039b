#include "vm_v8.h"
#include <cstdlib>
#include <cstring>

/* Structured clone is V8's own serializer, written and read at once. Shared memory and native objects are refused by it. */
class refusing_delegate : public v8::ValueSerializer::Delegate {
  public:
    explicit refusing_delegate(v8::Isolate *isolate) : isolate(isolate) {
    }
    void ThrowDataCloneError(v8::Local<v8::String> message) override {
        v8::Local<v8::Value> error = v8::Exception::Error(message);
        v8::Local<v8::Context> context = isolate->GetCurrentContext();
        v8::Local<v8::String> name = vm_string(isolate, "name");
        error.As<v8::Object>()->CreateDataProperty(context, name, vm_string(isolate, "DataCloneError")).FromMaybe(false);
        isolate->ThrowException(error);
    }
    v8::Maybe<uint32_t> GetSharedArrayBufferId(v8::Isolate *, v8::Local<v8::SharedArrayBuffer>) override {
        ThrowDataCloneError(vm_string(isolate, "a SharedArrayBuffer cannot be cloned"));
        return v8::Nothing<uint32_t>();
    }
    v8::Maybe<uint32_t> GetWasmModuleTransferId(v8::Isolate *, v8::Local<v8::WasmModuleObject>) override {
        ThrowDataCloneError(vm_string(isolate, "a WebAssembly.Module cannot be cloned"));
        return v8::Nothing<uint32_t>();
    }

  private:
    v8::Isolate *isolate;
};

/* A thrown value is left pending in V8 and is what the script sees; err only stands in when there is none. */
extern "C" bool vm_clone(struct bind_call *call) {
    v8::Isolate *isolate = call->vm->isolate;
    v8::Local<v8::Context> context = isolate->GetCurrentContext();
    v8::Local<v8::Value> *slot = static_cast<v8::Local<v8::Value> *>(call->args[0].any);
    refusing_delegate delegate(isolate);
    v8::ValueSerializer serializer(isolate, &delegate);
    serializer.WriteHeader();
    v8::TryCatch caught(isolate);
    if (serializer.WriteValue(context, *slot).FromMaybe(false)) {
        std::pair<uint8_t *, size_t> bytes = serializer.Release();
        v8::ValueDeserializer deserializer(isolate, bytes.first, bytes.second);
        bool ok = deserializer.ReadHeader(context).FromMaybe(false) && deserializer.ReadValue(context).ToLocal(slot);
        free(bytes.first);
        if (ok) {
            call->result.type = BIND_ANY;
            call->result.any = slot;
            return true;
        }
    }
    if (caught.HasCaught()) {
        call->thrown = BIND_PENDING;
        caught.ReThrow();
        return false;
    }
    return error_set(call->err, EXIT_SCRIPT, "structuredClone: the value cannot be cloned");
}

/* V8 tells where in the text an error is, whatever its words for it: the text is the "script" of the message. */
extern "C" bool vm_json(struct bind_call *call, const char *name, const char *text, size_t size) {
    static v8::Local<v8::Value> parsed; /* read by the caller before anything else can be parsed */
    v8::Isolate *isolate = call->vm->isolate;
    v8::Local<v8::Context> context = isolate->GetCurrentContext();
    v8::TryCatch caught(isolate);
    v8::Local<v8::String> source;
    if (v8::String::NewFromUtf8(isolate, text, v8::NewStringType::kNormal, (int)size).ToLocal(&source) &&
        v8::JSON::Parse(context, source).ToLocal(&parsed)) {
        call->result.type = BIND_ANY;
        call->result.any = &parsed;
        return true;
    }
    call->thrown = BIND_SYNTAX_ERROR;
    v8::Local<v8::Message> message = caught.Message();
    if (message.IsEmpty())
        return error_set(call->err, EXIT_SCRIPT, "json: cannot parse %s: it is too large", name);
    v8::String::Utf8Value why(isolate, message->Get());
    const char *words = *why ? strstr(*why, "SyntaxError: ") : NULL;
    return error_set(call->err, EXIT_SCRIPT, "json: cannot parse %s:%d:%d: %s", name, message->GetLineNumber(context).FromMaybe(0),
                     message->GetStartColumn(context).FromMaybe(0) + 1,
                     words  ? words + 13
                     : *why ? *why
                            : "it is no JSON");
}
