#include "vm_v8.h"
#include <cstdlib>
#include <cstring>

/* One argument of a row, read from its `args` text once. */
struct parameter {
    char name[32];
    bind_type type;
};

struct signature {
    parameter parameters[BIND_ARGS];
    int count;
};

static signature signatures[128];

static bind_type type_named(const char *text) {
    static const struct {
        const char *name;
        bind_type type;
    } types[] = {{"string", BIND_STRING}, {"number", BIND_NUMBER}, {"boolean", BIND_BOOLEAN}, {"bytes", BIND_BYTES}, {"any", BIND_ANY}};
    for (const auto &entry : types)
        if (strncmp(text, entry.name, strlen(entry.name)) == 0)
            return entry.type;
    ASSERT(!"a binding row names a type that is not there");
}

static void read_signature(const char *text, signature *to) {
    to->count = 0;
    while (*text) {
        ASSERT(to->count < BIND_ARGS);
        parameter *parameter = &to->parameters[to->count++];
        const char *colon = strchr(text, ':');
        ASSERT(colon && colon - text < (long)sizeof parameter->name);
        memcpy(parameter->name, text, (size_t)(colon - text));
        parameter->name[colon - text] = 0;
        parameter->type = type_named(colon + 1);
        text = colon + 1 + strcspn(colon + 1, " ");
        text += strspn(text, " ");
    }
}

static void throw_text(v8::Isolate *isolate, bind_throw kind, const char *text) {
    v8::Local<v8::String> message = vm_string(isolate, text);
    isolate->ThrowException(kind == BIND_TYPE_ERROR     ? v8::Exception::TypeError(message)
                            : kind == BIND_RANGE_ERROR  ? v8::Exception::RangeError(message)
                            : kind == BIND_SYNTAX_ERROR ? v8::Exception::SyntaxError(message)
                                                        : v8::Exception::Error(message));
}

static void refuse(v8::Isolate *isolate, const bind_row *row, const parameter *parameter, v8::Local<v8::Value> came) {
    static const char *const wanted[] = {"nothing", "a number", "a boolean", "a string", "a typed array", "numbers", "a value"};
    v8::String::Utf8Value type(isolate, came->TypeOf(isolate));
    char text[256];
    snprintf(text, sizeof text, "%s: %s must be %s, not %s", row->name, parameter->name, wanted[parameter->type],
             came->IsNull() ? "null"
             : *type        ? *type
                            : "that");
    throw_text(isolate, BIND_TYPE_ERROR, text);
}

/* Converts without running any script: no valueOf, no toString. */
static bool to_value(v8::Isolate *isolate, v8::Local<v8::Value> from, bind_type type, bind_value *to) {
    *to = {};
    to->type = type;
    if (type == BIND_NUMBER && from->IsNumber()) {
        to->number = from.As<v8::Number>()->Value();
    } else if (type == BIND_BOOLEAN && from->IsBoolean()) {
        to->number = from->IsTrue();
    } else if (type == BIND_STRING && from->IsString()) {
        v8::Local<v8::String> string = from.As<v8::String>();
        int size = string->Utf8Length(isolate);
        char *text = static_cast<char *>(base_alloc((size_t)size + 1));
        string->WriteUtf8(isolate, text, size, nullptr, v8::String::NO_NULL_TERMINATION | v8::String::REPLACE_INVALID_UTF8);
        text[size] = 0;
        to->text = text;
        to->size = (size_t)size;
    } else if (type == BIND_BYTES && from->IsArrayBufferView()) {
        v8::Local<v8::ArrayBufferView> view = from.As<v8::ArrayBufferView>();
        to->bytes = static_cast<char *>(view->Buffer()->Data()) + view->ByteOffset();
        to->size = view->ByteLength();
    } else if (type == BIND_BYTES && from->IsArrayBuffer()) {
        to->bytes = from.As<v8::ArrayBuffer>()->Data();
        to->size = from.As<v8::ArrayBuffer>()->ByteLength();
    } else if (type == BIND_ANY) {
        to->any = &from;
    } else {
        return false;
    }
    return true;
}

static void free_bytes(void *bytes, size_t size, void *allocator) {
    static_cast<v8::ArrayBuffer::Allocator *>(allocator)->Free(bytes, size);
}

/* A Uint8Array of a copy; a RangeError is thrown where there is no room for it, for which V8 itself would end the process. */
static v8::Local<v8::Value> copy_bytes(struct vm *vm, const void *bytes, size_t size) {
    v8::Isolate *isolate = vm->isolate;
    v8::Local<v8::ArrayBuffer> buffer;
    if (vm->allocator && size) {
        void *room = vm->allocator->AllocateUninitialized(size);
        if (!room) {
            isolate->LowMemoryNotification(); /* what holds the room may be garbage */
            room = vm->allocator->AllocateUninitialized(size);
        }
        if (!room) {
            throw_text(isolate, BIND_RANGE_ERROR, "Array buffer allocation failed");
            return v8::Undefined(isolate);
        }
        buffer = v8::ArrayBuffer::New(isolate, v8::ArrayBuffer::NewBackingStore(room, size, free_bytes, vm->allocator));
    } else {
        buffer = v8::ArrayBuffer::New(isolate, size); /* while a game is frozen its parent explains how V8 ended */
    }
    if (size)
        memcpy(buffer->Data(), bytes, size);
    return v8::Uint8Array::New(buffer, 0, size);
}

