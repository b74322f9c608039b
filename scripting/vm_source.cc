#include "vm_v8.h"
extern "C" {
#include "files.h"
#include "typescript.h"
}
#include <cstdlib>
#include <cstring>

/* From a specifier to a module's text: which file an import means, what is in it, and TypeScript made JavaScript. */

/* ── JSON ── */

static v8::MaybeLocal<v8::Value> parse(v8::Local<v8::Context> context, const char *text, size_t size) {
    v8::Local<v8::String> source;
    if (!v8::String::NewFromUtf8(context->GetIsolate(), text, v8::NewStringType::kNormal, (int)size).ToLocal(&source))
        return {};
    return v8::JSON::Parse(context, source);
}

static char *copy_text(v8::Isolate *isolate, v8::Local<v8::Value> value) {
    v8::String::Utf8Value text(isolate, value);
    return base_strdup(*text ? *text : "");
}

static void fill_tree(v8::Local<v8::Context> context, v8::Local<v8::Value> value, int depth, struct json *to) {
    v8::Isolate *isolate = context->GetIsolate();
    v8::Local<v8::Array> keys;
    to->type = value->IsNull()                            ? JSON_NULL
               : value->IsString()                        ? JSON_STRING
               : !value->IsObject() || depth > JSON_DEPTH ? JSON_OTHER
               : value->IsArray()                         ? JSON_ARRAY
                                                          : JSON_OBJECT;
    if (to->type == JSON_STRING)
        to->text = copy_text(isolate, value);
    if ((to->type != JSON_ARRAY && to->type != JSON_OBJECT) || !value.As<v8::Object>()->GetOwnPropertyNames(context).ToLocal(&keys))
        return;
    to->items = static_cast<struct json *>(base_alloc(keys->Length() * sizeof *to->items + 1));
    for (uint32_t i = 0; i < keys->Length(); i++) {
        v8::HandleScope handle_scope(isolate);
        v8::Local<v8::Value> key = keys->Get(context, i).ToLocalChecked();
        struct json *item = &to->items[to->count++];
        *item = {};
        if (to->type == JSON_OBJECT)
            item->key = copy_text(isolate, key);
        fill_tree(context, value.As<v8::Object>()->Get(context, key).ToLocalChecked(), depth + 1, item);
    }
}

/* package_host.parse */
static struct json *parse_tree(void *self, const char *text, size_t size, struct error *err) {
    struct vm *vm = static_cast<struct vm *>(self);
    VM_ENTER(vm);
    v8::Local<v8::Value> value;
    if (!parse(context, text, size).ToLocal(&value)) {
        v8::String::Utf8Value why(vm->isolate, caught.HasCaught() ? caught.Exception() : v8::Local<v8::Value>(v8::Undefined(vm->isolate)));
        error_set(err, EXIT_SCRIPT, "%s", *why ? *why : "it is no JSON");
        return NULL;
    }
    struct json *root = static_cast<struct json *>(base_alloc(sizeof *root));
    *root = {};
    fill_tree(context, value, 0, root);
    return root;
}

/* ── what an import means ── */

/* As it is now: what was of no use to an import may be there all the same. */
static void missed(void *self, const char *path) {
    struct file_list *touched = static_cast<struct vm *>(self)->world->touched;
    uint64_t hash[2];
    if (touched)
        files_add(touched, path, files_hash(path, hash, NULL) ? hash : NULL);
}

static void leads(void *self, const char *path) {
    struct file_list *touched = static_cast<struct vm *>(self)->world->touched;
    if (touched)
        files_add_link(touched, path);
}

struct package_host vm_package_host(struct vm *vm) {
    struct package_host host = {};
    host.parse = parse_tree;
    host.missed = missed;
    host.leads = leads;
    host.self = vm;
    return host;
}

/* The package.json files that were read belong to the game's files. The list of modules has a handle for each, so they get the engine's
 * first module's, which all who look for a module find before. */
