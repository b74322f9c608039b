/* Saved data: what is set is in the file, whole, and what is in the way is told. */
#include "base.h"
#include "storage.h"
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <uv.h>

#include <cmocka.h>

#include "scratch.h"

static uv_loop_t loop;
static int saved_stderr;

static int set_up(void **state) {
    return scratch_create(state) != 0 || uv_loop_init(&loop) != 0;
}

static int tear_down(void **state) {
    return uv_loop_close(&loop) != 0 || scratch_destroy(state) != 0;
}

static struct storage *open_it(void) {
    return storage_open(&loop, scratch("data/deep"), "game");
}

static void set(struct storage *storage, const char *text, bool now) {
    storage_set(storage, text, strlen(text), now);
}

static void file_is(const char *wanted) {
    size_t size;
    struct error err;
    char *text = base_read_file(scratch("data/deep/game.json"), 1 << 20, &size, &err);
    if (!text)
        fail_msg("%s", err.text);
    assert_string_equal(text, wanted);
    free(text);
}

static void text_is(const struct storage *storage, const char *wanted) {
    size_t size;
    const char *text = storage_text(storage, &size);
    assert_non_null(text);
    assert_int_equal(size, strlen(wanted));
    assert_memory_equal(text, wanted, size);
}

/* What is told on stderr from here to caught(). */
static void catch_errors(void) {
    fflush(stderr);
    saved_stderr = dup(STDERR_FILENO);
    int fd = open(scratch("errors.txt"), O_WRONLY | O_CREAT | O_APPEND, 0666);
    dup2(fd, STDERR_FILENO);
    close(fd);
}

static char *caught(void) {
    size_t size;
    struct error err;
    fflush(stderr);
    dup2(saved_stderr, STDERR_FILENO);
    close(saved_stderr);
    char *text = base_read_file(scratch("errors.txt"), 1 << 20, &size, &err);
    unlink(scratch("errors.txt"));
    return text;
}

static void what_is_set_is_there_the_next_time(void **state) {
    (void)state;
    size_t size;
    struct storage *storage = open_it();
    assert_null(storage_text(storage, &size));
    assert_true(access(scratch("data"), F_OK) != 0); /* nothing is made before there is something to keep */
    set(storage, "{\"a\":\"1\"}", false);
    text_is(storage, "{\"a\":\"1\"}");
    set(storage, "{\"a\":\"2\"}", false);
    storage_close(storage);
    file_is("{\"a\":\"2\"}");
    storage = open_it();
    text_is(storage, "{\"a\":\"2\"}");
    storage_close(storage);
    file_is("{\"a\":\"2\"}");
}

static void writes_are_a_second_apart(void **state) {
    (void)state;
    struct storage *storage = open_it();
    assert_true(storage_due(storage));
    uint64_t began = base_now_ns();
    set(storage, "first", false);
    assert_false(storage_due(storage));
    uv_run(&loop, UV_RUN_DEFAULT); /* until it is written */
    file_is("first");
    set(storage, "second", false);
    storage_pump(storage);
    bool alive = uv_loop_alive(&loop);
    assert_true(!alive || base_now_ns() - began >= 1000000000); /* it waits, in this process and not in the thread */
    set(storage, "third", true);
    assert_true(uv_loop_alive(&loop)); /* but not what must be written now */
    uv_run(&loop, UV_RUN_DEFAULT);
    file_is("third");
    set(storage, "", false);
    storage_close(storage);
    file_is("");
}

static void what_is_held_counts_only_when_it_is_kept(void **state) {
    (void)state;
    size_t size;
    struct storage *storage = open_it();
    storage_hold(storage);
    set(storage, "first", true);
    assert_true(uv_run(&loop, UV_RUN_DEFAULT) == 0 && access(scratch("data/deep/game.json"), F_OK) != 0);
    storage_undo(storage);
    assert_null(storage_text(storage, &size));
    set(storage, "old", false);
    storage_hold(storage);
    set(storage, "new", true);
    set(storage, "newer", true);
    text_is(storage, "newer");
    storage_undo(storage);
    text_is(storage, "old");
    storage_hold(storage);
    storage_keep(storage);
    text_is(storage, "old");
    assert_true(storage_close(storage));
    file_is("old");
    storage = open_it();
    storage_hold(storage);
    set(storage, "last", true);
    storage_keep(storage);
    uv_run(&loop, UV_RUN_DEFAULT);
    file_is("last");
    storage_hold(storage);
    set(storage, "and out", false);
    assert_true(storage_close(storage)); /* who ends the game in a trial means it */
    file_is("and out");
}

static void what_cannot_be_written_is_told_once_and_tried_again(void **state) {
    (void)state;
    scratch_text("data", "a file where the folder should be");
    struct storage *storage = open_it();
    catch_errors();
    for (int i = 0; i < 3; i++) {
        set(storage, "text", true);
        uv_run(&loop, UV_RUN_DEFAULT);
    }
    char *told = caught();
    char *first = strstr(told, "cannot save");
    assert_true(first && strstr(first, "data/deep") && !strstr(first + 1, "cannot save"));
    free(told);
    text_is(storage, "text");
    unlink(scratch("data"));
    storage_close(storage); /* nothing new was set, and yet it is not saved */
    file_is("text");
}

