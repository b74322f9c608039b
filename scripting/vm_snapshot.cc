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
    /* What the scripts let go must be gone before host.seal looks for what is still alive. */
    vm->isolate->LowMemoryNotification();
    if (!vm_call(vm, VM_seal, NULL, 0, NULL, fault))
        return false;
    {
        v8::HandleScope handle_scope(vm->isolate);
        v8::Local<v8::Context> context = vm->context.Get(vm->isolate);
        add_data(vm, context);
        vm->creator->SetDefaultContext(context);
    }
    vm->rejected.clear();
    vm->modules.clear();
    for (v8::Global<v8::Function> &hook : vm->hooks)
        hook.Reset();
    vm->native.Reset();
    vm->context.Reset();
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
