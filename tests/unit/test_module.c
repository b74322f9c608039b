/* Specifiers, URLs and paths of modules, as the web and Node read them. */
#include "base.h"
#include "module.h"
#include "package.h"
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include <cmocka.h>

#include "scratch.h"

static struct error err;
static struct package_host packages; /* the folder has no package.json, so nothing is parsed */

/* A game's folder: main.js, lib/ship.js, lib/util.mjs, "a b#%é.js", a link, a folder named like a module. */
static int set_up(void **state) {
    if (scratch_create(state) != 0)
        return -1;
    scratch_subfolder("lib");
    scratch_subfolder("folder.js");
    scratch_text("main.js", "import './lib/ship.js';\n");
    scratch_text("lib/ship.js", "export const ship = 1;\n");
    scratch_text("lib/util.mjs", "");
    scratch_text("a b#%\xc3\xa9.js", "");
    scratch_text("100%41.js", "");
    return symlink("lib/ship.js", scratch("link.js")) || symlink("lib", scratch("linked")) || symlink("loop.js", scratch("loop.js"));
}

/* What `specifier` means in the module at `from`: a path inside the folder, "" when refused. */
static const char *resolve(const char *from, const char *specifier) {
    static char within[4096];
    char *referrer = module_url(scratch(from));
    memset(&err, 0, sizeof err);
    char *url = module_resolve(&packages, referrer, specifier, &err), *path = url ? module_path(url) : NULL;
    free(referrer);
    if (!url) {
        assert_int_equal(err.code, EXIT_SCRIPT);
        assert_says(err.text, "cannot import \"");
        assert_says(err.text, specifier);
        return "";
    }
    assert_non_null(path);
    assert_int_equal(strncmp(path, scratch_folder, strlen(scratch_folder)), 0);
    snprintf(within, sizeof within, "%s", path + strlen(scratch_folder) + 1);
    free(path);
    free(url);
    return within;
}

