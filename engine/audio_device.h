/* The machine's loudspeakers: SDL's audio device, which calls the mixer from a thread of its own. Main thread only. */
#pragma once
#include "audio_mix.h"
#include <stddef.h>

struct audio_device;

/* Opens the default device, which begins to mix at once; NULL when there is none. `where` gets the driver's name, or why there is none. */
struct audio_device *audio_device_open(struct mix *mix, char *where, size_t size);

/* No mixing any more when it returns. */
void audio_device_close(struct audio_device *device);

/* Whether it still plays: false when it was unplugged. */
bool audio_device_alive(const struct audio_device *device);
