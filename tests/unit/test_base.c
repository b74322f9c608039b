/* Whole files, folders and the distance of words. */
#include "base.h"
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "scratch.h"

static struct error err;
static size_t size;

static void not_read(const char *path, size_t limit, const char *why) {
    memset(&err, 0, sizeof err);
    assert_null(base_read_file(path, limit, &size, &err));
    assert_int_equal(err.code, EXIT_FILE);
    assert_says(err.text, path);
    assert_says(err.text, why);
}

static void bytes_come_with_a_nul(void **state) {
    (void)state;
    char *bytes = base_alloc(100000);
    for (size_t i = 0; i < 100000; i++)
        bytes[i] = (char)(i * 7 + i / 256);
    static const size_t sizes[] = {0, 1, 4095, 4096, 4097, 100000};
    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        scratch_write("bytes", bytes, sizes[i]);
        char *back = base_read_file(scratch("bytes"), 1 << 20, &size, &err);
        assert_non_null(back);
        assert_int_equal(size, sizes[i]);
        assert_memory_equal(back, bytes, size);
        assert_int_equal(back[size], 0);
        free(back);
    }
    free(bytes);
}

static void limit_counts_bytes(void **state) {
    (void)state;
    scratch_text("ten", "0123456789");
    char *bytes = base_read_file(scratch("ten"), 10, &size, &err);
    assert_string_equal(bytes, "0123456789");
    free(bytes);
    not_read(scratch("ten"), 9, "larger than 9 bytes");
    not_read(scratch("ten"), 0, "larger than 0 bytes");
    scratch_text("none", "");
    bytes = base_read_file(scratch("none"), 0, &size, &err);
    assert_true(bytes && size == 0 && !bytes[0]);
    free(bytes);
    not_read("/dev/zero", 100000, "larger than 100000 bytes"); /* its size is told as 0 */
    bytes = base_read_file("/proc/self/status", SIZE_MAX, &size, &err);
    assert_true(bytes && size > 100 && bytes[size] == 0);
    free(bytes);
}

static void what_is_no_file_is_told(void **state) {
    (void)state;
    not_read(scratch("nowhere"), 100, "No such file");
    not_read(scratch_folder, 100, "Is a directory");
    not_read(scratch("ten/x"), 100, "Not a directory");
    not_read("", 100, "No such file");
}

static void written_files_replace_the_old(void **state) {
    (void)state;
    scratch_subfolder("out");
    static const char *const texts[] = {"first", "", "a longer text than the first one"};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        assert_true(base_write_file(scratch("out/a"), texts[i], strlen(texts[i]), &err));
        char *back = base_read_file(scratch("out/a"), 1000, &size, &err);
        assert_string_equal(back, texts[i]);
        free(back);
        assert_int_equal(scratch_entries(scratch("out")), 1); /* nothing stays aside */
    }
    struct stat st;
    mode_t mask = umask(0027);
    assert_true(base_write_file(scratch("out/mode"), "x", 1, &err));
    umask(mask);
    assert_int_equal(stat(scratch("out/mode"), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0640);
}

/* Who has the old file open or linked goes on seeing the old bytes: it was replaced and not written into. */
static void old_bytes_are_never_touched(void **state) {
    (void)state;
    scratch_text("game", "old bytes");
    assert_int_equal(link(scratch("game"), scratch("same")), 0);
    assert_true(base_write_file(scratch("game"), "new", 3, &err));
    char *old = base_read_file(scratch("same"), 100, &size, &err), *new = base_read_file(scratch("game"), 100, &size, &err);
    assert_string_equal(old, "old bytes");
    assert_string_equal(new, "new");
    free(old);
    free(new);
}

