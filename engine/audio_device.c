#include "audio_device.h"
#include "base.h"
#include "sdl.h"
#include <SDL.h>
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BUFFER = 1024 }; /* frames: 21 ms */

struct audio_device {
    SDL_AudioDeviceID id;
};

static void on_mix(void *mix, Uint8 *out, int size) {
    mix_run(mix, (float *)(void *)out, size / (int)(2 * sizeof(float)));
}

static void say_nothing(const char *file, int line, const char *function, int error, const char *format, ...) {
    (void)file, (void)line, (void)function, (void)error, (void)format;
}

/* ALSA's library, which SDL loads, writes a page to stderr where there is no sound card; a machine without one is no mistake. */
static void hush_alsa(void) {
    void *alsa = dlopen("libasound.so.2", RTLD_LAZY | RTLD_NOLOAD), *set = alsa ? dlsym(alsa, "snd_lib_error_set_handler") : NULL;
    void (*set_handler)(void (*)(const char *, int, const char *, int, const char *, ...));
    memcpy(&set_handler, &set, sizeof set_handler);
    if (set)
        set_handler(say_nothing);
}

struct audio_device *audio_device_open(struct mix *mix, char *where, size_t size) {
    struct error err;
    if (!sdl_load(&err)) {
        snprintf(where, size, "none (%s)", err.text);
        return NULL;
    }
    SDL_SetHint(SDL_HINT_APP_NAME, "thaw");
    hush_alsa(); /* Debian's SDL has loaded it with itself … */
    if (SDL_InitSubSystem(SDL_INIT_AUDIO) != 0) {
        snprintf(where, size, "none (%s)", SDL_GetError());
        return NULL;
    }
    hush_alsa(); /* … others do so now */
    SDL_AudioSpec want = {.freq = MIX_RATE, .format = AUDIO_F32SYS, .channels = 2, .samples = BUFFER, .callback = on_mix, .userdata = mix};
    SDL_AudioDeviceID id = SDL_OpenAudioDevice(NULL, 0, &want, NULL, 0);
    if (!id) {
        snprintf(where, size, "none (%s: %s)", SDL_GetCurrentAudioDriver(), SDL_GetError());
        SDL_QuitSubSystem(SDL_INIT_AUDIO);
        return NULL;
    }
    snprintf(where, size, "%s", SDL_GetCurrentAudioDriver());
    struct audio_device *device = base_alloc(sizeof *device);
    device->id = id;
    SDL_PauseAudioDevice(id, 0);
    return device;
}

void audio_device_close(struct audio_device *device) {
    SDL_CloseAudioDevice(device->id);
    SDL_QuitSubSystem(SDL_INIT_AUDIO);
    free(device);
}

bool audio_device_alive(const struct audio_device *device) {
    return SDL_GetAudioDeviceStatus(device->id) == SDL_AUDIO_PLAYING;
}
