#include "audio.h"
#include "audio_device.h"
#include "audio_record.h"
#include "audio_sound.h"
#include "audio_stream.h"
#include "base.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    QUICK = MIX_RATE / 100, /* frames in which a voice is made to end */
    GONE = MIX_RATE / 50,   /* frames after which it surely has */
    STEP = 512,             /* frames mixed at once where no device does */
    BEHIND = 10 * MIX_RATE, /* frames without a device are made up for, but not after a long sleep */
    ID_SLOTS = 128,         /* a voice's id is a running number times this, plus its slot */
};

/* What a slot of the mixer shall do, as scripts want it; `play`, `set` and `stop` are what the mixer has not been told yet. */
struct slot {
    uint64_t id; /* of its last voice; 0: none yet */
    int asset;
    struct audio_play how;
    struct mix_source source;
    struct audio_stream *stream; /* of a music */
    int rate;
    bool play, set, stop;
    bool leaving, stopped; /* asked to stop; without a fade, so that it counts as silent at once */
    uint64_t fade;         /* of the stop: frames */
};

/* Memory that the mixer may still read: freed when it has forgotten it. */
struct retired {
    struct mix_source source;
    struct audio_stream *stream; /* NULL: samples */
    uint64_t at;                 /* the mixer's time from which no voice is heard of it; 0: not yet known */
    uint64_t dropped;            /* the number of the command that makes it forgotten; 0: not sent */
};

struct audio {
    struct audio_desc desc;
    struct mix *mix;
    struct audio_device *device; /* NULL: the main thread mixes */
    struct audio_record *record;
    struct audio_sound *sounds;
    int count;
    struct slot slots[MIX_SLOTS];
    struct retired *retired;
    int retired_count;
    uint64_t voices; /* begun so far */
    double volume;   /* of everything */
    double owed;     /* frames to be mixed by the main thread */
    uint64_t last;   /* when it did, without a device; 0: held */
    bool wanted;     /* a device was looked for */
    char where[256];
};

struct audio *audio_create(const struct audio_desc *desc, struct error *err) {
    struct audio_record *record = NULL;
    if (desc->file && !(record = audio_record_create(desc->file, err)))
        return NULL;
    struct audio *audio = base_alloc(sizeof *audio);
    memset(audio, 0, sizeof *audio);
    audio->desc = *desc;
    audio->record = record;
    audio->mix = mix_create();
    audio->volume = 1;
    return audio;
}

/* ── memory that the mixer reads ── */

static void retire(struct audio *audio, const struct mix_source *source, struct audio_stream *stream) {
    if (stream)
        audio_stream_cut(stream);
    audio->retired = base_realloc(audio->retired, sizeof *audio->retired * (size_t)(audio->retired_count + 1));
    audio->retired[audio->retired_count++] = (struct retired){.source = *source, .stream = stream};
}

static void free_retired(const struct retired *retired) {
    if (retired->stream)
        audio_stream_destroy(retired->stream);
    else
        free((float *)retired->source.samples);
}

/* Each is dropped when its voices have faded, and freed when the mixer has seen that. While a play waits for room in the ring, none is. */
static void collect_retired(struct audio *audio) {
    int kept = 0;
    for (int i = 0; i < MIX_SLOTS; i++)
        if (audio->slots[i].play)
            return;
    for (int i = 0; i < audio->retired_count; i++) {
        struct retired one = audio->retired[i];
        struct mix_command drop = {.kind = MIX_DROP, .source = one.source};
        if (!one.at)
            one.at = mix_time(audio->mix) + GONE;
        else if (!one.dropped && mix_time(audio->mix) >= one.at && mix_send(audio->mix, &drop))
            one.dropped = mix_sent(audio->mix);
        if (one.dropped && mix_seen(audio->mix) >= one.dropped)
            free_retired(&one);
        else
            audio->retired[kept++] = one;
    }
    audio->retired_count = kept;
}

/* ── voices ── */

static bool is_active(const struct audio *audio, int slot) {
    return audio->slots[slot].id && mix_ended(audio->mix, slot) != audio->slots[slot].id;
}

