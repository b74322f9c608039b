/* The mixer: voices → one stream of stereo floats at 48 kHz. It runs in the audio device's thread (or is stepped by the main thread where
 * there is no device), and there takes no lock, allocates nothing, writes no log and makes no system call.
 *
 * Pipes, each with one writer and one reader: commands in, in a ring; music in, a ring of frames each; which voice has ended and how much
 * was mixed out, through atomics. What a voice plays is lent: the main thread sends MIX_DROP and waits for mix_seen before it frees it.
 * Volumes never jump but glide, 1/MIX_GLIDE a frame, so that nothing clicks; beyond 0.8 the sum is bent so that it stays below 1. */
#pragma once
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum {
    MIX_RATE = 48000, /* frames a second */
    MIX_VOICES = 64,  /* slots of sounds, from 0 */
    MIX_MUSICS = 4,   /* slots of music, behind them */
    MIX_SLOTS = MIX_VOICES + MIX_MUSICS,
    MIX_COMMANDS = 256, /* that wait at most */
    MIX_GLIDE = 256,    /* frames in which a volume goes from 0 to 1: 5 ms */
    MIX_RING = 1 << 16, /* frames of music decoded ahead */
};

/* Music on its way to the mixer. */
struct mix_ring {
    float *samples; /* MIX_RING frames */
    int channels;
    _Atomic uint64_t written, read; /* frames since the start; by the decoder, by the mixer */
    atomic_bool finished;           /* nothing follows what is written */
};

/* What a voice plays: samples that are all there, or a ring. */
struct mix_source {
    const float *samples; /* NULL: `ring` */
    int channels;
    uint64_t frames; /* less than 2^32 */
    struct mix_ring *ring;
};

enum mix_kind {
    MIX_PLAY, /* in this slot from the start; what it played before fades out meanwhile */
    MIX_SET,  /* volume, pan and step of voice `id` */
    MIX_STOP, /* fades out in `fade` and ends voice `id` */
    MIX_DROP, /* forgets the source at once */
};

struct mix_command {
    enum mix_kind kind;
    int slot;
    uint64_t id; /* of the voice; each has its own, from 1 */
    struct mix_source source;
    float volume, pan; /* pan from -1, left only, to 1 */
    uint64_t step;     /* frames of the source a frame of the mixer, times 2^32 */
    uint64_t fade;     /* PLAY, STOP: frames, at least 1 */
    bool loop;
};

struct mix;

struct mix *mix_create(void);
void mix_destroy(struct mix *mix);

/* ── the main thread's side ── */

/* Queues a command (copied); false when the ring is full. */
bool mix_send(struct mix *mix, const struct mix_command *command);

/* How many commands were sent, and how many of them the mixer has taken. */
uint64_t mix_sent(const struct mix *mix);
uint64_t mix_seen(const struct mix *mix);

/* Frames mixed so far, silence included. */
uint64_t mix_time(const struct mix *mix);

/* The id of the last voice that has ended in this slot; 0: none yet. */
uint64_t mix_ended(const struct mix *mix, int slot);

/* The volume of everything, and whether everything stands still (then nothing is heard and no voice goes on). */
void mix_volume(struct mix *mix, float volume);
void mix_hold(struct mix *mix, bool held);

/* ── the device's side ── */

/* Mixes the next frames into `out`, left and right in turn. */
void mix_run(struct mix *mix, float *out, int frames);
