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
static bool play(struct bind_call *call) {
    const struct bind_value *args = call->args;
    struct audio_play how = {
        .volume = args[1].number, .pan = args[2].number, .rate = args[3].number, .loop = args[4].number != 0, .fade = args[5].number};
    int index = (int)pool_slot((uint32_t)args[0].number);
    return bind_give_number(call, (double)audio_play(app_audio(call->world->app), index, &how));
}

static bool stop(struct bind_call *call) {
    audio_stop(app_audio(call->world->app), (uint64_t)call->args[0].number, call->args[1].number);
    return true;
}

static bool set(struct bind_call *call) {
    const struct bind_value *args = call->args;
    audio_set(app_audio(call->world->app), (uint64_t)args[0].number, args[1].number, args[2].number, args[3].number);
    return true;
}

static bool playing(struct bind_call *call) {
    bool plays = audio_playing(app_audio(call->world->app), (uint64_t)call->args[0].number);
    call->result = (struct bind_value){.type = BIND_BOOLEAN, .number = plays};
    return true;
}

static bool volume(struct bind_call *call) {
    audio_volume(app_audio(call->world->app), call->args[0].number);
    return true;
}

#define PLAY "id:number volume:number pan:number rate:number loop:boolean fade:number"

static const struct bind_row rows[] = {
    {"sound.declare", "path:string", declare_sound, 0},
    {"sound.play", PLAY, play, BIND_DEVICE},
    {"music.declare", "path:string", declare_music, 0},
    {"music.play", PLAY, play, BIND_DEVICE},
    {"music.stop", "voice:number fade:number", stop, BIND_DEVICE},
    {"voice.stop", "voice:number fade:number", stop, BIND_DEVICE},
    {"voice.set", "voice:number volume:number pan:number rate:number", set, BIND_DEVICE},
    {"voice.playing", "voice:number", playing, BIND_DEVICE},
    {"audio.volume", "volume:number", volume, BIND_DEVICE},
};

const struct bind_table bind_sound = {rows, COUNT_OF(rows)};
