/* Music on its way: a decoder that fills a mixer's ring in small steps, never far ahead and never in the mixer's thread.
 *
 * Main thread only, but for the ring's reading side. */
#pragma once
#include "audio_mix.h"
#include "error.h"
#include <stddef.h>

struct audio_stream;

/* Opens a file's bytes (borrowed until audio_stream_cut) with an empty ring; NULL with `err` as audio_decoder_open. */
struct audio_stream *audio_stream_create(const void *bytes, size_t size, bool loop, struct error *err);
void audio_stream_destroy(struct audio_stream *stream);

struct mix_source audio_stream_source(struct audio_stream *stream);

/* Decodes until the ring is full, but at most AUDIO_STREAM_STEP frames. */
enum { AUDIO_STREAM_STEP = 8192 };
void audio_stream_fill(struct audio_stream *stream);

/* Lets go of the bytes: what is in the ring is all that follows. */
void audio_stream_cut(struct audio_stream *stream);
