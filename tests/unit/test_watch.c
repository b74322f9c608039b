/* Real files in real folders, watched through a real loop. */
#include "base.h"
#include "watch.h"
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

#include <cmocka.h>

#include "scratch.h"

enum { PATIENCE_MS = 20000 };

static uv_loop_t loop;
static struct watch *watch;
static int number; /* of the test's folder */
static char folder[64];

static const char *in(const char *name) {
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return scratch(path);
}

static const char *text(const char *name, const char *content) {
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return scratch_text(path, content);
}

static void folder_named(const char *name) {
    assert_int_equal(mkdir(in(name), 0777), 0);
}

static int set_up(void **state) {
    (void)state;
    snprintf(folder, sizeof folder, "%d", ++number);
    if (uv_loop_init(&loop) != 0 || mkdir(scratch(folder), 0777) != 0)
        return -1;
    watch = watch_create(&loop);
    return 0;
}

/* Everything that the watch had in the loop is closed and gone. */
static int tear_down(void **state) {
    (void)state;
    watch_destroy(watch);
    uv_run(&loop, UV_RUN_DEFAULT);
    return uv_loop_close(&loop);
}

/* Watches these names with what is in them now; NULL ends. */
static void set(const char *name, ...) {
    struct file_list list = {0};
    va_list names;
    va_start(names, name);
    for (; name; name = va_arg(names, const char *)) {
        uint64_t hash[2];
        files_add(&list, in(name), files_hash(in(name), hash, NULL) ? hash : NULL);
    }
    va_end(names);
    watch_set(watch, &list);
    files_clear(&list);
}

/* Serves the loop until something changed. */
static const struct file_list *taken(void) {
    for (uint64_t began = base_now_ns(); base_now_ns() - began < PATIENCE_MS * 1000000ull;) {
        const struct file_list *changed = watch_take(watch);
        if (changed)
            return changed;
        uv_run(&loop, UV_RUN_ONCE);
    }
    fail_msg("nothing changed in %d ms", PATIENCE_MS);
    return NULL;
}

/* Exactly this file is told, with what is in it now, and nothing else afterwards. */
static void assert_told(const char *name) {
    const struct file_list *changed = taken();
    uint64_t hash[2];
    files_hash(in(name), hash, NULL);
    assert_int_equal(changed->count, 1);
    assert_string_equal(changed->items[0].path, in(name));
    assert_memory_equal(changed->items[0].hash, hash, sizeof hash);
}

/* Serves the loop until all that happened was looked at; none of it is a change. */
static void quiet(void) {
    while (watch_stirred(watch)) {
        uv_run(&loop, UV_RUN_ONCE);
        assert_null(watch_take(watch));
    }
}

/* What happened before was no change: the sentinel, which is watched too, is changed last and told alone. */
static void assert_nothing_but_sentinel(void) {
    text("sentinel", "changed");
    assert_told("sentinel");
    quiet();
}

static void start(const char *content) {
    text("sentinel", "");
    text("a.js", content);
    set("a.js", "sentinel", NULL);
    quiet();
}

static void new_content_is_told_once(void **state) {
    (void)state;
    start("one");
    text("a.js", "two");
    assert_told("a.js");
    text("a.js", "three");
    assert_told("a.js");
    assert_nothing_but_sentinel();
}

static void the_same_again_is_no_change(void **state) {
    (void)state;
    start("one");
    text("a.js", "one");
    assert_int_equal(utimensat(AT_FDCWD, in("a.js"), NULL, 0), 0);
    assert_int_equal(chmod(in("a.js"), 0600), 0);
    text("b.js", "one");
    assert_int_equal(rename(in("b.js"), in("a.js")), 0);
    assert_int_equal(unlink(in("a.js")), 0);
    text("a.js", "one");
    assert_nothing_but_sentinel();
}

static void other_files_are_no_change(void **state) {
    (void)state;
    start("one");
    text("b.js", "x");
    text("a.jsx", "x");
    folder_named("a");
    uv_run(&loop, UV_RUN_NOWAIT);
    assert_false(watch_stirred(watch));
    assert_nothing_but_sentinel();
}

