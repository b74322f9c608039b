/* Packed games: a program with a frozen game behind it, whole, cut short and damaged. What this program is a copy of is the test itself. */
#include "base.h"
#include "facts.h"
#include "pack.h"
#include "script.h"
#include <setjmp.h>
#include <stdarg.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "scratch.h"

#include "frozen.h"

static char *packed;
static size_t packed_size;
static struct pack_trailer trailer;

static int make(void **state) {
    if (scratch_create(state) != 0)
        return -1;
    read_game();
    if (!pack_write(scratch("play"), frozen, frozen_size, &err))
        return -1;
    packed = base_read_file(scratch("play"), SNAPSHOT_LIMIT, &packed_size, &err);
    memcpy(&trailer, packed + packed_size - sizeof trailer, sizeof trailer);
    return 0;
}

static int drop(void **state) {
    free(packed);
    free(frozen);
    return scratch_destroy(state);
}

static void program_comes_first_and_may_be_executed(void **state) {
    (void)state;
    struct stat st;
    size_t size;
    mode_t mask = umask(0);
    umask(mask);
    char *self = pack_self(&err), *program = base_read_file(self, SNAPSHOT_LIMIT, &size, &err);
    assert_false(pack_is_self());
    assert_false(pack_is(program, size));
    assert_true(pack_is(packed, packed_size));
    assert_int_equal(stat(scratch("play"), &st), 0);
    assert_int_equal(st.st_mode & 0111, 0111 & ~mask);
    assert_int_equal(trailer.offset % SNAPSHOT_PAGE, 0);
    assert_in_range(trailer.offset, size, size + SNAPSHOT_PAGE - 1);
    assert_int_equal(trailer.size, frozen_size);
    assert_memory_equal(packed, program, 9);
    assert_memory_equal(packed + 16, program + 16, size - 16); /* all but the mark */
    assert_memory_equal(packed + trailer.offset, frozen, frozen_size);
    free(program);
    free(self);
}

static void game_inside_is_opened_where_it_lies(void **state) {
    (void)state;
    struct snapshot game;
    assert_true(snapshot_open(&game, scratch("play"), &maker, &err));
    assert_true(game.in_program);
    assert_int_equal(game.file_size, packed_size);
    assert_int_equal(game.blob_size, sizeof blob);
    assert_memory_equal(game.blob, blob, sizeof blob);
    assert_int_equal((uintptr_t)game.blob % SNAPSHOT_PAGE, 0);
    assert_true(game.blob > (const char *)game.map && game.blob < (const char *)game.map + packed_size);
    size_t size;
    char *bytes = assets_read(game.assets, 2, &size, &err);
    assert_string_equal(bytes, "the second");
    free(bytes);
    snapshot_close(&game);
}

static void refused_as(const char *bytes, size_t size, const char *why) {
    struct snapshot game;
    const char *path = scratch_write("broken", bytes, size);
    assert_false(snapshot_open(&game, path, &maker, &err));
    assert_int_equal(err.code, EXIT_FILE);
    assert_says(err.text, path);
    assert_says(err.text, why);
    assert_null(game.map);
}

static void file_cut_short_is_refused(void **state) {
    (void)state;
    const size_t sizes[] = {16, 17, sizeof trailer, sizeof trailer + 1, trailer.offset, packed_size - sizeof trailer, packed_size - 1};
    for (size_t i = 0; i < COUNT_OF(sizes); i++)
        refused_as(packed, sizes[i], "this packed game is truncated or damaged");
    refused_as(packed, 15, "not a frozen game");
    packed = base_realloc(packed, packed_size + 1);
    packed[packed_size] = 0;
    refused_as(packed, packed_size + 1, "truncated or damaged");
}

