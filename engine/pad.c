#include "pad.h"
#include "base.h"
#include "input.h"
#include <SDL.h>
#include <stdlib.h>
#include <string.h>

struct pads {
    SDL_GameController *controllers[INPUT_PADS]; /* NULL: the place is free */
    bool started;
};

/* SDL's buttons and triggers in the order of W3C's standard gamepad. */
static const int buttons[SDL_CONTROLLER_BUTTON_DPAD_RIGHT + 1] = {
    [SDL_CONTROLLER_BUTTON_A] = 0,
    [SDL_CONTROLLER_BUTTON_B] = 1,
    [SDL_CONTROLLER_BUTTON_X] = 2,
    [SDL_CONTROLLER_BUTTON_Y] = 3,
    [SDL_CONTROLLER_BUTTON_LEFTSHOULDER] = 4,
    [SDL_CONTROLLER_BUTTON_RIGHTSHOULDER] = 5,
    [SDL_CONTROLLER_BUTTON_BACK] = 8,
    [SDL_CONTROLLER_BUTTON_START] = 9,
    [SDL_CONTROLLER_BUTTON_LEFTSTICK] = 10,
    [SDL_CONTROLLER_BUTTON_RIGHTSTICK] = 11,
    [SDL_CONTROLLER_BUTTON_DPAD_UP] = 12,
    [SDL_CONTROLLER_BUTTON_DPAD_DOWN] = 13,
    [SDL_CONTROLLER_BUTTON_DPAD_LEFT] = 14,
    [SDL_CONTROLLER_BUTTON_DPAD_RIGHT] = 15,
    [SDL_CONTROLLER_BUTTON_GUIDE] = 16,
};
enum { LEFT_TRIGGER = 6, RIGHT_TRIGGER = 7 };

struct pads *pads_create(void) {
    struct pads *pads = base_alloc(sizeof *pads);
    *pads = (struct pads){0};
    pads->started = SDL_InitSubSystem(SDL_INIT_GAMECONTROLLER) == 0;
    return pads;
}

void pads_destroy(struct pads *pads) {
    for (int i = 0; i < INPUT_PADS; i++)
        if (pads->controllers[i])
            SDL_GameControllerClose(pads->controllers[i]);
    if (pads->started)
        SDL_QuitSubSystem(SDL_INIT_GAMECONTROLLER);
    free(pads);
}

static int place_of(const struct pads *pads, SDL_JoystickID instance) {
    for (int i = 0; i < INPUT_PADS; i++)
        if (pads->controllers[i] && SDL_JoystickInstanceID(SDL_GameControllerGetJoystick(pads->controllers[i])) == instance)
            return i;
    return -1;
}

/* SDL tells the same pad twice when it was there before the subsystem was. */
static bool connect(struct pads *pads, int device, struct event *event) {
    int place = 0;
    while (place < INPUT_PADS && pads->controllers[place])
        place++;
    if (place == INPUT_PADS || place_of(pads, SDL_JoystickGetDeviceInstanceID(device)) >= 0)
        return false;
    pads->controllers[place] = SDL_GameControllerOpen(device);
    if (!pads->controllers[place])
        return false;
    const char *name = SDL_GameControllerName(pads->controllers[place]);
    event->type = EVENT_PADCONNECTED;
    event->id = place;
    event_text(event, name && *name ? name : "gamepad");
    return true;
}

static bool disconnect(struct pads *pads, int place, struct event *event) {
    if (place < 0)
        return false;
    SDL_GameControllerClose(pads->controllers[place]);
    pads->controllers[place] = NULL;
    event->type = EVENT_PADDISCONNECTED;
    event->id = place;
    return true;
}

static bool from_button(int place, const SDL_ControllerButtonEvent *sdl, struct event *event) {
    event->type = EVENT_PADBUTTON;
    event->id = place;
    event->x = sdl->state == SDL_PRESSED;
    event->button = sdl->button < COUNT_OF(buttons) ? buttons[sdl->button] : 0;
    return place >= 0 && sdl->button < COUNT_OF(buttons);
}

static bool from_axis(int place, const SDL_ControllerAxisEvent *sdl, struct event *event) {
    float value = (float)sdl->value / (sdl->value < 0 ? 32768.0f : 32767.0f);
    bool trigger = sdl->axis == SDL_CONTROLLER_AXIS_TRIGGERLEFT || sdl->axis == SDL_CONTROLLER_AXIS_TRIGGERRIGHT;
    event->type = trigger ? EVENT_PADBUTTON : EVENT_PADAXIS;
    event->id = place;
    event->button = !trigger ? sdl->axis : sdl->axis == SDL_CONTROLLER_AXIS_TRIGGERLEFT ? LEFT_TRIGGER : RIGHT_TRIGGER;
    event->x = trigger && value < 0 ? 0 : value;
    return place >= 0 && sdl->axis < SDL_CONTROLLER_AXIS_MAX;
}

bool pads_event(struct pads *pads, const union SDL_Event *sdl, struct event *event) {
    *event = (struct event){0};
    switch (sdl->type) {
    case SDL_CONTROLLERDEVICEADDED:
        return connect(pads, sdl->cdevice.which, event);
    case SDL_CONTROLLERDEVICEREMOVED:
        return disconnect(pads, place_of(pads, sdl->cdevice.which), event);
    case SDL_CONTROLLERBUTTONDOWN:
    case SDL_CONTROLLERBUTTONUP:
        return from_button(place_of(pads, sdl->cbutton.which), &sdl->cbutton, event);
    case SDL_CONTROLLERAXISMOTION:
        return from_axis(place_of(pads, sdl->caxis.which), &sdl->caxis, event);
    }
    return false;
}

void pads_rumble(struct pads *pads, int id, double strong, double weak, double seconds) {
    if (id >= 0 && id < INPUT_PADS && pads->controllers[id])
        SDL_GameControllerRumble(pads->controllers[id], (Uint16)(strong * 65535), (Uint16)(weak * 65535), (Uint32)(seconds * 1000));
}
