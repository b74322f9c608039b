/* A small frozen game for the tests of snapshot.c, and the means to damage it: its hash can be made right again, so that not the hash but
 * the checks behind it are what must hold. Include it after scratch.h. */
#pragma once
#include "base.h"
#include "snapshot.h"
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

static const struct snapshot_maker maker = {.v8_version = "10.2.154.26-node.28", .build = 0x1122334455667788};
static const char blob[] = "the heap\0with bytes\xff in it";
static const struct snapshot_config least = {.width = 1, .height = 1, .fps = 1};
static struct error err;

/* A game with two modules and three data files and a made-up row; its file is "game.thaw". */
static void write_game(bool pack) {
    struct snapshot game = {
        .maker = maker,
        .config =
            {.title = "Ship \xc3\xa9", .width = 320, .height = 180, .scale = 2.5, .fps = 60, .pixelated = 1, .background = 0xff00ff80},
        .assets = assets_create(scratch_folder),
        .blob = blob,
        .blob_size = sizeof blob,
        .root = scratch_folder,
    };
    size_t size;
    scratch_text("one.txt", "first");
    scratch_text("none.txt", "");
    scratch_text("two.txt", "the second");
    static const char *const names[] = {"one.txt", "none.txt", "two.txt"};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        free(assets_data(game.assets, names[i], &size, &err));
    assets_add(game.assets, &(struct asset){.kind = ASSET_DATA,
                                            .path = "two.txt",
                                            .hash = {7, 8},
                                            .width = 64,
                                            .height = 32,
                                            .frame_width = 16,
                                            .frame_height = 8,
                                            .smooth = true,
                                            .duration = 1.25});
    scratch_text("main.js", "export default 1;\n");
    module_list_add(&game.modules, "thaw:screen", NULL, base_strdup("engine"), 6);
    char *url = module_url(scratch("main.js"));
    assert_int_equal(module_load(&game.modules, url, &err), 1);
    assert_true(snapshot_write(scratch("game.thaw"), &game, pack, &err));
    free(url);
    assets_destroy(game.assets);
    module_list_clear(&game.modules);
}

static char *frozen; /* game.thaw with its assets packed, to be patched */
static size_t frozen_size;
static struct snapshot_header header;

static void read_game(void) {
    write_game(true);
    frozen = base_read_file(scratch("game.thaw"), 1 << 20, &frozen_size, &err);
    assert_non_null(frozen);
    memcpy(&header, frozen, sizeof header);
}

/* Writes the first `size` bytes of `frozen` with the hash made right again, as snapshot.h describes it. */
static inline const char *rehashed(size_t size) {
    enum { AT = offsetof(struct snapshot_header, hash), END = AT + 16 };
    char *without = base_alloc(size);
    memcpy(without, frozen, AT);
    memcpy(without + AT, frozen + END, size - END);
    XXH128_hash_t hash = XXH3_128bits(without, size - 16);
    memcpy(frozen + AT, &hash.low64, 8);
    memcpy(frozen + AT + 8, &hash.high64, 8);
    free(without);
    return scratch_write("patched.thaw", frozen, size);
}

static uint64_t number_at(size_t offset) {
    uint64_t number;
    memcpy(&number, frozen + offset, sizeof number);
    return number;
}

static inline void put_number(size_t offset, uint64_t number) {
    memcpy(frozen + offset, &number, sizeof number);
}

static size_t places[64];
static int place_count;

static inline uint64_t note_number(size_t *at) {
    places[place_count++] = *at;
    *at += 8;
    return number_at(*at - 8);
}

static inline void note_text(size_t *at) {
    size_t length = note_number(at);
    *at += length;
}

/* Fills `places` with where the table's lengths and counts are. */
static inline void find_lengths(void) {
    size_t at = header.table_offset + sizeof(struct snapshot_config);
    place_count = 0;
    note_text(&at); /* root */
    for (uint64_t modules = note_number(&at); modules; modules--) {
        note_text(&at);
        note_text(&at);
        at += 8; /* kind */
        note_text(&at);
        at += 24; /* size, hash */
    }
    for (uint64_t assets = note_number(&at); assets; assets--) {
        at += 8; /* kind */
        note_text(&at);
        at += 16 + 6 * 8; /* hash, sizes, smooth, duration */
        note_number(&at); /* packed size */
    }
    at += note_number(&at); /* what else was looked at */
    assert_int_equal(at, header.table_offset + header.table_size);
}
