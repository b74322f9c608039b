#include "vm_v8.h"
#include <cstdlib>
#include <cstring>

/* The whole graph is loaded and compiled before anything is instantiated, and the resolve callback only looks up in what was noted then: on
 * 10.2, compiling inside that callback under an outer TryCatch dies inside V8. */

static int index_of(struct vm *vm, v8::Local<v8::Module> module) {
    for (size_t i = 0; i < vm->modules.size(); i++)
        if (vm->modules[i] == module)
            return (int)i;
    return -1;
}

static char *copy_utf8(v8::Isolate *isolate, v8::Local<v8::Value> value) {
    v8::String::Utf8Value text(isolate, value);
    return base_strdup(*text ? *text : "");
}

/* What vm_precompile made of the same source, if it did; NULL: nothing. */
static vm_precompiled *precompiled(struct vm *vm, const struct module *item) {
    for (vm_precompiled &entry : vm->precompiled)
        if (entry.url == item->url && entry.hash[0] == item->hash[0] && entry.hash[1] == item->hash[1])
            return &entry;
    return nullptr;
}

/* Compiles a module's JavaScript anew. */
static v8::MaybeLocal<v8::Module> compile_text(v8::Isolate *isolate, const struct module *item) {
    const char *code = item->code ? item->code : item->source;
    size_t size = item->code ? strlen(item->code) : item->size;
    v8::ScriptOrigin origin =
        VM_ORIGIN(isolate, vm_string(isolate, item->url), 0, 0, false, -1, v8::Local<v8::Value>(), false, false, true);
    v8::Local<v8::String> text;
    if (!v8::String::NewFromUtf8(isolate, code, v8::NewStringType::kNormal, (int)size).ToLocal(&text))
        return {};
    v8::ScriptCompiler::Source source(text, origin);
    return v8::ScriptCompiler::CompileModule(isolate, &source);
}

/* Compiles list.items[index]; false with `fault` for a syntax error. */
static bool compile(struct vm *vm, v8::Local<v8::Context> context, int index, struct fault *fault) {
    struct module *item = &vm->list.items[index];
    vm_precompiled *ready = precompiled(vm, item);
    if (ready && item->kind == MODULE_TYPESCRIPT) {
        item->code = base_strdup(ready->code.c_str());
        item->mappings = base_strdup(ready->mappings.c_str());
    } else if (!ready && !vm_transform(vm, context, index, fault)) {
        return false;
    }
    v8::TryCatch caught(vm->isolate);
    v8::Local<v8::Module> module;
    if (ready)
        module = ready->module.Get(vm->isolate);
    else if (!compile_text(vm->isolate, item).ToLocal(&module)) {
        vm_fault_caught(vm, context, caught, fault);
        return false;
    }
    vm->modules.emplace_back(vm->isolate, module);
    vm->links.emplace_back();
    return true;
}

static void keep_no_partial(struct vm *vm, size_t compiled) {
    module_list_cut(&vm->list, (int)compiled);
    vm->modules.resize(compiled);
    vm->links.resize(compiled);
    for (int i = 0; i < vm->packages.count; i++)
        vm->packages.items[i].listed = false;
}

/* Finds what one import of module `from` means, loading and compiling it when it is new. */
static bool load_import(struct vm *vm, v8::Local<v8::Context> context, int from, v8::Local<v8::ModuleRequest> request,
                        struct fault *fault) {
    char *specifier = copy_utf8(vm->isolate, request->GetSpecifier()), *referrer = base_strdup(vm->list.items[from].url);
    struct error err;
    char *url = vm_resolve(vm, referrer, specifier, &err);
    int index = url ? module_list_find(&vm->list, url) : -1;
    bool ok = index >= 0;
    if (url && index < 0) {
        index = vm_load(vm, url, &err);
        ok = index >= 0 && compile(vm, context, index, fault);
    }
    if (ok)
        vm->links[(size_t)from].push_back({specifier, index});
    else if (index < 0)
        vm_fault_at(vm, from, request->GetSourceOffset(), err.text, fault);
    free(referrer);
    free(specifier);
    free(url);
    return ok;
}

