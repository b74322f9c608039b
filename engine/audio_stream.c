#include "audio_stream.h"
#include "audio_decode.h"
#include "base.h"
#include <stdlib.h>
#include <string.h>

struct audio_stream {
    struct mix_ring ring;
    struct audio_decoder *decoder; /* NULL: cut */
    bool loop, rewound; /* rewound: nothing has come since */
};

struct audio_stream *audio_stream_create(const void *bytes, size_t size, bool loop, struct error *err) {
    struct audio_decoder *decoder = audio_decoder_open(bytes, size, err);
    if (!decoder)
        return NULL;
    const struct audio_info *info = audio_decoder_info(decoder);
    struct audio_stream *stream = base_alloc(sizeof *stream);
    memset(stream, 0, sizeof *stream);
    stream->decoder = decoder;
    stream->loop = loop;
    stream->ring.channels = info->channels;
    stream->ring.samples = base_alloc(sizeof(float) * MIX_RING * (size_t)info->channels);
    return stream;
}

void audio_stream_destroy(struct audio_stream *stream) {
    audio_stream_cut(stream);
    free(stream->ring.samples);
    free(stream);
}

struct mix_source audio_stream_source(struct audio_stream *stream) {
    return (struct mix_source){.channels = stream->ring.channels, .ring = &stream->ring};
}

/* At the end: back to the start, or it is finished. A file that gives nothing at all must not be rewound for ever. */
static void turn(struct audio_stream *stream) {
    if (stream->loop && !stream->rewound)
        audio_decoder_rewind(stream->decoder);
    else
        atomic_store_explicit(&stream->ring.finished, true, memory_order_release);
    stream->rewound = true;
}

void audio_stream_fill(struct audio_stream *stream) {
    struct mix_ring *ring = &stream->ring;
    uint64_t read = atomic_load_explicit(&ring->read, memory_order_acquire);
    uint64_t written = atomic_load_explicit(&ring->written, memory_order_relaxed);
    for (int left = AUDIO_STREAM_STEP; left > 0 && stream->decoder && !atomic_load_explicit(&ring->finished, memory_order_relaxed);) {
        uint64_t room = MIX_RING - (written - read), row = MIX_RING - written % MIX_RING; /* row: up to the ring's seam */
        int most = (int)(room < row ? room : row);
        if (most == 0)
            return;
        int got =
            audio_decoder_read(stream->decoder, ring->samples + written % MIX_RING * (uint64_t)ring->channels, most < left ? most : left);
        if (got == 0) {
            turn(stream);
            continue;
        }
        stream->rewound = false;
        left -= got;
        written += (uint64_t)got;
        atomic_store_explicit(&ring->written, written, memory_order_release);
    }
}

void audio_stream_cut(struct audio_stream *stream) {
    if (stream->decoder)
        audio_decoder_close(stream->decoder);
    stream->decoder = NULL;
    atomic_store_explicit(&stream->ring.finished, true, memory_order_release);
}