/* The slot of a voice that has not ended; -1: it has. */
static int slot_of(const struct audio *audio, uint64_t voice) {
    int slot = (int)(voice % ID_SLOTS);
    return voice && slot < MIX_SLOTS && audio->slots[slot].id == voice && is_active(audio, slot) ? slot : -1;
}

bool audio_playing(const struct audio *audio, uint64_t voice) {
    int slot = slot_of(audio, voice);
    return slot >= 0 && !audio->slots[slot].stopped;
}

static void stop_slot(struct slot *slot, double fade) {
    slot->leaving = slot->stop = true;
    slot->stopped = fade <= 0;
    slot->fade = fade <= 0 ? QUICK : (uint64_t)(fade * MIX_RATE) + 1;
}

void audio_stop(struct audio *audio, uint64_t voice, double fade) {
    int slot = slot_of(audio, voice);
    if (slot >= 0)
        stop_slot(&audio->slots[slot], fade);
}

void audio_set(struct audio *audio, uint64_t voice, double volume, double pan, double rate) {
    int index = slot_of(audio, voice);
    if (index < 0)
        return;
    struct slot *slot = &audio->slots[index];
    slot->how.volume = volume;
    slot->how.pan = pan;
    slot->how.rate = rate;
    slot->set = true;
}

/* The slot for a new voice, from `first` up to `end`: one that is free, else that of the oldest which may go. -1: none may. */
static int choose_slot(const struct audio *audio, int first, int end, bool looping_too) {
    int oldest = -1;
    for (int i = first; i < end; i++) {
        const struct slot *slot = &audio->slots[i];
        if (!is_active(audio, i))
            return i;
        if ((looping_too || !slot->how.loop || slot->leaving) && (oldest < 0 || slot->id / ID_SLOTS < audio->slots[oldest].id / ID_SLOTS))
            oldest = i;
    }
    return oldest;
}

/* Gives the slot's voice something new to play, from its start. */
static bool begin(struct audio *audio, struct slot *slot) {
    struct audio_sound *sound = &audio->sounds[slot->asset];
    struct error ignored; /* the file was found whole when it was loaded */
    if (slot->stream)
        retire(audio, &slot->source, slot->stream);
    slot->stream = NULL;
    if (sound->bytes && !(slot->stream = audio_stream_create(sound->bytes, sound->size, slot->how.loop, &ignored)))
        return false;
    slot->source = sound->bytes ? audio_stream_source(slot->stream)
                                : (struct mix_source){.samples = sound->samples, sound->info.channels, sound->info.frames, NULL};
    slot->rate = sound->info.rate;
    slot->play = true;
    slot->set = false;
    return true;
}

uint64_t audio_play(struct audio *audio, int index, const struct audio_play *how) {
    if (index < 0 || index >= audio->count || (!audio->sounds[index].samples && !audio->sounds[index].bytes))
        return 0;
    bool music = audio->sounds[index].bytes;
    for (int i = MIX_VOICES; music && i < MIX_SLOTS; i++)
        if (is_active(audio, i) && audio->slots[i].asset == index && !audio->slots[i].leaving)
            stop_slot(&audio->slots[i], 0);
    int at = music ? choose_slot(audio, MIX_VOICES, MIX_SLOTS, true) : choose_slot(audio, 0, MIX_VOICES, false);
    if (at < 0)
        return 0;
    struct slot *slot = &audio->slots[at];
    struct slot before = *slot;
    *slot = (struct slot){.id = ++audio->voices * ID_SLOTS + (uint64_t)at, .asset = index, .how = *how};
    slot->stream = before.stream; /* begin() retires it */
    slot->source = before.source;
    if (begin(audio, slot))
        return slot->id;
    *slot = (struct slot){0};
    return 0;
}

void audio_volume(struct audio *audio, double volume) {
    audio->volume = volume;
    mix_volume(audio->mix, (float)volume);
}

double audio_master(const struct audio *audio) {
    return audio->volume;
}

/* ── telling the mixer ── */

