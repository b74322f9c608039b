#include "vm_v8.h"
#include <cstdlib>
#include <cstring>

/* Hooks come first, modules after them: vm_thaw reads them by these places. */
static void add_data(struct vm *vm, v8::Local<v8::Context> context) {
    for (int i = 0; i < VM_HOOK_COUNT; i++)
        ASSERT(vm->creator->AddData(context, vm->hooks[i].Get(vm->isolate)) == (size_t)i);
    for (v8::Global<v8::Module> &module : vm->modules)
        vm->creator->AddData(context, module.Get(vm->isolate));
}

/* V8 10.2 writes into a snapshot where the extension of an ArrayBuffer lay (the record that its collector keeps of it), unless the buffer
 * has bytes; after a thaw the first full collection would follow that pointer. So the field is emptied as an empty buffer is written. It
 * has no name in V8's API: it is the word behind the one that holds Data(). */
static uintptr_t *words_of(v8::Local<v8::Object> object) {
    return reinterpret_cast<uintptr_t *>(*reinterpret_cast<uintptr_t *>(*object) - 1); /* pointers to objects are marked by a 1 */
}

/* 0: not where it is expected. What the record holds is looked for, V8's own pointer to the bytes: to detach a buffer and see the field
 * emptied would be simpler, but then V8 has every typed array of the thawed game asked at each access whether it is detached. */
static int find_extension(v8::Isolate *isolate) {
    enum { WORDS = 8, RECORD_WORDS = 4 }; /* of an ArrayBuffer, at least; of its record, to where the pointer is on 10.2 and 11.3 */
    v8::Local<v8::ArrayBuffer> sample = v8::ArrayBuffer::New(isolate, 64);
    uintptr_t *words = words_of(sample), data = reinterpret_cast<uintptr_t>(sample->Data());
    uintptr_t bytes = reinterpret_cast<uintptr_t>(sample->GetBackingStore().get());
    int at = 1;
    while (at < WORDS && words[at - 1] != data)
        at++;
    if (V8_MAJOR_VERSION > 11 || at == WORDS || !words[at] || words[at] % sizeof(uintptr_t))
        return 0;
    const uintptr_t *record = reinterpret_cast<uintptr_t *>(words[at]);
    for (int i = 0; i < RECORD_WORDS; i++)
        if (record[i] == bytes)
            return at;
    return 0;
}

static v8::StartupData empty_extension(v8::Local<v8::Object> holder, int, void *extension) {
    if (holder->IsArrayBuffer() && !holder.As<v8::ArrayBuffer>()->ByteLength())
        words_of(holder)[*static_cast<int *>(extension)] = 0;
    return {nullptr, 0};
}

extern "C" bool vm_freeze(struct vm *vm, char **blob, size_t *size, struct fault *fault) {
    if (!vm->creator || !vm->isolate) {
        snprintf(fault->message, sizeof fault->message, "only a heap that was made for it can be frozen, and only once");
        return false;
    }
    /* When host.seal has something to look for, what the scripts let go of it must be gone first; else V8 collects soon enough itself. */
    struct bind_value collected = {}, look = {};
    collected.type = BIND_BOOLEAN;
    if (!vm_call(vm, VM_seal, &collected, 1, &look, fault))
        return false;
    if (look.number) {
        vm->isolate->LowMemoryNotification();
        collected.number = 1;
        if (!vm_call(vm, VM_seal, &collected, 1, NULL, fault))
            return false;
    }
    int extension;
    {
        v8::HandleScope handle_scope(vm->isolate);
        v8::Local<v8::Context> context = vm->context.Get(vm->isolate);
        v8::Context::Scope context_scope(context);
        extension = find_extension(vm->isolate);
        add_data(vm, context);
        if (extension)
            vm->creator->SetDefaultContext(context, v8::SerializeInternalFieldsCallback(empty_extension, &extension));
        else
            vm->creator->SetDefaultContext(context); /* a V8 of another shape: left alone */
    }
    vm_forget_handles(vm);
    /* kKeep: compiled functions stay compiled, which makes the first frame ten times faster. */
    v8::StartupData data = vm->creator->CreateBlob(v8::SnapshotCreator::FunctionCodeHandling::kKeep);
    vm->isolate = nullptr;
    if (!data.data || data.raw_size <= 0) {
        snprintf(fault->message, sizeof fault->message, "V8 could not write a snapshot of this game");
        return false;
    }
    *size = (size_t)data.raw_size;
    *blob = static_cast<char *>(base_alloc(*size));
    memcpy(*blob, data.data, *size);
    delete[] data.data;
    return true;
}

/* V8 finds some faults of a snapshot only when it is thawed, such as a built-in object that cannot be extended any more; and then it
 * aborts. */
extern "C" void vm_try(const char *blob, size_t size) {
    v8::StartupData data = {blob, (int)size};
    v8::Isolate::CreateParams params;
    params.array_buffer_allocator = v8::ArrayBuffer::Allocator::NewDefaultAllocator();
    params.external_references = vm_external_references();
    params.snapshot_blob = &data;
    v8::Isolate *isolate = v8::Isolate::New(params);
    {
        v8::Isolate::Scope isolate_scope(isolate);
        v8::HandleScope handle_scope(isolate);
        v8::Context::New(isolate);
    }
    isolate->Dispose();
    delete params.array_buffer_allocator;
}