static void a_file_renamed_over_is_told(void **state) {
    (void)state;
    start("one");
    text("b.js", "two");
    assert_int_equal(rename(in("b.js"), in("a.js")), 0);
    assert_told("a.js");
    text("b.js", "three"); /* and again: the name is watched, not the inode */
    assert_int_equal(rename(in("b.js"), in("a.js")), 0);
    assert_told("a.js");
    assert_nothing_but_sentinel();
}

/* The pause between an editor's two steps: what is empty or gone is not told, as long as it is not for good. */
static void an_editors_two_steps_are_one_change(void **state) {
    (void)state;
    start("one");
    for (int way = 0; way < 2; way++) {
        if (way)
            assert_int_equal(unlink(in("a.js")), 0);
        else
            text("a.js", "");
        while (!watch_stirred(watch))
            uv_run(&loop, UV_RUN_ONCE);
        for (int i = 0; i < 3; i++) {
            assert_null(watch_take(watch));
            uv_run(&loop, UV_RUN_NOWAIT);
        }
        text("a.js", way ? "three" : "two");
        assert_told("a.js");
    }
    assert_nothing_but_sentinel();
}

static void what_stays_empty_or_gone_is_told(void **state) {
    (void)state;
    start("one");
    uint64_t began = base_now_ns();
    text("a.js", "");
    assert_told("a.js");
    assert_true(base_now_ns() - began >= (WATCH_EMPTY_MS - 1) * 1000000ull);
    began = base_now_ns();
    assert_int_equal(unlink(in("a.js")), 0);
    assert_told("a.js");
    assert_true(base_now_ns() - began >= (WATCH_EMPTY_MS - 1) * 1000000ull);
    text("a.js", "back");
    assert_told("a.js");
    assert_nothing_but_sentinel();
}

static void a_missing_file_that_appears_is_told(void **state) {
    (void)state;
    text("sentinel", "");
    set("late.js", "sentinel", NULL);
    text("late.js", "here");
    assert_told("late.js");
    assert_nothing_but_sentinel();
}

static void missing_folders_that_appear_are_told(void **state) {
    (void)state;
    text("sentinel", "");
    set("lib/deep/late.js", "sentinel", NULL);
    folder_named("lib"); /* all at once, before the loop has seen any of it */
    folder_named("lib/deep");
    text("lib/deep/late.js", "here");
    assert_told("lib/deep/late.js");
    text("lib/deep/late.js", "again");
    assert_told("lib/deep/late.js");
    assert_nothing_but_sentinel();
}

static void missing_folders_may_come_one_by_one(void **state) {
    (void)state;
    text("sentinel", "");
    set("lib/deep/late.js", "sentinel", NULL);
    folder_named("lib");
    text("sentinel", "1");
    assert_told("sentinel"); /* the first folder has been seen by now */
    folder_named("lib/deep");
    text("sentinel", "2");
    assert_told("sentinel");
    text("lib/deep/late.js", "here");
    assert_told("lib/deep/late.js");
    assert_nothing_but_sentinel();
}

static void a_folder_made_ready_and_moved_here_is_told(void **state) {
    (void)state;
    text("sentinel", "");
    set("lib/late.js", "sentinel", NULL);
    folder_named("tmp");
    text("tmp/late.js", "here");
    assert_int_equal(rename(in("tmp"), in("lib")), 0);
    assert_told("lib/late.js");
    text("lib/late.js", "again");
    assert_told("lib/late.js");
    assert_nothing_but_sentinel();
}

static void a_folder_replaced_by_another_is_told_and_watched(void **state) {
    (void)state;
    text("sentinel", "");
    folder_named("lib");
    text("lib/a.js", "one");
    folder_named("new");
    text("new/a.js", "two");
    set("lib/a.js", "sentinel", NULL);
    assert_int_equal(rename(in("lib"), in("old")), 0);
    assert_int_equal(rename(in("new"), in("lib")), 0);
    assert_told("lib/a.js");
    text("lib/a.js", "three");
    assert_told("lib/a.js");
    text("old/a.js", "of no interest");
    assert_nothing_but_sentinel();
}

