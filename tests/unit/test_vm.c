/* Heaps that are to be frozen: twice, of the wrong kind, and abandoned. */
#include "base.h"
#include "vm.h"
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "scratch.h"

static struct snapshot_maker maker;
static struct fault fault;

static int begin(void **state) {
    vm_platform_start(&(struct vm_flags){.building = true}, &maker);
    return scratch_create(state);
}

static int end(void **state) {
    vm_platform_stop();
    return scratch_destroy(state);
}

static void evaluate(struct vm *vm) {
    if (!vm_evaluate(vm, scratch_text("main.js", "export function draw() {}\n"), &fault))
        fail_msg("%s", fault.message);
}

static void heap_is_frozen_once(void **state) {
    (void)state;
    struct bind_world world = {.assets = NULL};
    struct vm *vm = vm_create_building(&world);
    char *blob = NULL, *again = NULL;
    size_t size, again_size;
    evaluate(vm);
    assert_true(vm_freeze(vm, &blob, &size, &fault));
    assert_false(vm_freeze(vm, &again, &again_size, &fault));
    assert_says(fault.message, "only once");
    assert_null(again);
    vm_destroy(vm);
    vm_try(blob, size);
    free(blob);
}

static void running_heap_is_not_frozen(void **state) {
    (void)state;
    struct bind_world world = {.assets = NULL};
    struct vm *vm = vm_create_plain(&world);
    char *blob = NULL;
    size_t size;
    evaluate(vm);
    assert_false(vm_freeze(vm, &blob, &size, &fault));
    assert_null(blob);
    vm_destroy(vm);
}

static void abandoned_heaps_go(void **state) {
    (void)state;
    struct bind_world world = {.assets = NULL};
    vm_destroy(vm_create_building(&world)); /* empty */
    struct vm *prepared = vm_create_building(&world);
    assert_true(vm_prepare(prepared, &fault));
    vm_destroy(prepared);
    struct vm *whole = vm_create_building(&world);
    evaluate(whole);
    vm_destroy(whole);
    struct vm *failed = vm_create_building(&world);
    assert_false(vm_evaluate(failed, scratch("nowhere.js"), &fault));
    vm_destroy(failed);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(heap_is_frozen_once),
        cmocka_unit_test(running_heap_is_not_frozen),
        cmocka_unit_test(abandoned_heaps_go),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
