/* Decoding and writing pictures. */
#include "base.h"
#include "image.h"
#include <setjmp.h>
#include <stb/stb_image_write.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static struct error err;
static char path[] = "/tmp/thaw-test-image-XXXXXX";
static uint8_t pixels[7 * 5 * 4];
static char *png;
static size_t png_size;

static int set_up(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof pixels; i++)
        pixels[i] = (uint8_t)(i * 37 + i / 4);
    close(mkstemp(path));
    if (!image_write_png(path, &(struct image_pixels){7, 5, pixels}, &err))
        return -1;
    png = base_read_file(path, 1 << 20, &png_size, &err);
    return png ? 0 : -1;
}

static int tear_down(void **state) {
    (void)state;
    unlink(path);
    free(png);
    return 0;
}

static void png_comes_back_as_it_was(void **state) {
    (void)state;
    int width, height;
    struct image_pixels out;
    assert_true(image_size(png, png_size, &width, &height, &err));
    assert_true(width == 7 && height == 5);
    assert_true(image_decode(png, png_size, "ship.png", &out, &err));
    assert_true(out.width == 7 && out.height == 5);
    assert_memory_equal(out.rgba, pixels, sizeof pixels);
    image_free(&out);
    assert_null(out.rgba);
    image_free(&out);
}

static unsigned char jpeg[4096];
static size_t jpeg_size;

static void take(void *self, void *bytes, int size) {
    (void)self;
    assert_true(jpeg_size + (size_t)size <= sizeof jpeg);
    memcpy(jpeg + jpeg_size, bytes, (size_t)size);
    jpeg_size += (size_t)size;
}

static void make_jpeg(void) {
    jpeg_size = 0;
    assert_true(stbi_write_jpg_to_func(take, NULL, 7, 5, 4, pixels, 80));
}

/* The first segment of that marker. */
static unsigned char *segment(unsigned char marker) {
    for (size_t i = 2; i + 1 < jpeg_size; i += 2 + (size_t)(jpeg[i + 2] << 8 | jpeg[i + 3]))
        if (jpeg[i + 1] == marker)
            return jpeg + i;
    fail();
    return NULL;
}

static void says(const char *text) {
    struct image_pixels out;
    assert_false(image_decode(jpeg, jpeg_size, "sky.jpg", &out, &err));
    assert_non_null(strstr(err.text, "sky.jpg"));
    assert_non_null(strstr(err.text, text));
}

/* stb would decode with whatever the memory held before. */
static void a_jpeg_with_tables_missing_is_refused(void **state) {
    (void)state;
    enum { QUANTIZATION = 0xdb, HUFFMAN = 0xc4, COMMENT = 0xfe };
    struct image_pixels out;
    make_jpeg();
    assert_true(image_decode(jpeg, jpeg_size, "sky.jpg", &out, &err));
    assert_true(out.width == 7 && out.height == 5);
    image_free(&out);
    segment(HUFFMAN)[1] = COMMENT;
    says("a table that it decodes with is missing");
    make_jpeg();
    segment(QUANTIZATION)[1] = COMMENT;
    says("a table that it decodes with is missing");
    make_jpeg();
    unsigned char *counts = segment(HUFFMAN) + 5;
    counts[7] = 200;
    counts[8] = 56; /* 256 of them and what was there: more than a byte can number */
    says("too large");
}

static void a_chunk_past_the_end_is_refused(void **state) {
    (void)state;
    struct image_pixels out;
    unsigned char *copy = base_alloc(png_size);
    memcpy(copy, png, png_size);
    size_t data = 8 + 25; /* behind the header */
    assert_memory_equal(copy + data + 4, "IDAT", 4);
    copy[data] = 0x20;
    assert_false(image_decode(copy, png_size, "ship.png", &out, &err));
    assert_non_null(strstr(err.text, "a chunk reaches past its end"));
    free(copy);
}

static void every_truncation_is_a_sentence(void **state) {
    (void)state;
    for (size_t size = 0; size + 12 < png_size; size++) { /* the last 12 bytes say only that it ends */
        struct image_pixels out;
        char *part = base_alloc(size); /* of exactly that size, so that a sanitizer sees a read past it */
        memcpy(part, png, size);
        assert_false(image_decode(part, size, "ship.png", &out, &err));
        assert_non_null(strstr(err.text, "ship.png"));
        assert_int_equal(err.code, EXIT_SCRIPT);
        free(part);
    }
}

static void damaged_bytes_do_no_harm(void **state) {
    (void)state;
    uint32_t random = 1;
    char *copy = base_alloc(png_size);
    for (int round = 0; round < 500; round++) {
        memcpy(copy, png, png_size);
        for (int i = 0; i < 3; i++) {
            random = random * 1664525 + 1013904223;
            copy[24 + (random >> 8) % (png_size - 24)] = (char)(random >> 24);
        }
        struct image_pixels out;
        if (image_decode(copy, png_size, "ship.png", &out, &err))
            image_free(&out);
    }
    free(copy);
}

static void other_kinds_are_refused(void **state) {
    (void)state;
    struct image_pixels out;
    static const char gif[] = "GIF89a\1\0\1\0\0\0\0;", jpeg[] = "\xff\xd8\xff\xe0 and then nothing of use";
    assert_false(image_decode(gif, sizeof gif, "cat.gif", &out, &err));
    assert_non_null(strstr(err.text, "cat.gif: it is neither a PNG nor a JPEG"));
    assert_false(image_decode(jpeg, sizeof jpeg, "cat.jpg", &out, &err));
    assert_non_null(strstr(err.text, "JPEG is damaged"));
}

static void oversized_header_is_refused(void **state) {
    (void)state;
    struct image_pixels out;
    char *copy = base_alloc(png_size);
    memcpy(copy, png, png_size);
    memcpy(copy + 16, "\0\0\x20\1", 4); /* the width: 8193 */
    assert_false(image_decode(copy, png_size, "wide.png", &out, &err));
    assert_non_null(strstr(err.text, "wide.png: it is 8193 by 5 pixels; the limit is 8192 by 8192"));
    free(copy);
}

static void premultiplied_colours_are_rounded(void **state) {
    (void)state;
    uint8_t rgba[] = {200, 100, 50, 255, 9, 200, 30, 0, 255, 128, 1, 128};
    struct image_pixels copy, given = {3, 1, rgba};
    image_copy(&given, &copy);
    image_premultiply(&given);
    const uint8_t wanted[] = {200, 100, 50, 255, 0, 0, 0, 0, 128, 64, 1, 128};
    assert_memory_equal(rgba, wanted, sizeof wanted);
    assert_int_equal(copy.rgba[9], 128); /* the copy is its own */
    image_free(&copy);
}

static void unwritable_place_is_a_sentence(void **state) {
    (void)state;
    assert_false(image_write_png("/nowhere/at/all.png", &(struct image_pixels){7, 5, pixels}, &err));
    assert_int_equal(err.code, EXIT_FILE);
    assert_non_null(strstr(err.text, "cannot write /nowhere/at/all.png: No such file"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_jpeg_with_tables_missing_is_refused),
        cmocka_unit_test(a_chunk_past_the_end_is_refused),
        cmocka_unit_test(png_comes_back_as_it_was),
        cmocka_unit_test(every_truncation_is_a_sentence),
        cmocka_unit_test(damaged_bytes_do_no_harm),
        cmocka_unit_test(other_kinds_are_refused),
        cmocka_unit_test(oversized_header_is_refused),
        cmocka_unit_test(premultiplied_colours_are_rounded),
        cmocka_unit_test(unwritable_place_is_a_sentence),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
