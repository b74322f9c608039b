/* Declared assets: what their headers say, which are the same, and whether their files still are what they were. */
#include "asset.h"
#include "base.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include <cmocka.h>

#include "scratch.h"

static struct assets *list;
static struct error err;

static void write_png(const char *name, int width, int height, uint8_t value) {
    uint8_t *rgba = base_alloc((size_t)width * (size_t)height * 4);
    memset(rgba, value, (size_t)width * (size_t)height * 4);
    assert_true(image_write_png(scratch(name), &(struct image_pixels){width, height, rgba}, &err));
    free(rgba);
}

static int set_up(void **state) {
    if (scratch_create(state) != 0)
        return -1;
    scratch_subfolder("img");
    write_png("img/ship.png", 32, 16, 200);
    scratch_text("level.json", "{\"a\": 1}");
    scratch_text("empty.txt", "");
    scratch_text("broken.png", "\x89PNG\r\n\x1a\nand no more");
    list = assets_create(scratch_folder);
    memset(&err, 0, sizeof err);
    return 0;
}

static int tear_down(void **state) {
    assets_destroy(list);
    return scratch_destroy(state);
}

static void image_is_known_by_its_header(void **state) {
    (void)state;
    assert_int_equal(assets_count(list), 0);
    assert_int_equal(assets_image(list, "img/ship.png", 8, 16, true, &err), 0);
    const struct asset *asset = assets_at(list, 0);
    assert_true(asset->kind == ASSET_IMAGE && asset->width == 32 && asset->height == 16 && asset->smooth && !asset->packed);
    assert_true(asset->frame_width == 8 && asset->frame_height == 16);
    assert_string_equal(asset->path, "img/ship.png");
    size_t size;
    char *bytes = assets_read(list, 0, &size, &err);
    XXH128_hash_t hash = XXH3_128bits(bytes, size);
    assert_true(asset->hash[0] == hash.low64 && asset->hash[1] == hash.high64);
    free(bytes);
    struct image_pixels pixels;
    assert_true(assets_pixels(list, 0, &pixels, &err));
    assert_true(pixels.width == 32 && pixels.height == 16 && pixels.rgba[511] == 200);
    image_free(&pixels);
}

