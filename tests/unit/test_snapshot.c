/* Frozen files: what is written comes back; whatever else is in the file is refused in a sentence. */
#include "base.h"
#include "files.h"
#include "snapshot.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "scratch.h"

#include "frozen.h"

static void check_game(const struct snapshot *game, bool packed) {
    assert_memory_equal(&game->maker, &maker, sizeof maker);
    assert_string_equal(game->config.title, "Ship \xc3\xa9");
    assert_true(game->config.width == 320 && game->config.height == 180 && game->config.scale == 2.5 && game->config.fps == 60);
    assert_true(game->config.pixelated == 1 && game->config.background == 0xff00ff80);
    assert_int_equal(game->blob_size, sizeof blob);
    assert_memory_equal(game->blob, blob, sizeof blob);
    assert_true((uintptr_t)game->blob % SNAPSHOT_PAGE == 0);
    assert_string_equal(game->root, scratch_folder);
    assert_int_equal(game->modules.count, 2);
    const struct module *inner = &game->modules.items[0], *outer = &game->modules.items[1];
    assert_string_equal(inner->url, "thaw:screen");
    assert_true(!inner->path && !inner->source && inner->size == 6);
    assert_string_equal(outer->path, scratch("main.js"));
    XXH128_hash_t hash = XXH3_128bits("export default 1;\n", 18);
    assert_true(outer->size == 18 && outer->hash[0] == hash.low64 && outer->hash[1] == hash.high64);
    assert_int_equal(assets_count(game->assets), 4);
    const struct asset *last = assets_at(game->assets, 3);
    assert_true(last->kind == ASSET_DATA && last->hash[0] == 7 && last->hash[1] == 8 && last->width == 64 && last->height == 32);
    assert_true(last->frame_width == 16 && last->frame_height == 8 && last->smooth);
    static const char *const texts[] = {"first", "", "the second", "the second"};
    for (int i = 0; i < 4; i++) {
        size_t size;
        assert_true(!assets_at(game->assets, i)->packed == !packed);
        char *bytes = assets_read(game->assets, i, &size, &err);
        assert_non_null(bytes);
        assert_string_equal(bytes, texts[i]);
        assert_int_equal(size, strlen(texts[i]));
        free(bytes);
    }
}

static void game_comes_back(void **state) {
    (void)state;
    for (int pack = 0; pack < 2; pack++) {
        struct snapshot game;
        write_game(pack);
        assert_true(snapshot_open(&game, scratch("game.thaw"), &maker, &err));
        check_game(&game, pack);
        snapshot_close(&game);
        snapshot_close(&game); /* closed is empty */
    }
}

static void packed_game_needs_no_files(void **state) {
    (void)state;
    struct snapshot game;
    write_game(true);
    unlink(scratch("one.txt"));
    scratch_text("two.txt", "edited");
    assert_true(snapshot_open(&game, scratch("game.thaw"), &maker, &err));
    check_game(&game, true);
    snapshot_close(&game);
}

static void missing_asset_cannot_be_packed(void **state) {
    (void)state;
    write_game(true);
    struct snapshot game = {.maker = maker, .assets = assets_create(scratch_folder), .blob = blob, .blob_size = 1, .root = scratch_folder};
    assets_add(game.assets, &(struct asset){.kind = ASSET_DATA, .path = "gone.txt"});
    assert_false(snapshot_write(scratch("game.thaw"), &game, true, &err));
    assert_says(err.text, "gone.txt");
    assets_destroy(game.assets);
    assert_true(snapshot_open(&game, scratch("game.thaw"), &maker, &err)); /* the old file is still there */
    snapshot_close(&game);
}

static void empty_game_comes_back(void **state) {
    (void)state;
    struct snapshot game = {.maker = maker, .config = least, .assets = assets_create("/"), .blob = "", .root = ""}, back;
    assert_true(snapshot_write(scratch("empty.thaw"), &game, true, &err));
    assets_destroy(game.assets);
    assert_true(snapshot_open(&back, scratch("empty.thaw"), &maker, &err));
    assert_true(back.modules.count == 0 && assets_count(back.assets) == 0 && back.blob_size == 0 && !back.root[0]);
    snapshot_close(&back);
}