static void a_folder_replaced_by_the_same_is_no_change_but_watched(void **state) {
    (void)state;
    text("sentinel", "");
    folder_named("lib");
    text("lib/a.js", "one");
    folder_named("new");
    text("new/a.js", "one");
    set("lib/a.js", "sentinel", NULL);
    assert_int_equal(rename(in("lib"), in("old")), 0);
    assert_int_equal(rename(in("new"), in("lib")), 0);
    assert_nothing_but_sentinel();
    text("lib/a.js", "two");
    assert_told("lib/a.js");
}

static void a_folder_removed_for_good_is_told_and_may_come_back(void **state) {
    (void)state;
    folder_named("lib");
    text("lib/a.js", "one");
    set("lib/a.js", NULL);
    assert_int_equal(unlink(in("lib/a.js")), 0);
    assert_int_equal(rmdir(in("lib")), 0);
    assert_told("lib/a.js");
    folder_named("lib");
    text("lib/a.js", "two");
    assert_told("lib/a.js");
    text("lib/a.js", "three");
    assert_told("lib/a.js");
}

/* A folder is no file: it has no content, and a file of its name inside is another. */
static void files_may_have_the_name_of_their_folder(void **state) {
    (void)state;
    text("sentinel", "");
    folder_named("same");
    folder_named("same/same");
    text("same/same/same", "one");
    set("same/same/same", "same/same", "sentinel", NULL);
    text("same/same/same", "two");
    assert_told("same/same/same");
    assert_nothing_but_sentinel();
}

static void a_link_that_leads_elsewhere_is_told(void **state) {
    (void)state;
    text("sentinel", "");
    text("one.js", "one");
    text("two.js", "two");
    assert_int_equal(symlink("one.js", in("a.js")), 0);
    set("a.js", "sentinel", NULL);
    assert_int_equal(symlink("two.js", in("b.js")), 0);
    assert_int_equal(rename(in("b.js"), in("a.js")), 0);
    assert_told("a.js");
    assert_nothing_but_sentinel();
}

static void setting_anew_keeps_what_is_not_told_yet(void **state) {
    (void)state;
    start("one");
    uint64_t hash[2];
    struct file_list list = {0};
    files_hash(in("a.js"), hash, NULL);
    files_add(&list, in("a.js"), hash);
    text("a.js", "two");
    while (!watch_stirred(watch))
        uv_run(&loop, UV_RUN_ONCE);
    watch_set(watch, &list);
    files_clear(&list);
    assert_told("a.js");
}

static void setting_anew_before_the_loop_saw_it_keeps_it_too(void **state) {
    (void)state;
    start("one");
    struct file_list list = {0};
    uint64_t hash[2];
    files_hash(in("a.js"), hash, NULL);
    files_add(&list, in("a.js"), hash);
    text("a.js", "two");
    for (int i = 0; i < 5; i++)
        watch_set(watch, &list);
    files_clear(&list);
    assert_told("a.js");
}

/* The hash is that of an attempt some time ago: what changed since is told although no event comes any more. */
static void files_in_new_folders_are_looked_at_once_more(void **state) {
    (void)state;
    folder_named("lib");
    text("lib/a.js", "changed since");
    struct file_list list = {0};
    files_add(&list, in("lib/a.js"), (uint64_t[]){1, 2});
    watch_set(watch, &list);
    files_clear(&list);
    assert_told("lib/a.js");
}