static void same_declaration_is_the_same_image(void **state) {
    (void)state;
    static const struct {
        int width, height, index;
        bool smooth;
    } rows[] = {
        {0, 0, 0, false},  {8, 16, 1, false}, {8, 8, 2, false},   {8, 8, 3, true},
        {8, 16, 1, false}, {0, 0, 0, false},  {32, 16, 0, false}, /* the whole sheet, said in numbers */
        {8, 8, 3, true},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        assert_int_equal(assets_image(list, "img/ship.png", rows[i].width, rows[i].height, rows[i].smooth, &err), rows[i].index);
    assert_int_equal(assets_count(list), 4);
    assert_true(assets_at(list, 0)->frame_width == 32 && assets_at(list, 0)->frame_height == 16);
    size_t size;
    free(assets_data(list, "img/ship.png", &size, &err)); /* as data it is another thing */
    assert_int_equal(assets_count(list), 5);
}

static void refused(const char *path, int width, int height, const char *part) {
    int count = assets_count(list);
    memset(&err, 0, sizeof err);
    assert_int_equal(assets_image(list, path, width, height, false, &err), -1);
    assert_int_equal(err.code, EXIT_SCRIPT);
    assert_says(err.text, path);
    assert_says(err.text, part);
    assert_int_equal(assets_count(list), count);
}

static void wrong_images_are_told(void **state) {
    (void)state;
    refused("img/shp.png", 0, 0, "did you mean ship.png?");
    refused("img/SHIP.PNG", 0, 0, "did you mean ship.png?");
    refused("img/quite-another.png", 0, 0, "No such file");
    assert_null(strstr(err.text, "did you mean"));
    refused("nowhere/x.png", 0, 0, "No such file");
    refused(scratch("img/ship.png"), 0, 0, "relative to the game's folder");
    refused("/", 0, 0, "relative to the game's folder");
    refused("", 0, 0, "relative to the game's folder");
    refused("img", 0, 0, "Is a directory");
    refused("level.json", 0, 0, "neither a PNG nor a JPEG");
    refused("broken.png", 0, 0, "broken.png");
    refused("empty.txt", 0, 0, "empty.txt");
    refused("img/ship.png", 33, 16, "33×16: it has 32×16");
    refused("img/ship.png", 32, 17, "it has 32×16");
    refused("img/ship.png", 1 << 30, 1, "it has 32×16");
}

static void folder_is_not_meant_by_its_own_name(void **state) {
    (void)state;
    refused("img", 0, 0, "Is a directory");
    assert_null(strstr(err.text, "did you mean img?"));
}

static void too_many_frames_are_refused(void **state) {
    (void)state;
    write_png("img/large.png", 257, 256, 0);
    assert_int_equal(assets_image(list, "img/large.png", 1, 1, false, &err), -1); /* ASSET_FRAMES_LIMIT and some more */
    assert_true(assets_image(list, "img/large.png", 2, 1, false, &err) >= 0);
}

static void data_comes_whole(void **state) {
    (void)state;
    size_t size;
    char *text = assets_data(list, "level.json", &size, &err);
    assert_string_equal(text, "{\"a\": 1}");
    assert_int_equal(size, 8);
    free(text);
    free(assets_data(list, "level.json", &size, &err));
    assert_int_equal(assets_count(list), 1);
    assert_int_equal(assets_at(list, 0)->kind, ASSET_DATA);
    text = assets_data(list, "empty.txt", &size, &err);
    assert_true(text && !text[0] && size == 0);
    free(text);
    assert_null(assets_data(list, "levl.json", &size, &err));
    assert_int_equal(err.code, EXIT_SCRIPT);
    assert_says(err.text, "did you mean level.json?");
    assert_null(assets_data(list, "/etc/passwd", &size, &err));
    assert_int_equal(err.code, EXIT_SCRIPT);
    assert_int_equal(assets_count(list), 2);
}

static void edits_are_noticed(void **state) {
    (void)state;
    size_t size;
    struct image_pixels pixels;
    assert_true(assets_fresh(list)); /* of nothing */
    assets_image(list, "img/ship.png", 8, 8, false, &err);
    free(assets_data(list, "level.json", &size, &err));
    assert_true(assets_fresh(list));
    scratch_text("level.json", "{\"a\": 2}");
    assert_false(assets_fresh(list));
    scratch_text("level.json", "{\"a\": 1}");
    assert_true(assets_fresh(list));
    write_png("img/ship.png", 32, 16, 201); /* other bytes, still of its size */
    assert_false(assets_fresh(list));
    assert_true(assets_pixels(list, 0, &pixels, &err));
    image_free(&pixels);
    write_png("img/ship.png", 16, 32, 200);
    assert_false(assets_pixels(list, 0, &pixels, &err));
    assert_int_equal(err.code, EXIT_SCRIPT);
    assert_says(err.text, "it has 16×32 pixels and had 32×16");
    unlink(scratch("img/ship.png"));
    assert_false(assets_fresh(list));
    assert_false(assets_pixels(list, 0, &pixels, &err));
    assert_int_equal(err.code, EXIT_SCRIPT);
    assert_null(assets_read(list, 0, &size, &err));
    assert_int_equal(err.code, EXIT_SCRIPT);
}

static void packed_bytes_stand_for_the_file(void **state) {
    (void)state;
    static const uint8_t bytes[] = {'p', 0, 'q'};
    char path[] = "gone.txt";
    assets_add(list, &(struct asset){.kind = ASSET_DATA, .path = path, .packed = bytes, .packed_size = 3});
    assets_add(list, &(struct asset){.kind = ASSET_DATA, .path = path, .packed = bytes, .packed_size = 0});
    path[0] = 'x'; /* it was copied */
    assert_string_equal(assets_at(list, 0)->path, "gone.txt");
    size_t size;
    char *copy = assets_read(list, 0, &size, &err);
    assert_int_equal(size, 3);
    assert_memory_equal(copy, "p\0q", 4);
    free(copy);
    copy = assets_read(list, 1, &size, &err);
    assert_true(copy && size == 0 && !copy[0]);
    free(copy);
    assert_true(assets_fresh(list));
    size_t png_size;
    char *png = base_read_file(scratch("img/ship.png"), 1 << 20, &png_size, &err);
    unlink(scratch("img/ship.png"));
    assets_add(list, &(struct asset){.kind = ASSET_IMAGE,
                                     .path = "img/ship.png",
                                     .width = 32,
                                     .height = 16,
                                     .frame_width = 32,
                                     .frame_height = 16,
                                     .packed = (uint8_t *)png,
                                     .packed_size = png_size});
    struct image_pixels pixels;
    assert_true(assets_pixels(list, 2, &pixels, &err));
    image_free(&pixels);
    png[png_size / 2] ^= 0x55;
    png[30] ^= 0x55;
    assert_false(assets_pixels(list, 2, &pixels, &err));
    assert_says(err.text, "img/ship.png");
    free(png);
}

static void canvas_is_no_file(void **state) {
    (void)state;
    size_t size;
    assert_int_equal(assets_canvas(list, 8, 8, ASSET_HARD, &err), 0);
    assert_null(assets_data(list, "canvas", &size, &err));
    assert_int_equal(err.code, EXIT_SCRIPT);
    assert_says(err.text, "canvas");
    assert_int_equal(assets_count(list), 1);
    scratch_text("canvas", "a file of that name");
    char *text = assets_data(list, "canvas", &size, &err);
    assert_non_null(text);
    assert_string_equal(text, "a file of that name");
    free(text);
    assert_true(assets_fresh(list));
    scratch_text("canvas", "another");
    assert_false(assets_fresh(list));
}

static void long_lists_keep_their_order(void **state) {
    (void)state;
    char name[32];
    for (int i = 0; i < 1000; i++) {
        snprintf(name, sizeof name, "%d.txt", i);
        assets_add(list, &(struct asset){.kind = ASSET_DATA, .path = name, .width = i});
    }
    assert_int_equal(assets_count(list), 1000);
    for (int i = 0; i < 1000; i++) {
        snprintf(name, sizeof name, "%d.txt", i);
        assert_string_equal(assets_at(list, i)->path, name);
    }
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(image_is_known_by_its_header),
        TEST(same_declaration_is_the_same_image),
        TEST(wrong_images_are_told),
        TEST(folder_is_not_meant_by_its_own_name),
        TEST(too_many_frames_are_refused),
        TEST(data_comes_whole),
        TEST(edits_are_noticed),
        TEST(packed_bytes_stand_for_the_file),
        TEST(canvas_is_no_file),
        TEST(long_lists_keep_their_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