static void edits_make_it_stale(void **state) {
    (void)state;
    static const char *const edits[][3] = {{"one.txt", "First", "first"}, {"main.js", "export default 2;\n", "export default 1;\n"}};
    for (int pack = 0; pack < 2; pack++) {
        struct snapshot game;
        write_game(pack);
        assert_true(snapshot_open(&game, scratch("game.thaw"), &maker, &err));
        if (!pack) /* the row that was made up has no true hash */
            assert_false(snapshot_fresh(&game));
        for (size_t i = 0; i < COUNT_OF(edits) && pack; i++) {
            assert_true(snapshot_fresh(&game));
            scratch_text(edits[i][0], edits[i][1]);
            assert_true(snapshot_fresh(&game) == (i == 0)); /* a packed asset is what it was */
            scratch_text(edits[i][0], edits[i][2]);
        }
        unlink(scratch("main.js"));
        assert_false(snapshot_fresh(&game));
        snapshot_close(&game);
    }
}

/* What was looked for in vain, and links, are in a frozen file that stays beside its sources, and in no other. */
static void what_else_was_looked_at_makes_it_stale(void **state) {
    (void)state;
    struct file_list looked = {0};
    scratch_subfolder("to");
    files_add(&looked, scratch("may come.json"), NULL);
    files_add_link(&looked, scratch("link"));
    size_t size;
    char *bytes = files_pack(&looked, &size);
    files_clear(&looked);
    for (int pack = 0; pack < 2; pack++) {
        struct snapshot game = {.maker = maker, .config = least, .assets = assets_create("/"), .blob = "", .root = ""}, back;
        game.looked = bytes;
        game.looked_size = size;
        assert_true(snapshot_write(scratch("looked.thaw"), &game, pack, &err));
        assets_destroy(game.assets);
        assert_true(snapshot_open(&back, scratch("looked.thaw"), &maker, &err));
        assert_int_equal(back.looked_size, pack ? 0 : size);
        assert_true(snapshot_fresh(&back));
        scratch_text("may come.json", "{}");
        assert_true(snapshot_fresh(&back) == pack);
        unlink(scratch("may come.json"));
        assert_int_equal(symlink("to", scratch("link")), 0);
        assert_true(snapshot_fresh(&back) == pack);
        unlink(scratch("link"));
        assert_true(snapshot_fresh(&back));
        back.looked_size -= !pack; /* what is no list of files is never fresh */
        assert_true(snapshot_fresh(&back) == pack);
        snapshot_close(&back);
    }
    free(bytes);
}

/* The frozen file moved to another machine: its own folder stands in for the one that is gone. */
static void assets_are_looked_for_beside_the_file(void **state) {
    (void)state;
    scratch_subfolder("old");
    scratch_subfolder("new");
    struct snapshot game = {.maker = maker, .config = least, .assets = assets_create(scratch("old")), .blob = blob, .blob_size = 1}, back;
    game.root = (char *)scratch("old");
    scratch_text("old/a.txt", "old");
    size_t size;
    free(assets_data(game.assets, "a.txt", &size, &err));
    assert_true(snapshot_write(scratch("new/game.thaw"), &game, false, &err));
    assets_destroy(game.assets);
    scratch_text("new/a.txt", "new");
    for (int gone = 0; gone < 2; gone++) {
        assert_true(snapshot_open(&back, scratch("new/game.thaw"), &maker, &err));
        char *bytes = assets_read(back.assets, 0, &size, &err);
        assert_non_null(bytes);
        assert_string_equal(bytes, gone ? "new" : "old");
        assert_true(snapshot_fresh(&back) == !gone);
        free(bytes);
        snapshot_close(&back);
        unlink(scratch("old/a.txt"));
        rmdir(scratch("old"));
    }
}

static void refused(const char *path, const struct snapshot_maker *by, const char *part) {
    struct snapshot game;
    memset(&err, 0, sizeof err);
    memset(&game, 0xaa, sizeof game);
    assert_false(snapshot_open(&game, path, by, &err));
    assert_int_equal(err.code, EXIT_FILE);
    assert_says(err.text, path);
    assert_says(err.text, part);
    assert_null(strchr(err.text, '\n'));
    snapshot_close(&game); /* of one that did not open does nothing */
}

