/* Lists of files and their way through a pipe. */
#include "base.h"
#include "files.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include <cmocka.h>

#include "scratch.h"

static const uint64_t one[2] = {1, 2}, other[2] = {3, 4};

static void a_path_is_there_once(void **state) {
    (void)state;
    struct file_list list = {0};
    char name[] = "/a";
    files_add(&list, name, one);
    name[1] = 'x'; /* copied */
    files_add(&list, "/b", NULL);
    files_add(&list, "/a", other);
    assert_int_equal(list.count, 2);
    assert_string_equal(list.items[0].path, "/a");
    assert_memory_equal(list.items[0].hash, other, sizeof other);
    assert_true(!list.items[1].hash[0] && !list.items[1].hash[1]);
    files_add(&list, "/a", NULL);
    assert_true(!list.items[0].hash[0] && !list.items[0].hash[1]);
    files_clear(&list);
    assert_true(!list.items && !list.count && !list.capacity);
    files_clear(&list);
}

static void lists_come_back_from_their_bytes(void **state) {
    (void)state;
    struct file_list list = {0}, back = {0};
    char name[64];
    for (uint64_t i = 0; i < 1000; i++) {
        snprintf(name, sizeof name, "/folder \xc3\xa9/%d\n", (int)i);
        files_add(&list, name, i % 3 ? (uint64_t[]){i, ~i} : NULL);
    }
    size_t size;
    char *bytes = files_pack(&list, &size);
    assert_true(files_unpack(&back, bytes, size));
    assert_int_equal(back.count, list.count);
    for (int i = 0; i < list.count; i++) {
        assert_string_equal(back.items[i].path, list.items[i].path);
        assert_memory_equal(back.items[i].hash, list.items[i].hash, sizeof back.items[i].hash);
    }
    files_clear(&list);
    files_clear(&back);
    free(bytes);
}

static void no_files_are_no_bytes(void **state) {
    (void)state;
    struct file_list list = {0};
    size_t size = 7;
    char *bytes = files_pack(&list, &size);
    assert_int_equal(size, 0);
    assert_true(files_unpack(&list, bytes, 0));
    assert_int_equal(list.count, 0);
    free(bytes);
}

/* Cut anywhere: what is whole up to there comes, the rest is told. The bytes are on the heap, so that a checker sees any read behind them.
 */
static void bytes_cut_short_are_told(void **state) {
    (void)state;
    struct file_list list = {0};
    files_add(&list, "/first", one);
    files_add(&list, "/second", other);
    size_t size, first = sizeof one + 1 + sizeof "/first";
    char *bytes = files_pack(&list, &size);
    for (size_t cut = 0; cut <= size; cut++) {
        struct file_list back = {0};
        char *part = base_alloc(cut + 1);
        memcpy(part, bytes, cut);
        part = base_realloc(part, cut ? cut : 1);
        assert_int_equal(files_unpack(&back, part, cut), cut == 0 || cut == first || cut == size);
        assert_int_equal(back.count, cut == size ? 2 : cut >= first);
        files_clear(&back);
        free(part);
    }
    files_clear(&list);
    free(bytes);
}

static void hostile_bytes_do_no_harm(void **state) {
    (void)state;
    uint32_t random = 77;
    for (int round = 0; round < 2000; round++) {
        struct file_list list = {0};
        size_t size = scratch_random(&random) % 200;
        char *bytes = base_alloc(size ? size : 1);
        for (size_t i = 0; i < size; i++)
            bytes[i] = (char)(scratch_random(&random) % (round % 2 ? 256 : 3));
        bool ok = files_unpack(&list, bytes, size);
        size_t used = 0;
        for (int i = 0; i < list.count; i++)
            used += sizeof one + 1 + strlen(list.items[i].path) + 1;
        assert_true(used <= size);
        assert_true(!ok || size == 0 || (bytes[size - 1] == 0 && list.count > 0));
        files_clear(&list);
        free(bytes);
    }
}

static void hashes_are_those_of_the_bytes(void **state) {
    (void)state;
    uint64_t hash[2];
    bool empty = true;
    assert_true(files_hash(scratch_text("a.js", "export {};"), hash, &empty));
    XXH128_hash_t expected = XXH3_128bits("export {};", 10);
    assert_true(!empty && hash[0] == expected.low64 && hash[1] == expected.high64);
    assert_true(files_hash(scratch_text("a.js", ""), hash, &empty));
    assert_true(empty && (hash[0] || hash[1])); /* empty is another thing than missing */
    assert_true(files_hash(scratch_write("a.js", "\0\0", 2), hash, NULL));
}

static void what_is_no_file_has_no_hash(void **state) {
    (void)state;
    scratch_subfolder("folder");
    scratch_text("file", "x");
    static const char *const names[] = {"nowhere", "folder", "folder/nowhere", "file/below"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        uint64_t hash[2] = {5, 5};
        bool empty = false;
        assert_false(files_hash(scratch(names[i]), hash, &empty));
        assert_true(!hash[0] && !hash[1] && !empty);
    }
}

/* A link and a file of one path are two items; a link is the same as long as it leads to the same place, whatever lies there. */
static void links_are_where_they_lead(void **state) {
    (void)state;
    struct file_list list = {0}, back = {0};
    scratch_subfolder("1");
    scratch_subfolder("2");
    assert_int_equal(symlink("1", scratch("link")), 0);
    files_add(&list, scratch("link"), NULL);
    files_add_link(&list, scratch("link"));
    files_add_link(&list, scratch("may come"));
    size_t size;
    char *bytes = files_pack(&list, &size);
    assert_true(files_unpack(&back, bytes, size) && back.count == 3 && !back.items[0].link && back.items[1].link && back.items[2].link);
    assert_int_equal(files_index(&back, &(struct file){.path = (char *)scratch("may come")}), -1);
    assert_int_equal(files_index(&back, &back.items[2]), 2);
    assert_true(files_same(&back.items[0]) && files_same(&back.items[1]) && files_same(&back.items[2]));
    scratch_text("1/new", "in it");
    assert_true(files_same(&back.items[1]));
    assert_true(unlink(scratch("link")) == 0 && symlink("2", scratch("link")) == 0);
    assert_true(files_same(&back.items[0]) && !files_same(&back.items[1])); /* it is no file either way */
    assert_true(unlink(scratch("link")) == 0 && !files_same(&back.items[1]));
    scratch_subfolder("may come");
    assert_false(files_same(&back.items[2]));
    files_clear(&list);
    files_clear(&back);
    free(bytes);
}

static void relative_paths_are_no_items(void **state) {
    (void)state;
    struct file_list list = {0};
    char bytes[32] = {0};
    strcpy(bytes + 17, "a");
    assert_false(files_unpack(&list, bytes, 19));
    strcpy(bytes + 17, "/a");
    assert_true(files_unpack(&list, bytes, 20));
    files_clear(&list);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_path_is_there_once),        cmocka_unit_test(lists_come_back_from_their_bytes),
        cmocka_unit_test(no_files_are_no_bytes),       cmocka_unit_test(bytes_cut_short_are_told),
        cmocka_unit_test(hostile_bytes_do_no_harm),    cmocka_unit_test(hashes_are_those_of_the_bytes),
        cmocka_unit_test(what_is_no_file_has_no_hash), cmocka_unit_test(links_are_where_they_lead),
        cmocka_unit_test(relative_paths_are_no_items),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_destroy);
}
