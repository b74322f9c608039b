/* The seam misused: calls too early, twice, too late, from inside others, from another thread, without what they need. Each is refused and
 * changes nothing. The tests are one life of one game, in order, since V8 starts once in a process. */
#include "base.h"
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "scratch.h"

#include "script_game.h"

static const char source[] = "export const config = { title: 'seam' };\n"
                             "export const state = { n: 0 };\n"
                             "export function update() {\n"
                             "  state.n++;\n"
                             "}\n"
                             "export function draw() {}\n"
                             "export function keydown() {\n"
                             "  throw new Error('a key');\n"
                             "}\n";

static int begin(void **state) {
    return uv_loop_init(&loop) != 0 || scratch_create(state) != 0;
}

static int end(void **state) {
    close_app();
    return scratch_destroy(state);
}

static void nothing_is_open(void **state) {
    (void)state;
    struct event key = {.type = EVENT_KEYDOWN};
    char nobody[64] = "";
    struct script *others[] = {NULL, (struct script *)nobody};
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        runs_are_refused(others[i], SCRIPT_NO_GAME);
        looks_are(others[i], SCRIPT_NO_GAME);
        refused(!script_event(others[i], &key), SCRIPT_NO_GAME, "script_event");
        refused(!script_start(others[i]), SCRIPT_NO_GAME, "script_start");
        refused(!script_restart(others[i], "why", true), SCRIPT_NO_GAME, "script_restart");
        refused(!script_close(others[i]), SCRIPT_NO_GAME, "script_close");
    }
    assert_refused();
}

static void open_needs_its_arguments(void **state) {
    (void)state;
    struct script_desc good = desc_of(scratch_folder), descs[] = {good, good, good, good, good, good};
    descs[0].path = NULL;
    descs[1].path = "";
    descs[2].loop = NULL;
    descs[3].world = NULL;
    descs[4].prepare = NULL;
    descs[5].watch = true;
    descs[5].reload = NULL;
    for (size_t i = 0; i < COUNT_OF(descs); i++) {
        refused(!script_open(&descs[i], &err, &fault) && err.code == EXIT_USAGE, SCRIPT_ARGUMENT, "script_open");
        assert_says(err.text, "is missing");
    }
    refused(!script_open(NULL, &err, &fault) && err.code == EXIT_USAGE, SCRIPT_ARGUMENT, "script_open");
    refused(!script_open(&good, NULL, &fault), SCRIPT_ARGUMENT, "script_open");
    refused(!script_open(&good, &err, NULL), SCRIPT_ARGUMENT, "script_open");
    assert_refused();
}

static void open_game_is_not_started(void **state) {
    (void)state;
    struct script_desc desc = desc_of(scratch_text("main.js", source));
    assert_true(open_game(&desc));
    assert_int_equal(script_misused(NULL), SCRIPT_USED_WELL);
    assert_string_equal(script_config(script)->title, "seam");
    runs_are_refused(script, SCRIPT_TOO_EARLY);
    makers_are_refused(SCRIPT_TWICE);
    looks_are(script, SCRIPT_USED_WELL);
    assert_refused();
    assert_int_equal(prepared, 0);
}

static void inside(void) {
    runs_are_refused(script, SCRIPT_INSIDE);
    looks_are(script, SCRIPT_USED_WELL);
    refused(!script_close(script), SCRIPT_INSIDE, "script_close");
    refused(script_restart(script, "asked inside", true), SCRIPT_USED_WELL, "script_restart");
}

static void start_lets_nobody_in_and_comes_once(void **state) {
    (void)state;
    in_prepare = inside;
    assert_true(script_start(script));
    in_prepare = NULL;
    assert_refused();
    assert_int_equal(prepared, 1);
    refused(!script_start(script), SCRIPT_TWICE, "script_start");
    assert_refused();
    assert_int_equal(prepared, 1);
    assert_null(script_fault(script));
    assert_true(script_update(script, 0.1));
    assert_true(script_draw(script, 1));
}