static void other_makers_are_refused(void **state) {
    (void)state;
    write_game(false);
    struct snapshot_maker other = maker;
    strcpy(other.v8_version, "10.2.154.26-node.29");
    refused(scratch("game.thaw"), &other, "frozen by V8 10.2.154.26-node.28 and this is V8 10.2.154.26-node.29; freeze it again");
    memset(other.v8_version, '9', sizeof other.v8_version); /* no NUL within */
    refused(scratch("game.thaw"), &other, "this is V8 99999999999999999999999999999999;");
    for (int bit = 0; bit < 64; bit++) {
        other = maker;
        other.build ^= (uint64_t)1 << bit;
        refused(scratch("game.thaw"), &other, "frozen by another build of thaw; freeze it again");
    }
}

static void other_things_are_refused(void **state) {
    (void)state;
    refused(scratch("nothing.thaw"), &maker, "No such file");
    refused(scratch_folder, &maker, "it is a folder, not a file");
    refused("/dev/null", &maker, "a device");
    assert_int_equal(mkfifo(scratch("pipe"), 0600), 0);
    refused(scratch("pipe"), &maker, "a pipe");
    refused(scratch_text("empty", ""), &maker, "it is empty");
    refused(scratch_text("text", "export const config = {};\n"), &maker, "not a frozen game");
    char zeros[9000] = {0};
    refused(scratch_write("zeros", zeros, sizeof zeros), &maker, "not a frozen game");
    scratch_text("huge", "x");
    if (truncate(scratch("huge"), (off_t)SNAPSHOT_LIMIT + 1) == 0) /* sparse */
        refused(scratch("huge"), &maker, "larger than 2 GB");
}

/* Opens it; whether refused or not, nothing of it may lie outside. */
static bool opens_safely(const char *path) {
    struct snapshot game;
    memset(&err, 0, sizeof err);
    if (!snapshot_open(&game, path, &maker, &err)) {
        assert_says(err.text, "cannot thaw ");
        return false;
    }
    const char *start = game.map, *end = start + game.file_size;
    assert_true(game.blob >= start && game.blob <= end && game.blob_size <= (size_t)(end - game.blob));
    assert_true(strlen(game.config.title) < sizeof game.config.title && strlen(game.root) < frozen_size);
    for (int i = 0; i < game.modules.count; i++)
        assert_true(game.modules.items[i].url && !game.modules.items[i].source);
    for (int i = 0; i < assets_count(game.assets); i++) {
        const struct asset *asset = assets_at(game.assets, i);
        const char *packed = (const char *)asset->packed;
        assert_true(!packed || (packed >= start && packed <= end && asset->packed_size <= (size_t)(end - packed)));
    }
    snapshot_close(&game);
    return true;
}

/* With a hash that is right, as anybody can make one. */
static void a_config_out_of_range_is_refused(void **state) {
    (void)state;
    static const struct {
        size_t at;
        double value;
    } wrong[] = {
        {offsetof(struct snapshot_config, width), 0},        {offsetof(struct snapshot_config, width), 8193},
        {offsetof(struct snapshot_config, height), -1},      {offsetof(struct snapshot_config, height), NAN},
        {offsetof(struct snapshot_config, fps), 0},          {offsetof(struct snapshot_config, fps), INFINITY},
        {offsetof(struct snapshot_config, scale), -3},       {offsetof(struct snapshot_config, scale), NAN},
        {offsetof(struct snapshot_config, pixelated), 2},    {offsetof(struct snapshot_config, background), -1},
        {offsetof(struct snapshot_config, background), 5e9},
    };
    read_game();
    assert_true(opens_safely(rehashed(frozen_size)));
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        size_t at = header.table_offset + wrong[i].at;
        uint64_t before = number_at(at);
        memcpy(frozen + at, &wrong[i].value, sizeof wrong[i].value);
        assert_false(opens_safely(rehashed(frozen_size)));
        assert_says(err.text, "does not add up");
        put_number(at, before);
    }
    free(frozen);
}

