/* Reading inside a TrueType file; for typeface.c and outline.c alone. */
#pragma once
#include "typeface.h"

struct table {
    uint64_t at, size;
};

struct typeface {
    uint8_t *bytes;
    uint64_t size;
    struct table head, hhea, maxp, hmtx, cmap, loca, glyf, kern;
    struct typeface_metrics metrics;
    uint32_t glyphs, long_metrics;
    bool long_offsets;
    uint64_t map; /* the cmap's subtable that is used */
    int map_format;
    uint64_t pairs; /* the kern pairs that are used */
    uint32_t pair_count;
};

/* Big-endian numbers; 0 outside of the file. */
static inline uint32_t read_u8(const struct typeface *face, uint64_t at) {
    return at < face->size ? face->bytes[at] : 0;
}

static inline uint32_t read_u16(const struct typeface *face, uint64_t at) {
    return read_u8(face, at) << 8 | read_u8(face, at + 1);
}

static inline int read_i16(const struct typeface *face, uint64_t at) {
    return (int16_t)read_u16(face, at);
}

static inline uint32_t read_u32(const struct typeface *face, uint64_t at) {
    return read_u16(face, at) << 16 | read_u16(face, at + 2);
}
