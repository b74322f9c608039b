#include "base.h"
#include "typeface_inside.h"
#include <stdlib.h>
#include <string.h>

enum { TAG_TRUETYPE = 0x00010000, TAG_TRUE = 0x74727565, HEAD_MAGIC = 0x5F0F3CF5, REPLACEMENT = 0xFFFD };

static const char *kind_of(uint32_t tag) {
    switch (tag) {
    case 0x4F54544F: /* OTTO */
        return "it is an OpenType font with CFF outlines, and only TrueType outlines are read";
    case 0x74746366: /* ttcf */
        return "it is a collection of fonts, and only a single font is read";
    case 0x774F4646: /* wOFF */
    case 0x774F4632: /* wOF2 */
        return "it is a WOFF web font, and only TrueType (.ttf) is read";
    default:
        return tag == TAG_TRUETYPE || tag == TAG_TRUE ? NULL : "it is not a TrueType font";
    }
}

/* Finds a table that lies inside the file; false when it is not there, reaches out or is shorter than `least`. */
static bool find_table(const struct typeface *face, const char *tag, uint64_t least, struct table *table) {
    uint32_t count = read_u16(face, 4);
    for (uint32_t i = 0; i < count; i++) {
        uint64_t row = 12 + 16 * (uint64_t)i;
        if (row + 16 > face->size || memcmp(face->bytes + row, tag, 4) != 0)
            continue;
        *table = (struct table){read_u32(face, row + 8), read_u32(face, row + 12)};
        return table->size >= least && table->at <= face->size && table->size <= face->size - table->at;
    }
    return false;
}

static bool find_tables(struct typeface *face, struct error *err) {
    struct {
        const char *tag;
        uint64_t least;
        struct table *table;
    } needed[] = {{"head", 54, &face->head}, {"hhea", 36, &face->hhea}, {"maxp", 6, &face->maxp}, {"hmtx", 4, &face->hmtx},
                  {"cmap", 4, &face->cmap},  {"loca", 4, &face->loca},  {"glyf", 0, &face->glyf}};
    for (size_t i = 0; i < COUNT_OF(needed); i++)
        if (!find_table(face, needed[i].tag, needed[i].least, needed[i].table))
            return error_set(err, EXIT_SCRIPT, "the font is damaged: its table \"%s\" is missing, cut short or outside of the file",
                             needed[i].tag);
    return true;
}

static bool read_metrics(struct typeface *face, struct error *err) {
    struct typeface_metrics *metrics = &face->metrics;
    metrics->units = (int)read_u16(face, face->head.at + 18);
    metrics->ascent = read_i16(face, face->hhea.at + 4);
    metrics->descent = -read_i16(face, face->hhea.at + 6);
    metrics->line = metrics->ascent + metrics->descent + read_i16(face, face->hhea.at + 8);
    face->glyphs = read_u16(face, face->maxp.at + 4);
    face->long_metrics = read_u16(face, face->hhea.at + 34);
    face->long_offsets = read_u16(face, face->head.at + 50) != 0;
    if (read_u32(face, face->head.at + 12) != HEAD_MAGIC || metrics->units < 16 || metrics->units > 16384)
        return error_set(err, EXIT_SCRIPT, "the font is damaged: its table \"head\" makes no sense");
    if (metrics->line < 1)
        return error_set(err, EXIT_SCRIPT, "the font is damaged: its lines have no height");
    if (face->glyphs < 1 || face->long_metrics < 1 || face->long_metrics > face->glyphs)
        return error_set(err, EXIT_SCRIPT, "the font is damaged: it has %u glyphs and the widths of %u", face->glyphs, face->long_metrics);
    uint64_t widths = 4 * (uint64_t)face->long_metrics + 2 * (uint64_t)(face->glyphs - face->long_metrics);
    uint64_t offsets = ((uint64_t)face->glyphs + 1) * (face->long_offsets ? 4 : 2);
    if (widths > face->hmtx.size || offsets > face->loca.size)
        return error_set(err, EXIT_SCRIPT, "the font is damaged: a table is shorter than its %u glyphs need", face->glyphs);
    return true;
}