static v8::Local<v8::Value> from_value(struct vm *vm, const bind_value *value) {
    v8::Isolate *isolate = vm->isolate;
    v8::Local<v8::Value> made = v8::Undefined(isolate);
    switch (value->type) {
    case BIND_NUMBER:
        return v8::Number::New(isolate, value->number);
    case BIND_BOOLEAN:
        return v8::Boolean::New(isolate, value->number != 0);
    case BIND_STRING: {
        v8::Local<v8::String> text;
        if (v8::String::NewFromUtf8(isolate, value->text, v8::NewStringType::kNormal, (int)value->size).ToLocal(&text))
            made = text;
        free(const_cast<char *>(value->text));
        return made;
    }
    case BIND_BYTES:
        made = copy_bytes(vm, value->bytes, value->size);
        free(const_cast<void *>(value->bytes));
        return made;
    case BIND_NUMBERS: {
        v8::Local<v8::Value> numbers[COUNT_OF(value->numbers)];
        for (size_t i = 0; i < value->size; i++)
            numbers[i] = v8::Number::New(isolate, value->numbers[i]);
        return v8::Array::New(isolate, numbers, value->size);
    }
    case BIND_ANY:
        return *static_cast<v8::Local<v8::Value> *>(value->any);
    case BIND_NOTHING:
        break;
    }
    return made;
}

/* The function behind every row; the row's number is its data. */
static void trampoline(const v8::FunctionCallbackInfo<v8::Value> &info) {
    v8::Isolate *isolate = info.GetIsolate();
    struct vm *vm = vm_of(isolate);
    int index = info.Data().As<v8::Integer>()->Value();
    const bind_row *row = bind_row_at(index);
    const signature *signature = &signatures[index];
    if ((row->flags & BIND_DEVICE) && !vm->world->app) {
        char text[256];
        snprintf(text, sizeof text,
                 "%s needs the running game, and this is freeze time: call it from load(), update(), draw() or an event hook", row->name);
        throw_text(isolate, BIND_ERROR, text);
        return;
    }
    bind_value args[BIND_ARGS];
    v8::Local<v8::Value> values[BIND_ARGS];
    int count = 0;
    bool ok = true;
    for (; ok && count < signature->count; count++) {
        values[count] = info[count];
        ok = to_value(isolate, values[count], signature->parameters[count].type, &args[count]);
        if (ok && args[count].type == BIND_ANY)
            args[count].any = &values[count];
        if (!ok)
            refuse(isolate, row, &signature->parameters[count], values[count]);
    }
    if (ok) {
        struct error err; /* not all its kilobytes need be empty */
        err.code = EXIT_OK;
        err.text[0] = 0;
        bind_call call = {args, {}, vm->world, vm, BIND_ERROR, &err};
        bind_world = vm->world;
        if (row->numbers.call) {
            bind_value given = vm_fast_call(row, args);
            info.GetReturnValue().Set(from_value(vm, &given));
        } else if (row->call(&call)) {
            info.GetReturnValue().Set(from_value(vm, &call.result));
        } else if (call.thrown != BIND_PENDING) {
            throw_text(isolate, call.thrown, err.text);
        }
    }
    for (int i = 0; i < (ok ? count : count - 1); i++)
        if (args[i].type == BIND_STRING)
            free(const_cast<char *>(args[i].text));
}

const intptr_t *vm_external_references() {
    static const intptr_t references[] = {
        reinterpret_cast<intptr_t>(trampoline),
        reinterpret_cast<intptr_t>(vm_give_data),
        reinterpret_cast<intptr_t>(vm_import_later),
#if VM_NAMESPACE_ACCESSORS
        reinterpret_cast<intptr_t>(v8::internal::Accessors::ModuleNamespaceEntryGetter),
        reinterpret_cast<intptr_t>(v8::internal::Accessors::ModuleNamespaceEntrySetter),
#endif
        0,
    };
    if (!signatures[0].count)
        for (int i = 0; bind_row_at(i); i++) {
            ASSERT((size_t)i < COUNT_OF(signatures));
            read_signature(bind_row_at(i)->args, &signatures[i]);
            ASSERT(!bind_row_at(i)->numbers.call || bind_row_at(i)->numbers.shape % BIND_GIVES_NUMBER == signatures[i].count);
        }
    return references;
}