static void a_link_is_told_when_it_leads_elsewhere(void **state) {
    (void)state;
    folder_named("1");
    folder_named("2");
    text("sentinel", "");
    assert_int_equal(symlink("1", in("link")), 0);
    struct file_list list = {0};
    uint64_t hash[2];
    files_hash(in("sentinel"), hash, NULL);
    files_add(&list, in("sentinel"), hash);
    files_add_link(&list, in("link"));
    files_add_link(&list, in("new/may come"));
    watch_set(watch, &list);
    files_clear(&list);
    quiet();
    text("1/file", "in it");
    assert_nothing_but_sentinel();
    assert_true(unlink(in("link")) == 0 && symlink("2", in("link")) == 0);
    const struct file_list *changed = taken();
    assert_true(changed->count == 1 && changed->items[0].link && strcmp(changed->items[0].path, in("link")) == 0);
    quiet();
    folder_named("new");
    folder_named("new/may come");
    changed = taken();
    assert_true(changed->count == 1 && changed->items[0].link && strcmp(changed->items[0].path, in("new/may come")) == 0);
}

/* Only its own way down matters in a folder above a missing file. */
static void what_else_goes_on_above_a_missing_file_is_none_of_its_business(void **state) {
    (void)state;
    text("sentinel", "");
    set("sentinel", "new/deep/a.js", NULL);
    quiet();
    text("ne", "");
    text("newer", "");
    folder_named("other");
    for (int i = 0; i < 5; i++) {
        uv_run(&loop, UV_RUN_NOWAIT);
        assert_false(watch_stirred(watch));
    }
    folder_named("new");
    folder_named("new/deep");
    text("new/deep/a.js", "one");
    assert_told("new/deep/a.js");
}

static void what_is_watched_no_more_is_not_told(void **state) {
    (void)state;
    start("one");
    set("sentinel", NULL);
    text("a.js", "two");
    assert_nothing_but_sentinel();
    set(NULL, NULL);
    text("sentinel", "again");
    uv_run(&loop, UV_RUN_NOWAIT);
    assert_false(watch_stirred(watch));
    assert_null(watch_take(watch));
}

static void many_files_are_told_together(void **state) {
    (void)state;
    enum { FOLDERS = 20, FILES = 50 };
    struct file_list list = {0};
    char name[64];
    for (int i = 0; i < FOLDERS * FILES; i++) {
        snprintf(name, sizeof name, "f%d", i / FILES);
        if (i % FILES == 0)
            folder_named(name);
        uint64_t hash[2];
        snprintf(name, sizeof name, "f%d/%d.js", i / FILES, i % FILES);
        text(name, "one");
        files_hash(in(name), hash, NULL);
        files_add(&list, in(name), hash);
    }
    watch_set(watch, &list);
    int count = list.count, told = 0;
    files_clear(&list);
    for (int i = 0; i < count; i += 3) {
        snprintf(name, sizeof name, "f%d/%d.js", i / FILES, i % FILES);
        text(name, "two");
    }
    while (told < (count + 2) / 3) /* in one or more portions, each file once */
        told += taken()->count;
    assert_int_equal(told, (count + 2) / 3);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(new_content_is_told_once),
        TEST(the_same_again_is_no_change),
        TEST(other_files_are_no_change),
        TEST(a_file_renamed_over_is_told),
        TEST(an_editors_two_steps_are_one_change),
        TEST(what_stays_empty_or_gone_is_told),
        TEST(a_missing_file_that_appears_is_told),
        TEST(missing_folders_that_appear_are_told),
        TEST(missing_folders_may_come_one_by_one),
        TEST(a_folder_made_ready_and_moved_here_is_told),
        TEST(a_folder_replaced_by_another_is_told_and_watched),
        TEST(a_folder_replaced_by_the_same_is_no_change_but_watched),
        TEST(a_folder_removed_for_good_is_told_and_may_come_back),
        TEST(files_may_have_the_name_of_their_folder),
        TEST(a_link_that_leads_elsewhere_is_told),
        TEST(setting_anew_keeps_what_is_not_told_yet),
        TEST(setting_anew_before_the_loop_saw_it_keeps_it_too),
        TEST(files_in_new_folders_are_looked_at_once_more),
        TEST(a_link_is_told_when_it_leads_elsewhere),
        TEST(what_else_goes_on_above_a_missing_file_is_none_of_its_business),
        TEST(what_is_watched_no_more_is_not_told),
        TEST(many_files_are_told_together),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_destroy);
}
