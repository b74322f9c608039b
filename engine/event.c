#include "event.h"
#include "input.h"
#include <SDL.h>
#include <string.h>

/* Whether only the newer of the two need be known. */
static bool continues(const struct event *last, const struct event *event) {
    bool move = event->type == EVENT_POINTERMOVE && event->relative == last->relative;
    bool axis = event->type == EVENT_PADAXIS && event->button == last->button;
    return event->type == last->type && event->id == last->id && (move || axis);
}

void event_push(struct event_queue *queue, const struct event *event) {
    struct event *last = queue->count ? &queue->items[(queue->first + queue->count - 1) % EVENT_QUEUE] : NULL;
    if (last && continues(last, event)) {
        float x = event->relative ? last->x : 0, y = event->relative ? last->y : 0;
        *last = *event;
        last->x += x;
        last->y += y;
        return;
    }
    if (queue->count == EVENT_QUEUE) {
        if (event->type == EVENT_POINTERMOVE || event->type == EVENT_PADAXIS || event->repeat)
            return;
        queue->first = (queue->first + 1) % EVENT_QUEUE;
        queue->count--;
    }
    queue->items[(queue->first + queue->count++) % EVENT_QUEUE] = *event;
}

bool event_take(struct event_queue *queue, struct event *event) {
    if (!queue->count)
        return false;
    *event = queue->items[queue->first];
    queue->first = (queue->first + 1) % EVENT_QUEUE;
    queue->count--;
    return true;
}

void event_text(struct event *event, const char *text) {
    size_t length = strlen(text), size = sizeof event->text;
    if (length >= size)
        for (length = size - 1; length > 0 && ((unsigned char)text[length] & 0xc0) == 0x80;)
            length--;
    memcpy(event->text, text, length);
    event->text[length] = 0;
}

static int modifiers_of(int sdl) {
    return (sdl & KMOD_SHIFT ? EVENT_SHIFT : 0) | (sdl & KMOD_CTRL ? EVENT_CTRL : 0) | (sdl & KMOD_ALT ? EVENT_ALT : 0);
}

static bool from_key(const SDL_KeyboardEvent *sdl, struct event *event) {
    event->type = sdl->type == SDL_KEYDOWN ? EVENT_KEYDOWN : EVENT_KEYUP;
    event->key = input_key_from_scancode((int)sdl->keysym.scancode);
    event->modifiers = modifiers_of(sdl->keysym.mod);
    event->repeat = sdl->repeat != 0;
    input_key_text(event->key, (int)sdl->keysym.sym, event->modifiers, event->text, sizeof event->text);
    return event->key != 0;
}

/* SDL counts buttons 1 left, 2 middle, 3 right. */
static bool from_button(const SDL_MouseButtonEvent *sdl, struct event *event) {
    event->type = sdl->type == SDL_MOUSEBUTTONDOWN ? EVENT_POINTERDOWN : EVENT_POINTERUP;
    event->button = sdl->button - 1;
    event->x = (float)sdl->x;
    event->y = (float)sdl->y;
    return sdl->button >= 1 && sdl->button <= 3 && sdl->which != SDL_TOUCH_MOUSEID;
}

static bool from_motion(const SDL_MouseMotionEvent *sdl, struct event *event) {
    event->type = EVENT_POINTERMOVE;
    event->relative = SDL_GetRelativeMouseMode() == SDL_TRUE;
    event->x = (float)(event->relative ? sdl->xrel : sdl->x);
    event->y = (float)(event->relative ? sdl->yrel : sdl->y);
    return sdl->which != SDL_TOUCH_MOUSEID;
}

static bool from_composition(const char *text, int start, int length, struct event *event) {
    event->type = EVENT_TEXTEDIT;
    event->x = (float)start;
    event->y = (float)length;
    event_text(event, text);
    return true;
}

static bool from_window(const SDL_WindowEvent *sdl, struct event *event) {
    switch (sdl->event) {
    case SDL_WINDOWEVENT_SIZE_CHANGED:
        event->type = EVENT_RESIZE;
        event->x = (float)sdl->data1;
        event->y = (float)sdl->data2;
        return true;
    case SDL_WINDOWEVENT_FOCUS_GAINED:
        event->type = EVENT_FOCUS;
        return true;
    case SDL_WINDOWEVENT_FOCUS_LOST:
        event->type = EVENT_BLUR;
        return true;
    }
    return false;
}

bool event_from_sdl(const union SDL_Event *sdl, struct event *event) {
    *event = (struct event){0};
    switch (sdl->type) {
    case SDL_KEYDOWN:
    case SDL_KEYUP:
        return from_key(&sdl->key, event);
    case SDL_TEXTINPUT:
        event->type = EVENT_TEXTINPUT;
        event_text(event, sdl->text.text);
        return true;
    case SDL_TEXTEDITING:
        return from_composition(sdl->edit.text, sdl->edit.start, sdl->edit.length, event);
    case SDL_TEXTEDITING_EXT: /* of a long composition; the receiver frees it: window_collect */
        return from_composition(sdl->editExt.text, sdl->editExt.start, sdl->editExt.length, event);
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP:
        return from_button(&sdl->button, event);
    case SDL_MOUSEMOTION:
        return from_motion(&sdl->motion, event);
    case SDL_MOUSEWHEEL:
        event->type = EVENT_WHEEL;
        event->y = sdl->wheel.preciseY * (sdl->wheel.direction == SDL_MOUSEWHEEL_FLIPPED ? -1.0f : 1.0f);
        return true;
    case SDL_WINDOWEVENT:
        return from_window(&sdl->window, event);
    case SDL_QUIT:
        event->type = EVENT_QUIT;
        return true;
    }
    return false;
}

/* The place of a finger, a free one when it comes down; -1 none. */
static int finger_place(struct event_fingers *fingers, int64_t number, bool down) {
    for (int i = 0; i < EVENT_FINGERS; i++)
        if (fingers->down[i] && fingers->numbers[i] == number)
            return i;
    for (int i = 0; i < EVENT_FINGERS && down; i++)
        if (!fingers->down[i])
            return i;
    return -1;
}

bool event_from_finger(struct event_fingers *fingers, const union SDL_Event *sdl, float width, float height, struct event *event) {
    bool down = sdl->type == SDL_FINGERDOWN, up = sdl->type == SDL_FINGERUP;
    *event = (struct event){.type = down ? EVENT_POINTERDOWN : up ? EVENT_POINTERUP : EVENT_POINTERMOVE};
    if ((!down && !up && sdl->type != SDL_FINGERMOTION) || sdl->tfinger.touchId == SDL_MOUSE_TOUCHID)
        return false;
    int place = finger_place(fingers, sdl->tfinger.fingerId, down);
    if (place < 0)
        return false;
    fingers->numbers[place] = sdl->tfinger.fingerId;
    fingers->down[place] = !up;
    event->id = place + 1;
    event->x = sdl->tfinger.x * width;
    event->y = sdl->tfinger.y * height;
    return true;
}
