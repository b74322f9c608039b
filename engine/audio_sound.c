#include "audio_sound.h"
#include "base.h"
#include <stdlib.h>
#include <xxhash.h>

static bool decode(struct audio_sound *sound, struct audio_decoder *decoder, struct error *err) {
    enum { STEP = 65536 };
    uint64_t channels = (uint64_t)sound->info.channels, done = 0;
    if (!audio_info_fits(&sound->info, err))
        return false;
    sound->samples = base_alloc(sizeof *sound->samples * sound->info.frames * channels);
    for (int got = 1; got > 0 && done < sound->info.frames; done += (uint64_t)got) {
        uint64_t left = sound->info.frames - done;
        got = audio_decoder_read(decoder, sound->samples + done * channels, left < STEP ? (int)left : STEP);
    }
    sound->info.frames = done; /* a stream that begins in the middle has fewer than it tells */
    if (done)
        return true;
    free(sound->samples);
    return error_set(err, EXIT_SCRIPT, "it has no samples");
}

static bool take_bytes(const struct asset *asset, const char *bytes, size_t size, struct audio_sound *sound, struct error *err) {
    struct audio_decoder *decoder = audio_decoder_open(bytes, size, err);
    if (!decoder)
        return false;
    sound->info = *audio_decoder_info(decoder);
    double duration = (double)sound->info.frames / sound->info.rate;
    bool ok = duration == asset->duration ||
              error_set(err, EXIT_SCRIPT, "it lasts %g s and lasted %g s when it was frozen", duration, asset->duration);
    ok = ok && (asset->kind == ASSET_MUSIC || decode(sound, decoder, err));
    audio_decoder_close(decoder);
    return ok;
}

bool audio_sound_read(const struct assets *assets, int index, struct audio_sound *sound, struct error *err) {
    const struct asset *asset = assets_at(assets, index);
    size_t size;
    char *bytes = assets_read(assets, index, &size, err);
    if (!bytes)
        return false;
    XXH128_hash_t hash = XXH3_128bits(bytes, size); /* the file may have changed since it was listed */
    *sound = (struct audio_sound){.hash = {hash.low64, hash.high64}};
    bool ok = take_bytes(asset, bytes, size, sound, err);
    if (ok && asset->kind == ASSET_MUSIC) {
        sound->bytes = bytes;
        sound->size = size;
        return true;
    }
    free(bytes);
    return ok || error_prefix(err, "cannot use the %s \"%s\"", asset->kind == ASSET_SOUND ? "sound" : "music", asset->path);
}
