#include "audio_mix.h"
#include "base.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 64 }; /* frames between two looks at holding and at what music has come */

struct voice {
    uint64_t id; /* 0: silent */
    struct mix_source source;
    uint64_t at, step;                  /* at: frame of the source */
    uint32_t part;                      /* of a frame, times 2^32 */
    float wanted[2], gain[2];           /* left and right: to be, now */
    float level, level_step, level_end; /* of fades: 0 to 1 */
    bool loop;
};

struct mix {
    /* the mixer's own */
    struct voice voices[MIX_SLOTS], leaving[MIX_SLOTS]; /* leaving: what a slot played before, fading */
    float gain, open;                                   /* of everything: the master volume now, and 0 when held */
    /* shared */
    struct mix_command commands[MIX_COMMANDS];
    _Atomic uint64_t sent, seen, time;
    _Atomic uint64_t ended[MIX_SLOTS];
    _Atomic float volume;
    atomic_bool held;
};

struct mix *mix_create(void) {
    struct mix *mix = base_alloc(sizeof *mix);
    memset(mix, 0, sizeof *mix);
    mix->gain = mix->open = 1;
    atomic_init(&mix->volume, 1);
    return mix;
}

void mix_destroy(struct mix *mix) {
    free(mix);
}

bool mix_send(struct mix *mix, const struct mix_command *command) {
    uint64_t sent = atomic_load_explicit(&mix->sent, memory_order_relaxed);
    if (sent - atomic_load_explicit(&mix->seen, memory_order_acquire) == MIX_COMMANDS)
        return false;
    mix->commands[sent % MIX_COMMANDS] = *command;
    atomic_store_explicit(&mix->sent, sent + 1, memory_order_release);
    return true;
}

uint64_t mix_sent(const struct mix *mix) {
    return atomic_load_explicit(&mix->sent, memory_order_relaxed);
}

uint64_t mix_seen(const struct mix *mix) {
    return atomic_load_explicit(&mix->seen, memory_order_acquire);
}

uint64_t mix_time(const struct mix *mix) {
    return atomic_load_explicit(&mix->time, memory_order_relaxed);
}

uint64_t mix_ended(const struct mix *mix, int slot) {
    return atomic_load_explicit(&mix->ended[slot], memory_order_acquire);
}

void mix_volume(struct mix *mix, float volume) {
    atomic_store_explicit(&mix->volume, volume, memory_order_relaxed);
}

void mix_hold(struct mix *mix, bool held) {
    atomic_store_explicit(&mix->held, held, memory_order_relaxed);
}

/* ── commands ── */

static void end(struct mix *mix, int slot) {
    struct voice *voice = &mix->voices[slot];
    atomic_store_explicit(&mix->ended[slot], voice->id, memory_order_release);
    voice->id = 0;
}

static void leave(struct voice *voice, uint64_t fade) {
    voice->level_end = 0;
    voice->level_step = 1 / (float)fade;
}

static void set(struct voice *voice, const struct mix_command *command) {
    voice->wanted[0] = command->volume * fminf(1, 1 - command->pan);
    voice->wanted[1] = command->volume * fminf(1, 1 + command->pan);
    voice->step = command->step;
}

static void play(struct mix *mix, const struct mix_command *command) {
    struct voice *voice = &mix->voices[command->slot];
    if (voice->id) {
        mix->leaving[command->slot] = *voice;
        leave(&mix->leaving[command->slot], MIX_GLIDE);
    }
    *voice = (struct voice){.id = command->id, .source = command->source, .loop = command->loop, .level_end = 1};
    set(voice, command);
    memcpy(voice->gain, voice->wanted, sizeof voice->gain);
    voice->level = command->fade > 1 ? 0 : 1;
    voice->level_step = 1 / (float)command->fade;
}

static bool plays(const struct voice *voice, const struct mix_source *source) {
    return voice->id && (source->samples ? voice->source.samples == source->samples : voice->source.ring == source->ring);
}

static void drop(struct mix *mix, const struct mix_source *source) {
    for (int i = 0; i < MIX_SLOTS; i++) {
        if (plays(&mix->voices[i], source))
            end(mix, i);
        if (plays(&mix->leaving[i], source))
            mix->leaving[i].id = 0;
    }
}

static void take(struct mix *mix, const struct mix_command *command) {
    struct voice *voice = &mix->voices[command->slot];
    if (command->kind == MIX_PLAY)
        play(mix, command);
    else if (command->kind == MIX_DROP)
        drop(mix, &command->source);
    else if (voice->id != command->id)
        return; /* it has ended already */
    else if (command->kind == MIX_SET)
        set(voice, command);
    else if (mix->open == 0)
        end(mix, command->slot); /* nothing is heard anyway */
    else
        leave(voice, command->fade);
}

static void take_commands(struct mix *mix) {
    uint64_t sent = atomic_load_explicit(&mix->sent, memory_order_acquire);
    for (uint64_t seen = atomic_load_explicit(&mix->seen, memory_order_relaxed); seen != sent;) {
        take(mix, &mix->commands[seen % MIX_COMMANDS]);
        atomic_store_explicit(&mix->seen, ++seen, memory_order_release);
    }
}

