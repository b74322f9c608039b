/* Rows of js/sound.js: declaring sounds and music, and playing them. A voice is a number that names it once and for all (engine/audio.h).
 */
#include "app.h"
#include "audio.h"
#include "base.h"
#include "bind.h"
#include "pool.h"
#include <stdlib.h>

static bool declare(struct bind_call *call, enum asset_kind kind) {
    struct bind_world *world = call->world;
    int before = assets_count(world->assets), index = assets_sound(world->assets, call->args[0].text, kind, call->err);
    if (index < 0)
        return bind_missed(call);
    if (world->app && assets_count(world->assets) > before && !audio_load(app_audio(world->app), world->assets, index, call->err))
        return false;
    call->result = (struct bind_value){
        .type = BIND_NUMBERS,
        .size = 2,
        .numbers = {pool_id((uint32_t)index, 1), assets_at(world->assets, index)->duration},
    };
    return true;
}

static bool declare_sound(struct bind_call *call) {
    return declare(call, ASSET_SOUND);
}

static bool declare_music(struct bind_call *call) {
    return declare(call, ASSET_MUSIC);
}

/* Gives the voice, 0 when none was to be had. */
static double play(BIND_SELF, double id, double volume, double pan, double rate, double loop, double fade) {
    const struct audio_play how = {.volume = volume, .pan = pan, .rate = rate, .loop = loop != 0, .fade = fade};
    return (double)audio_play(app_audio(bind_world->app), (int)pool_slot((uint32_t)id), &how);
}

static void stop(BIND_SELF, double voice, double fade) {
    audio_stop(app_audio(bind_world->app), (uint64_t)voice, fade);
}

static void set(BIND_SELF, double voice, double volume, double pan, double rate) {
    audio_set(app_audio(bind_world->app), (uint64_t)voice, volume, pan, rate);
}

static bool playing(BIND_SELF, double voice) {
    return audio_playing(app_audio(bind_world->app), (uint64_t)voice);
}

static void volume(BIND_SELF, double level) {
    audio_volume(app_audio(bind_world->app), level);
}

#define PLAY "id:number volume:number pan:number rate:number loop:number fade:number"

static const struct bind_row rows[] = {
    BIND_ROW("sound.declare", "path:string", declare_sound, 0),
    BIND_NUMBERS_ROW("sound.play", PLAY, play, BIND_DEVICE),
    BIND_ROW("music.declare", "path:string", declare_music, 0),
    BIND_NUMBERS_ROW("music.play", PLAY, play, BIND_DEVICE),
    BIND_NUMBERS_ROW("music.stop", "voice:number fade:number", stop, BIND_DEVICE),
    BIND_NUMBERS_ROW("voice.stop", "voice:number fade:number", stop, BIND_DEVICE),
    BIND_NUMBERS_ROW("voice.set", "voice:number volume:number pan:number rate:number", set, BIND_DEVICE),
    BIND_NUMBERS_ROW("voice.playing", "voice:number", playing, BIND_DEVICE),
    BIND_NUMBERS_ROW("audio.volume", "volume:number", volume, BIND_DEVICE),
};

const struct bind_table bind_sound = {rows, COUNT_OF(rows)};
