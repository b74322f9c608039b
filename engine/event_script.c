#include "base.h"
#include "event.h"
#include "input.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct scripted {
    int64_t frame;
    struct event event;
};

struct event_script {
    struct scripted *items;
    int count, next;
};

static const struct {
    const char *name;
    enum event_type type;
    bool touch, relative;
} names[] = {
    {"keydown", EVENT_KEYDOWN, false, false},
    {"keyup", EVENT_KEYUP, false, false},
    {"textinput", EVENT_TEXTINPUT, false, false},
    {"textedit", EVENT_TEXTEDIT, false, false},
    {"pointerdown", EVENT_POINTERDOWN, false, false},
    {"pointerup", EVENT_POINTERUP, false, false},
    {"pointermove", EVENT_POINTERMOVE, false, false},
    {"motion", EVENT_POINTERMOVE, false, true},
    {"touchdown", EVENT_POINTERDOWN, true, false},
    {"touchup", EVENT_POINTERUP, true, false},
    {"touchmove", EVENT_POINTERMOVE, true, false},
    {"wheel", EVENT_WHEEL, false, false},
    {"focus", EVENT_FOCUS, false, false},
    {"blur", EVENT_BLUR, false, false},
    {"quit", EVENT_QUIT, false, false},
    {"padconnected", EVENT_PADCONNECTED, false, false},
    {"paddisconnected", EVENT_PADDISCONNECTED, false, false},
    {"padbutton", EVENT_PADBUTTON, false, false},
    {"padaxis", EVENT_PADAXIS, false, false},
};

/* A text to the end of the line, blanks before it left out; false when there is no room for it. */
static bool read_text(const char *text, struct event *event) {
    text += strspn(text, " \t");
    snprintf(event->text, sizeof event->text, "%s", text);
    return strlen(text) < sizeof event->text;
}

static bool read_key(const char *text, struct event *event) {
    char word[32], rest;
    if (sscanf(text, "%31s %c", word, &rest) != 1 || !(event->key = input_key_from_code(word)))
        return false;
    input_key_text(event->key, input_keycode(event->key), 0, event->text, sizeof event->text);
    return true;
}

/* "X Y" and maybe a button. */
static bool read_button(const char *text, struct event *event) {
    char rest;
    int used = 0;
    if (sscanf(text, "%f %f%n", &event->x, &event->y, &used) != 2 || !isfinite(event->x) || !isfinite(event->y))
        return false;
    int read = sscanf(text + used, "%d %c", &event->button, &rest);
    return (read == 1 || (read < 0 && sscanf(text + used, " %c", &rest) != 1)) && event->button >= 0 && event->button <= 2;
}

static bool read_touch(const char *text, struct event *event) {
    char rest;
    return sscanf(text, "%f %f %d %c", &event->x, &event->y, &event->id, &rest) == 3 && isfinite(event->x) && isfinite(event->y) &&
           event->id >= 1 && event->id <= EVENT_FINGERS;
}

/* "PAD", and what follows it. */
static bool read_pad(const char *text, struct event *event) {
    char word[32], rest;
    int used = 0;
    if (sscanf(text, "%d%n", &event->id, &used) != 1 || event->id < 0 || event->id >= INPUT_PADS)
        return false;
    text += used;
    switch (event->type) {
    case EVENT_PADCONNECTED:
        return read_text(text, event) && event->text[0];
    case EVENT_PADBUTTON:
        return sscanf(text, "%31s %f %c", word, &event->x, &rest) == 2 && (event->button = input_pad_button(word)) >= 0 && event->x >= 0 &&
               event->x <= 1;
    case EVENT_PADAXIS:
        return sscanf(text, "%d %f %c", &event->button, &event->x, &rest) == 2 && event->button >= 0 && event->button < INPUT_AXES &&
               event->x >= -1 && event->x <= 1;
    default:
        return sscanf(text, " %c", &rest) != 1;
    }
}

/* Reads what stands behind the event's name; false when it does not fit the event. */
static bool read_arguments(const char *text, bool touch, struct event *event) {
    char rest;
    int used = 0;
    if (touch)
        return read_touch(text, event);
    switch (event->type) {
    case EVENT_KEYDOWN:
    case EVENT_KEYUP:
        return read_key(text, event);
    case EVENT_TEXTINPUT:
        return read_text(text, event) && event->text[0];
    case EVENT_TEXTEDIT:
        return sscanf(text, "%f %f%n", &event->x, &event->y, &used) == 2 && event->x >= 0 && event->x < 64 && event->y >= 0 &&
               event->y < 64 && read_text(text + used, event);
    case EVENT_POINTERDOWN:
    case EVENT_POINTERUP:
        return read_button(text, event);
    case EVENT_POINTERMOVE:
        return sscanf(text, "%f %f %c", &event->x, &event->y, &rest) == 2 && isfinite(event->x) && isfinite(event->y);
    case EVENT_WHEEL:
        return sscanf(text, "%f %c", &event->y, &rest) == 1 && isfinite(event->y);
    case EVENT_PADCONNECTED:
    case EVENT_PADDISCONNECTED:
    case EVENT_PADBUTTON:
    case EVENT_PADAXIS:
        return read_pad(text, event);
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
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (strcmp(names[i].name, name) == 0) {
            to->event.type = names[i].type;
            to->event.relative = names[i].relative;
            return read_arguments(line + used, names[i].touch, &to->event);
        }
    }
    return false;
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