/* Chooses the table from characters to glyphs: all of Unicode before its first 65,536. */
static bool choose_map(struct typeface *face, struct error *err) {
    uint32_t count = read_u16(face, face->cmap.at + 2);
    for (uint32_t i = 0; i < count; i++) {
        uint64_t row = face->cmap.at + 4 + 8 * (uint64_t)i, at = face->cmap.at + read_u32(face, row + 4);
        uint32_t platform = read_u16(face, row), encoding = read_u16(face, row + 2);
        int format = (int)read_u16(face, at);
        bool unicode = platform == 0 || (platform == 3 && (encoding == 1 || encoding == 10));
        if (row + 8 > face->size || !unicode || (format != 4 && format != 12) || format <= face->map_format)
            continue;
        face->map = at;
        face->map_format = format;
    }
    return face->map_format || error_set(err, EXIT_SCRIPT, "the font has no Unicode table of format 4 or 12 that tells its characters");
}

static void choose_pairs(struct typeface *face) {
    if (!find_table(face, "kern", 18, &face->kern) || read_u16(face, face->kern.at) != 0)
        return;
    uint64_t at = face->kern.at + 4; /* the first subtable: the one that everybody reads */
    if ((read_u16(face, at + 4) & 0xff07) != 1)
        return; /* not horizontal pairs of format 0 */
    uint64_t room = (face->kern.size - 18) / 6;
    face->pairs = at + 14;
    face->pair_count = read_u16(face, at + 6);
    if (face->pair_count > room)
        face->pair_count = (uint32_t)room;
}

struct typeface *typeface_open(const void *bytes, size_t size, struct error *err) {
    struct typeface *face = base_alloc(sizeof *face);
    *face = (struct typeface){.bytes = base_alloc(size + 1), .size = size};
    memcpy(face->bytes, bytes, size);
    const char *other = kind_of(size < 12 ? 0 : read_u32(face, 0));
    if (other)
        error_set(err, EXIT_SCRIPT, "%s", other);
    if (other || !find_tables(face, err) || !read_metrics(face, err) || !choose_map(face, err)) {
        typeface_close(face);
        return NULL;
    }
    choose_pairs(face);
    return face;
}

void typeface_close(struct typeface *face) {
    if (!face)
        return;
    free(face->bytes);
    free(face);
}

struct typeface_metrics typeface_metrics(const struct typeface *face) {
    return face->metrics;
}

/* Format 12: groups of 12 bytes, first and last character and the first's glyph, in order. */
static uint32_t find_group(const struct typeface *face, uint32_t codepoint) {
    uint64_t groups = face->map + 16, low = 0, high = read_u32(face, face->map + 12);
    high = high < face->size / 12 ? high : face->size / 12;
    while (low < high) {
        uint64_t middle = (low + high) / 2, at = groups + middle * 12;
        if (codepoint < read_u32(face, at))
            high = middle;
        else if (codepoint > read_u32(face, at + 4))
            low = middle + 1;
        else
            return read_u32(face, at + 8) + (codepoint - read_u32(face, at));
    }
    return 0;
}

/* Format 4: four columns of segments, in order of their last characters. */
static uint32_t find_segment(const struct typeface *face, uint32_t codepoint) {
    uint64_t count = read_u16(face, face->map + 6) / 2, low = 0, high = count;
    uint64_t ends = face->map + 14, starts = ends + 2 * count + 2, deltas = starts + 2 * count, offsets = deltas + 2 * count;
    while (low < high) {
        uint64_t middle = (low + high) / 2;
        if (codepoint > read_u16(face, ends + 2 * middle))
            low = middle + 1;
        else
            high = middle;
    }
    uint32_t start = read_u16(face, starts + 2 * low), offset = read_u16(face, offsets + 2 * low);
    if (low == count || codepoint > 0xffff || codepoint < start)
        return 0;
    uint32_t delta = read_u16(face, deltas + 2 * low);
    if (!offset)
        return (codepoint + delta) & 0xffff;
    uint32_t glyph = read_u16(face, offsets + 2 * low + offset + 2 * (uint64_t)(codepoint - start));
    return glyph ? (glyph + delta) & 0xffff : 0;
}