static void list_packages(struct vm *vm) {
    for (int i = 0; i < vm->packages.count; i++) {
        struct package *package = &vm->packages.items[i];
        if (package->listed)
            continue;
        package->listed = true;
        if (vm->world->touched)
            files_add(vm->world->touched, package->path, package->hash);
        char *url = module_url(package->path);
        if (module_list_find(&vm->list, url) < 0) {
            struct module *item = &vm->list.items[module_list_add(&vm->list, url, package->path, NULL, 0)];
            item->kind = MODULE_DATA;
            item->size = package->size;
            memcpy(item->hash, package->hash, sizeof item->hash);
            vm->modules.emplace_back(vm->isolate, vm->modules.front());
            vm->links.emplace_back();
        }
        free(url);
    }
}

char *vm_resolve(struct vm *vm, const char *referrer, const char *specifier, struct error *err) {
    char *url = module_resolve(&vm->packages, referrer, specifier, err);
    list_packages(vm);
    return url;
}

/* ── what is in it ── */

static int load_own(struct vm *vm, const char *url, struct error *err) {
    size_t size;
    const char *script = bind_script(url + 5, &size);
    if (!script) {
        error_set(err, EXIT_SCRIPT, "cannot import \"%s\": the engine has no such module (import \"thaw\")", url);
        return -1;
    }
    char *source = static_cast<char *>(base_alloc(size + 1));
    memcpy(source, script, size + 1);
    return module_list_add(&vm->list, url, NULL, source, size);
}

int vm_load(struct vm *vm, const char *url, struct error *err) {
    if (strncmp(url, "thaw:", 5) == 0)
        return load_own(vm, url, err);
    int index = module_load(&vm->list, url, err);
    const struct module *item = index >= 0 ? &vm->list.items[index] : NULL;
    if (vm->world->touched) {
        char *path = module_path(url);
        files_add(vm->world->touched, path, item ? item->hash : NULL);
        free(path);
    }
    if (item && !package_check(&vm->packages, item->path, item->source, err)) {
        module_list_cut(&vm->list, index);
        index = -1;
    }
    return index;
}

/* The game's folder: that of its first file. */
static char *game_folder(struct vm *vm) {
    for (int i = 0; i < vm->list.count; i++)
        if (vm->list.items[i].path) {
            char *folder = base_strdup(vm->list.items[i].path);
            *strrchr(folder, '/') = 0;
            return folder;
        }
    return base_strdup("");
}

/* The "mappings" of a source map's text, malloc'd; "" when there is none. */
static char *mappings_of(v8::Local<v8::Context> context, const char *map) {
    v8::Local<v8::Value> value, mappings;
    if (map && parse(context, map, strlen(map)).ToLocal(&value) && value->IsObject() &&
        value.As<v8::Object>()->Get(context, vm_string(context->GetIsolate(), "mappings")).ToLocal(&mappings) && mappings->IsString())
        return copy_text(context->GetIsolate(), mappings);
    return base_strdup("");
}

bool vm_transform(struct vm *vm, v8::Local<v8::Context> context, int index, struct fault *fault) {
    struct module *item = &vm->list.items[index];
    if (item->kind != MODULE_TYPESCRIPT)
        return true;
    int major = 0, minor = 0;
    char target[32], *folder = game_folder(vm);
    sscanf(v8::V8::GetVersion(), "%d.%d", &major, &minor);
    snprintf(target, sizeof target, "chrome%d", major * 10 + minor); /* V8 10.2 came with Chrome 102 */
    struct typescript_job job = {item->path, item->source, item->size, folder, target};
    item->code = typescript_transform(&job, fault);
    if (!item->code) {
        char *wanted = typescript_wanted(folder);
        missed(vm, wanted);
        free(wanted);
    } else {
        v8::TryCatch caught(vm->isolate);
        char *map = typescript_map(item->code);
        item->mappings = mappings_of(context, map);
        free(map);
    }
    free(folder);
    return item->code != NULL;
}
