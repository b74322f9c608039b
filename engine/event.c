#include "event.h"
#include "base.h"
#include "input.h"
#include <SDL.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void event_push(struct event_queue *queue, const struct event *event) {
    struct event *last = queue->count ? &queue->items[(queue->first + queue->count - 1) % EVENT_QUEUE] : NULL;
    if (last && event->type == EVENT_POINTERMOVE && last->type == EVENT_POINTERMOVE) {
        *last = *event;
        return;
    }
    if (queue->count == EVENT_QUEUE) {
        if (event->type == EVENT_POINTERMOVE || event->repeat)
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
    return sdl->button >= 1 && sdl->button <= 3;
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
        snprintf(event->text, sizeof event->text, "%s", sdl->text.text);
        return true;
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP:
        return from_button(&sdl->button, event);
    case SDL_MOUSEMOTION:
        event->type = EVENT_POINTERMOVE;
        event->x = (float)sdl->motion.x;
        event->y = (float)sdl->motion.y;
        return true;
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

/* ── scripts of input ── */

struct scripted {
    int64_t frame;
    struct event event;
};

struct event_script {
    struct scripted *items;
    int count, next;
};

static const char *const names[EVENT_TYPES] = {
    [EVENT_KEYDOWN] = "keydown",     [EVENT_KEYUP] = "keyup",
    [EVENT_TEXTINPUT] = "textinput", [EVENT_POINTERDOWN] = "pointerdown",
    [EVENT_POINTERUP] = "pointerup", [EVENT_POINTERMOVE] = "pointermove",
    [EVENT_WHEEL] = "wheel",         [EVENT_FOCUS] = "focus",
    [EVENT_BLUR] = "blur",           [EVENT_QUIT] = "quit",
};

/* Reads what stands behind the event's name; false when it does not fit the event. */
static bool read_arguments(const char *text, struct event *event) {
    char word[32], rest;
    switch (event->type) {
    case EVENT_KEYDOWN:
    case EVENT_KEYUP:
        if (sscanf(text, "%31s %c", word, &rest) != 1 || !(event->key = input_key_from_code(word)))
            return false;
        input_key_text(event->key, input_keycode(event->key), 0, event->text, sizeof event->text);
        return true;
    case EVENT_TEXTINPUT:
        text += strspn(text, " \t");
        snprintf(event->text, sizeof event->text, "%s", text);
        return *text && strlen(text) < sizeof event->text;
    case EVENT_POINTERDOWN:
    case EVENT_POINTERUP: {
        int used = 0;
        if (sscanf(text, "%f %f%n", &event->x, &event->y, &used) != 2 || !isfinite(event->x) || !isfinite(event->y))
            return false;
        int read = sscanf(text + used, "%d %c", &event->button, &rest);
        return (read == 1 || (read < 0 && sscanf(text + used, " %c", &rest) != 1)) && event->button >= 0 && event->button <= 2;
    }
    case EVENT_POINTERMOVE:
        return sscanf(text, "%f %f %c", &event->x, &event->y, &rest) == 2 && isfinite(event->x) && isfinite(event->y);
    case EVENT_WHEEL:
        return sscanf(text, "%f %c", &event->y, &rest) == 1 && isfinite(event->y);
    default:
        return sscanf(text, " %c", &rest) != 1;
    }
}

static bool read_line(const char *line, struct scripted *to) {
    char name[32];
    long long frame;
    int used = 0;
    *to = (struct scripted){0};
    if (sscanf(line, "%lld%*1[ \t] %31s%n", &frame, name, &used) != 2 || frame < 0)
        return false;
    to->frame = frame;
    for (int type = 1; type < EVENT_TYPES; type++)
        if (names[type] && strcmp(names[type], name) == 0)
            to->event.type = (enum event_type)type;
    return to->event.type && read_arguments(line + used, &to->event);
}

struct event_script *event_script_read(const char *path, struct error *err) {
    size_t size;
    char *text = base_read_file(path, 16 << 20, &size, err);
    if (!text) {
        err->code = EXIT_USAGE;
        return NULL;
    }
    struct event_script *script = base_alloc(sizeof *script);
    *script = (struct event_script){0};
    int number = 1;
    for (char *line = text, *end; line; line = end ? end + 1 : NULL, number++) {
        end = strchr(line, '\n');
        if (end)
            *end = 0;
        line[strcspn(line, "#\r")] = 0;
        if (!line[strspn(line, " \t")])
            continue;
        struct scripted item;
        if (!read_line(line, &item) || (script->count && item.frame < script->items[script->count - 1].frame)) {
            error_set(err, EXIT_USAGE, "cannot read input script %s:%d: \"%.80s\" is not FRAME EVENT ARGUMENTS in rising order", path,
                      number, line);
            event_script_destroy(script);
            free(text);
            return NULL;
        }
        script->items = base_realloc(script->items, sizeof *script->items * ((size_t)script->count + 1));
        script->items[script->count++] = item;
    }
    free(text);
    return script;
}

void event_script_destroy(struct event_script *script) {
    free(script->items);
    free(script);
}

void event_script_push(struct event_script *script, int64_t frame, struct event_queue *queue) {
    for (; script->next < script->count && script->items[script->next].frame <= frame; script->next++)
        event_push(queue, &script->items[script->next].event);
}