/* Loads and compiles what modules from index `from` on import, and what that imports. */
static bool load_imports(struct vm *vm, v8::Local<v8::Context> context, size_t from, struct fault *fault) {
    for (size_t i = from; i < vm->modules.size(); i++) {
        if (vm->list.items[i].kind == MODULE_DATA)
            continue;
        v8::Local<v8::FixedArray> requests = vm->modules[i].Get(vm->isolate)->GetModuleRequests();
        for (int k = 0; k < requests->Length(); k++)
            if (!load_import(vm, context, (int)i, requests->Get(context, k).As<v8::ModuleRequest>(), fault))
                return false;
    }
    return true;
}

static v8::MaybeLocal<v8::Module> look_up(v8::Local<v8::Context>, v8::Local<v8::String> specifier, v8::Local<v8::FixedArray>,
                                          v8::Local<v8::Module> referrer) {
    struct vm *vm = vm_of(v8::Isolate::GetCurrent());
    v8::String::Utf8Value name(vm->isolate, specifier);
    for (const vm_link &link : vm->links[(size_t)index_of(vm, referrer)])
        if (*name && link.specifier == *name)
            return vm->modules[(size_t)link.module].Get(vm->isolate);
    vm->isolate->ThrowException(v8::Exception::Error(vm_string(vm->isolate, "an import was not there when its module was loaded")));
    return {};
}

/* Loads the module of `url` with all that it imports and instantiates it; empty with `fault` when that fails, and then nothing was added.
 */
static v8::MaybeLocal<v8::Module> load_graph(struct vm *vm, v8::Local<v8::Context> context, const char *url, struct fault *fault) {
    size_t before = vm->modules.size();
    int index = module_list_find(&vm->list, url);
    if (index < 0) {
        struct error err;
        index = vm_load(vm, url, &err);
        bool ok = index >= 0 && compile(vm, context, index, fault) && load_imports(vm, context, before, fault);
        if (index < 0)
            snprintf(fault->message, sizeof fault->message, "%s", err.text);
        if (!ok) {
            keep_no_partial(vm, before);
            return {};
        }
    }
    v8::Local<v8::Module> module = vm->modules[(size_t)index].Get(vm->isolate);
    v8::TryCatch caught(vm->isolate);
    if (module->GetStatus() == v8::Module::kUninstantiated && !module->InstantiateModule(context, look_up).FromMaybe(false)) {
        vm_fault_caught(vm, context, caught, fault);
        keep_no_partial(vm, before);
        return {};
    }
    return module;
}

/* ── top-level await ── */

/* With a promise hook set, V8 makes a promise at each await while the waiting function is on top of the stack. A module's own top level is
 * there alone and nameless. */
static void remember_await(v8::PromiseHookType type, v8::Local<v8::Promise>, v8::Local<v8::Value>) {
    if (type != v8::PromiseHookType::kInit)
        return;
    v8::Isolate *isolate = v8::Isolate::GetCurrent();
    v8::HandleScope handle_scope(isolate);
    v8::Local<v8::StackTrace> stack = v8::StackTrace::CurrentStackTrace(isolate, 2);
    if (stack->GetFrameCount() != 1)
        return;
    v8::Local<v8::StackFrame> frame = stack->GetFrame(isolate, 0);
    if (!frame->GetFunctionName().IsEmpty() && frame->GetFunctionName()->Length())
        return;
    struct vm *vm = vm_of(isolate);
    for (vm_await &await : vm->awaits)
        if (await.script_id == frame->GetScriptId()) {
            await = {frame->GetScriptId(), frame->GetLineNumber(), frame->GetColumn()};
            return;
        }
    vm->awaits.push_back({frame->GetScriptId(), frame->GetLineNumber(), frame->GetColumn()});
}
static void describe_stall(struct vm *vm, struct fault *fault) {
    snprintf(fault->message, sizeof fault->message,
             "Error: this top-level await never settles: while a game is frozen there are no frames, no input and no clock to wait for");
    for (size_t i = 0; i < vm->modules.size(); i++)
        for (const vm_await &await : vm->awaits)
            if (vm->modules[i].Get(vm->isolate)->ScriptId() == await.script_id) {
                vm_fault_line(vm, vm->list.items[i].url, await.line, await.column, fault);
                return;
            }
}

/* Evaluates a module, or gives the promise of when that was done. */
static v8::MaybeLocal<v8::Value> run_module(struct vm *vm, v8::Local<v8::Context> context, v8::Local<v8::Module> module) {
    vm->evaluating++;
    v8::MaybeLocal<v8::Value> result = module->Evaluate(context);
    vm->evaluating--;
    return result;
}

