/* Facts as lines and as JSON. */
#include "base.h"
#include "facts.h"
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "scratch.h"

static const char *name_of(int index) {
    static const char *const names[] = {"a", "b\"c", "d"};
    return names[index];
}

/* The same facts for people and for programs; malloc'd. */
static char *tell(bool json) {
    struct facts facts;
    char *text;
    size_t size;
    facts_begin(&facts, open_memstream(&text, &size), json);
    facts_line(&facts, "one", "first", "1.0", "");
    facts_line(&facts, "none", "second", NULL, "not known");
    facts_object(&facts, "thing", "third");
    facts_text(&facts, "name", "", "x", "");
    facts_text(&facts, "gone", "why: ", NULL, "!");
    facts_number(&facts, "size", ", ", 12345678901234, " bytes");
    facts_flag(&facts, "good", true, ", good", ", bad");
    facts_flag(&facts, "new", false, ", new", "");
    facts_names(&facts, "names", " (", 3, name_of, ")");
    facts_names(&facts, "nothing", " (", 0, name_of, ")");
    facts_close(&facts);
    facts_list(&facts, "empty", "fourth");
    facts_close(&facts);
    facts_list(&facts, "rows", "row");
    for (int i = 0; i < 2; i++) {
        facts_item(&facts);
        facts_number(&facts, "i", "", i + 0.5, "");
    }
    facts_close(&facts);
    facts_line(&facts, "last", "last", "end", "");
    facts_end(&facts);
    fclose(facts.out);
    return text;
}

static void people_get_lines(void **state) {
    (void)state;
    char *text = tell(false);
    assert_string_equal(text, "first    1.0\n"
                              "second   not known\n"
                              "third    x, 12345678901234 bytes, good (a, b\"c, d)\n"
                              "fourth   none\n"
                              "row      0.5\n"
                              "row      1.5\n"
                              "last     end\n");
    free(text);
}

static void programs_get_one_object(void **state) {
    (void)state;
    char *text = tell(true);
    assert_string_equal(text, "{\"one\":\"1.0\",\"none\":null,"
                              "\"thing\":{\"name\":\"x\",\"gone\":null,\"size\":12345678901234,\"good\":true,\"new\":false,"
                              "\"names\":[\"a\",\"b\\\"c\",\"d\"],\"nothing\":[]},"
                              "\"empty\":[],\"rows\":[{\"i\":0.5},{\"i\":1.5}],\"last\":\"end\"}\n");
    free(text);
}

static void any_text_is_made_valid(void **state) {
    (void)state;
    static const struct {
        const char *text, *json, *line;
    } rows[] = {
        {"q\" b\\ n\n e\x1b[m", "\"q\\\" b\\\\ n\\u000a e\\u001b[m\"", "q\" b\\ n e[m"},
        {"gr\xc3\xbc\xc3\x9f", "\"gr\xc3\xbc\xc3\x9f\"", "gr\xc3\xbc\xc3\x9f"},
        {"bad \xff\xc3", "\"bad \xef\xbf\xbd\xef\xbf\xbd\"", "bad \xef\xbf\xbd\xef\xbf\xbd"},
        {"c1 \xc2\x9b", "\"c1 \\u009b\"", "c1 "},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        for (int json = 0; json < 2; json++) {
            struct facts facts;
            char *text, wanted[100];
            size_t size;
            facts_begin(&facts, open_memstream(&text, &size), json);
            facts_line(&facts, "k", "k", rows[i].text, "");
            facts_end(&facts);
            fclose(facts.out);
            snprintf(wanted, sizeof wanted, json ? "{\"k\":%s}\n" : "k        %s\n", json ? rows[i].json : rows[i].line);
            assert_string_equal(text, wanted);
            free(text);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(people_get_lines),
        cmocka_unit_test(programs_get_one_object),
        cmocka_unit_test(any_text_is_made_valid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