/* What the renderer would take for granted. */
static void an_asset_that_nobody_could_declare_is_refused(void **state) {
    (void)state;
    static const struct asset wrong[] = {
        {.kind = ASSET_CANVAS, .path = "", .width = 16},
        {.kind = ASSET_CANVAS, .path = "", .width = 8193, .height = 1},
        {.kind = ASSET_IMAGE, .path = "a.png", .width = -1, .height = 1},
        {.kind = ASSET_IMAGE, .path = "a.png", .frame_width = 1 << 30},
        {.kind = ASSET_IMAGE, .path = "a.png", .smooth = 3},
        {.kind = 7, .path = "a.png"},
    };
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        struct snapshot game = {.maker = maker, .config = least, .assets = assets_create("/"), .blob = "", .root = ""}, back;
        assets_add(game.assets, &wrong[i]);
        assert_true(snapshot_write(scratch("odd.thaw"), &game, false, &err));
        assets_destroy(game.assets);
        assert_false(snapshot_open(&back, scratch("odd.thaw"), &maker, &err));
        assert_says(err.text, "does not add up");
    }
}

static void a_module_that_nobody_could_import_is_refused(void **state) {
    (void)state;
    static const struct module wrong[] = {
        {.kind = MODULE_DATA + 1, .url = "file:///a.js", .path = "/a.js"},
        {.kind = (enum module_kind) - 1, .url = "file:///a.js", .path = "/a.js"},
        {.kind = MODULE_SCRIPT, .url = "file:///a.js", .path = "a.js"},
        {.kind = MODULE_TYPESCRIPT, .url = "thaw:a"},
        {.kind = MODULE_DATA, .url = "thaw:a"},
    };
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        struct snapshot game = {.maker = maker, .config = least, .assets = assets_create("/"), .blob = "", .root = ""}, back;
        module_list_add(&game.modules, wrong[i].url, wrong[i].path, NULL, 0);
        game.modules.items[0].kind = wrong[i].kind;
        assert_true(snapshot_write(scratch("odd.thaw"), &game, false, &err));
        assets_destroy(game.assets);
        module_list_clear(&game.modules);
        assert_false(snapshot_open(&back, scratch("odd.thaw"), &maker, &err));
        assert_says(err.text, "does not add up");
    }
}

static void every_truncation_is_a_sentence(void **state) {
    (void)state;
    read_game();
    for (size_t size = 0; size < frozen_size; size++) {
        scratch_write("patched.thaw", frozen, size);
        refused(scratch("patched.thaw"), &maker, size < sizeof header ? "not a frozen game" : "truncated");
        if (size < sizeof header)
            continue;
        put_number(offsetof(struct snapshot_header, file_size), size); /* now only the parts' places can tell */
        assert_false(opens_safely(rehashed(size)));
        assert_says(err.text, "lies outside");
        memcpy(frozen, &header, sizeof header);
    }
    free(frozen);
}

static void every_damaged_byte_is_a_sentence(void **state) {
    (void)state;
    uint32_t random = 20201;
    read_game();
    for (size_t i = 0; i < frozen_size; i += i < header.table_offset + header.table_size ? 1 : 97) {
        char mask = (char)(1 << scratch_random(&random) % 8);
        frozen[i] ^= mask;
        refused(scratch_write("patched.thaw", frozen, frozen_size), &maker, "cannot thaw ");
        frozen[i] ^= mask;
    }
    put_number(frozen_size - 8, 1);
    refused(scratch_write("patched.thaw", frozen, frozen_size), &maker, "it is damaged (its contents");
    free(frozen);
    write_game(true);
    FILE *longer = fopen(scratch("game.thaw"), "ab");
    fputc(0, longer);
    fclose(longer);
    refused(scratch("game.thaw"), &maker, "it is damaged (1 bytes too many)");
}

static void other_formats_are_refused(void **state) {
    (void)state;
    read_game();
    frozen[offsetof(struct snapshot_header, format)]++;
    refused(rehashed(frozen_size), &maker, "it has format 5 and this thaw reads format 4; freeze it again");
    memcpy(frozen, &header, sizeof header);
    frozen[offsetof(struct snapshot_header, header_size)]++;
    refused(rehashed(frozen_size), &maker, "freeze it again");
    free(frozen);
}