/* ── mixing ── */

static float glide(float value, float target, float step) {
    return value < target ? fminf(value + step, target) : fmaxf(value - step, target);
}

/* Where a voice reads in this chunk: frames from `at` up to `end`, of which frame i lies at i % size. */
struct view {
    const float *samples;
    uint64_t end, size;
    bool last; /* nothing will come behind `end` */
};

static struct view look(struct voice *voice) {
    struct mix_ring *ring = voice->source.ring;
    if (voice->source.samples)
        return (struct view){voice->source.samples, voice->source.frames, voice->source.frames, true};
    bool finished = atomic_load_explicit(&ring->finished, memory_order_acquire); /* first: then `written` is final */
    return (struct view){ring->samples, atomic_load_explicit(&ring->written, memory_order_acquire), MIX_RING, finished};
}

/* Whether there is a frame to play; goes back to the start of what loops. A frame that must wait for the one behind it is none yet. */
static bool ready(struct voice *voice, const struct view *view) {
    if (voice->source.samples && voice->loop && voice->at >= view->end)
        voice->at %= view->end;
    return voice->at < view->end && (view->last || voice->at + 1 < view->end);
}

static void read_frame(const struct voice *voice, const struct view *view, float frame[2]) {
    int channels = voice->source.channels;
    uint64_t next = voice->at + 1 < view->end ? voice->at + 1 : voice->loop ? 0 : voice->at;
    const float *from = view->samples + voice->at % view->size * (uint64_t)channels;
    const float *to = view->samples + next % view->size * (uint64_t)channels;
    float part = (float)voice->part * 0x1p-32f;
    frame[0] = from[0] + (to[0] - from[0]) * part;
    frame[1] = channels == 1 ? frame[0] : from[1] + (to[1] - from[1]) * part;
}

static void advance(struct voice *voice) {
    uint64_t moved = voice->part + voice->step;
    voice->at += moved >> 32;
    voice->part = (uint32_t)moved;
}

/* Adds a voice's next frames; false when it has ended. Music that has not come in time is silent and waits. */
static bool add(struct voice *voice, float *out, int frames) {
    struct view view = look(voice);
    bool goes_on = true;
    for (int i = 0; i < frames && goes_on && ready(voice, &view); i++) {
        float frame[2];
        read_frame(voice, &view, frame);
        for (int side = 0; side < 2; side++) {
            out[2 * i + side] += frame[side] * voice->gain[side] * voice->level;
            voice->gain[side] = glide(voice->gain[side], voice->wanted[side], 1.0f / MIX_GLIDE);
        }
        voice->level = glide(voice->level, voice->level_end, voice->level_step);
        goes_on = voice->level > 0 || voice->level_end > 0;
        advance(voice);
    }
    bool over = view.last && voice->at >= view.end && !(voice->loop && voice->source.samples);
    if (voice->source.ring)
        atomic_store_explicit(&voice->source.ring->read, voice->at < view.end ? voice->at : view.end, memory_order_release);
    return goes_on && !over;
}

static float bend(float value) {
    float over = (fabsf(value) - 0.8f) / 0.2f;
    return over <= 0 ? value : copysignf(0.8f + 0.2f * over / (1 + over), value);
}

/* Mixes into silence. */
static void mix_chunk(struct mix *mix, float *out, int frames) {
    bool held = atomic_load_explicit(&mix->held, memory_order_relaxed);
    float volume = atomic_load_explicit(&mix->volume, memory_order_relaxed);
    if (held && mix->open == 0)
        return;
    for (int i = 0; i < MIX_SLOTS; i++) {
        if (mix->leaving[i].id && !add(&mix->leaving[i], out, frames))
            mix->leaving[i].id = 0;
        if (mix->voices[i].id && !add(&mix->voices[i], out, frames))
            end(mix, i);
    }
    for (int i = 0; i < frames; i++) {
        float gain = mix->gain * mix->open;
        out[2 * i] = bend(out[2 * i] * gain);
        out[2 * i + 1] = bend(out[2 * i + 1] * gain);
        mix->gain = glide(mix->gain, volume, 1.0f / MIX_GLIDE);
        mix->open = glide(mix->open, held ? 0 : 1, 1.0f / MIX_GLIDE);
    }
}

static bool is_silent(const struct mix *mix) {
    for (int i = 0; i < MIX_SLOTS; i++)
        if (mix->voices[i].id || mix->leaving[i].id)
            return false;
    return true;
}

void mix_run(struct mix *mix, float *out, int frames) {
    if (is_silent(mix)) { /* then nothing can click */
        mix->gain = atomic_load_explicit(&mix->volume, memory_order_relaxed);
        mix->open = atomic_load_explicit(&mix->held, memory_order_relaxed) ? 0 : 1;
    }
    take_commands(mix);
    memset(out, 0, sizeof *out * 2 * (size_t)frames);
    for (int done = 0; done < frames && !is_silent(mix); done += CHUNK)
        mix_chunk(mix, out + 2 * done, frames - done < CHUNK ? frames - done : CHUNK);
    atomic_fetch_add_explicit(&mix->time, (uint64_t)frames, memory_order_relaxed);
}
