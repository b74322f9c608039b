/* What was mixed, as a WAV of 32-bit floats, stereo, 48 kHz. It takes the place of the file of its name when it is closed (replace.h). Main
 * thread only. */
#pragma once
#include "error.h"

struct audio_record;

/* Begins the file; NULL with `err` (EXIT_FILE). */
struct audio_record *audio_record_create(const char *path, struct error *err);

/* Appends frames; what a WAV has no room for (3 hours) is left out. */
void audio_record_add(struct audio_record *record, const float *samples, int frames);

/* Completes the header and frees; false with `err` (EXIT_FILE) when not all could be written. */
bool audio_record_close(struct audio_record *record, struct error *err);

/* Frees, and leaves the file that was there. */
void audio_record_drop(struct audio_record *record);
