#include "vm_v8.h"
#include <cstdlib>
#include <cstring>

/* What a blob does not carry: the callbacks of an isolate. */
static void adopt(struct vm *vm) {
    vm->isolate->SetData(0, vm);
    vm->packages = vm_package_host(vm);
    vm->isolate->SetMicrotasksPolicy(v8::MicrotasksPolicy::kExplicit);
    vm->isolate->SetPromiseRejectCallback(vm_on_rejection);
    if (!vm->creator) /* a listener is on the heap, and would be frozen with it */
        vm->isolate->AddMessageListener(vm_on_uncaught);
    vm_gc_watch(vm);
    vm_module_callbacks(vm->isolate);
}

static void make_context(struct vm *vm) {
    v8::Isolate::Scope isolate_scope(vm->isolate);
    v8::HandleScope handle_scope(vm->isolate);
    v8::Local<v8::Context> context = v8::Context::New(vm->isolate);
    v8::Context::Scope context_scope(context);
    vm->context.Reset(vm->isolate, context);
    vm->native.Reset(vm->isolate, vm_make_native(vm, context, false));
}

static v8::Isolate::CreateParams create_params(struct vm *vm) {
    vm->heap_limit = vm->world->max_heap ? vm->world->max_heap : (size_t)VM_HEAP_MB << 20;
    vm->allocator = vm_allocator(vm->heap_limit);
    v8::Isolate::CreateParams params;
    params.constraints.ConfigureDefaultsFromHeapSize(0, vm_heap_limit_of_v8(vm->heap_limit));
    if (vm_idle_gc())
        params.constraints.set_initial_old_generation_size_in_bytes(vm_old_size_of_v8(vm->heap_limit));
    params.array_buffer_allocator = vm->allocator;
    params.external_references = vm_external_references();
    return params;
}

extern "C" struct vm *vm_create_building(struct bind_world *world) {
    struct vm *vm = new struct vm;
    vm->world = world;
    vm->creator = new v8::SnapshotCreator(vm_external_references());
    vm->isolate = vm->creator->GetIsolate();
    vm->heap_limit = (size_t)VM_HEAP_MB << 20;
    vm_limit_heap(vm);
    adopt(vm);
    make_context(vm);
    return vm;
}

extern "C" struct vm *vm_create_plain(struct bind_world *world) {
    struct vm *vm = new struct vm;
    vm->world = world;
    vm->isolate = v8::Isolate::New(create_params(vm));
    vm_limit_heap(vm);
    adopt(vm);
    make_context(vm);
    return vm;
}

/* False when the blob holds fewer than the table says. */
static bool restore_modules(struct vm *vm, v8::Local<v8::Context> context, const struct module_list *list) {
    for (int i = 0; i < list->count; i++) {
        const struct module *module = &list->items[i];
        int index = module_list_add(&vm->list, module->url, module->path, NULL, 0);
        vm->list.items[index].size = module->size;
        memcpy(vm->list.items[index].hash, module->hash, sizeof module->hash);
        vm->list.items[index].kind = module->kind;
        vm->list.items[index].mappings = module->mappings ? base_strdup(module->mappings) : NULL;
        v8::Local<v8::Module> restored;
        if (!context->GetDataFromSnapshotOnce<v8::Module>((size_t)VM_HOOK_COUNT + i).ToLocal(&restored))
            return false;
        vm->modules.emplace_back(vm->isolate, restored);
        vm->links.emplace_back();
    }
    return true;
}

/* The context of a blob with its hooks and modules. */
static bool restore(struct vm *vm, const struct module_list *modules) {
    v8::Isolate::Scope isolate_scope(vm->isolate);
    v8::HandleScope handle_scope(vm->isolate);
    v8::Local<v8::Context> context = v8::Context::New(vm->isolate);
    v8::Context::Scope context_scope(context);
    vm->context.Reset(vm->isolate, context);
    for (int i = 0; i < VM_HOOK_COUNT; i++)
        vm->hooks[i].Reset(vm->isolate, context->GetDataFromSnapshotOnce<v8::Function>((size_t)i).ToLocalChecked());
    return restore_modules(vm, context, modules);
}

extern "C" struct vm *vm_thaw(const struct snapshot *snapshot, struct bind_world *world) {
    struct vm *vm = new struct vm;
    vm->world = world;
    vm->blob = {snapshot->blob, (int)snapshot->blob_size};
    v8::Isolate::CreateParams params = create_params(vm);
    params.snapshot_blob = &vm->blob;
    vm->isolate = v8::Isolate::New(params);
    vm_limit_heap(vm);
    adopt(vm);
    if (restore(vm, &snapshot->modules))
        return vm;
    vm_destroy(vm);
    return NULL;
}

void vm_forget_handles(struct vm *vm) {
    vm->rejected.clear();
    vm->modules.clear();
    vm->precompiled.clear();
    for (v8::Global<v8::Function> &hook : vm->hooks)
        hook.Reset();
    vm->native.Reset();
    vm->context.Reset();
}

/* A building isolate belongs to its creator, and V8 demands a blob of it before it may go. Nothing of the game is in this one. */
static void finish_creator(struct vm *vm) {
    {
        v8::HandleScope handle_scope(vm->isolate);
        vm->creator->SetDefaultContext(v8::Context::New(vm->isolate));
    }
    delete[] vm->creator->CreateBlob(v8::SnapshotCreator::FunctionCodeHandling::kClear).data;
}

extern "C" void vm_destroy(struct vm *vm) {
    vm_forget_handles(vm);
    if (vm->creator) {
        if (vm->isolate)
            finish_creator(vm);
        delete vm->creator;
    } else {
        /* Or the tasks that wait for it would stay, and be those of the next isolate at the same place. */
        v8::platform::NotifyIsolateShutdown(vm_platform(), vm->isolate);
        vm->isolate->Dispose();
    }
    delete vm->allocator;
    module_list_clear(&vm->list);
    package_clear(&vm->packages);
    delete vm;
}

extern "C" bool vm_two(void) {
    return VM_TWO;
}

extern "C" struct module_list *vm_modules(struct vm *vm) {
    return &vm->list;
}

/* Tasks may run JavaScript: finalizers, promises of WebAssembly. */
extern "C" bool vm_idle(struct vm *vm, uint64_t deadline_ns, struct fault *fault) {
    vm_running mark(vm);
    VM_ENTER(vm);
    bool ran = false;
    while (vm_gc_task(vm)) {
        ran = true;
        if (base_now_ns() >= deadline_ns)
            break;
    }
    if (!ran)
        return true;
    vm->isolate->PerformMicrotaskCheckpoint();
    if (vm_was_stopped(vm, fault))
        return false;
    if (vm->uncaught.message[0]) {
        *fault = vm->uncaught;
        vm->uncaught = {};
        return false;
    }
    return vm_fault_rejected(vm, context, fault);
}
