#define STB_VORBIS_HEADER_ONLY
#include "audio_decode.h"
#include "base.h"
#include <limits.h>
#include <stb/stb_vorbis.h>
#include <stdlib.h>
#include <string.h>

struct audio_decoder {
    struct audio_info info;
    struct audio_wav wav;
    stb_vorbis *vorbis; /* NULL: a WAV */
    uint64_t at;        /* frames given so far */
};

static bool is_wav(const void *bytes, size_t size) {
    return size >= 12 && memcmp(bytes, "RIFF", 4) == 0 && memcmp((const char *)bytes + 8, "WAVE", 4) == 0;
}

static bool is_ogg(const void *bytes, size_t size) {
    return size >= 4 && memcmp(bytes, "OggS", 4) == 0;
}

/* Either header; `end` gets the size of what there is to decode. */
static bool check(const void *bytes, size_t size, struct audio_wav *wav, size_t *end, struct error *err) {
    *end = size;
    if (size > INT_MAX)
        return error_set(err, EXIT_SCRIPT, "it is larger than 2 GB");
    if (is_wav(bytes, size))
        return audio_wav_open(bytes, size, wav, err);
    if (is_ogg(bytes, size))
        return audio_ogg_check(bytes, size, &wav->info, end, err);
    return error_set(err, EXIT_SCRIPT, "it is neither a WAV nor an Ogg Vorbis file");
}

bool audio_info_read(const void *bytes, size_t size, struct audio_info *info, struct error *err) {
    struct audio_wav wav = {0};
    size_t end;
    bool ok = check(bytes, size, &wav, &end, err);
    *info = wav.info;
    return ok;
}

bool audio_info_fits(const struct audio_info *info, struct error *err) {
    enum { LIMIT = AUDIO_MINUTES * 60 * 48000 * 2 };
    return info->frames * (uint64_t)info->channels <= LIMIT ||
           error_set(err, EXIT_SCRIPT, "it lasts %.0f s, too long to be decoded whole: declare it with music()",
                     (double)info->frames / info->rate);
}

struct audio_decoder *audio_decoder_open(const void *bytes, size_t size, struct error *err) {
    struct audio_decoder decoder = {0};
    size_t end;
    int why = 0;
    if (!check(bytes, size, &decoder.wav, &end, err))
        return NULL;
    decoder.info = decoder.wav.info;
    if (!is_wav(bytes, size)) {
        decoder.vorbis = stb_vorbis_open_memory(bytes, (int)end, &why, NULL);
        if (!decoder.vorbis) {
            error_set(err, EXIT_SCRIPT, "the Vorbis stream cannot be decoded (its headers are damaged or of a kind from before 2001: %d)",
                      why);
            return NULL;
        }
    }
    struct audio_decoder *made = base_alloc(sizeof *made);
    *made = decoder;
    return made;
}

void audio_decoder_close(struct audio_decoder *decoder) {
    if (decoder->vorbis)
        stb_vorbis_close(decoder->vorbis);
    free(decoder);
}

const struct audio_info *audio_decoder_info(const struct audio_decoder *decoder) {
    return &decoder->info;
}

int audio_decoder_read(struct audio_decoder *decoder, float *samples, int frames) {
    uint64_t left = decoder->info.frames - decoder->at;
    int count = left < (uint64_t)frames ? (int)left : frames, channels = decoder->info.channels;
    if (decoder->vorbis) {
        count = stb_vorbis_get_samples_float_interleaved(decoder->vorbis, channels, samples, count * channels);
        for (int i = 0; i < count * channels; i++)
            samples[i] = samples[i] > 1 ? 1 : samples[i] >= -1 ? samples[i] : samples[i] < -1 ? -1 : 0; /* NaN: 0 */
    } else {
        audio_wav_read(&decoder->wav, decoder->at, samples, count);
    }
    decoder->at += (uint64_t)count;
    return count;
}

void audio_decoder_rewind(struct audio_decoder *decoder) {
    decoder->at = 0;
    if (decoder->vorbis)
        stb_vorbis_seek_start(decoder->vorbis);
}
