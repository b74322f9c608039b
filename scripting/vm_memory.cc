#include "vm_v8.h"
extern "C" {
#include "log.h"
#include "vm_debug.h"
}
#include <cstdlib>
#include <cstring>

/* V8 ends the process when its own limit is reached, even for one large array. So that limit is set far above the game's, which is looked
 * at after each collection: a script that has passed it is stopped where it is, as a fault. Bytes of ArrayBuffers lie outside of V8's heap
 * and are counted here. */

enum { SPARE = 4 }; /* times the game's limit is V8's: one builtin that nobody can interrupt may pass the former by far */

/* What an author calls that which V8 keeps in a space of this name. */
static int kind_of(const char *space) {
    return strstr(space, "code") ? 2 : strstr(space, "large") ? 1 : 0;
}

static void measure(struct vm *vm, size_t kinds[VM_HEAP_KINDS]) {
    v8::Isolate *isolate = vm->isolate;
    v8::HeapStatistics heap;
    isolate->GetHeapStatistics(&heap);
    for (int i = 0; i < VM_HEAP_KINDS; i++)
        kinds[i] = 0;
    if (vm->creator)
        kinds[3] = heap.external_memory();
    for (size_t i = 0; i < isolate->NumberOfHeapSpaces(); i++) {
        v8::HeapSpaceStatistics space;
        if (isolate->GetHeapSpaceStatistics(&space, i))
            kinds[kind_of(space.space_name())] += space.space_used_size();
    }
}

/* "what grew most are small objects, by 47 MB" */
static void tell_growth(struct vm *vm, char *text, size_t room) {
    static const char *const names[VM_HEAP_KINDS] = {"small objects", "large arrays, strings and Maps", "compiled functions",
                                                     "ArrayBuffers"};
    size_t kinds[VM_HEAP_KINDS], most = 0;
    int kind = 0;
    measure(vm, kinds);
    for (int i = 0; i < VM_HEAP_KINDS; i++)
        if (kinds[i] > vm->heap_kinds[i] && kinds[i] - vm->heap_kinds[i] > most) {
            most = kinds[i] - vm->heap_kinds[i];
            kind = i;
        }
    snprintf(text, room, "what grew most are %s, by %zu MB", names[kind], most >> 20);
}

static size_t used_by(struct vm *vm) {
    v8::HeapStatistics heap;
    vm->isolate->GetHeapStatistics(&heap);
    return heap.used_heap_size() + (vm->creator ? heap.external_memory() : 0); /* ArrayBuffers: its allocator is V8's own */
}

static void warn_full(v8::Isolate *isolate, void *) {
    struct vm *vm = vm_of(isolate);
    char place[512], growth[100], text[300];
    vm_caller(vm, place, sizeof place);
    tell_growth(vm, growth, sizeof growth);
    snprintf(text, sizeof text, "the game's objects take %zu of %zu MB (--max-heap); %s", used_by(vm) >> 20, vm->heap_limit >> 20, growth);
    log_write(LOG_WARN, place, text, strlen(text));
}

/* Who looks on may find out why, and let go of something: for that there is more for a while. */
static bool pause_full(struct vm *vm, bool now) {
    static const char reason[] = "The game's objects need too much memory";
    if (!vm->debug || !(vm->calls & 1) || vm->heap_limit >= 2 * vm->heap_wanted)
        return false;
    if (now && !vm_debug_pause(vm->debug, reason))
        return false;
    if (!now)
        vm_debug_pause_soon(vm->debug, reason);
    vm->heap_limit += vm->heap_wanted / 4;
    return true;
}

