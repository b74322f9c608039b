/* ES module or CommonJS, by a file's text; and what is said about the latter. tests/packages.test.mjs holds the finding of packages. */
#include "base.h"
#include "package_source.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "scratch.h"

static void sources_are_told_apart(void **state) {
    (void)state;
    static const char *const common[] = {
        "module.exports = 1",
        "exports.a = 1;",
        "const x = require('x');",
        "'use strict';\nmodule.exports={a:1}\n",
        "(function (g, f) { typeof exports === 'object' ? module.exports = f() : g.x = f(); })(this, function () {});",
        "require(\"a\"); import(\"b\");",
        "// import it\nvar a = require('a')",
        "exports['a'] = 1",
        "important(); require('x'); exported = 1",
        "x.import = 1; module.exports = x; y = import.meta",
    };
    static const char *const modules[] = {
        "",
        "let a = 1;",
        "export default 1; module.exports = 1",
        "import 'a'; require('b');",
        "import{a}from'b';exports.x=1",
        "var r=require('x');export{r as s};",
        "\xef\xbb\xbfimport a from \"b\"; require('c')",
        "/* a */\nexport * from './b.js'; exports.a",
        "a.require('x')",
        "my.exports.x = 1",
        "requires('x')",
        "}export function f(){}; require('x')",
        "\timport\n{ a } from 'b'; require('c')",
    };
    for (size_t i = 0; i < COUNT_OF(common); i++)
        if (!package_reads_common(common[i]))
            fail_msg("taken for a module: %s", common[i]);
    for (size_t i = 0; i < COUNT_OF(modules); i++)
        if (package_reads_common(modules[i]))
            fail_msg("taken for CommonJS: %s", modules[i]);
}

static void refusals_name_the_package(void **state) {
    (void)state;
    struct error err;
    static const char *const rows[][2] = {
        {"/g/node_modules/a/lib/b.js", "a is a CommonJS package"},
        {"/g/node_modules/@s/a/b.js", "@s/a is a CommonJS package"},
        {"/g/node_modules/a/node_modules/@s/b/c.cjs", "npx esbuild @s/b --bundle --format=esm --outfile=b.mjs"},
        {"/g/old.cjs", "/g/old.cjs is a CommonJS file"},
        {"/node_modules/x", "x is a CommonJS package"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_false(package_refuse_common(rows[i][0], &err));
        assert_int_equal(err.code, EXIT_SCRIPT);
        assert_says(err.text, rows[i][1]);
    }
}

static void parts_of_node_are_known(void **state) {
    (void)state;
    assert_true(package_of_node("fs") && package_of_node("path") && package_of_node("assert") && package_of_node("zlib"));
    assert_false(package_of_node("f") || package_of_node("mitt") || package_of_node(""));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sources_are_told_apart),
        cmocka_unit_test(refusals_name_the_package),
        cmocka_unit_test(parts_of_node_are_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
