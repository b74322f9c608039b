/* Freezing through the seam: twice, from inside itself, with nothing to freeze, and abandoned. */
#include "base.h"
#include "builder.h"
#include "snapshot.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "scratch.h"

#include "script_game.h"

static uv_timer_t timer;

static int begin(void **state) {
    if (uv_loop_init(&loop) != 0 || uv_timer_init(&loop, &timer) != 0 || scratch_create(state) != 0)
        return -1;
    scratch_text("main.js", "export function draw() {}\n");
    scratch_text("wrong.js", "export function draw( {}\n");
    return 0;
}

static int end(void **state) {
    uv_close((uv_handle_t *)&timer, NULL);
    uv_run(&loop, UV_RUN_NOWAIT);
    return uv_loop_close(&loop) != 0 || scratch_destroy(state) != 0;
}

static void what_is_missing_is_told(void **state) {
    (void)state;
    struct script_desc none = desc_of(NULL), missing = desc_of(scratch("nowhere")), wrong_one = desc_of(scratch("wrong.js")),
                       good = desc_of(scratch("main.js"));
    refused(!script_freeze(&none, NULL, &err, &fault) && err.code == EXIT_USAGE, SCRIPT_ARGUMENT, "script_freeze");
    refused(!script_freeze(NULL, NULL, &err, &fault) && err.code == EXIT_USAGE, SCRIPT_ARGUMENT, "script_freeze");
    refused(!script_freeze(&good, NULL, NULL, &fault), SCRIPT_ARGUMENT, "script_freeze");
    refused(!script_pack(&none, scratch("p"), &err, &fault) && err.code == EXIT_USAGE, SCRIPT_ARGUMENT, "script_pack");
    refused(!script_pack(&good, NULL, &err, &fault) && err.code == EXIT_USAGE, SCRIPT_ARGUMENT, "script_pack");
    refused(!script_exists(NULL, &err) && err.code == EXIT_USAGE, SCRIPT_ARGUMENT, "script_exists");
    refused(!script_info(NULL, NULL, &err) && err.code == EXIT_USAGE, SCRIPT_ARGUMENT, "script_info");
    refused(!script_clean(NULL, &err) && err.code == EXIT_USAGE, SCRIPT_ARGUMENT, "script_clean");
    refused(!script_packed(NULL), SCRIPT_ARGUMENT, "script_packed");
    assert_refused();
    assert_false(script_is_child(BUILDER_ARGC, NULL, NULL));
    assert_false(script_freeze(&missing, NULL, &err, &fault));
    assert_int_equal(err.code, EXIT_FILE);
    assert_says(err.text, "nowhere");
    assert_false(script_freeze(&good, scratch("no/such/folder.thaw"), &err, &fault));
    assert_int_equal(err.code, EXIT_FILE);
    assert_false(script_freeze(&wrong_one, NULL, &err, &fault));
    assert_string_equal(err.text, "");
    assert_says(fault.message, "SyntaxError");
    assert_int_equal(script_misused(NULL), SCRIPT_USED_WELL);
}

static void frozen_twice_is_the_same_file(void **state) {
    (void)state;
    struct script_desc desc = desc_of(scratch("main.js"));
    size_t size, again_size;
    assert_true(script_freeze(&desc, scratch("once.thaw"), &err, &fault));
    assert_true(script_freeze(&desc, scratch("once.thaw"), &err, &fault));
    assert_true(script_freeze(&desc, scratch("twice.thaw"), &err, &fault));
    char *once = base_read_file(scratch("once.thaw"), SNAPSHOT_LIMIT, &size, &err);
    char *twice = base_read_file(scratch("twice.thaw"), SNAPSHOT_LIMIT, &again_size, &err);
    assert_true(once && twice && size > 0 && size == again_size);
    free(once);
    free(twice);
}

static void on_timer(uv_timer_t *unused) {
    (void)unused;
    makers_are_refused(SCRIPT_INSIDE);
    uv_timer_stop(&timer);
}