/* Runs promise jobs, and timers as if time passed, until the promise is settled or nothing can settle it any more. */
static bool settle(struct vm *vm, v8::Local<v8::Promise> promise, struct fault *fault) {
    vm->isolate->PerformMicrotaskCheckpoint();
    if (vm->stopped.message[0]) { /* in a promise job, which has no caller to tell */
        *fault = vm->stopped;
        return false;
    }
    while (promise->State() == v8::Promise::kPending && !vm->hooks[VM_tick].IsEmpty()) {
        struct bind_value ticked = {};
        if (!vm_call(vm, VM_tick, NULL, 0, &ticked, fault))
            return false;
        v8::platform::PumpMessageLoop(vm_platform(), vm->isolate);
        if (!ticked.number)
            break;
    }
    return true;
}

/* Evaluates an instantiated module to its end. */
static bool evaluate(struct vm *vm, v8::Local<v8::Context> context, v8::Local<v8::Module> module, struct fault *fault) {
    v8::TryCatch caught(vm->isolate);
    v8::Local<v8::Value> result;
    bool waits = module->IsGraphAsync();
    if (waits)
        vm->isolate->SetPromiseHook(remember_await);
    bool ok = run_module(vm, context, module).ToLocal(&result) && settle(vm, result.As<v8::Promise>(), fault);
    if (waits)
        vm->isolate->SetPromiseHook(nullptr);
    if (!ok) {
        if (caught.HasCaught())
            vm_fault_caught(vm, context, caught, fault);
        return false;
    }
    v8::Local<v8::Promise> promise = result.As<v8::Promise>();
    if (promise->State() == v8::Promise::kRejected) {
        v8::Local<v8::Value> reason = promise->Result();
        promise->MarkAsHandled();
        vm->rejected.clear();
        vm_fault(vm, context, reason, v8::Exception::CreateMessage(vm->isolate, reason), fault);
        return false;
    }
    if (promise->State() == v8::Promise::kPending) {
        describe_stall(vm, fault);
        return false;
    }
    return vm_fault_rejected(vm, context, fault);
}

static bool find_hooks(struct vm *vm, v8::Local<v8::Context> context, v8::Local<v8::Module> host) {
    static const char *const names[] = {
#define X(name) #name,
        VM_HOOKS(X)
#undef X
    };
    v8::Local<v8::Object> exported = host->GetModuleNamespace().As<v8::Object>();
    for (int i = 0; i < VM_HOOK_COUNT; i++) {
        v8::Local<v8::Value> hook;
        if (!exported->Get(context, vm_string(vm->isolate, names[i])).ToLocal(&hook) || !hook->IsFunction())
            return false;
        vm->hooks[i].Reset(vm->isolate, hook.As<v8::Function>());
    }
    return true;
}

/* The module that threw something without a place, a string for one: of those in error the one that was loaded last, since what imports it
 * is in error too and was loaded before. */
static const char *failed_module(struct vm *vm, const char *entry) {
    for (size_t i = vm->modules.size(); i-- > 0;)
        if (vm->list.items[i].kind != MODULE_DATA && vm->modules[i].Get(vm->isolate)->GetStatus() == v8::Module::kErrored)
            return vm->list.items[i].url;
    return entry;
}

extern "C" bool vm_prepare(struct vm *vm, struct fault *fault) {
    VM_ENTER(vm);
    v8::Local<v8::Module> host;
    if (!load_graph(vm, context, "thaw:host", fault).ToLocal(&host) || !evaluate(vm, context, host, fault))
        return false;
    ASSERT(find_hooks(vm, context, host));
    return true;
}

extern "C" void vm_precompile(struct vm *vm, const char *entry) {
    VM_ENTER(vm);
    struct file_list *touched = vm->world->touched;
    struct fault ignored = {};
    struct error err;
    size_t before = vm->modules.size();
    char *url = module_url(entry);
    vm->world->touched = NULL; /* only what is looked at when the game is evaluated counts */
    int index = vm_load(vm, url, &err);
    if (index >= 0 && compile(vm, context, index, &ignored))
        load_imports(vm, context, before, &ignored);
    for (size_t i = before; i < vm->modules.size(); i++) {
        const struct module *item = &vm->list.items[i];
        const char *code = item->code ? item->code : "", *mappings = item->mappings ? item->mappings : "";
        if (item->kind != MODULE_DATA)
            vm->precompiled.push_back({item->url, {item->hash[0], item->hash[1]}, std::move(vm->modules[i]), code, mappings});
    }
    keep_no_partial(vm, before);
    package_clear(&vm->packages); /* what they say may have changed until the game is evaluated */
    vm->world->touched = touched;
    free(url);
}

