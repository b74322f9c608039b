/* libFuzzer: PNG and JPEG files as the engine loads them. Sizes are known and limited before a pixel is decoded; larger pictures than SIDE
 * are left there, since they only cost time. */
#include "base.h"
#include "image.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    enum { SIDE = 300 };
    uint8_t *bytes = base_alloc(size); /* exactly as large, so that one byte too many is noticed */
    struct error err = {0};
    struct image_pixels pixels = {0}, padded = {0};
    int width = 0, height = 0;
    memcpy(bytes, data, size);
    bool known = image_size(bytes, size, &width, &height, &err);
    if (known)
        ASSERT(width >= 1 && width <= IMAGE_LIMIT && height >= 1 && height <= IMAGE_LIMIT);
    else
        ASSERT(err.text[0] && err.code == EXIT_SCRIPT);
    if (width <= SIDE && height <= SIDE && image_decode(bytes, size, "picture", &pixels, &err)) {
        ASSERT(known && pixels.width == width && pixels.height == height);
        image_premultiply(&pixels);
        uint8_t *end = pixels.rgba + 4 * (size_t)width * (size_t)height;
        for (uint8_t *pixel = pixels.rgba; pixel < end; pixel += 4)
            ASSERT(pixel[0] <= pixel[3] && pixel[1] <= pixel[3] && pixel[2] <= pixel[3]);
        image_pad(&pixels, (width + 2) / 3, (height + 1) / 2, &padded);
        image_free(&padded);
    }
    image_free(&pixels);
    free(bytes);
    return 0;
}