static void paths_name_files(void **state) {
    (void)state;
    static const char *const rows[][3] = {
        {"main.js", "./lib/ship.js", "lib/ship.js"},
        {"main.js", "./main.js", "main.js"},
        {"main.js", ".//lib/./../lib//ship.js", "lib/ship.js"},
        {"lib/ship.js", "./util.mjs", "lib/util.mjs"},
        {"lib/ship.js", "../main.js", "main.js"},
        {"lib/ship.js", "../lib/../lib/ship.js", "lib/ship.js"},
        {"main.js", "./link.js", "lib/ship.js"}, /* one file is one module, whatever its name */
        {"main.js", "./linked/ship.js", "lib/ship.js"},
        {"main.js", "./a%20b%23%25%C3%A9.js", "a b#%\xc3\xa9.js"},
        {"main.js", "./a%20b%23%25%c3%a9.js", "a b#%\xc3\xa9.js"},
        {"a b#%\xc3\xa9.js", "./lib/ship.js", "lib/ship.js"},
        {"main.js", "./100%2541.js", "100%41.js"}, /* decoded once */
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        assert_string_equal(resolve(rows[i][0], rows[i][1]), rows[i][2]);
}

/* An encoded slash parts no folders: Node refuses it, the web asks for another file. */
static void encoded_slashes_are_refused(void **state) {
    (void)state;
    assert_string_equal(resolve("main.js", "./lib%2fship.js"), "");
    assert_string_equal(resolve("main.js", "./lib%2Fship.js"), "");
}

static void absolute_paths_and_urls_name_files(void **state) {
    (void)state;
    char *url = module_url(scratch("a b#%\xc3\xa9.js"));
    assert_string_equal(resolve("main.js", scratch("lib/ship.js")), "lib/ship.js");
    assert_string_equal(resolve("main.js", url), "a b#%\xc3\xa9.js");
    assert_string_equal(resolve("lib/ship.js", scratch("lib/../main.js")), "main.js");
    char *up = base_format("%s/../../../../../../../../../../../..%s", scratch_folder, scratch("main.js"));
    assert_string_equal(resolve("main.js", up), "main.js"); /* above the root is the root */
    free(up);
    free(url);
}

static void own_modules_have_names(void **state) {
    (void)state;
    static const char *const rows[][3] = {
        {"file:///game/main.js", "thaw", "thaw:main"}, {"thaw:main", "./screen.js", "thaw:screen"}, {"thaw:screen", "thaw", "thaw:main"}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char *url = module_resolve(&packages, rows[i][0], rows[i][1], &err);
        assert_string_equal(url, rows[i][2]);
        free(url);
    }
}

static void bare_names_are_refused(void **state) {
    (void)state;
    static const char *const names[] = {"ship.js",
                                        "lodash",
                                        "",
                                        "lib/ship.js",
                                        ".",
                                        "..",
                                        ".hidden.js",
                                        "node:fs",
                                        "http://x.example/a.js",
                                        "file:main.js",
                                        "file://server/a.js",
                                        "thawed",
                                        "data:text/javascript,1",
                                        "#inner",
                                        "@scope/name"};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        assert_string_equal(resolve("main.js", names[i]), "");
    resolve("lib/ship.js", "util.mjs");
    assert_says(err.text, "did you mean \"./util.mjs\"?");
    resolve("main.js", "ship.js");
    assert_says(err.text, "npm install ship.js");
}

/* TypeScript leaves endings away and names a .ts by what it becomes; JavaScript does neither. */
static void typescript_finds_its_files(void **state) {
    (void)state;
    scratch_subfolder("ts");
    scratch_subfolder("ts/both");
    static const char *const names[] = {"ts/a.ts", "ts/b.mts", "ts/c.js", "ts/d.ts", "ts/d.js", "ts/e.mjs", "ts/both/index.ts"};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        scratch_text(names[i], "");
    static const char *const rows[][2] = {{"./a.ts", "ts/a.ts"},   {"./a.js", "ts/a.ts"}, {"./a", "ts/a.ts"},
                                          {"./b.mjs", "ts/b.mts"}, {"./b", "ts/b.mts"},   {"./c", "ts/c.js"},
                                          {"./d", "ts/d.ts"},      {"./d.js", "ts/d.js"}, {"./both", "ts/both/index.ts"},
                                          {"./e", "ts/e.mjs"},     {"./e.js", ""},        {"./z.js", ""}};
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        assert_string_equal(resolve("ts/a.ts", rows[i][0]), rows[i][1]);
    assert_string_equal(resolve("ts/c.js", "./a.ts"), "ts/a.ts");
    assert_string_equal(resolve("ts/c.js", "./a.js"), "");
    assert_says(err.text, "did you mean a.ts?");
    assert_string_equal(resolve("ts/c.js", "./c"), "");
}

static void packages_leave_endings_away(void **state) {
    (void)state;
    scratch_subfolder("node_modules");
    scratch_subfolder("node_modules/p");
    scratch_subfolder("node_modules/p/in");
    static const char *const names[] = {"node_modules/p/a.js", "node_modules/p/b.mjs", "node_modules/p/in/index.js"};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        scratch_text(names[i], "");
    assert_string_equal(resolve(names[0], "./a"), names[0]);
    assert_string_equal(resolve(names[0], "./b"), names[1]);
    assert_string_equal(resolve(names[0], "./in"), names[2]);
    assert_string_equal(resolve(names[2], "../a"), names[0]);
    assert_string_equal(resolve(names[0], "./c"), "");
}

static void missing_files_come_with_a_suggestion(void **state) {
    (void)state;
    static const char *const rows[][2] = {
        {"./lib/shp.js", "did you mean ship.js?"},
        {"./lib/ship.jsx", "did you mean ship.js?"},
        {"./lib/Ship.js", "did you mean ship.js?"},
        {"./lib/ship", "did you mean ship.js?"},
        {"./lib/util", "did you mean util.mjs?"},
        {"./mian.js", "did you mean main.js?"},
        {"./lib/util.js", "did you mean util.mjs?"},
        {"./lib/nothing-like-it.js", "there is no file"},
        {"./nowhere/at/all.js", "there is no file"},
        {"./loop.js", "loop.js"},
        {"./lib", "is a folder"},
        {"./folder.js", "is a folder"},
        {"./lib/", "is a folder"},
        {"../", "is a folder"},
        {"/", "is a folder"},
        {"./main.js/x.js", "main.js/x.js"},
        {"./lib/ship.js%00", "there is no file"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_string_equal(resolve("main.js", rows[i][0]), "");
        assert_says(err.text, rows[i][1]);
    }
    resolve("main.js", "./lib/nothing-like-it.js");
    assert_null(strstr(err.text, "did you mean"));
}

/* errno of an earlier call must not speak for this one. */
static void folders_are_told_whatever_went_wrong_before(void **state) {
    (void)state;
    char *referrer = module_url(scratch("main.js"));
    errno = EACCES;
    assert_null(module_resolve(&packages, referrer, "./folder.js", &err));
    assert_says(err.text, "is a folder");
    free(referrer);
}

static void unreadable_files_are_refused(void **state) {
    (void)state;
    scratch_text("secret.js", "");
    chmod(scratch("secret.js"), 0);
    chmod(scratch_folder, 0755);
    if (geteuid() == 0 && seteuid(65534) != 0)
        skip();
    char *referrer = module_url(scratch("main.js")), *url = module_resolve(&packages, referrer, "./secret.js", &err);
    if (getuid() == 0)
        assert_int_equal(seteuid(0), 0);
    free(referrer);
    free(url);
    assert_null(url);
}

static void endless_names_are_refused(void **state) {
    (void)state;
    char *name = base_alloc(20000);
    memset(name, 'x', 20000);
    memcpy(name, "./", 2);
    name[19999] = 0;
    char *referrer = module_url(scratch("main.js"));
    assert_null(module_resolve(&packages, referrer, name, &err));
    memset(name + 300, '/', 10);
    assert_null(module_resolve(&packages, referrer, name, &err));
    for (int i = 2; i + 3 < 20000; i += 3)
        memcpy(name + i, "../", 3);
    assert_null(module_resolve(&packages, referrer, name, &err));
    free(referrer);
    free(name);
}

static void urls_come_back_as_paths(void **state) {
    (void)state;
    uint32_t random = 4242;
    for (int round = 0; round < 3000; round++) {
        char path[64] = "/";
        size_t length = 1 + scratch_random(&random) % 62;
        for (size_t i = 1; i < length; i++)
            path[i] = (char)(1 + scratch_random(&random) % 255);
        char *url = module_url(path), *back = module_path(url);
        assert_string_equal(back, path);
        assert_int_equal(strncmp(url, "file:///", 8), 0);
        for (const char *c = url; *c; c++)
            assert_true(*c > ' ' && *c < 127 && !strchr("\"#<>?`{}\\^[]|", *c));
        free(url);
        free(back);
    }
    char *url = module_url("/home/me/a b?c#d%e\xc3\xa9/main.js");
    assert_string_equal(url, "file:///home/me/a%20b%3Fc%23d%25e%C3%A9/main.js");
    free(url);
}

static void what_is_no_file_url_has_no_path(void **state) {
    (void)state;
    static const char *const others[] = {"", "thaw:main", "file:", "file://", "file://host/a", "/a", "http:///a", "FILE"};
    for (size_t i = 0; i < COUNT_OF(others); i++)
        assert_null(module_path(others[i]));
    static const char *const odd[][2] = {{"file:///%", "/%"},     {"file:///%4", "/%4"},       {"file:///%zz", "/%zz"},
                                         {"file:///%41%", "/A%"}, {"file:///a%00b", "/a%00b"}, {"file:///%4%41", "/%4A"},
                                         {"file:///", "/"}};
    for (size_t i = 0; i < COUNT_OF(odd); i++) {
        char *path = module_path(odd[i][0]);
        assert_string_equal(path, odd[i][1]);
        free(path);
    }
}

static void shown(const char *folder, const char *path, const char *wanted) {
    char before[4096];
    assert_non_null(getcwd(before, sizeof before));
    assert_int_equal(chdir(folder), 0);
    char *url = module_url(path), *of_path = module_shown(path), *of_url = module_shown(url);
    assert_int_equal(chdir(before), 0);
    bool right = strcmp(of_path, wanted) == 0 && strcmp(of_url, wanted) == 0;
    if (!right)
        print_error("from %s: \"%s\" and \"%s\", not \"%s\"\n", folder, of_path, of_url, wanted);
    free(url);
    free(of_path);
    free(of_url);
    assert_true(right);
}

static void paths_are_shown_from_here(void **state) {
    (void)state;
    scratch_subfolder("lib/a");
    scratch_subfolder("lib/a/b");
    const char *file = scratch("lib/ship.js"), *space = scratch("a b#%\xc3\xa9.js");
    shown(scratch_folder, file, "lib/ship.js");
    shown(scratch("lib"), file, "ship.js");
    shown(scratch("lib/a"), file, "../ship.js");
    shown(scratch("lib/a/b"), file, "../../ship.js");
    shown(scratch("lib/a/b"), space, space); /* three folders above */
    shown(scratch("lib/a"), space, "../../a b#%\xc3\xa9.js");
    shown("/", file, file + 1);
    shown("/", "/main.js", "main.js");
    shown(scratch("lib"), scratch("library.js"), "../library.js"); /* a name that only begins like the folder's */
    char *own = module_shown("thaw:screen");
    assert_string_equal(own, "thaw:screen");
    free(own);
}

static void root_is_no_folder_above(void **state) {
    (void)state;
    shown("/tmp", "/main.js", "/main.js");
}

static void entry_is_a_file_or_main_js(void **state) {
    (void)state;
    scratch_subfolder("typed");
    scratch_text("typed/main.ts", "");
    static const char *const found[][2] = {{".", "main.js"},           {"main.js", "main.js"},
                                           {"link.js", "lib/ship.js"}, {"lib/util.mjs", "lib/util.mjs"},
                                           {"typed", "typed/main.ts"}, {"typed/main.ts", "typed/main.ts"}};
    for (size_t i = 0; i < COUNT_OF(found); i++) {
        char *entry = module_entry(scratch(found[i][0]), &err);
        assert_non_null(entry);
        assert_string_equal(entry, scratch(found[i][1]));
        free(entry);
    }
    scratch_subfolder("odd");
    scratch_subfolder("odd/main.js");
    static const char *const lost[][2] = {
        {"lib", "no main.js"}, {"odd", "no main.js"}, {"nowhere", "No such file"}, {"main.js/x", "Not a dir"}, {"loop.js", "loop.js"}};
    for (size_t i = 0; i < COUNT_OF(lost); i++) {
        assert_null(module_entry(scratch(lost[i][0]), &err));
        assert_int_equal(err.code, EXIT_FILE);
        assert_says(err.text, lost[i][1]);
        assert_says(err.text, lost[i][0]);
    }
    assert_null(module_entry("", &err));
}

static void entry_of_another_kind_is_refused(void **state) {
    (void)state;
    scratch_text("notes.txt", "");
    char *entry = module_entry(scratch("notes.txt"), &err);
    free(entry);
    assert_null(entry);
}

static void list_keeps_what_was_loaded(void **state) {
    (void)state;
    struct module_list list = {0};
    char *url = module_url(scratch("main.js")), *gone = module_url(scratch("gone.js"));
    for (int i = 0; i < 40; i++) {
        char name[32];
        snprintf(name, sizeof name, "thaw:%d", i);
        assert_int_equal(module_list_add(&list, name, NULL, base_strdup(name), strlen(name)), i);
    }
    assert_int_equal(module_load(&list, url, &err), 40);
    assert_int_equal(module_load(&list, gone, &err), -1);
    assert_says(err.text, "gone.js");
    assert_int_equal(list.count, 41);
    const struct module *module = &list.items[40];
    XXH128_hash_t hash = XXH3_128bits("import './lib/ship.js';\n", 24);
    assert_string_equal(module->source, "import './lib/ship.js';\n");
    assert_true(module->size == 24 && module->hash[0] == hash.low64 && module->hash[1] == hash.high64);
    assert_string_equal(module->path, scratch("main.js"));
    assert_int_equal(module_list_find(&list, url), 40);
    assert_int_equal(module_list_find(&list, "thaw:7"), 7);
    assert_int_equal(module_list_find(&list, "thaw:"), -1);
    module_list_clear(&list);
    assert_true(list.count == 0 && list.items == NULL && module_list_find(&list, url) == -1);
    free(url);
    free(gone);
}

static char noted[4096];

static void note(const char *how, const char *path) {
    size_t used = strlen(noted), root = strlen(scratch("hangs"));
    if (strncmp(path, scratch("hangs"), root) == 0) /* the folders above the test's own matter too, but have nothing to tell it */
        snprintf(noted + used, sizeof noted - used, "%s%s", how, path + root);
}

static void missed(void *self, const char *path) {
    (void)self;
    note(" -", path);
}

static void leads(void *self, const char *path) {
    (void)self;
    note(" @", path);
}

/* What else may come to decide an import: files in vain before it, links on its way. */
static void what_an_import_hangs_on_is_noted(void **state) {
    (void)state;
    scratch_subfolder("hangs");
    scratch_subfolder("hangs/in");
    scratch_subfolder("hangs/in/deep");
    scratch_subfolder("hangs/node_modules");
    scratch_subfolder("hangs/node_modules/p");
    scratch_text("hangs/in/a.ts", "");
    scratch_text("hangs/in/b.js", "");
    scratch_text("hangs/in/deep/c.js", "");
    scratch_text("hangs/node_modules/p/index.js", "");
    scratch_text("hangs/node_modules/p/x.mjs", "");
    assert_true(symlink("in", scratch("hangs/to_in")) == 0 && symlink("./to_in", scratch("hangs/to_to_in")) == 0);
    assert_true(symlink("../../lib/ship.js", scratch("hangs/in/ship.js")) == 0 && symlink("p", scratch("hangs/node_modules/q")) == 0);
    static const char *const rows[][3] = {
        {"main.js", "./in/b.js", ""},
        {"in/a.ts", "./b", " -/in/b -/in/b.ts -/in/b.mts -/in/b/index.ts"},
        {"in/b.js", "./a.ts", ""},
        {"in/a.ts", "./a.js", " -/in/a.js"},
        {"main.js", "./none.js", " -/none.js"},
        {"main.js", "./to_in/deep/c.js", " @/to_in"},
        {"main.js", "./to_to_in/b.js", " @/to_to_in @/to_in"},
        {"main.js", "./to_in/ship.js", " @/to_in/ship.js"},
        {"node_modules/p/index.js", "./x", " -/node_modules/p/x -/node_modules/p/x.js"},
        {"in/deep/c.js", "p",
         " -/in/deep/package.json -/in/package.json -/package.json @/in/deep/node_modules/p @/in/node_modules/p "
         "-/node_modules/p/package.json -/node_modules/p -/node_modules/p.mjs -/node_modules/p.js -/node_modules/p/index.mjs"},
        {"main.js", "q/x.mjs", " -/package.json -/node_modules/q/package.json @/node_modules/q"},
    };
    struct package_host host = {.missed = missed, .leads = leads};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char name[4096];
        snprintf(name, sizeof name, "%s/%s", scratch("hangs"), rows[i][0]);
        char *referrer = module_url(name);
        noted[0] = 0;
        memset(&err, 0, sizeof err);
        free(module_resolve(&host, referrer, rows[i][1], &err));
        assert_string_equal(noted, rows[i][2]);
        free(referrer);
    }
    package_clear(&host);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_name_files),
        cmocka_unit_test(encoded_slashes_are_refused),
        cmocka_unit_test(absolute_paths_and_urls_name_files),
        cmocka_unit_test(own_modules_have_names),
        cmocka_unit_test(bare_names_are_refused),
        cmocka_unit_test(typescript_finds_its_files),
        cmocka_unit_test(packages_leave_endings_away),
        cmocka_unit_test(missing_files_come_with_a_suggestion),
        cmocka_unit_test(folders_are_told_whatever_went_wrong_before),
        cmocka_unit_test(unreadable_files_are_refused),
        cmocka_unit_test(endless_names_are_refused),
        cmocka_unit_test(urls_come_back_as_paths),
        cmocka_unit_test(what_is_no_file_url_has_no_path),
        cmocka_unit_test(paths_are_shown_from_here),
        cmocka_unit_test(root_is_no_folder_above),
        cmocka_unit_test(entry_is_a_file_or_main_js),
        cmocka_unit_test(entry_of_another_kind_is_refused),
        cmocka_unit_test(list_keeps_what_was_loaded),
        cmocka_unit_test(what_an_import_hangs_on_is_noted),
    };
    return cmocka_run_group_tests(tests, set_up, scratch_destroy);
}