static void changed_bytes_are_noticed(void **state) {
    (void)state;
    const struct {
        size_t at;
        const char *why;
    } rows[] = {
        {20, "the program does not match its hash"},
        {trailer.offset - 1, "the program does not match its hash"},
        {trailer.offset, "not a frozen game"},
        {trailer.offset + frozen_size - 1, "its contents do not match its hash"},
        {packed_size - 1, "the program does not match its hash"},
        {packed_size - sizeof trailer, "its end is missing"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        packed[rows[i].at] ^= 0x40;
        refused_as(packed, packed_size, rows[i].why);
        packed[rows[i].at] ^= 0x40;
    }
}

static void parts_outside_the_file_are_noticed(void **state) {
    (void)state;
    char *end = packed + packed_size - sizeof trailer;
    const uint64_t wrong[] = {0, 1, 4095, 4096, INT64_MAX, UINT64_MAX, packed_size};
    for (size_t i = 0; i < COUNT_OF(wrong); i++)
        for (int field = 0; field < 3; field++) {
            struct pack_trailer changed = trailer;
            if (field != 1)
                changed.offset = wrong[i];
            if (field != 0)
                changed.size = wrong[i];
            memcpy(end, &changed, sizeof changed);
            refused_as(packed, packed_size, "this packed game is damaged");
        }
    memcpy(end, &trailer, sizeof trailer);
}

static void only_games_are_written_over(void **state) {
    (void)state;
    assert_true(snapshot_may_replace(scratch("play"), &err));
    assert_true(snapshot_may_replace(scratch("game.thaw"), &err));
    assert_true(snapshot_may_replace(scratch("nowhere"), &err));
    char *self = pack_self(&err);
    assert_false(snapshot_may_replace(self, &err));
    assert_says(err.text, "no frozen or packed game");
    assert_false(snapshot_may_replace(scratch("main.js"), &err));
    assert_false(snapshot_may_replace(scratch_text("short", "x"), &err));
    char name[5000];
    snprintf(name, sizeof name, "%s", scratch("short/below"));
    assert_false(snapshot_may_replace(name, &err));
    assert_says(err.text, "Not a directory");
    memset(name, 'x', sizeof name - 1);
    name[sizeof name - 1] = 0;
    assert_false(snapshot_may_replace(name, &err));
    assert_int_equal(err.code, EXIT_FILE);
    assert_says(err.text, "cannot write xxx");
    assert_says(err.text, "File name too long");
    free(self);
}

/* Runs in a process of its own: V8 starts only once in one. */
static void tell_about(const char *name, bool json) {
    struct facts facts;
    pid_t child = fork();
    if (child == 0) {
        facts_begin(&facts, fopen(scratch("told"), "w"), json);
        bool ok = script_info(scratch(name), &facts, &err);
        facts_end(&facts);
        fclose(facts.out);
        _exit(!ok);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

/* The maker of frozen.h is no V8 of this world. */
static void game_of_another_version_is_told_about(void **state) {
    (void)state;
    static const char *const names[] = {"play", "game.thaw"};
    for (int json = 0; json < 2; json++)
        for (size_t i = 0; i < COUNT_OF(names); i++) {
            size_t size;
            tell_about(names[i], json);
            char *text = base_read_file(scratch("told"), 1 << 16, &size, &err);
            assert_says(text, "Ship \xc3\xa9");
            assert_says(text, "10.2.154.26-node.28");
            assert_says(text, i ? "frozen" : "packed");
            assert_says(text, json ? "\"here\":false,\"why\":\"cannot thaw " : "no: cannot thaw ");
            assert_says(text, i ? "freeze it again" : "pack it again");
            free(text);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(program_comes_first_and_may_be_executed),
        cmocka_unit_test(game_inside_is_opened_where_it_lies),
        cmocka_unit_test(file_cut_short_is_refused),
        cmocka_unit_test(changed_bytes_are_noticed),
        cmocka_unit_test(parts_outside_the_file_are_noticed),
        cmocka_unit_test(only_games_are_written_over),
        cmocka_unit_test(game_of_another_version_is_told_about),
    };
    return cmocka_run_group_tests(tests, make, drop);
}
