/* WAV: RIFF chunks of which "fmt " and "data" matter. Multimedia Programming Interface and Data Specifications 1.0; KSDATAFORMAT GUIDs. */
#include "audio_decode.h"
#include <string.h>

enum { PCM = 1, FLOAT = 3, EXTENSIBLE = 0xfffe };

static uint32_t u16(const uint8_t *at) {
    return at[0] | (uint32_t)at[1] << 8;
}

static uint32_t u32(const uint8_t *at) {
    return u16(at) | u16(at + 2) << 16;
}

static bool read_format(const uint8_t *chunk, size_t size, struct audio_wav *wav, struct error *err) {
    if (size < 16)
        return error_set(err, EXIT_SCRIPT, "its format chunk is cut short");
    uint32_t format = u16(chunk), channels = u16(chunk + 2), rate = u32(chunk + 4), bits = u16(chunk + 14);
    if (format == EXTENSIBLE && size >= 26)
        format = u16(chunk + 24);
    bool pcm = format == PCM && (bits == 8 || bits == 16 || bits == 24 || bits == 32);
    if (!pcm && !(format == FLOAT && bits == 32))
        return error_set(err, EXIT_SCRIPT,
                         "its samples are of format %u with %u bits; PCM of 8, 16, 24 or 32 bits or 32-bit float are read", format, bits);
    if (channels < 1 || channels > 2)
        return error_set(err, EXIT_SCRIPT, "it has %u channels; 1 or 2 are read", channels);
    if (rate < AUDIO_RATE_LEAST || rate > AUDIO_RATE_MOST)
        return error_set(err, EXIT_SCRIPT, "it has %u samples a second; %d to %d are read", rate, AUDIO_RATE_LEAST, AUDIO_RATE_MOST);
    if (u16(chunk + 12) != channels * bits / 8)
        return error_set(err, EXIT_SCRIPT, "its header is damaged (%u bytes a frame)", u16(chunk + 12));
    wav->bytes = (int)bits / 8;
    wav->real = format == FLOAT;
    wav->info = (struct audio_info){.rate = (int)rate, .channels = (int)channels};
    return true;
}

static bool take_data(const uint8_t *data, size_t size, size_t there, struct audio_wav *wav, struct error *err) {
    if (!wav->bytes)
        return error_set(err, EXIT_SCRIPT, "its header is damaged (no format before the samples)");
    if (size > there)
        return error_set(err, EXIT_SCRIPT, "it is cut short: its header tells of %zu bytes of samples, and %zu are there", size, there);
    wav->data = data;
    wav->info.frames = size / (size_t)(wav->bytes * wav->info.channels);
    if (!wav->info.frames)
        return error_set(err, EXIT_SCRIPT, "it has no samples");
    if (wav->info.frames >= INT32_MAX)
        return error_set(err, EXIT_SCRIPT, "it has too many samples");
    return true;
}

bool audio_wav_open(const void *bytes, size_t size, struct audio_wav *wav, struct error *err) {
    const uint8_t *file = bytes;
    *wav = (struct audio_wav){0};
    for (size_t at = 12; size >= 12 && size - at >= 8;) {
        const uint8_t *chunk = file + at + 8;
        size_t length = u32(file + at + 4), there = size - at - 8;
        if (memcmp(file + at, "data", 4) == 0)
            return take_data(chunk, length, there, wav, err);
        if (length > there)
            break;
        if (memcmp(file + at, "fmt ", 4) == 0 && !read_format(chunk, length, wav, err))
            return false;
        at += 8 + length + (length & 1 && length < there); /* chunks begin at even places */
    }
    return error_set(err, EXIT_SCRIPT, "it is cut short: it has no samples");
}

static float clamp(float value) {
    return value > 1 ? 1 : value >= -1 ? value : value < -1 ? -1 : 0; /* NaN: 0 */
}

static float sample(const struct audio_wav *wav, const uint8_t *at) {
    uint32_t word;
    float real;
    switch (wav->bytes) {
    case 1:
        return (float)(at[0] - 128) / 128;
    case 2:
        return (float)(int16_t)u16(at) / 32768;
    case 3:
        return (float)((int32_t)(u16(at) << 8 | (uint32_t)at[2] << 24) / 256) / 8388608;
    default:
        word = u32(at);
        memcpy(&real, &word, sizeof real);
        return wav->real ? clamp(real) : (float)(int32_t)word / 2147483648.0f;
    }
}

void audio_wav_read(const struct audio_wav *wav, uint64_t at, float *samples, int frames) {
    const uint8_t *from = wav->data + at * (uint64_t)(wav->bytes * wav->info.channels);
    for (int i = 0; i < frames * wav->info.channels; i++)
        samples[i] = sample(wav, from + (size_t)i * (size_t)wav->bytes);
}