static bool send(struct audio *audio, int index, enum mix_kind kind, uint64_t fade) {
    const struct slot *slot = &audio->slots[index];
    bool cut_off = kind == MIX_PLAY && slot->stopped; /* stopped before it was heard */
    struct mix_command command = {
        .kind = kind,
        .slot = index,
        .id = slot->id,
        .source = slot->source,
        .volume = cut_off ? 0 : (float)slot->how.volume,
        .pan = (float)slot->how.pan,
        .step = (uint64_t)llround(slot->how.rate * slot->rate / MIX_RATE * 0x1p32),
        .fade = fade,
        .loop = slot->how.loop && !slot->stream, /* a stream loops by itself */
    };
    return mix_send(audio->mix, &command);
}

/* One slot's changes; what does not fit into the ring waits for the next frame. */
static void flush_slot(struct audio *audio, int index) {
    struct slot *slot = &audio->slots[index];
    if (slot->play && send(audio, index, MIX_PLAY, (uint64_t)(slot->how.fade * MIX_RATE) + 1))
        slot->play = slot->set = false;
    if (!slot->play && slot->set && send(audio, index, MIX_SET, 1))
        slot->set = false;
    if (!slot->play && !slot->set && slot->stop && send(audio, index, MIX_STOP, slot->fade))
        slot->stop = false;
}

static void fill_streams(struct audio *audio) {
    for (int i = MIX_VOICES; i < MIX_SLOTS; i++)
        if (audio->slots[i].stream)
            audio_stream_fill(audio->slots[i].stream);
}

static void flush(struct audio *audio) {
    for (int i = 0; i < MIX_SLOTS; i++) {
        struct slot *slot = &audio->slots[i];
        flush_slot(audio, i);
        if (slot->stream && !slot->play && !is_active(audio, i)) {
            retire(audio, &slot->source, slot->stream);
            slot->stream = NULL;
        }
    }
    collect_retired(audio);
}

/* ── mixing ── */

static void mix_owed(struct audio *audio) {
    float out[2 * STEP];
    while (audio->owed >= 1) {
        int frames = audio->owed < STEP ? (int)audio->owed : STEP;
        fill_streams(audio);
        mix_run(audio->mix, out, frames);
        if (audio->record)
            audio_record_add(audio->record, out, frames);
        audio->owed -= frames;
    }
}

void audio_hold(struct audio *audio) {
    mix_hold(audio->mix, true);
    audio->last = 0;
}

static void mix_by_clock(struct audio *audio) {
    uint64_t now = base_now_ns();
    if (audio->last)
        audio->owed += (double)(now - audio->last) * MIX_RATE / 1e9;
    if (audio->owed > BEHIND)
        audio->owed = BEHIND;
    audio->last = now;
    mix_owed(audio);
}

void audio_frame(struct audio *audio, double seconds, bool held) {
    mix_hold(audio->mix, held);
    fill_streams(audio);
    flush(audio);
    if (audio->device && !audio_device_alive(audio->device)) {
        audio_device_close(audio->device);
        audio->device = NULL;
        snprintf(audio->where, sizeof audio->where, "none (the device is gone)");
    }
    if (audio->desc.stepped) {
        audio->owed += seconds * MIX_RATE;
        mix_owed(audio);
    } else if (held) {
        audio->last = 0;
    } else if (!audio->device && audio->wanted) {
        mix_by_clock(audio);
    }
}

/* ── loading ── */

static void look_for_device(struct audio *audio) {
    if (audio->wanted || audio->desc.stepped)
        return;
    audio->wanted = true;
    audio->device = audio_device_open(audio->mix, audio->where, sizeof audio->where);
    for (char *at = audio->where; (at = strpbrk(at, "\"\\"));)
        *at = '\''; /* it goes into a line of JSON */
}

const char *audio_where(const struct audio *audio) {
    return audio->where;
}

void audio_probe(char *text, size_t size) {
    struct mix *mix = mix_create();
    struct audio_device *device = audio_device_open(mix, text, size);
    if (device)
        audio_device_close(device);
    mix_destroy(mix);
}

/* Frees what the old game or the old file had; voices of it must have been asked to stop, or given something else. */
static void drop_sound(struct audio *audio, struct audio_sound *sound) {
    if (sound->samples)
        retire(audio, &(struct mix_source){.samples = sound->samples, .channels = 1}, NULL);
    free(sound->bytes);
    *sound = (struct audio_sound){0};
}