static void freezing_lets_nobody_in(void **state) {
    (void)state;
    struct script_desc desc = desc_of(scratch("main.js"));
    uv_timer_start(&timer, on_timer, 0, 1);
    assert_true(script_freeze(&desc, NULL, &err, &fault));
    assert_false(uv_is_active((uv_handle_t *)&timer)); /* it was called */
    assert_refused();
}

static void abandoned_freezings_end(void **state) {
    (void)state;
    struct builder_job job = {.entry = scratch("main.js"), .out = scratch("abandoned.thaw")};
    struct builder_report report;
    struct builder *idle = builder_start(&loop, "", &err), *busy = builder_start(&loop, job.entry, &err);
    assert_true(idle && busy);
    assert_true(builder_begin(busy, &job));
    assert_false(builder_begin(busy, &job)); /* a builder has one job */
    assert_false(builder_done(idle, &report));
    builder_destroy(idle);
    builder_destroy(busy);
    builder_wait_gone(&loop);
    assert_int_equal(scratch_entries(scratch_folder), 4); /* two sources, two frozen files; nothing half done */
}

static void paths_that_are_too_long_are_told(void **state) {
    (void)state;
    static char name[BUILDER_JOB];
    memset(name, 'x', sizeof name - 1);
    struct builder_job job = {.entry = scratch("main.js"), .out = name};
    struct builder_report report;
    struct builder *builder = builder_start(&loop, "", &err);
    assert_true(builder && builder_begin(builder, &job));
    builder_wait(builder, &report);
    builder_destroy(builder);
    builder_wait_gone(&loop);
    assert_false(report.ok);
    assert_int_equal(report.error.code, EXIT_FILE);
    assert_says(report.error.text, "too long");
}

/* Exits with 0 when the game does not start, and says why. In a process of its own: V8 starts only once in one. */
static void start_damaged(const char *path) {
    struct script_desc desc = desc_of(path);
    _exit(uv_loop_init(&loop) != 0 || !open_game(&desc) || script_start(script) || !strstr(script_fault(script)->message, "is damaged"));
}

static void a_table_of_more_modules_than_the_heap_has_is_told(void **state) {
    (void)state;
    struct snapshot game;
    assert_true(snapshot_open(&game, scratch("once.thaw"), NULL, &err));
    module_list_add(&game.modules, "file:///more.js", "/more.js", NULL, 0);
    assert_true(snapshot_write(scratch("more.thaw"), &game, true, &err));
    snapshot_close(&game);
    pid_t child = fork();
    if (child == 0)
        start_damaged(scratch("more.thaw"));
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    unlink(scratch("more.thaw"));
}

/* V8 has started then, although there was no game. */
static void failed_open_is_told_and_the_next_refused(void **state) {
    (void)state;
    struct script_desc missing = desc_of(scratch("nowhere")), good = desc_of(scratch("main.js"));
    assert_null(script_open(&missing, &err, &fault));
    assert_int_equal(script_misused(NULL), SCRIPT_USED_WELL);
    assert_says(err.text, "nowhere");
    refused(!script_open(&good, &err, &fault) && err.code == EXIT_USAGE, SCRIPT_TWICE, "script_open");
    struct facts facts;
    facts_begin(&facts, stderr, false);
    refused(!script_info(NULL, &facts, &err) && err.code == EXIT_USAGE, SCRIPT_TWICE, "script_info");
    good.path = scratch("once.thaw");
    refused(!script_pack(&good, scratch("p"), &err, &fault) && err.code == EXIT_USAGE, SCRIPT_TWICE, "script_pack");
    assert_refused();
    assert_int_not_equal(access(scratch("p"), F_OK), 0);
}

int main(int argc, char **argv) {
    int code;
    if (script_is_child(argc, argv, &code))
        return code;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_missing_is_told),
        cmocka_unit_test(frozen_twice_is_the_same_file),
        cmocka_unit_test(freezing_lets_nobody_in),
        cmocka_unit_test(abandoned_freezings_end),
        cmocka_unit_test(paths_that_are_too_long_are_told),
        cmocka_unit_test(a_table_of_more_modules_than_the_heap_has_is_told),
        cmocka_unit_test(failed_open_is_told_and_the_next_refused),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
