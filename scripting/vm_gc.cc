#include "vm_v8.h"
extern "C" {
#include "app.h"
}
#include <memory>

/* Of all isolates that this process has had. V8 tells of its pauses. Of the steps of marking between them it tells only afterwards, several
 * at once: those in slack are timed here, and what it then tells beyond that was done while a script allocated. Sweeping, which is
 * mostly done by other threads, is not counted. */
static struct {
    int depth; /* of pauses: what dies in one may begin another */
    uint64_t began, ns, slack_ns, longest_ns;
    uint32_t count, slack_count;
    uint64_t stepped_ns, told_ns; /* by steps of marking in slack; by all of them */
} gc;

static void begins(v8::Isolate *, v8::GCType, v8::GCCallbackFlags) {
    if (!gc.depth++)
        gc.began = base_now_ns();
}

static void ends(v8::Isolate *isolate, v8::GCType type, v8::GCCallbackFlags) {
    struct vm *vm = vm_of(isolate);
    if (type == v8::kGCTypeIncrementalMarking || type == v8::kGCTypeMarkSweepCompact)
        vm->marking = type == v8::kGCTypeIncrementalMarking;
    if (--gc.depth)
        return;
    uint64_t ns = base_now_ns() - gc.began;
    gc.ns += ns;
    gc.slack_ns += vm->idle ? ns : 0;
    gc.longest_ns = !vm->idle && ns > gc.longest_ns ? ns : gc.longest_ns;
    if (type == v8::kGCTypeIncrementalMarking)
        return; /* where marking begins nothing is collected */
    gc.count++;
    gc.slack_count += vm->idle;
}

namespace {
class recorder : public v8::metrics::Recorder {
  public:
    using v8::metrics::Recorder::AddMainThreadEvent;
    void AddMainThreadEvent(const v8::metrics::GarbageCollectionFullMainThreadBatchedIncrementalMark &steps, ContextId) override {
        for (const v8::metrics::GarbageCollectionFullMainThreadIncrementalMark &step : steps.events)
            gc.told_ns += step.wall_clock_duration_in_us > 0 ? (uint64_t)step.wall_clock_duration_in_us * 1000 : 0;
    }
    void AddMainThreadEvent(const v8::metrics::GarbageCollectionFullCycle &, ContextId) override {
        if (gc.told_ns > gc.stepped_ns)
            gc.ns += gc.told_ns - gc.stepped_ns;
        gc.told_ns = gc.stepped_ns = 0;
    }
};
} // namespace

void vm_gc_watch(struct vm *vm) {
    vm->isolate->AddGCPrologueCallback(begins);
    vm->isolate->AddGCEpilogueCallback(ends);
    if (!vm->creator)
        vm->isolate->SetMetricsRecorder(std::make_shared<recorder>());
}

bool vm_gc_task(struct vm *vm) {
    uint64_t began = base_now_ns(), pauses = gc.ns;
    bool marking = vm->marking;
    vm->idle = true;
    bool ran = v8::platform::PumpMessageLoop(vm_platform(), vm->isolate);
    vm->idle = false;
    if (!ran || !(marking || vm->marking))
        return ran;
    uint64_t ns = base_now_ns() - began, paused = gc.ns - pauses, step = ns > paused ? ns - paused : 0;
    gc.stepped_ns += step;
    gc.ns += step;
    gc.slack_ns += step;
    return ran;
}

extern "C" void vm_gc_memory(struct vm *vm, struct app_memory *memory) {
    v8::HeapStatistics heap;
    vm->isolate->GetHeapStatistics(&heap);
    memory->used = heap.used_heap_size();
    memory->total = heap.total_heap_size();
    memory->gc_ns = gc.ns;
    memory->gc_slack_ns = gc.slack_ns;
    memory->gc_longest_ns = gc.longest_ns;
    memory->gc_count = gc.count;
    memory->gc_slack_count = gc.slack_count;
}