static void damaged_files_are_set_aside(void **state) {
    (void)state;
    size_t size;
    struct error err;
    assert_true(base_make_folders(scratch("data/deep"), &err));
    scratch_text("data/deep/game.json", "{ damaged");
    struct storage *storage = open_it();
    text_is(storage, "{ damaged");
    catch_errors();
    storage_broken(storage, "a reason");
    char *told = caught();
    assert_true(strstr(told, "game.json") && strstr(told, "a reason") && strstr(told, "game.json.broken"));
    free(told);
    assert_null(storage_text(storage, &size));
    storage_close(storage);
    assert_true(access(scratch("data/deep/game.json"), F_OK) != 0 && access(scratch("data/deep/game.json.broken"), F_OK) == 0);
    assert_int_equal(mkdir(scratch("data/deep/game.json"), 0777), 0); /* not even a file */
    catch_errors();
    storage = open_it();
    free(caught());
    assert_null(storage_text(storage, &size));
    storage_close(storage);
}

/* A game that was killed while it wrote: its file aside goes, that of a game which runs stays. */
static void files_aside_are_cleaned_up(void **state) {
    (void)state;
    struct error err;
    char dead[64], alive[64];
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    waitpid(child, NULL, 0);
    snprintf(dead, sizeof dead, "data/deep/.game.json.%d-0.tmp", (int)child);
    snprintf(alive, sizeof alive, "data/deep/.game.json.%d-0.tmp", (int)getppid());
    assert_true(base_make_folders(scratch("data/deep"), &err));
    scratch_text(dead, "");
    scratch_text(alive, "");
    static const char *const others[] = {"data/deep/.game.json.tmp", "data/deep/.game.json.12x-0.tmp", "data/deep/.other.json.999999-0.tmp",
                                         "data/deep/.game.json.-5-0.tmp", "data/deep/.game.json.999999-0.tmp.json"};
    for (size_t i = 0; i < COUNT_OF(others); i++)
        scratch_text(others[i], "");
    storage_close(open_it());
    assert_true(access(scratch(dead), F_OK) != 0);
    assert_true(access(scratch(alive), F_OK) == 0);
    for (size_t i = 0; i < COUNT_OF(others); i++)
        assert_true(access(scratch(others[i]), F_OK) == 0);
}

static void without_a_folder_nothing_is_written(void **state) {
    (void)state;
    struct storage *storage = storage_open(&loop, NULL, "game");
    catch_errors();
    set(storage, "text", true);
    set(storage, "more", true);
    storage_close(storage);
    char *told = caught();
    assert_true(strstr(told, "not saved") && !strstr(strstr(told, "not saved") + 1, "not saved"));
    free(told);
}

static void folders_make_names(void **state) {
    (void)state;
    static const struct {
        const char *folder, *start;
    } rows[] = {
        {"/home/me/my game", "my_game-"},
        {"/", "-"},
        {"", "-"},
        {"/x/\xc3\xbc", "__-"},
        {"/x/0123456789012345678901234567890123456789", "01234567890123456789012345678901-"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char *name = storage_name_of(rows[i].folder);
        assert_int_equal(strncmp(name, rows[i].start, strlen(rows[i].start)), 0);
        assert_int_equal(strlen(name), strlen(rows[i].start) + 16);
        free(name);
    }
    char *one = storage_name_of("/a/game"), *other = storage_name_of("/b/game");
    assert_string_not_equal(one, other);
    free(one);
    free(other);
}

static void the_place_is_that_of_the_desktop(void **state) {
    (void)state;
    static const struct {
        const char *xdg, *home, *wanted;
    } rows[] = {
        {"/x", "/h", "/x/thaw"}, {NULL, "/h", "/h/.local/share/thaw"}, {"relative", "/h", "/h/.local/share/thaw"}, {NULL, NULL, NULL}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        unsetenv("XDG_DATA_HOME");
        unsetenv("HOME");
        if (rows[i].xdg)
            setenv("XDG_DATA_HOME", rows[i].xdg, 1);
        if (rows[i].home)
            setenv("HOME", rows[i].home, 1);
        char *folder = storage_folder();
        if (rows[i].wanted)
            assert_string_equal(folder, rows[i].wanted);
        else
            assert_null(folder);
        free(folder);
    }
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(what_is_set_is_there_the_next_time),
        TEST(writes_are_a_second_apart),
        TEST(what_is_held_counts_only_when_it_is_kept),
        TEST(what_cannot_be_written_is_told_once_and_tried_again),
        TEST(damaged_files_are_set_aside),
        TEST(files_aside_are_cleaned_up),
        TEST(without_a_folder_nothing_is_written),
        TEST(folders_make_names),
        TEST(the_place_is_that_of_the_desktop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