/* Ends or renews what plays this asset, whose memory is about to go. */
static void renew_voices(struct audio *audio, int index) {
    for (int i = 0; i < MIX_SLOTS; i++) {
        struct slot *slot = &audio->slots[i];
        if (!is_active(audio, i) || slot->asset != index)
            continue;
        if (slot->stream)
            audio_stream_cut(slot->stream);
        if (slot->how.loop && !slot->leaving && begin(audio, slot))
            slot->how.fade = 0;
        else
            stop_slot(slot, 0);
    }
}

bool audio_load(struct audio *audio, const struct assets *assets, int index, struct error *err) {
    struct audio_sound sound;
    if (!audio_sound_read(assets, index, &sound, err))
        return false;
    look_for_device(audio);
    if (index >= audio->count) {
        audio->sounds = base_realloc(audio->sounds, sizeof *audio->sounds * (size_t)(index + 1));
        memset(audio->sounds + audio->count, 0, sizeof *audio->sounds * (size_t)(index + 1 - audio->count));
        audio->count = index + 1;
    }
    struct audio_sound before = audio->sounds[index];
    audio->sounds[index] = sound;
    renew_voices(audio, index);
    drop_sound(audio, &before);
    return true;
}

/* What is there already of these bytes, taken out of the old list. */
static struct audio_sound take_old(struct audio_sound *old, int count, const struct asset *asset) {
    for (int i = 0; i < count; i++) {
        bool there = asset->kind == ASSET_SOUND ? old[i].samples != NULL : old[i].bytes != NULL;
        if (there && old[i].hash[0] == asset->hash[0] && old[i].hash[1] == asset->hash[1]) {
            struct audio_sound taken = old[i];
            old[i] = (struct audio_sound){0};
            return taken;
        }
    }
    return (struct audio_sound){0};
}

bool audio_load_all(struct audio *audio, const struct assets *assets, struct error *err) {
    struct audio_sound *old = audio->sounds;
    int old_count = audio->count;
    bool ok = true;
    for (int i = 0; i < MIX_SLOTS; i++) {
        if (is_active(audio, i))
            stop_slot(&audio->slots[i], 0);
        if (audio->slots[i].stream)
            audio_stream_cut(audio->slots[i].stream);
    }
    audio->count = assets_count(assets);
    audio->sounds = base_alloc(sizeof *audio->sounds * (size_t)(audio->count + 1));
    memset(audio->sounds, 0, sizeof *audio->sounds * (size_t)(audio->count + 1));
    for (int i = 0; i < audio->count; i++)
        if (assets_at(assets, i)->kind == ASSET_SOUND || assets_at(assets, i)->kind == ASSET_MUSIC)
            audio->sounds[i] = take_old(old, old_count, assets_at(assets, i));
    for (int i = 0; i < audio->count && ok; i++) {
        const struct asset *asset = assets_at(assets, i);
        bool ours = asset->kind == ASSET_SOUND || asset->kind == ASSET_MUSIC;
        if (ours && !audio->sounds[i].samples && !audio->sounds[i].bytes)
            ok = audio_load(audio, assets, i, err);
    }
    for (int i = 0; i < old_count; i++)
        drop_sound(audio, &old[i]);
    free(old);
    return ok;
}

bool audio_finish(struct audio *audio, struct error *err) {
    struct audio_record *record = audio->record;
    audio->record = NULL;
    return !record || audio_record_close(record, err);
}

void audio_destroy(struct audio *audio) {
    if (audio->device)
        audio_device_close(audio->device);
    if (audio->record)
        audio_record_drop(audio->record);
    for (int i = 0; i < MIX_SLOTS; i++)
        if (audio->slots[i].stream)
            audio_stream_destroy(audio->slots[i].stream);
    for (int i = 0; i < audio->retired_count; i++)
        free_retired(&audio->retired[i]);
    for (int i = 0; i < audio->count; i++) {
        free(audio->sounds[i].samples);
        free(audio->sounds[i].bytes);
    }
    free(audio->sounds);
    free(audio->retired);
    mix_destroy(audio->mix);
    free(audio);
}
