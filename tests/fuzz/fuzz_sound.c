/* libFuzzer: WAV and Ogg Vorbis files, from the header to the last sample. Checksums of Ogg pages are made right, or nothing would get past
 * them. */
#include "audio_decode.h"
#include "base.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint32_t crc_of(const uint8_t *page, size_t size) {
    uint32_t crc = 0;
    for (size_t i = 0; i < size; i++) {
        crc ^= (uint32_t)page[i] << 24;
        for (int bit = 0; bit < 8; bit++)
            crc = crc << 1 ^ (crc & 0x80000000 ? 0x04c11db7 : 0);
    }
    return crc;
}

static void seal_pages(uint8_t *bytes, size_t size) {
    for (size_t at = 0; size - at >= 27 && memcmp(bytes + at, "OggS", 4) == 0;) {
        size_t length = 27 + bytes[at + 26];
        if (size - at < length)
            return;
        for (int i = 0; i < bytes[at + 26]; i++)
            length += bytes[at + 27 + (size_t)i];
        if (size - at < length)
            return;
        memset(bytes + at + 22, 0, 4);
        uint32_t crc = crc_of(bytes + at, length);
        memcpy(bytes + at + 22, &crc, sizeof crc);
        at += length;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    enum { STEP = 1000, MOST = 200000 };
    static float samples[2 * STEP];
    uint8_t *bytes = base_alloc(size); /* exactly as large, so that one byte too many is noticed */
    struct error err;
    memcpy(bytes, data, size);
    seal_pages(bytes, size);
    struct audio_decoder *decoder = audio_decoder_open(bytes, size, &err);
    for (int pass = 0; decoder && pass < 2; pass++) {
        const struct audio_info *info = audio_decoder_info(decoder);
        ASSERT(info->frames > 0 && info->frames < INT32_MAX && info->channels >= 1 && info->channels <= 2 && info->rate > 0);
        uint64_t sum = 0;
        for (int got; sum < MOST && (got = audio_decoder_read(decoder, samples, STEP)) > 0; sum += (uint64_t)got)
            for (int i = 0; i < got * info->channels; i++)
                ASSERT(samples[i] >= -1 && samples[i] <= 1);
        ASSERT(sum <= info->frames);
        audio_decoder_rewind(decoder);
    }
    if (decoder)
        audio_decoder_close(decoder);
    free(bytes);
    return 0;
}
