/* A declared sound or music in memory: a sound decoded whole, a music as the file's bytes, to be streamed. Main thread only. */
#pragma once
#include "asset.h"
#include "audio_decode.h"
#include "error.h"

struct audio_sound {
    uint64_t hash[2]; /* XXH3-128 of the file's bytes */
    struct audio_info info;
    float *samples; /* a sound's; NULL: a music, or nothing */
    char *bytes;    /* a music's; NULL: a sound, or nothing */
    size_t size;
};

/* Reads asset `index`, a sound or a music; gives malloc'd memory. False with `err` (EXIT_SCRIPT), and then there is nothing to free: the
 * file is missing or damaged, or lasts longer or shorter than when it was listed. */
bool audio_sound_read(const struct assets *assets, int index, struct audio_sound *sound, struct error *err);
