/* The head of protocol messages: scripting/protocol.h. */
#include "base.h"
#include "protocol.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
/* after cmocka */
#include "scratch.h"

static void head_is(const char *json, int64_t id, const char *method) {
    struct protocol_head head;
    protocol_read(json, strlen(json), &head);
    assert_int_equal(head.id, id);
    assert_string_equal(head.method, method);
}

static void id_and_method_are_found_wherever_they_stand(void **state) {
    (void)state;
    head_is("{\"id\":7,\"method\":\"Debugger.pause\"}", 7, "Debugger.pause");
    head_is(" { \"method\" : \"A.b\" , \"params\" : { \"id\" : 3, \"method\":\"X.y\" } , \"id\" : 12 } ", 12, "A.b");
    head_is("{\"params\":{\"expression\":\"\\\"method\\\":\\\"Debugger.pause\\\"}\"},\"method\":\"Runtime.evaluate\",\"id\":1}", 1,
            "Runtime.evaluate");
    head_is("{\"a\":[1,{\"id\":2},\"]\"],\"id\":4}", 4, "");
}

static void failures_are_answered(void **state) {
    (void)state;
    char *text = protocol_error(INT64_MAX, "no such thing");
    assert_string_equal(text, "{\"id\":9223372036854775807,\"error\":{\"code\":-32000,\"message\":\"no such thing\"}}");
    free(text);
}

static void what_is_no_message_gives_nothing(void **state) {
    (void)state;
    static const char *const texts[] = {"",
                                        "{",
                                        "[]",
                                        "7",
                                        "\"x\"",
                                        "{\"id\"",
                                        "{\"id\":",
                                        "{\"id\":\"7\"}",
                                        "{\"id\":-1}",
                                        "{\"method\":5}",
                                        "{\"method\":\"a\\u0062\"}",
                                        "{\"method\":\"0123456789012345678901234567890123456789012345678901234567890123\"}"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        head_is(texts[i], -1, "");
}

static void parameters_are_strings_of_params(void **state) {
    (void)state;
    char text[32];
    static const char json[] =
        "{\"url\":\"outer\",\"params\":{\"n\":{\"url\":\"deep\"},\"url\":\"file:\\/\\/\\/a\\\\\\\"b\",\"h\":5,\"u\":\"\\u0041\"}}";
    protocol_param(json, sizeof json - 1, "url", text, sizeof text);
    assert_string_equal(text, "file:///a\\\"b");
    static const char *const none[] = {"h", "u", "missing", "n"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        protocol_param(json, sizeof json - 1, none[i], text, sizeof text);
        assert_string_equal(text, "");
    }
    protocol_param(json, sizeof json - 1, "url", text, 5); /* no room */
    assert_string_equal(text, "");
}

static void numbers_are_whole_and_of_params(void **state) {
    (void)state;
    static const char json[] = "{\"n\":1,\"params\":{\"a\":42,\"b\":-1,\"c\":\"7\",\"d\":99999999999999999999999,\"e\":[5]}}";
    assert_int_equal(protocol_number(json, sizeof json - 1, "a"), 42);
    assert_true(protocol_number(json, sizeof json - 1, "d") > INT32_MAX);
    static const char *const none[] = {"b", "c", "e", "n", "missing"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_int_equal(protocol_number(json, sizeof json - 1, none[i]), -1);
}

static const char paused[] =
    "{\"method\":\"Debugger.paused\",\"params\":{\"reason\":\"x\",\"callFrames\":[ {\"callFrameId\":\"1.0\",\"scopeChain\":[]},"
    "{\"scopeChain\":[{\"type\":\"local\",\"a\":[1,2]}, {\"type\":\"}]\"},{}],\"callFrameId\":\"1.1\"} ,{\"callFrameId\":\"1.2\"}]}}";

static void scopes_are_those_of_the_frame(void **state) {
    (void)state;
    assert_int_equal(protocol_scopes(paused, sizeof paused - 1, "1.0"), 0);
    assert_int_equal(protocol_scopes(paused, sizeof paused - 1, "1.1"), 3);
    assert_int_equal(protocol_scopes(paused, sizeof paused - 1, "1.2"), 0);
    assert_int_equal(protocol_scopes(paused, sizeof paused - 1, "1"), 0);
    char *copy = base_alloc(sizeof paused);
    for (size_t length = 0; length < sizeof paused; length++) {
        memcpy(copy, paused, length);
        assert_in_range(protocol_scopes(copy, length, "1.1"), 0, 3);
    }
    free(copy);
}

static void any_cut_and_any_byte_is_survived(void **state) {
    (void)state;
    static const char json[] = "{\"id\":1,\"params\":{\"url\":\"a\\\"b\",\"x\":[1,{}]},\"method\":\"IO.read\"}";
    char copy[sizeof json], text[16];
    struct protocol_head head;
    uint32_t random = 1;
    for (size_t length = 0; length < sizeof json; length++) {
        memcpy(copy, json, sizeof json);
        copy[length] = 0;
        protocol_read(copy, length, &head);
        protocol_param(copy, length, "url", text, sizeof text);
    }
    for (int round = 0; round < 20000; round++) {
        memcpy(copy, json, sizeof json);
        for (int i = 0; i < 3; i++)
            copy[scratch_random(&random) % (sizeof json - 1)] = (char)scratch_random(&random);
        protocol_read(copy, sizeof json - 1, &head);
        protocol_param(copy, sizeof json - 1, "url", text, sizeof text);
        assert_true(strlen(text) < sizeof text && strlen(head.method) < sizeof head.method);
    }
}

static void only_what_runs_no_script_interrupts(void **state) {
    (void)state;
    assert_true(protocol_interrupts("Debugger.pause"));
    assert_true(protocol_interrupts("Debugger.setBreakpointByUrl"));
    assert_true(protocol_interrupts("Runtime.terminateExecution"));
    assert_false(protocol_interrupts("Runtime.evaluate"));
    assert_false(protocol_interrupts("Debugger.evaluateOnCallFrame"));
    assert_false(protocol_interrupts("DebuggerX.pause"));
    assert_false(protocol_interrupts(""));
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(id_and_method_are_found_wherever_they_stand),
        cmocka_unit_test(failures_are_answered),
        cmocka_unit_test(what_is_no_message_gives_nothing),
        cmocka_unit_test(parameters_are_strings_of_params),
        cmocka_unit_test(numbers_are_whole_and_of_params),
        cmocka_unit_test(scopes_are_those_of_the_frame),
        cmocka_unit_test(any_cut_and_any_byte_is_survived),
        cmocka_unit_test(only_what_runs_no_script_interrupts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