/* script_restart, asked for inside of script_start, has waited. */
static void swap_lets_nobody_in(void **state) {
    (void)state;
    in_prepare = inside;
    script_slack(script, 0);
    in_prepare = NULL;
    assert_int_equal(script_misused(NULL), SCRIPT_USED_WELL);
    assert_int_equal(prepared, 2);
    assert_refused();
    assert_true(script_update(script, 0.1) && script_draw(script, 1));
}

static void *other_thread(void *unused) {
    (void)unused;
    runs_are_refused(script, SCRIPT_WRONG_THREAD);
    looks_are(script, SCRIPT_WRONG_THREAD);
    makers_are_refused(SCRIPT_WRONG_THREAD);
    refused(!script_restart(script, "why", true), SCRIPT_WRONG_THREAD, "script_restart");
    refused(!script_close(script), SCRIPT_WRONG_THREAD, "script_close");
    return NULL;
}

static void one_thread_plays(void **state) {
    (void)state;
    pthread_t thread;
    assert_int_equal(script_misused(NULL), SCRIPT_USED_WELL);
    assert_int_equal(pthread_create(&thread, NULL, other_thread, NULL), 0);
    pthread_join(thread, NULL);
    assert_refused();
    assert_int_equal(script_misused(NULL), SCRIPT_USED_WELL); /* of this thread */
    assert_true(script_update(script, 0.1));
}

static void calls_need_their_arguments(void **state) {
    (void)state;
    refused(!script_event(script, NULL), SCRIPT_ARGUMENT, "script_event");
    refused(!script_restart(script, NULL, true), SCRIPT_ARGUMENT, "script_restart");
    script_memory(script, NULL);
    refused(true, SCRIPT_ARGUMENT, "script_memory");
    assert_refused();
    assert_null(script_fault(script));
    assert_true(script_update(script, 0.1));
}

static void faulted_game_has_no_hooks(void **state) {
    (void)state;
    struct event key = {.type = EVENT_KEYDOWN, .key = 1};
    while (script_slack(script, 0) || prepared < 3) /* "asked inside" again */
        assert_true(script_update(script, 0.1) && script_draw(script, 1));
    assert_true(script_update(script, 0.1) && script_draw(script, 1));
    assert_false(script_event(script, &key));
    assert_int_equal(script_misused(NULL), SCRIPT_USED_WELL);
    assert_string_equal(script_fault(script)->message, "Error: a key");
    assert_false(script_update(script, 0.1));
    assert_false(script_draw(script, 1));
    assert_true(script_may_quit(script));
    assert_int_equal(script_misused(NULL), SCRIPT_USED_WELL);
    assert_true(script_restart(script, "R", true));
    script_slack(script, 0);
    assert_null(script_fault(script));
    assert_true(script_update(script, 0.1) && script_draw(script, 1));
}

static void closed_game_is_gone(void **state) {
    (void)state;
    struct script *gone = script;
    assert_true(script_close(script));
    runs_are_refused(gone, SCRIPT_NO_GAME);
    looks_are(gone, SCRIPT_NO_GAME);
    refused(!script_start(gone), SCRIPT_NO_GAME, "script_start");
    refused(!script_restart(gone, "why", true), SCRIPT_NO_GAME, "script_restart");
    refused(!script_close(gone), SCRIPT_NO_GAME, "script_close");
    struct script_desc desc = desc_of(scratch_folder);
    refused(!script_open(&desc, &err, &fault) && err.code == EXIT_USAGE, SCRIPT_TWICE, "script_open");
    assert_says(err.text, "V8 already");
    assert_refused();
    assert_true(script_freeze(&desc, NULL, &err, &fault)); /* in a process of its own */
}

int main(int argc, char **argv) {
    int code;
    if (script_is_child(argc, argv, &code))
        return code;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_open),
        cmocka_unit_test(open_needs_its_arguments),
        cmocka_unit_test(open_game_is_not_started),
        cmocka_unit_test(start_lets_nobody_in_and_comes_once),
        cmocka_unit_test(swap_lets_nobody_in),
        cmocka_unit_test(one_thread_plays),
        cmocka_unit_test(calls_need_their_arguments),
        cmocka_unit_test(faulted_game_has_no_hooks),
        cmocka_unit_test(closed_game_is_gone),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
