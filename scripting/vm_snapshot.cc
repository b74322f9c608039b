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

extern "C" bool vm_freeze(struct vm *vm, char **blob, size_t *size, struct fault *fault) {
    ASSERT(vm->creator);
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
    {
        v8::HandleScope handle_scope(vm->isolate);
        v8::Local<v8::Context> context = vm->context.Get(vm->isolate);
        add_data(vm, context);
        vm->creator->SetDefaultContext(context);
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
