/* libFuzzer: utf8.c against the definition itself: the number that the bits of a letter make, and that its shortest form is these bytes. */
#include "base.h"
#include "utf8.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The length of the letter at the front, 0: none. */
static size_t letter(const uint8_t *at, size_t left) {
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t length = at[0] < 0x80 ? 1 : at[0] >> 5 == 6 ? 2 : at[0] >> 4 == 14 ? 3 : at[0] >> 3 == 30 ? 4 : 0;
    if (!length || length > left)
        return 0;
    uint32_t point = length == 1 ? at[0] : at[0] & (0x7fu >> length);
    for (size_t i = 1; i < length; i++) {
        if (at[i] >> 6 != 2)
            return 0;
        point = point << 6 | (at[i] & 63);
    }
    return point < least[length] || point > 0x10ffff || point >> 11 == 27 ? 0 : length;
}

static bool valid(const uint8_t *bytes, size_t size) {
    for (size_t at = 0, length; at < size; at += length)
        if (!(length = letter(bytes + at, size - at)))
            return false;
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    uint8_t *bytes = base_alloc(size);
    memcpy(bytes, data, size);
    ASSERT(utf8_valid(bytes, size) == valid(bytes, size));
    size_t tail = utf8_tail(bytes, size);
    ASSERT(tail <= 3 && tail <= size);
    free(bytes);
    char *text = base_alloc(size + 1);
    memcpy(text, data, size);
    size_t left = base_printable(text, size);
    ASSERT(left <= size && (!valid(data, size) || valid((uint8_t *)text, left)));
    for (size_t i = 0; i < left; i++)
        ASSERT(((uint8_t)text[i] >= ' ' && text[i] != 127) || text[i] == '\n' || text[i] == '\t');
    free(text);
    return 0;
}