/* { asset: { image: f, … }, game: { … } } from rows named "asset.image", "game.quit" … */
v8::Local<v8::Object> vm_make_native(struct vm *vm, v8::Local<v8::Context> context, bool fast) {
    v8::Isolate *isolate = vm->isolate;
    v8::Local<v8::Object> native = v8::Object::New(isolate);
    for (int i = 0; bind_row_at(i); i++) {
        if (fast && !bind_row_at(i)->numbers.call)
            continue;
        const char *name = bind_row_at(i)->name, *dot = strchr(name, '.');
        v8::Local<v8::String> group = vm_string(isolate, name, (int)(dot - name));
        v8::Local<v8::Object> rows;
        if (native->HasOwnProperty(context, group).FromMaybe(false)) {
            rows = native->Get(context, group).ToLocalChecked().As<v8::Object>();
        } else {
            rows = v8::Object::New(isolate);
            native->Set(context, group, rows).Check();
        }
        v8::CFunction direct;
        if (fast)
            direct = vm_fast_function(bind_row_at(i));
        v8::Local<v8::FunctionTemplate> row =
            v8::FunctionTemplate::New(isolate, trampoline, v8::Integer::New(isolate, i), v8::Local<v8::Signature>(), 0,
                                      v8::ConstructorBehavior::kThrow, v8::SideEffectType::kHasSideEffect, fast ? &direct : nullptr);
        rows->Set(context, vm_string(isolate, dot + 1), row->GetFunction(context).ToLocalChecked()).Check();
    }
    return native;
}

/* ── calls from C ── */

static void give_result(struct vm *vm, v8::Local<v8::Value> value, bind_value *result) {
    *result = {};
    bind_type type = value->IsNumber()            ? BIND_NUMBER
                     : value->IsBoolean()         ? BIND_BOOLEAN
                     : value->IsString()          ? BIND_STRING
                     : value->IsArrayBufferView() ? BIND_BYTES
                                                  : BIND_NOTHING;
    if (type != BIND_NOTHING)
        to_value(vm->isolate, value, type, result);
    if (type == BIND_BYTES && result->size) {
        void *copy = base_alloc(result->size);
        result->bytes = memcpy(copy, result->bytes, result->size);
    }
}

extern "C" bool vm_call(struct vm *vm, enum vm_hook hook, const struct bind_value *args, int count, struct bind_value *result,
                        struct fault *fault) {
    vm_running mark(vm);
    VM_ENTER(vm);
    caught.SetVerbose(vm->debug != nullptr); /* or a debugger takes every fault for a caught one */
    v8::Local<v8::Value> values[BIND_ARGS], returned;
    for (int i = 0; i < count; i++) {
        bind_value arg = args[i];
        if (arg.type == BIND_STRING)
            values[i] = vm_string(vm->isolate, arg.text, (int)arg.size);
        else
            values[i] = from_value(vm, &arg);
    }
    v8::Local<v8::Function> function = vm->hooks[hook].Get(vm->isolate);
    if (caught.HasCaught() || !function->Call(context, v8::Undefined(vm->isolate), count, values).ToLocal(&returned)) {
        if (!vm_was_stopped(vm, fault))
            vm_fault_caught(vm, context, caught, fault);
        vm->rejected.clear();
        return false;
    }
    if (result)
        give_result(vm, returned, result);
    vm->isolate->PerformMicrotaskCheckpoint();
    if (vm_was_stopped(vm, fault)) /* in a promise job, which has no caller to tell */
        return false;
    return vm_fault_rejected(vm, context, fault);
}

static bool attach(struct vm *vm, const char *name, v8::Local<v8::Value> what, struct fault *fault) {
    bind_value args[2] = {};
    args[0].type = BIND_STRING;
    args[0].text = name;
    args[0].size = strlen(name);
    args[1].type = BIND_ANY;
    args[1].any = &what;
    return vm_call(vm, VM_attach, args, 2, NULL, fault);
}

extern "C" bool vm_attach(struct vm *vm, const char *name, void *bytes, size_t size, struct fault *fault) {
    v8::Isolate::Scope isolate_scope(vm->isolate);
    v8::HandleScope handle_scope(vm->isolate);
    v8::Context::Scope context_scope(vm->context.Get(vm->isolate));
    auto keep = [](void *, size_t, void *) {};
    return attach(vm, name, v8::ArrayBuffer::New(vm->isolate, v8::ArrayBuffer::NewBackingStore(bytes, size, keep, nullptr)), fault);
}

extern "C" bool vm_attach_fast(struct vm *vm, struct fault *fault) {
    v8::Isolate::Scope isolate_scope(vm->isolate);
    v8::HandleScope handle_scope(vm->isolate);
    v8::Local<v8::Context> context = vm->context.Get(vm->isolate);
    v8::Context::Scope context_scope(context);
    bind_world = vm->world;
    v8::Local<v8::Value> native = vm_make_native(vm, context, true);
    return attach(vm, "native", native, fault);
}
