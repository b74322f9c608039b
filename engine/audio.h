/* Sound: what scripts play, and the device that it is heard from. Decodes, hands voices to the mixer (audio_mix.h) and streams music ahead
 * of it (audio_stream.h).
 *
 * Three ways to mix: a device calls for it from its own thread; without one the main thread mixes into nothing by the clock, so that voices
 * end in time; headless it mixes as much as each frame lasts, so that runs repeat, and may write it to a file. The device is opened with
 * the first sound or music that a game declares. Main thread only. Volumes are from 0 to 4, 1 as recorded; times are seconds. */
#pragma once
#include "asset.h"
#include "audio_mix.h"
#include "error.h"
#include <stdbool.h>
#include <stdint.h>

struct audio;

struct audio_desc {
    bool stepped;     /* headless: no device, the mixer goes with audio_frame's seconds */
    const char *file; /* stepped: a WAV to write what was mixed to; NULL: none */
};

/* Gives the audio, silent and without a device; NULL with `err` (EXIT_FILE) when the file cannot be written. */
struct audio *audio_create(const struct audio_desc *desc, struct error *err);
void audio_destroy(struct audio *audio);

/* Completes the file; false with `err` (EXIT_FILE) when not all could be written. True without a file. */
bool audio_finish(struct audio *audio, struct error *err);

/* Loads one sound or music of the list in the old one's place; what loops goes on with the new one. False with `err` (EXIT_SCRIPT) naming
 * the file, and then the old one stays: it is damaged, too long, or lasts longer or shorter than when it was listed. */
bool audio_load(struct audio *audio, const struct assets *assets, int index, struct error *err);

/* A game is about to start: stops every voice within 20 ms and loads all sounds and music that are not there yet. */
bool audio_load_all(struct audio *audio, const struct assets *assets, struct error *err);

/* How a voice begins. */
struct audio_play {
    double volume, pan, rate; /* pan -1 (left) to 1, rate 0.1 to 10 */
    double fade;              /* to come up in */
    bool loop;
};

/* Plays the asset `index` of the list that was loaded; gives the voice's id, never given twice, or 0: nothing is loaded there, or all
 * voices loop. Beyond MIX_VOICES the oldest that does not loop ends; a music that plays starts anew; beyond MIX_MUSICS the oldest music
 * ends. */
uint64_t audio_play(struct audio *audio, int index, const struct audio_play *how);

/* What a voice has; without effect on a voice that has ended. */
void audio_set(struct audio *audio, uint64_t voice, double volume, double pan, double rate);
void audio_stop(struct audio *audio, uint64_t voice, double fade);
bool audio_playing(const struct audio *audio, uint64_t voice);

/* The volume of everything, 1 at first. */
void audio_volume(struct audio *audio, double volume);
double audio_master(const struct audio *audio);

/* Everything stands still, without a click, until the next audio_frame that says otherwise. */
void audio_hold(struct audio *audio);

/* Once a frame: sends what scripts asked for, decodes music ahead, frees what nobody plays any more, and mixes where no device does. `held`
 * as audio_hold; `seconds`: how long the frame lasts, when stepped. */
void audio_frame(struct audio *audio, double seconds, bool held);

/* Where sound goes: the driver's name, or why there is none; "" before a device was wanted. A view. */
const char *audio_where(const struct audio *audio);

/* The same for `thaw info`, by opening a device and closing it; `text` gets at most `size` bytes. */
void audio_probe(char *text, size_t size);
