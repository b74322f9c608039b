#include "utf8.h"

/* The letter at `at`: its length when it is whole, minus the bytes that are there when more could complete it, 0 when it is wrong. */
static int letter(const unsigned char *at, size_t left) {
    unsigned char lead = at[0];
    int length = lead < 0x80                    ? 1
                 : lead >= 0xc2 && lead <= 0xdf ? 2
                 : lead >= 0xe0 && lead <= 0xef ? 3
                 : lead >= 0xf0 && lead <= 0xf4 ? 4
                                                : 0;
    for (int i = 1; i < length; i++) {
        if ((size_t)i == left)
            return -i;
        unsigned char least = i > 1 ? 0x80 : lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
        unsigned char most = i > 1 ? 0xbf : lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
        if (at[i] < least || at[i] > most)
            return 0;
    }
    return length;
}

bool utf8_valid(const void *bytes, size_t size) {
    const unsigned char *at = bytes;
    while (size) {
        int length = letter(at, size);
        if (length <= 0)
            return false;
        at += length;
        size -= (size_t)length;
    }
    return true;
}

size_t utf8_tail(const void *bytes, size_t size) {
    const unsigned char *end = (const unsigned char *)bytes + size;
    for (size_t back = 1; back <= 3 && back <= size; back++)
        if (letter(end - back, back) < 0)
            return back;
    return 0;
}