uint32_t typeface_glyph(const struct typeface *face, uint32_t codepoint) {
    if (codepoint >= 0xD800 && codepoint < 0xE000)
        codepoint = REPLACEMENT; /* half a pair */
    uint32_t glyph = face->map_format == 12 ? find_group(face, codepoint) : find_segment(face, codepoint);
    return glyph > 0 && glyph < face->glyphs ? glyph : TYPEFACE_BOX;
}

int typeface_advance(const struct typeface *face, uint32_t glyph) {
    if (glyph == TYPEFACE_BOX)
        return face->metrics.units * 5 / 8;
    uint32_t row = glyph < face->long_metrics ? glyph : face->long_metrics - 1; /* the last holds for the rest */
    return (int)read_u16(face, face->hmtx.at + 4 * (uint64_t)row);
}

int typeface_kern(const struct typeface *face, uint32_t left, uint32_t right) {
    uint32_t low = 0, high = face->pair_count;
    if (left > 0xffff || right > 0xffff)
        return 0;
    while (low < high) {
        uint32_t middle = (low + high) / 2, wanted = left << 16 | right;
        uint64_t at = face->pairs + 6 * (uint64_t)middle;
        uint32_t pair = read_u32(face, at);
        if (pair == wanted)
            return read_i16(face, at + 4);
        if (pair < wanted)
            low = middle + 1;
        else
            high = middle;
    }
    return 0;
}

/* What the character moves the pen by, behind the glyph before it (TYPEFACE_BOX: none). */
static int step(const struct typeface *face, uint32_t codepoint, uint32_t *before) {
    uint32_t glyph = typeface_glyph(face, codepoint);
    int width = typeface_kern(face, *before, glyph) + typeface_advance(face, glyph);
    *before = glyph;
    return width;
}

static int64_t width_of(const struct typeface *face, const uint32_t *text, size_t count) {
    uint32_t before = TYPEFACE_BOX;
    int64_t width = 0;
    for (size_t i = 0; i < count; i++)
        width += step(face, text[i], &before);
    return width;
}

size_t typeface_line(const struct typeface *face, const uint32_t *text, size_t count, double most, size_t *next, int64_t *width) {
    uint32_t before = TYPEFACE_BOX;
    size_t end = 0, space = 0;
    int64_t x = 0;
    bool full = false;
    while (end < count && text[end] != '\n') {
        x += step(face, text[end], &before);
        if (text[end] == ' ')
            space = end; /* may hang over the edge */
        else if ((full = most > 0 && (double)x > most && end > 0))
            break;
        end++;
    }
    *next = end < count && !full ? end + 1 : end;
    if (full && space > 0) {
        *next = space;
        end = space;
        while (*next < count && text[*next] == ' ')
            ++*next;
        while (end > 0 && text[end - 1] == ' ')
            end--;
    }
    *width = width_of(face, text, end);
    return end;
}

void typeface_measure(const struct typeface *face, const uint32_t *text, size_t count, double size, double wrap, double *width,
                      double *height) {
    double units = face->metrics.units;
    int64_t widest = 0, one;
    size_t lines = count > 0 && text[count - 1] == '\n' ? 2 : 1;
    for (size_t at = 0, next = 0; at < count; at += next) {
        typeface_line(face, text + at, count - at, wrap * units / size, &next, &one);
        widest = one > widest ? one : widest;
        lines += at + next < count;
    }
    *width = (double)widest * size / units;
    *height = (double)lines * face->metrics.line * size / units;
}
