/* What was meant by the name of a missing file. */
#include "base.h"
#include "near.h"
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "scratch.h"

static int make_files(void **state) {
    static const char *const names[] = {"ship.png", "ship.js",    "shop.png",   "level.json", "util.mjs",
                                        "enemy.ts", ".hidden.js", "music1.ogg", "music2.ogg"};
    if (scratch_create(state) != 0)
        return -1;
    for (size_t i = 0; i < COUNT_OF(names); i++)
        scratch_text(names[i], "");
    return 0;
}

static void nearest_file_is_found(void **state) {
    (void)state;
    static const struct {
        const char *wanted;
        bool script;
        const char *found; /* NULL: none */
    } rows[] = {
        {"shp.js", true, "ship.js"},     {"SHIP.JS", true, "ship.js"},
        {"ship", true, "ship.js"},       {"ship", false, "ship.png"},
        {"util", true, "util.mjs"},      {"util", false, NULL},
        {"enemy", true, "enemy.ts"},     {"levle.json", false, "level.json"},
        {"level", false, "level.json"},  {"music3.ogg", false, "music1.ogg"},
        {"hidden.js", true, NULL},       {"something.png", false, NULL},
        {"ship.png", false, "shop.png"}, {"", true, NULL},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char *near = near_file(scratch(rows[i].wanted), rows[i].script);
        if (rows[i].found ? !near || strcmp(near, rows[i].found) != 0 : near != NULL)
            fail_msg("\"%s\" gives %s", rows[i].wanted, near ? near : "nothing");
        free(near);
    }
}

static void folder_that_is_not_there_gives_nothing(void **state) {
    (void)state;
    assert_null(near_file(scratch("nowhere/ship.js"), true));
    free(near_file("/zzzzzzzzzzzz", true)); /* the root is a folder too */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nearest_file_is_found),
        cmocka_unit_test(folder_that_is_not_there_gives_nothing),
    };
    return cmocka_run_group_tests(tests, make_files, scratch_destroy);
}