extern "C" bool vm_evaluate(struct vm *vm, const char *entry, struct fault *fault) {
    if (vm->hooks[0].IsEmpty() && !vm_prepare(vm, fault))
        return false;
    VM_ENTER(vm);
    v8::Local<v8::Module> game;
    char *url = module_url(entry);
    bool ok = load_graph(vm, context, url, fault).ToLocal(&game) && evaluate(vm, context, game, fault);
    if (!ok && !fault->url[0])
        snprintf(fault->url, sizeof fault->url, "%s", failed_module(vm, url));
    free(url);
    if (!ok)
        return false;
    v8::Local<v8::Value> exported = game->GetModuleNamespace();
    struct bind_value argument = {};
    argument.type = BIND_ANY;
    argument.any = &exported;
    vm->precompiled.clear();
    ok = vm_call(vm, VM_start, &argument, 1, NULL, fault);
    if (!ok && !fault->url[0]) /* a wrong config has no line, but it has a file */
        snprintf(fault->url, sizeof fault->url, "%s", vm->list.items[index_of(vm, game)].url);
    return ok;
}

/* ── import.meta and import() ── */

static void fill_meta(v8::Local<v8::Context> context, v8::Local<v8::Module> module, v8::Local<v8::Object> meta) {
    struct vm *vm = vm_of(v8::Isolate::GetCurrent());
    int index = index_of(vm, module);
    if (index < 0)
        return;
    const struct module *item = &vm->list.items[index];
    v8::Isolate *isolate = vm->isolate;
    meta->CreateDataProperty(context, vm_string(isolate, "url"), vm_string(isolate, item->url)).Check();
    if (!item->path) {
        meta->CreateDataProperty(context, vm_string(isolate, "native"), vm->native.Get(isolate)).Check();
        return;
    }
    int folder = (int)(strrchr(item->path, '/') - item->path);
    meta->CreateDataProperty(context, vm_string(isolate, "filename"), vm_string(isolate, item->path)).Check();
    meta->CreateDataProperty(context, vm_string(isolate, "dirname"), vm_string(isolate, folder ? item->path : "/", folder ? folder : 1))
        .Check();
}

static v8::Local<v8::Promise> rejected_promise(v8::Local<v8::Context> context, const char *message, bool syntax = false) {
    v8::Isolate *isolate = v8::Isolate::GetCurrent();
    v8::Local<v8::Promise::Resolver> resolver = v8::Promise::Resolver::New(context).ToLocalChecked();
    v8::Local<v8::String> text = vm_string(isolate, message);
    resolver->Reject(context, syntax ? v8::Exception::SyntaxError(text) : v8::Exception::Error(text)).Check();
    return resolver->GetPromise();
}

/* A function that gives what it was made with. Its address is an external reference: one may be alive in a heap that is frozen. */
void vm_give_data(const v8::FunctionCallbackInfo<v8::Value> &info) {
    info.GetReturnValue().Set(info.Data());
}

