#include "image.h"
#include "base.h"
#include "image_jpeg.h"
#include <limits.h>
#include <stb/stb_image.h>
#include <stb/stb_image_write.h>
#include <stdlib.h>
#include <string.h>

static const char *kind_of(const void *bytes, size_t size) {
    if (size >= 8 && memcmp(bytes, "\x89PNG\r\n\x1a\n", 8) == 0)
        return "PNG";
    return size >= 3 && memcmp(bytes, "\xff\xd8\xff", 3) == 0 ? "JPEG" : NULL;
}

bool image_size(const void *bytes, size_t size, int *width, int *height, struct error *err) {
    const char *kind = kind_of(bytes, size);
    int channels;
    if (!kind)
        return error_set(err, EXIT_SCRIPT, "it is neither a PNG nor a JPEG");
    if (size > INT_MAX)
        return error_set(err, EXIT_SCRIPT, "it is larger than 2 GB");
    if (!stbi_info_from_memory(bytes, (int)size, width, height, &channels))
        return error_set(err, EXIT_SCRIPT, "the header of the %s is damaged (%s)", kind, stbi_failure_reason());
    if (*width < 1 || *height < 1)
        return error_set(err, EXIT_SCRIPT, "the %s has no pixels", kind);
    if (*width > IMAGE_LIMIT || *height > IMAGE_LIMIT)
        return error_set(err, EXIT_SCRIPT, "it is %d by %d pixels; the limit is %d by %d", *width, *height, IMAGE_LIMIT, IMAGE_LIMIT);
    return true;
}

/* stb makes room for as many bytes as a chunk says it has, up to a gigabyte, before it looks whether they are there. */
static const char *png_fault(const uint8_t *bytes, size_t size) {
    for (size_t at = 8; size - at >= 12;) {
        size_t length = (size_t)bytes[at] << 24 | (size_t)bytes[at + 1] << 16 | (size_t)bytes[at + 2] << 8 | bytes[at + 3];
        if (memcmp(bytes + at + 4, "IEND", 4) == 0)
            break;
        if (length > size - at - 12)
            return "a chunk reaches past its end";
        at += 12 + length;
    }
    return NULL;
}

bool image_decode(const void *bytes, size_t size, const char *name, struct image_pixels *pixels, struct error *err) {
    int channels, width, height;
    if (!image_size(bytes, size, &width, &height, err))
        return error_prefix(err, "cannot decode the image %s", name);
    const char *kind = kind_of(bytes, size), *fault = kind[0] == 'J' ? image_jpeg_fault(bytes, size) : png_fault(bytes, size);
    if (fault)
        return error_set(err, EXIT_SCRIPT, "cannot decode the image %s: the %s is damaged or cut short (%s)", name, kind, fault);
    pixels->rgba = stbi_load_from_memory(bytes, (int)size, &pixels->width, &pixels->height, &channels, 4);
    if (!pixels->rgba)
        return error_set(err, EXIT_SCRIPT, "cannot decode the image %s: the %s is damaged or cut short (%s)", name, kind,
                         stbi_failure_reason());
    return true;
}

void image_free(struct image_pixels *pixels) {
    free(pixels->rgba); /* stb allocates with malloc too */
    *pixels = (struct image_pixels){0};
}

void image_copy(const struct image_pixels *pixels, struct image_pixels *copy) {
    size_t size = (size_t)pixels->width * (size_t)pixels->height * 4;
    *copy = (struct image_pixels){pixels->width, pixels->height, base_alloc(size)};
    memcpy(copy->rgba, pixels->rgba, size);
}

void image_premultiply(struct image_pixels *pixels) {
    uint8_t *end = pixels->rgba + (size_t)pixels->width * (size_t)pixels->height * 4;
    for (uint8_t *pixel = pixels->rgba; pixel < end; pixel += 4) {
        if (pixel[3] == 0) /* most of many a sheet */
            memset(pixel, 0, 4);
        for (int i = 0; i < 3 && pixel[3] < 255 && pixel[3] > 0; i++)
            pixel[i] = (uint8_t)((pixel[i] * pixel[3] + 127) / 255);
    }
}

static int clamp(int value, int most) {
    return value < 0 ? 0 : value > most ? most : value;
}

void image_pad(const struct image_pixels *sheet, int frame_w, int frame_h, struct image_pixels *padded) {
    int step_x = frame_w + 2, step_y = frame_h + 2;
    padded->width = sheet->width / frame_w * step_x;
    padded->height = sheet->height / frame_h * step_y;
    padded->rgba = base_alloc((size_t)padded->width * (size_t)padded->height * 4);
    for (int y = 0; y < padded->height; y++) {
        int from_y = y / step_y * frame_h + clamp(y % step_y - 1, frame_h - 1);
        for (int x = 0; x < padded->width; x++) {
            int from_x = x / step_x * frame_w + clamp(x % step_x - 1, frame_w - 1);
            memcpy(padded->rgba + 4 * ((size_t)y * (size_t)padded->width + (size_t)x),
                   sheet->rgba + 4 * ((size_t)from_y * (size_t)sheet->width + (size_t)from_x), 4);
        }
    }
}

struct png_file {
    const char *path;
    struct error *err;
    bool written;
};

static void take_png(void *context, void *bytes, int size) {
    struct png_file *file = context;
    file->written = base_write_file(file->path, bytes, (size_t)size, file->err);
}

bool image_write_png(const char *path, const struct image_pixels *pixels, struct error *err) {
    struct png_file file = {path, err, false};
    if (!stbi_write_png_to_func(take_png, &file, pixels->width, pixels->height, 4, pixels->rgba, pixels->width * 4))
        return error_set(err, EXIT_FILE, "cannot write %s: the PNG could not be made", path);
    return file.written;
}
