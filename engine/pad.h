/* Gamepads: their coming and going, and what SDL's game controllers do as events of W3C's standard gamepad
 * (https://www.w3.org/TR/gamepad/#remapping).
 *
 * Pipe: SDL events → event queue. A pad keeps its place, from 0, as long as it is plugged in; the next takes the first that is free. What
 * SDL has no mapping for, a steering wheel say, is no pad. Main thread only. */
#pragma once
#include "event.h"
#include <stdbool.h>

struct pads;
union SDL_Event;

/* Starts SDL's game controllers; where that fails there are no pads. Gives. */
struct pads *pads_create(void);
void pads_destroy(struct pads *pads);

/* Turns an SDL event of a pad into ours; false when it is none, or the pad has no place. */
bool pads_event(struct pads *pads, const union SDL_Event *sdl, struct event *event);

/* Lets a pad's motors run, strong and weak 0 … 1, for that long; nothing where there is no pad or no motor. */
void pads_rumble(struct pads *pads, int id, double strong, double weak, double seconds);