/* import(): the promise of the module's namespace. A fault of the graph becomes the rejection, its place in the message. */
static v8::MaybeLocal<v8::Promise> import_now(v8::Local<v8::Context> context, const char *referrer, const char *specifier) {
    struct vm *vm = vm_of(v8::Isolate::GetCurrent());
    struct error err;
    char *url = vm_resolve(vm, referrer, specifier, &err);
    if (!url)
        return rejected_promise(context, err.text);
    struct fault fault = {};
    v8::Local<v8::Module> module;
    bool loaded = load_graph(vm, context, url, &fault).ToLocal(&module);
    free(url);
    if (!loaded) {
        const char *message = fault.message;
        bool syntax = strncmp(message, "SyntaxError: ", 13) == 0;
        if (syntax || strncmp(message, "Error: ", 7) == 0)
            message = strchr(message, ' ') + 1;
        char place[1200], text[2400];
        fault_place(&fault, place, sizeof place);
        snprintf(text, sizeof text, "%s%s%s", place, place[0] ? ": " : "", message);
        return rejected_promise(context, text, syntax);
    }
    v8::Local<v8::Value> evaluated;
    v8::Local<v8::Promise::Resolver> resolver = v8::Promise::Resolver::New(context).ToLocalChecked();
    v8::TryCatch caught(vm->isolate);
    if (!run_module(vm, context, module).ToLocal(&evaluated)) {
        if (caught.CanContinue())
            resolver->Reject(context, caught.Exception()).Check();
        return resolver->GetPromise();
    }
    v8::Local<v8::Function> give;
    v8::Local<v8::Promise> chained;
    if (!v8::Function::New(context, vm_give_data, module->GetModuleNamespace()).ToLocal(&give) ||
        !evaluated.As<v8::Promise>()->Then(context, give).ToLocal(&chained)) {
        caught.ReThrow(); /* no empty promise without a reason: V8 aborts */
        return {};
    }
    return chained;
}

/* The same from a promise job: the function's data are what is to be resolved, the referrer and the specifier. */
void vm_import_later(const v8::FunctionCallbackInfo<v8::Value> &info) {
    v8::Isolate *isolate = info.GetIsolate();
    v8::Local<v8::Context> context = isolate->GetCurrentContext();
    v8::Local<v8::Array> data = info.Data().As<v8::Array>();
    v8::Local<v8::Value> resolver, referrer, specifier;
    v8::TryCatch caught(isolate);
    v8::Local<v8::Promise> promise;
    if (!data->Get(context, 0).ToLocal(&resolver) || !data->Get(context, 1).ToLocal(&referrer) ||
        !data->Get(context, 2).ToLocal(&specifier))
        return;
    char *from = copy_utf8(isolate, referrer), *name = copy_utf8(isolate, specifier);
    if (import_now(context, from, name).ToLocal(&promise))
        resolver.As<v8::Promise::Resolver>()->Resolve(context, promise).FromMaybe(false);
    else if (caught.HasCaught() && caught.CanContinue())
        resolver.As<v8::Promise::Resolver>()->Reject(context, caught.Exception()).FromMaybe(false);
    free(from);
    free(name);
}

/* V8 aborts when a module is evaluated while another is (ECMA-262 asserts that it is not, in ContinueDynamicImport): one that is imported
 * in the middle of a top level waits for the jobs behind it. */
static v8::MaybeLocal<v8::Promise> import_behind(v8::Local<v8::Context> context, v8::Local<v8::Value> referrer,
                                                 v8::Local<v8::String> specifier) {
    v8::Isolate *isolate = v8::Isolate::GetCurrent();
    v8::Local<v8::Promise::Resolver> resolver;
    v8::Local<v8::Function> job;
    if (!v8::Promise::Resolver::New(context).ToLocal(&resolver))
        return {};
    v8::Local<v8::Value> data[] = {resolver, referrer, specifier};
    if (!v8::Function::New(context, vm_import_later, v8::Array::New(isolate, data, 3)).ToLocal(&job))
        return {};
    isolate->EnqueueMicrotask(job);
    return resolver->GetPromise();
}

static v8::MaybeLocal<v8::Promise> import_dynamically(v8::Local<v8::Context> context, v8::Local<v8::Data>, v8::Local<v8::Value> referrer,
                                                      v8::Local<v8::String> specifier, v8::Local<v8::FixedArray>) {
    v8::Isolate *isolate = v8::Isolate::GetCurrent();
    v8::EscapableHandleScope handle_scope(isolate);
    v8::Local<v8::Promise> promise;
    if (vm_of(isolate)->evaluating)
        return import_behind(context, referrer, specifier).ToLocal(&promise) ? handle_scope.Escape(promise) : v8::MaybeLocal<v8::Promise>();
    char *from = copy_utf8(isolate, referrer), *name = copy_utf8(isolate, specifier);
    bool made = import_now(context, from, name).ToLocal(&promise);
    free(from);
    free(name);
    return made ? handle_scope.Escape(promise) : v8::MaybeLocal<v8::Promise>();
}

void vm_module_callbacks(v8::Isolate *isolate) {
    isolate->SetHostInitializeImportMetaObjectCallback(fill_meta);
    isolate->SetHostImportModuleDynamicallyCallback(import_dynamically);
}
