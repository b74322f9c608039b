/* Sound files as samples: WAV (PCM of 8 to 32 bits, 32-bit float) and Ogg Vorbis (stb_vorbis), mono or stereo.
 *
 * Files are hostile until checked: every length is held against the bytes that are there before anything is allocated or handed on, and
 * stb_vorbis gets only streams whose pages, comments and codebooks audio_ogg.c has found whole, since it trusts them. Samples are floats
 * from -1 to 1, of stereo left and right in turn; a frame is one sample of each channel. No SDL. Main thread only. */
#pragma once
#include "error.h"
#include <stddef.h>
#include <stdint.h>

enum { AUDIO_RATE_LEAST = 1000, AUDIO_RATE_MOST = 384000 }; /* frames a second */

struct audio_info {
    int rate;        /* frames a second */
    int channels;    /* 1 or 2 */
    uint64_t frames; /* at least 1, less than 2^31 */
};

/* Reads and checks a file's header (of Ogg every page), without decoding. False with `err` (EXIT_SCRIPT) saying why "it …" is no sound. */
bool audio_info_read(const void *bytes, size_t size, struct audio_info *info, struct error *err);

/* Whether a sound may be decoded whole: AUDIO_MINUTES at 48 kHz in stereo. False with `err` (EXIT_SCRIPT). */
enum { AUDIO_MINUTES = 10 };
bool audio_info_fits(const struct audio_info *info, struct error *err);

struct audio_decoder;

/* A decoder at the file's start, or NULL with `err` as audio_info_read. Borrows the bytes until audio_decoder_close. */
struct audio_decoder *audio_decoder_open(const void *bytes, size_t size, struct error *err);
void audio_decoder_close(struct audio_decoder *decoder);
const struct audio_info *audio_decoder_info(const struct audio_decoder *decoder);

/* Decodes the next frames into `samples`, room for `frames` of all channels; gives how many, 0 at the end. */
int audio_decoder_read(struct audio_decoder *decoder, float *samples, int frames);
void audio_decoder_rewind(struct audio_decoder *decoder);

/* ── the two formats ── */

struct audio_wav {
    struct audio_info info;
    const uint8_t *data; /* of the first frame; a view */
    int bytes;           /* of a sample: 1 to 4 */
    bool real;           /* floats */
};

bool audio_wav_open(const void *bytes, size_t size, struct audio_wav *wav, struct error *err);

/* Converts frames from `at`, all of which must be there. */
void audio_wav_read(const struct audio_wav *wav, uint64_t at, float *samples, int frames);

/* Whether stb_vorbis may have a look at the stream: one logical stream of whole pages from its first to its last, with headers whose
 * lengths are true and whose codebooks are of a sane size. `end` gets the number of bytes that belong to it. */
bool audio_ogg_check(const void *bytes, size_t size, struct audio_info *info, size_t *end, struct error *err);
