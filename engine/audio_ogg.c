/* What stb_vorbis takes on trust, checked before it sees a byte: the Ogg pages (RFC 3533), and of the Vorbis I headers all lengths that
 * memory is allocated by: comments and codebooks. stb_vorbis 1.22 writes past its memory where these lie (CVE-2023-45675 to -45682). */
#include "audio_decode.h"
#include "base.h"
#include <stdlib.h>
#include <string.h>

enum {
    PAGE_HEAD = 27,
    FIRST = 2,
    LAST = 4,
    HEADERS = 3, /* packets: identification, comments, setup */
    BOOK_ENTRIES = 1 << 16,
    BOOK_VALUES = 4 << 20, /* entries by dimensions, of all codebooks together; real encoders stay below a tenth */
};

static uint32_t u32(const uint8_t *at) {
    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static bool damaged(struct error *err, const char *what) {
    return error_set(err, EXIT_SCRIPT, "the Ogg stream is damaged (%s)", what);
}

/* ── pages ── */

static uint32_t page_crc(const uint8_t *page, size_t size) {
    static uint32_t table[256]; /* the same whoever fills it */
    uint32_t crc = 0;
    if (!table[1])
        for (uint32_t i = 256; i-- > 0;) {
            uint32_t value = i << 24;
            for (int bit = 0; bit < 8; bit++)
                value = value << 1 ^ (value & 0x80000000 ? 0x04c11db7 : 0);
            table[i] = value;
        }
    for (size_t i = 0; i < size; i++)
        crc = crc << 8 ^ table[(crc >> 24 ^ (i >= 22 && i < 26 ? 0 : page[i])) & 255]; /* the checksum itself counts as zeros */
    return crc;
}

struct stream {
    const uint8_t *bytes;
    size_t size, at;
    uint32_t serial, pages;
    int64_t frames;   /* the last position that a page told */
    uint8_t *headers; /* the first packets, one after the other */
    size_t used, ends[HEADERS];
    int packets; /* of them that are whole */
    bool last;
};

/* Copies what a page holds of the headers. */
static void take_headers(struct stream *stream, const uint8_t *page, const uint8_t *body) {
    for (int i = 0; i < page[26] && stream->packets < HEADERS; i++) {
        uint8_t length = page[PAGE_HEAD + i];
        memcpy(stream->headers + stream->used, body, length);
        stream->used += length;
        body += length;
        if (length < 255)
            stream->ends[stream->packets++] = stream->used;
    }
}

static bool take_page(struct stream *stream, struct error *err) {
    const uint8_t *page = stream->bytes + stream->at;
    size_t left = stream->size - stream->at, size = PAGE_HEAD;
    if (left < PAGE_HEAD || left < (size += page[26]))
        return error_set(err, EXIT_SCRIPT, "the Ogg stream is cut short");
    if (memcmp(page, "OggS", 5) != 0) /* the version is 0 */
        return damaged(err, "a page does not begin where it must");
    for (int i = 0; i < page[26]; i++)
        size += page[PAGE_HEAD + i];
    if (left < size)
        return error_set(err, EXIT_SCRIPT, "the Ogg stream is cut short");
    if (page_crc(page, size) != u32(page + 22))
        return damaged(err, "a page's checksum is wrong");
    if (!stream->pages)
        stream->serial = u32(page + 14);
    if (u32(page + 14) != stream->serial || !(page[5] & FIRST) != (stream->pages > 0))
        return error_set(err, EXIT_SCRIPT, "the Ogg file holds more than one stream");
    if (u32(page + 18) != stream->pages)
        return damaged(err, "a page is missing");
    int64_t position = (int64_t)((uint64_t)u32(page + 10) << 32 | u32(page + 6));
    if (position != -1 && (position < stream->frames || position >= INT32_MAX))
        return damaged(err, "a page lies about its place");
    if (position != -1)
        stream->frames = position;
    take_headers(stream, page, page + PAGE_HEAD + page[26]);
    stream->at += size;
    stream->pages++;
    stream->last = page[5] & LAST;
    return true;
}

/* ── headers ── */

struct bits {
    const uint8_t *bytes;
    size_t count, at; /* bits */
    bool bad;         /* more was wanted than is there */
};

static uint32_t take(struct bits *bits, int count) {
    uint32_t value = 0;
    if (bits->bad || bits->count - bits->at < (size_t)count) {
        bits->bad = true;
        return 0;
    }
    for (int i = 0; i < count; i++, bits->at++)
        value |= (uint32_t)(bits->bytes[bits->at / 8] >> bits->at % 8 & 1) << i;
    return value;
}

static void skip(struct bits *bits, uint64_t count) {
    if (bits->bad || bits->count - bits->at < count)
        bits->bad = true;
    else
        bits->at += count;
}

static bool check_identification(const uint8_t *packet, size_t size, struct audio_info *info, struct error *err) {
    if (size < 7 || memcmp(packet, "\1vorbis", 7) != 0)
        return error_set(err, EXIT_SCRIPT, "the Ogg stream is no Vorbis");
    if (size != 30 || u32(packet + 7) != 0 || !(packet[29] & 1))
        return damaged(err, "its first header");
    int least = packet[28] & 15, most = packet[28] >> 4;
    if (least < 6 || most > 13 || least > most)
        return damaged(err, "the sizes of its blocks");
    uint32_t rate = u32(packet + 12);
    if (packet[11] < 1 || packet[11] > 2)
        return error_set(err, EXIT_SCRIPT, "it has %u channels; 1 or 2 are read", packet[11]);
    if (rate < AUDIO_RATE_LEAST || rate > AUDIO_RATE_MOST)
        return error_set(err, EXIT_SCRIPT, "it has %u samples a second; %d to %d are read", rate, AUDIO_RATE_LEAST, AUDIO_RATE_MOST);
    info->channels = packet[11];
    info->rate = (int)rate;
    return true;
}

static bool check_comments(const uint8_t *packet, size_t size, struct error *err) {
    struct bits bits = {packet, size * 8, 56, size < 7 || memcmp(packet, "\3vorbis", 7) != 0};
    skip(&bits, take(&bits, 32) * (uint64_t)8); /* the vendor */
    for (uint32_t count = take(&bits, 32); count && !bits.bad; count--)
        skip(&bits, take(&bits, 32) * (uint64_t)8);
    return (take(&bits, 1) && !bits.bad) || damaged(err, "its comments");
}

/* The number of bits that `value` takes. */
static int bit_length(uint32_t value) {
    int bits = 0;
    for (; value; value >>= 1)
        bits++;
    return bits;
}

/* How many values a lookup of type 1 has: the largest whose power `dimensions` is at most `entries`. */
static uint32_t lookup_values(uint32_t entries, uint32_t dimensions) {
    for (uint32_t values = 1;; values++) {
        uint64_t power = 1;
        for (uint32_t i = 0; i < dimensions && power <= entries; i++)
            power *= values + 1;
        if (power > entries)
            return values;
    }
}

/* The lengths of a codebook's words; false when none is used, of which stb_vorbis knows nothing. */
static bool check_lengths(struct bits *bits, uint32_t entries) {
    uint32_t used = 0;
    if (take(bits, 1)) { /* ordered: how many have each length */
        int length = (int)take(bits, 5) + 1;
        for (uint32_t count; used < entries && !bits->bad && length <= 32; used += count, length++)
            count = take(bits, bit_length(entries - used));
        return used == entries && !bits->bad;
    }
    bool sparse = take(bits, 1);
    for (uint32_t i = 0; i < entries && !bits->bad; i++) {
        bool there = !sparse || take(bits, 1);
        skip(bits, there ? 5 : 0);
        used += there;
    }
    return used && !bits->bad;
}

static bool check_book(struct bits *bits, uint64_t *values) {
    if (take(bits, 24) != 0x564342)
        return false;
    uint32_t dimensions = take(bits, 16), entries = take(bits, 24);
    *values += (uint64_t)dimensions * entries;
    if (!dimensions || !entries || entries > BOOK_ENTRIES || *values > BOOK_VALUES || !check_lengths(bits, entries))
        return false;
    uint32_t lookup = take(bits, 4);
    if (lookup) {
        skip(bits, 64); /* least value and step */
        uint64_t width = take(bits, 4) + 1;
        skip(bits, 1);
        skip(bits, width * (lookup == 1 ? lookup_values(entries, dimensions) : dimensions * entries));
    }
    return lookup <= 2 && !bits->bad;
}

static bool check_setup(const uint8_t *packet, size_t size, struct error *err) {
    struct bits bits = {packet, size * 8, 56, size < 7 || memcmp(packet, "\5vorbis", 7) != 0};
    uint64_t values = 0;
    for (uint32_t books = take(&bits, 8) + 1; books; books--)
        if (bits.bad || !check_book(&bits, &values))
            return damaged(err, "its codebooks");
    return true;
}

bool audio_ogg_check(const void *bytes, size_t size, struct audio_info *info, size_t *end, struct error *err) {
    struct stream stream = {.bytes = bytes, .size = size, .headers = base_alloc(size + 1)};
    bool ok = true;
    while (ok && !stream.last)
        ok = take_page(&stream, err);
    const uint8_t *packet = stream.headers;
    const size_t *ends = stream.ends;
    if (ok && stream.packets < HEADERS)
        ok = damaged(err, "its headers");
    ok = ok && check_identification(packet, ends[0], info, err) && check_comments(packet + ends[0], ends[1] - ends[0], err) &&
         check_setup(packet + ends[1], ends[2] - ends[1], err);
    if (ok && stream.at + 4 <= size && memcmp(stream.bytes + stream.at, "OggS", 4) == 0)
        ok = error_set(err, EXIT_SCRIPT, "the Ogg file holds more than one stream");
    if (ok && !stream.frames)
        ok = error_set(err, EXIT_SCRIPT, "it has no samples");
    free(stream.headers);
    info->frames = (uint64_t)stream.frames;
    *end = stream.at;
    return ok;
}
