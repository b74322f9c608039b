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
static bool refuse(struct bind_call *call, v8::TryCatch &caught, const char *why) {
    if (!caught.HasCaught())
        return error_set(call->err, EXIT_SCRIPT, "%s", why);
    call->thrown = BIND_PENDING;
    caught.ReThrow();
    return false;
}

/* ArrayBuffers on their way into a clone; empty for most. */
typedef std::vector<v8::Local<v8::ArrayBuffer>> transfer_list;

/* The bytes, malloc'd; NULL when the value cannot be cloned. */
static uint8_t *write(v8::Isolate *isolate, v8::Local<v8::Value> value, size_t *size, const transfer_list &transfer = {}) {
    refusing_delegate delegate(isolate);
    v8::ValueSerializer serializer(isolate, &delegate);
    serializer.WriteHeader();
    for (size_t i = 0; i < transfer.size(); i++)
        serializer.TransferArrayBuffer((uint32_t)i, transfer[i]);
    bool ok = serializer.WriteValue(isolate->GetCurrentContext(), value).FromMaybe(false);
    std::pair<uint8_t *, size_t> bytes = serializer.Release();
    *size = bytes.second;
    if (!ok)
        free(bytes.first);
    return ok ? bytes.first : NULL;
}

static bool read(v8::Isolate *isolate, const uint8_t *bytes, size_t size, v8::Local<v8::Value> *value, const transfer_list &transfer = {}) {
    v8::Local<v8::Context> context = isolate->GetCurrentContext();
    v8::ValueDeserializer deserializer(isolate, bytes, size);
    for (size_t i = 0; i < transfer.size(); i++)
        deserializer.TransferArrayBuffer((uint32_t)i, transfer[i]);
    return deserializer.ReadHeader(context).FromMaybe(false) && deserializer.ReadValue(context).ToLocal(value);
}

static bool refuse_transfer(v8::Isolate *isolate, const char *why) {
    refusing_delegate(isolate).ThrowDataCloneError(vm_string(isolate, why));
    return false;
}

/* Reads the array of buffers that js/web.js has looked through; a DataCloneError when one is there twice or cannot be moved. */
static bool list_transfer(v8::Isolate *isolate, v8::Local<v8::Value> array, transfer_list *list) {
    v8::Local<v8::Context> context = isolate->GetCurrentContext();
    if (!array->IsArray())
        return refuse_transfer(isolate, "structuredClone: options.transfer became something else");
    for (uint32_t i = 0; i < array.As<v8::Array>()->Length(); i++) {
        v8::Local<v8::Value> item;
        if (!array.As<v8::Array>()->Get(context, i).ToLocal(&item))
            return false;
        bool fine = item->IsArrayBuffer() && item.As<v8::ArrayBuffer>()->IsDetachable();
        for (v8::Local<v8::ArrayBuffer> &other : *list)
            fine = fine && !other->StrictEquals(item);
        if (!fine)
            return refuse_transfer(isolate, "structuredClone: options.transfer names a buffer twice, or one that is the engine's");
        list->push_back(item.As<v8::ArrayBuffer>());
    }
    return true;
}

/* Getters of what was written may have moved a buffer away meanwhile. */
static bool still_there(v8::Isolate *isolate, const transfer_list &list) {
    for (const v8::Local<v8::ArrayBuffer> &buffer : list)
        if (buffer->WasDetached())
            return refuse_transfer(isolate, "structuredClone: a buffer of options.transfer was transferred while the value was read");
    return true;
}

extern "C" bool vm_clone(struct bind_call *call) {
    v8::Isolate *isolate = call->vm->isolate;
    v8::Local<v8::Value> *slot = static_cast<v8::Local<v8::Value> *>(call->args[0].any);
    v8::TryCatch caught(isolate);
    transfer_list from, to;
    size_t size;
    if (!list_transfer(isolate, *static_cast<v8::Local<v8::Value> *>(call->args[1].any), &from))
        return refuse(call, caught, "");
    uint8_t *bytes = write(isolate, *slot, &size, from);
    bool ok = bytes && still_there(isolate, from);
    for (size_t i = 0; ok && i < from.size(); i++)
        to.push_back(v8::ArrayBuffer::New(isolate, from[i]->GetBackingStore()));
    if (ok && !read(isolate, bytes, size, slot, to)) { /* of an Error that is its own cause, say */
        caught.Reset();
        ok = refuse_transfer(isolate, "structuredClone: V8 cannot read back what it has written of the value");
    }
    free(bytes);
    if (!ok)
        return refuse(call, caught, "structuredClone: the value cannot be cloned");
    for (v8::Local<v8::ArrayBuffer> &buffer : from)
        buffer->Detach();
    call->result.type = BIND_ANY;
    call->result.any = slot;
    return true;
}

extern "C" bool vm_pack(struct bind_call *call) {
    v8::TryCatch caught(call->vm->isolate);
    call->result.bytes = write(call->vm->isolate, *static_cast<v8::Local<v8::Value> *>(call->args[0].any), &call->result.size);
    if (!call->result.bytes)
        return refuse(call, caught, "the value cannot be cloned");
    call->result.type = BIND_BYTES;
    return true;
}

extern "C" bool vm_unpack(struct bind_call *call) {
    static v8::Local<v8::Value> value; /* read by the caller before anything else can be unpacked */
    v8::TryCatch caught(call->vm->isolate);
    if (!read(call->vm->isolate, static_cast<const uint8_t *>(call->args[0].bytes), call->args[0].size, &value))
        return refuse(call, caught, "the bytes are no clone");
    call->result.type = BIND_ANY;
    call->result.any = &value;
    return true;
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
