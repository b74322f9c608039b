/* Which edits a running game can take as they are: scripting/bodies.h. */
#include "bodies.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
/* after those */
#include <cmocka.h>

static const char *verdict(const char *before, const char *after) {
    const char *why = "";
    return bodies_differ_only(before, after, &why) ? "only bodies" : why;
}

#define BODIES(before, after) assert_string_equal(verdict(before, after), "only bodies")
#define TOP(before, after)    assert_string_equal(verdict(before, after), "its top level changed")
#define NAMES(before, after)  assert_string_equal(verdict(before, after), "its functions use other names of its top level")
#define BAD(before, after)    assert_string_equal(verdict(before, after), "it cannot be read")

static void what_is_inside_functions_may_change(void **state) {
    (void)state;
    BODIES("function f() { return 1; }", "function f() { return 2; }");
    BODIES("export function f(a, b = g()) { return 1; }", "export function f(a, b = g()) { const c = a; return c; }");
    BODIES("const f = x => { a(); };", "const f = x => { b(); };");
    BODIES("const f = async (x) => { a(); };", "const f = async (x) => { b(); };");
    BODIES("class A { #e = 1; go(dt) { this.x = 1; } get y() { return 1; } }",
           "class A { #e = 1; go(dt) { this.x = 2; } get y() { return 2; } }");
    BODIES("const o = { f() { if (a) { b(); } } };", "const o = { f() { while (a) { c(/}/, `}${d({})}`, '}'); } } };");
    BODIES("f(function () { 1; });", "f(function () { 2; });");
    BODIES("function f() { 1 }", "function f() { // }\n /* } */ 2 }");
    BODIES("function f(){}\nconst x = 1;", "  function f ( ) { }  // comment\nconst x=1;");
}

static void what_is_outside_may_not(void **state) {
    (void)state;
    TOP("const a = 1; function f() {}", "const a = 2; function f() {}");
    TOP("function f() {}", "function f() {} function g() {}");
    TOP("function f(a) {}", "function f(a, b) {}");
    TOP("if (a) { b(); }", "if (a) { c(); }");
    TOP("for (const x of y) { b(); }", "for (const x of y) { c(); }");
    TOP("try { a(); } catch (e) { b(); }", "try { a(); } catch (e) { c(); }");
    TOP("class A { x = 1; }", "class A { x = 2; }");
    TOP("class A extends mix(B) { x = 1; }", "class A extends mix(B) { x = 2; }");
    TOP("class A { static { a(); } }", "class A { static { b(); } }");
    TOP("const f = x => x;", "const f = x => x + 1;");
    TOP("const o = `${a}`;", "const o = `${b}`;");
    TOP("const r = /a/;", "const r = /b/;");
    TOP("import { a } from \"./a.js\";", "import { a } from \"./b.js\";");
}

static void functions_must_use_the_same_names(void **state) {
    (void)state;
    NAMES("const a = 1, b = 2; function f() { return a; }", "const a = 1, b = 2; function f() { return b; }");
    NAMES("const a = 1; function f() { return a; }", "const a = 1; function f() { }");
    NAMES("const a = []; function f() { }", "const a = []; function f() { g(...a); }");
    BODIES("const a = 1; function f() { return a; }", "const a = 1; function f() { return a + a; }");
    BODIES("const a = 1; function f() { return x.b; }", "const a = 1; function f() { return x.a; }");
}

static void what_it_cannot_read_is_refused(void **state) {
    (void)state;
    static const char *const broken[] = {"function f() {", "}", "(]", "'a", "\"a\nb\"", "`a", "`${", "/* a", "x = /a", "f(`${`${`}`)"};
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        BAD("", broken[i]);
        BAD(broken[i], "");
    }
}

static void division_is_no_regular_expression(void **state) {
    (void)state;
    BODIES("const a = b / c; function f() { x = \"/\"; }", "const a = b / c; function f() { x = '\"/'; }");
    BODIES("const a = (b) / c / d; function f() { 1 }", "const a = (b) / c / d; function f() { 2 }");
    BODIES("const a = f(/[/\"]{/g); function f() { 1 }", "const a = f(/[/\"]{/g); function f() { 2 }");
    BODIES("function f() { return /}/.test(a) }", "function f() { return /{/.test(a) }");
    BODIES("let i = 0; i++ / 2; function f() { 1 }", "let i = 0; i++ / 2; function f() { '/' }");
}

/* Whatever is cut off or written over, it ends, and stays inside the text. */
static void any_cut_and_any_byte_is_survived(void **state) {
    (void)state;
    const char *source =
        "import { a } from './a.js'; class A extends B(C) { #x = `t${a}`; f(y) { return /[/]/.test(`${{ y }}`); } }\nfor (;;) {}";
    for (size_t cut = 0; cut < strlen(source); cut++)
        for (int byte = 1; byte < 128; byte += 3) {
            char *text = strdup(source);
            text[cut] = (char)byte;
            if (cut + 1 < strlen(source) && byte % 2)
                text[cut + 1] = 0;
            verdict(source, text);
            free(text);
        }
    char deep[4000];
    memset(deep, '(', sizeof deep);
    deep[sizeof deep - 1] = 0;
    BAD("", deep);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_inside_functions_may_change), cmocka_unit_test(what_is_outside_may_not),
        cmocka_unit_test(functions_must_use_the_same_names),   cmocka_unit_test(what_it_cannot_read_is_refused),
        cmocka_unit_test(division_is_no_regular_expression),   cmocka_unit_test(any_cut_and_any_byte_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