static void failed_write_leaves_the_old_file(void **state) {
    (void)state;
    scratch_subfolder("busy");
    scratch_subfolder("busy/folder");
    scratch_text("busy/folder/inside", "x");
    assert_false(base_write_file(scratch("busy/folder"), "new", 3, &err)); /* fails at the rename */
    assert_int_equal(err.code, EXIT_FILE);
    assert_says(err.text, "busy/folder");
    assert_int_equal(scratch_entries(scratch("busy")), 1);
    assert_false(base_write_file(scratch("no/such/folder"), "new", 3, &err));
    assert_says(err.text, "No such file");
    scratch_text("busy/old", "old");
    pid_t child = fork();
    if (child == 0) { /* a process of its own for the limit, which stands for a full disk */
        static char many[100000];
        struct rlimit limit = {4096, 4096};
        signal(SIGXFSZ, SIG_IGN);
        _exit(setrlimit(RLIMIT_FSIZE, &limit) == 0 && !base_write_file(scratch("busy/old"), many, sizeof many, &err) ? 0 : 1);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    char *old = base_read_file(scratch("busy/old"), 100, &size, &err);
    assert_string_equal(old, "old");
    free(old);
    assert_int_equal(scratch_entries(scratch("busy")), 2);
}

static void longest_names_can_be_written(void **state) {
    (void)state;
    char name[256];
    memset(name, 'n', 255);
    name[255] = 0;
    assert_true(base_write_file(scratch(name), "x", 1, &err));
}

static void folders_are_made_with_their_parents(void **state) {
    (void)state;
    static const char *const names[] = {"m", "m/n/o/p", "m/n", "m//q///r/", "m/./s", "m/n/../t"};
    struct stat st;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        assert_true(base_make_folders(scratch(names[i]), &err));
        assert_true(stat(scratch(names[i]), &st) == 0 && S_ISDIR(st.st_mode));
    }
    assert_true(base_make_folders("/", &err));
    assert_true(base_make_folders("/tmp", &err));
    char before[4096];
    assert_true(getcwd(before, sizeof before) && chdir(scratch_folder) == 0);
    assert_true(base_make_folders("relative/one", &err));
    assert_int_equal(chdir(before), 0);
    assert_true(stat(scratch("relative/one"), &st) == 0 && S_ISDIR(st.st_mode));
    scratch_text("m/file", "x");
    static const char *const wrong[] = {"m/file", "m/file/x", "m/file/x/y"};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        assert_false(base_make_folders(scratch(wrong[i]), &err));
        assert_int_equal(err.code, EXIT_FILE);
        assert_says(err.text, "cannot make the folder ");
    }
    assert_false(base_make_folders("", &err));
    assert_false(base_make_folders("/proc/nothing/here", &err));
}

static void distance_counts_changes(void **state) {
    (void)state;
    static const struct {
        const char *a, *b;
        int distance;
    } rows[] = {
        {"", "", 0},          {"a", "", 1},        {"ship", "ship", 0},      {"Ship", "sHIP", 0},        {"shp", "ship", 1},
        {"shiip", "ship", 1}, {"skip", "ship", 1}, {"kitten", "sitting", 3}, {"sunday", "saturday", 3},  {"abc", "xyz", 3},
        {"ab", "ba", 2},      {"[", "{", 1},       {"\xc3\xa9", "e", 2},     {"--frame", "--frames", 1},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_int_equal(base_edit_distance(rows[i].a, rows[i].b), rows[i].distance);
        assert_int_equal(base_edit_distance(rows[i].b, rows[i].a), rows[i].distance);
    }
}

static void words_and_clock(void **state) {
    (void)state;
    char *text = base_format("%s %d", "a", 7), *copy = base_strdup(text), *nothing = base_alloc(0);
    assert_string_equal(copy, "a 7");
    assert_non_null(nothing);
    nothing = base_realloc(nothing, 0);
    assert_non_null(nothing);
    free(text);
    free(copy);
    free(nothing);
    uint64_t before = base_now_ns();
    for (int i = 0; i < 1000; i++) {
        uint64_t now = base_now_ns();
        assert_true(now >= before);
        before = now;
    }
}

static void errors_are_cut_and_prefixed(void **state) {
    (void)state;
    static char longer[9000];
    assert_false(error_set(&err, EXIT_USAGE, "no %s", "ship"));
    assert_true(err.code == EXIT_USAGE && strcmp(err.text, "no ship") == 0);
    assert_false(error_prefix(&err, "line %d", 3));
    assert_true(err.code == EXIT_USAGE && strcmp(err.text, "line 3: no ship") == 0);
    memset(longer, 'x', sizeof longer - 1);
    assert_false(error_prefix(&err, "%s", longer));
    assert_int_equal(strlen(err.text), sizeof err.text - 1);
    assert_false(error_set(&err, EXIT_FILE, "%s", longer));
    assert_int_equal(strlen(err.text), sizeof err.text - 1);
    assert_false(error_prefix(&err, "before"));
    assert_int_equal(strncmp(err.text, "before: xxx", 11), 0);
}

static void failed_assertion_ends_the_process(void **state) {
    (void)state;
    pid_t child = fork();
    if (child == 0) {
        if (!freopen("/dev/null", "w", stderr))
            _exit(1);
        signal(SIGABRT, SIG_DFL);
        ASSERT(1 + 1 == 3);
        _exit(0);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_come_with_a_nul),        cmocka_unit_test(limit_counts_bytes),
        cmocka_unit_test(what_is_no_file_is_told),      cmocka_unit_test(written_files_replace_the_old),
        cmocka_unit_test(old_bytes_are_never_touched),  cmocka_unit_test(failed_write_leaves_the_old_file),
        cmocka_unit_test(longest_names_can_be_written), cmocka_unit_test(folders_are_made_with_their_parents),
        cmocka_unit_test(distance_counts_changes),      cmocka_unit_test(words_and_clock),
        cmocka_unit_test(errors_are_cut_and_prefixed),  cmocka_unit_test(failed_assertion_ends_the_process),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_destroy);
}