/* With a hash that is right, each part's place and the lengths in the table are all that stands between us and memory that is not ours. */
static void parts_outside_the_file_are_refused(void **state) {
    (void)state;
    static const size_t offsets[] = {
        offsetof(struct snapshot_header, table_offset),  offsetof(struct snapshot_header, table_size),
        offsetof(struct snapshot_header, packed_offset), offsetof(struct snapshot_header, packed_size),
        offsetof(struct snapshot_header, blob_offset),   offsetof(struct snapshot_header, blob_size),
    };
    read_game();
    for (size_t i = 0; i < COUNT_OF(offsets); i++) {
        /* the second, added to the other half of its pair, wraps around to 0 */
        const uint64_t lies[] = {UINT64_MAX, 0 - number_at(offsets[i ^ 1]), (uint64_t)1 << 63, frozen_size + 1,
                                 frozen_size + SNAPSHOT_PAGE - frozen_size % SNAPSHOT_PAGE};
        for (size_t k = 0; k < COUNT_OF(lies); k++) {
            put_number(offsets[i], lies[k]);
            assert_false(opens_safely(rehashed(frozen_size)));
            assert_says(err.text, "lies outside");
            memcpy(frozen, &header, sizeof header);
        }
    }
    put_number(offsets[4], header.blob_offset - 1); /* not at a page */
    assert_false(opens_safely(rehashed(frozen_size)));
    memcpy(frozen, &header, sizeof header);
    for (int step = -1; step <= 1; step += 2) {
        put_number(offsets[1], header.table_size + (uint64_t)step);
        assert_false(opens_safely(rehashed(frozen_size)));
        assert_says(err.text, "does not add up");
    }
    free(frozen);
}

static void lengths_that_lie_are_refused(void **state) {
    (void)state;
    read_game();
    find_lengths();
    for (int i = 0; i < place_count; i++) {
        uint64_t truth = number_at(places[i]);
        const uint64_t lies[] = {UINT64_MAX,        UINT64_MAX - 7, (uint64_t)1 << 63, (uint64_t)1 << 32,
                                 header.table_size, truth + 1000,   truth + 1};
        for (size_t k = 0; k < COUNT_OF(lies); k++) {
            put_number(places[i], lies[k]);
            assert_false(opens_safely(rehashed(frozen_size)));
            assert_says(err.text, "its table does not add up");
            put_number(places[i], truth);
        }
    }
    assert_true(opens_safely(rehashed(frozen_size)));
    free(frozen);
}

static void any_table_is_read_safely(void **state) {
    (void)state;
    uint32_t random = 777;
    int opened = 0;
    read_game();
    char *whole = base_alloc(frozen_size);
    memcpy(whole, frozen, frozen_size);
    for (int round = 0; round < 4000; round++) {
        for (uint32_t flips = 1 + round % 3; flips; flips--) {
            size_t at = header.table_offset + sizeof(struct snapshot_config) * (round % 4 > 0);
            at += scratch_random(&random) % (header.packed_offset - at);
            frozen[at] = (char)(round % 2 ? (int)scratch_random(&random) : frozen[at] ^ 1);
        }
        opened += opens_safely(rehashed(frozen_size));
        memcpy(frozen, whole, frozen_size);
    }
    assert_true(opened > 100 && opened < 3900); /* neither side is empty */
    free(whole);
    free(frozen);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(game_comes_back),
        cmocka_unit_test(packed_game_needs_no_files),
        cmocka_unit_test(missing_asset_cannot_be_packed),
        cmocka_unit_test(empty_game_comes_back),
        cmocka_unit_test(edits_make_it_stale),
        cmocka_unit_test(what_else_was_looked_at_makes_it_stale),
        cmocka_unit_test(assets_are_looked_for_beside_the_file),
        cmocka_unit_test(other_makers_are_refused),
        cmocka_unit_test(other_things_are_refused),
        cmocka_unit_test(a_config_out_of_range_is_refused),
        cmocka_unit_test(an_asset_that_nobody_could_declare_is_refused),
        cmocka_unit_test(a_module_that_nobody_could_import_is_refused),
        cmocka_unit_test(every_truncation_is_a_sentence),
        cmocka_unit_test(every_damaged_byte_is_a_sentence),
        cmocka_unit_test(other_formats_are_refused),
        cmocka_unit_test(parts_outside_the_file_are_refused),
        cmocka_unit_test(lengths_that_lie_are_refused),
        cmocka_unit_test(any_table_is_read_safely),
    };
    return cmocka_run_group_tests(tests, scratch_create, scratch_destroy);
}