static void end_full(struct vm *vm) {
    char growth[100], text[300], place[512];
    vm_caller(vm, place, sizeof place);
    bool inside = place[0] || used_by(vm) > 2 * vm->heap_wanted; /* else it hit the engine's own code, and may tell the place next time */
    if (!inside) {
        pause_full(vm, false);
        return;
    }
    vm->isolate->LowMemoryNotification(); /* much of it may be garbage: a small collection leaves the old one where it is */
    if (used_by(vm) <= vm->heap_limit || pause_full(vm, true))
        return;
    tell_growth(vm, growth, sizeof growth);
    snprintf(text, sizeof text, "RangeError: the game's objects need more than %zu MB and the script was stopped here (--max-heap); %s",
             vm->heap_wanted >> 20, growth);
    if ((vm->calls & 1) || vm->creator) /* a top level is no call */
        vm_stop(vm, text);
}

static void stop_full(v8::Isolate *isolate, void *) {
    end_full(vm_of(isolate));
    vm_of(isolate)->heap_full = false;
}

/* Inside a collection: nothing may be allocated, no script looked at. */
static void after_collection(v8::Isolate *isolate, v8::GCType, v8::GCCallbackFlags, void *data) {
    struct vm *vm = static_cast<struct vm *>(data);
    size_t used = used_by(vm);
    if (used < vm->heap_limit / 2)
        vm->heap_warned = false;
    if (!vm->heap_warned && used > vm->heap_limit / 4 * 3) {
        vm->heap_warned = true;
        isolate->RequestInterrupt(warn_full, nullptr);
    }
    if (vm->heap_full || used <= vm->heap_limit)
        return;
    vm->heap_full = true;
    isolate->RequestInterrupt(stop_full, nullptr);
}

static size_t near_limit(void *data, size_t current, size_t initial) {
    struct vm *vm = static_cast<struct vm *>(data);
    if (!vm->heap_full)
        vm->isolate->RequestInterrupt(stop_full, nullptr);
    vm->heap_full = true;
    return current < 2 * initial ? current + initial / 4 : current;
}

class counting_allocator : public v8::ArrayBuffer::Allocator {
  public:
    explicit counting_allocator(size_t limit) : limit(limit) {
    }
    void *Allocate(size_t size) override {
        return take(size) ? kept(calloc(size ? size : 1, 1), size) : nullptr;
    }
    void *AllocateUninitialized(size_t size) override {
        return take(size) ? kept(malloc(size ? size : 1), size) : nullptr;
    }
    void Free(void *bytes, size_t size) override {
        free(bytes);
        used -= size;
    }

  private:
    bool take(size_t size) {
        size_t before = used;
        while (size <= limit && before <= limit - size)
            if (used.compare_exchange_weak(before, before + size))
                return true;
        return false;
    }
    void *kept(void *bytes, size_t size) {
        if (!bytes)
            used -= size;
        return bytes;
    }

    size_t limit;
    std::atomic<size_t> used{0}; /* V8 frees on threads of its own, too */
};

/* A vector that V8 cannot have is a RangeError of the script's already: "Array buffer allocation failed". */
v8::ArrayBuffer::Allocator *vm_allocator(size_t limit) {
    return new counting_allocator(limit);
}

void vm_limit_heap(struct vm *vm) {
    if (!vm->creator) /* else there is a parent that explains how V8 ended */
        vm_end_orderly(vm->isolate);
    vm->heap_wanted = vm->heap_limit;
    measure(vm, vm->heap_kinds);
    vm->isolate->AddGCEpilogueCallback(after_collection, vm);
    vm->isolate->AddNearHeapLimitCallback(near_limit, vm);
    vm->isolate->AutomaticallyRestoreInitialHeapLimit(0.5);
}

size_t vm_heap_limit_of_v8(size_t limit) {
    size_t least = (size_t)2 << 30;
    return limit * SPARE > least ? limit * SPARE : least;
}

/* V8's own guess is a few megabytes, so that a game which keeps what it makes in its first second has all of it collected at once in the
 * middle of a frame. */
size_t vm_old_size_of_v8(size_t limit) {
    size_t most = (size_t)32 << 20;
    return limit / 4 < most ? limit / 4 : most;
}
