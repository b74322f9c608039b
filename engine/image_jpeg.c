/* stb_image, up to its version 2.27 at least, decodes with tables that a JPEG names and never defines (they are whatever the memory held
 * before), and with a table of 256 symbols reads outside of it; either can end in its assertion, and so in the end of the game. So the
 * segments are walked first, as stb walks them. Format: ITU-T T.81, annex B. */
#include "image_jpeg.h"
#include <stdbool.h>
#include <stdint.h>

enum {
    SOF_BASELINE = 0xc0,
    SOF_EXTENDED = 0xc1,
    SOF_PROGRESSIVE = 0xc2,
    DHT = 0xc4,
    EOI = 0xd9,
    SOS = 0xda,
    DQT = 0xdb,
    DNL = 0xdc,
    DRI = 0xdd,
    APP_FIRST = 0xe0,
    APP_LAST = 0xef,
    COM = 0xfe,
    TABLES = 4,
    SYMBOLS = 255, /* real files have at most 162 */
};

struct walk {
    const uint8_t *at, *end;
    bool progressive, dc[TABLES], ac[TABLES], quantized[TABLES];
    int components;
    uint8_t ids[4], quant[4];
};

/* The next marker, junk before it passed over; EOI at the end. */
static int next_marker(struct walk *walk) {
    while (walk->at < walk->end) {
        if (*walk->at++ != 0xff)
            continue;
        while (walk->at < walk->end && *walk->at == 0xff)
            walk->at++;
        if (walk->at < walk->end && *walk->at != 0)
            return *walk->at++;
    }
    return EOI;
}

/* Past the data of a scan, to the 0xff of the marker behind it. */
static void skip_scan(struct walk *walk) {
    for (; walk->end - walk->at > 1; walk->at++)
        if (walk->at[0] == 0xff && walk->at[1] != 0 && walk->at[1] != 0xff && (walk->at[1] < 0xd0 || walk->at[1] > 0xd7))
            return;
    walk->at = walk->end;
}

static const char *huffman_tables(struct walk *walk, const uint8_t *at, const uint8_t *end) {
    while (end - at >= 17) {
        int kind = at[0] >> 4, table = at[0] & 15, symbols = 0;
        for (int i = 1; i <= 16; i++)
            symbols += at[i];
        if (symbols > SYMBOLS)
            return "a table of codes is too large";
        if (kind > 1 || table >= TABLES || end - at < 17 + symbols)
            return NULL; /* stb says so itself */
        (kind ? walk->ac : walk->dc)[table] = true;
        at += 17 + symbols;
    }
    return NULL;
}

static void quantization_tables(struct walk *walk, const uint8_t *at, const uint8_t *end) {
    while (end - at >= 65) {
        if ((*at & 15) < TABLES)
            walk->quantized[*at & 15] = true;
        at += *at >> 4 ? 129 : 65;
    }
}

static void frame(struct walk *walk, int marker, const uint8_t *at, const uint8_t *end) {
    walk->progressive = marker == SOF_PROGRESSIVE;
    walk->components = 0;
    if (end - at < 6)
        return;
    for (int i = 0; i < at[5] && i < 4 && end - at >= 9 + 3 * i; i++) {
        walk->ids[i] = at[6 + 3 * i];
        walk->quant[i] = at[8 + 3 * i];
        walk->components++;
    }
}

/* Whether all that a scan decodes with has been defined. */
static bool scan_holds(const struct walk *walk, const uint8_t *at, const uint8_t *end) {
    int count = end > at ? at[0] : 0;
    if (end - at < 4 + 2 * count)
        return true; /* stb says so itself */
    int first = at[1 + 2 * count], refining = at[3 + 2 * count] >> 4;
    for (int i = 0; i < count; i++) {
        int id = at[1 + 2 * i], dc = at[2 + 2 * i] >> 4, ac = at[2 + 2 * i] & 15;
        if (dc >= TABLES || ac >= TABLES)
            return true;
        if ((walk->progressive ? first == 0 && !refining : true) && !walk->dc[dc])
            return false;
        if ((walk->progressive ? first > 0 : true) && !walk->ac[ac])
            return false;
        for (int c = 0; c < walk->components; c++)
            if (walk->ids[c] == id && walk->quant[c] < TABLES && !walk->quantized[walk->quant[c]])
                return false;
    }
    return true;
}

const char *image_jpeg_fault(const void *bytes, size_t size) {
    struct walk walk = {.at = (const uint8_t *)bytes + 2, .end = (const uint8_t *)bytes + size};
    if (size < 4)
        return NULL;
    for (int marker; (marker = next_marker(&walk)) != EOI;) {
        bool known = marker == DHT || marker == SOS || marker == DQT || marker == DNL || marker == DRI || marker == COM ||
                     (marker >= SOF_BASELINE && marker <= SOF_PROGRESSIVE) || (marker >= APP_FIRST && marker <= APP_LAST);
        if (!known || walk.end - walk.at < 2)
            return NULL; /* stb goes no further */
        int length = walk.at[0] << 8 | walk.at[1];
        if (length < 2 || walk.end - walk.at < length)
            return NULL;
        const uint8_t *at = walk.at + 2, *end = walk.at + length;
        const char *fault = marker == DHT ? huffman_tables(&walk, at, end) : NULL;
        walk.at = end;
        if (marker == DQT)
            quantization_tables(&walk, at, end);
        else if (marker <= SOF_PROGRESSIVE)
            frame(&walk, marker, at, end);
        else if (marker == SOS && !scan_holds(&walk, at, end))
            fault = "a table that it decodes with is missing";
        if (fault)
            return fault;
        if (marker == SOS)
            skip_scan(&walk);
    }
    return NULL;
}
