#include "vm_v8.h"
#include <cstdlib>

/* V8 ends the process when its own limit is reached, even for one large array. So that limit is set far above the game's, which is looked
 * at after each collection: a script that has passed it is stopped where it is, as a fault. Bytes of ArrayBuffers lie outside of V8's heap
 * and are counted here. */

enum { SPARE = 4 }; /* times the game's limit is V8's: one builtin that nobody can interrupt may pass the former by far */

static void stop_full(v8::Isolate *isolate, void *) {
    struct vm *vm = vm_of(isolate);
    char text[160];
    snprintf(text, sizeof text, "RangeError: the game's objects need more than %zu MB and the script was stopped here (--max-heap)",
             vm->heap_limit >> 20);
    if (vm->calls & 1)
        vm_stop(vm, text);
    vm->heap_full = false;
}

/* Inside a collection: nothing may be allocated, no script looked at. */
static void after_collection(v8::Isolate *isolate, v8::GCType, v8::GCCallbackFlags, void *data) {
    struct vm *vm = static_cast<struct vm *>(data);
    v8::HeapStatistics heap;
    isolate->GetHeapStatistics(&heap);
    if (vm->heap_full || heap.used_heap_size() <= vm->heap_limit)
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
