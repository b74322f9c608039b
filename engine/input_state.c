#include "input.h"
#include <math.h>
#include <string.h>

static void press(uint8_t *bits) {
    if (!(*bits & INPUT_DOWN))
        *bits |= INPUT_DOWN | INPUT_PRESSED;
}

static void release(uint8_t *bits) {
    if (*bits & INPUT_DOWN)
        *bits = (uint8_t)((*bits & ~INPUT_DOWN) | INPUT_RELEASED);
}

/* ── pads ── */

static void set_control(struct input_pad *pad, int control, float value) {
    pad->values[control] = value;
    if (value >= INPUT_HALF)
        press(&pad->bits[control]);
    else
        release(&pad->bits[control]);
}

/* Both axes of a stick, since the dead zone is round. */
static void set_stick(struct input_pad *pad, int first) {
    float x = pad->raw[first], y = pad->raw[first + 1], length = hypotf(x, y);
    float beyond = (length - INPUT_DEAD_ZONE) / (1 - INPUT_DEAD_ZONE);
    float factor = beyond <= 0 ? 0 : (beyond < 1 ? beyond : 1) / length;
    const float halves[] = {-x, x, -y, y};
    for (int i = 0; i < 4; i++)
        set_control(pad, INPUT_PAD_BUTTONS + first * 2 + i, halves[i] > 0 ? halves[i] * factor : 0);
}

static void let_go(struct input_pad *pad) {
    memset(pad->raw, 0, sizeof pad->raw);
    for (int i = 0; i < INPUT_CONTROLS; i++)
        set_control(pad, i, 0);
}

/* What any pad does, of all pads. */
static void join_pads(struct input *input) {
    memset(input->controls, 0, sizeof input->controls);
    memset(input->values, 0, sizeof input->values);
    for (int i = 0; i < INPUT_PADS; i++) {
        for (int control = 0; control < INPUT_CONTROLS; control++) {
            input->controls[control] |= input->pads[i].bits[control];
            input->values[control] = fmaxf(input->values[control], input->pads[i].values[control]);
        }
    }
}

static void pad_event(struct input *input, const struct event *event) {
    struct input_pad *pad = &input->pads[event->id];
    switch (event->type) {
    case EVENT_PADCONNECTED:
        pad->connection = ++input->connections;
        memcpy(pad->id, event->text, sizeof pad->id);
        break;
    case EVENT_PADDISCONNECTED: /* its name stays, for the hook */
        pad->connection = 0;
        let_go(pad);
        break;
    case EVENT_PADBUTTON:
        if (pad->connection)
            set_control(pad, event->button, event->x);
        break;
    default:
        pad->raw[event->button] = pad->connection ? event->x : 0;
        set_stick(pad, event->button & ~1);
        break;
    }
    join_pads(input);
}

/* ── all ── */

static void blur(struct input *input) {
    for (int i = 0; i < INPUT_KEYS; i++)
        release(&input->keys[i]);
    for (int i = 0; i < INPUT_BUTTONS; i++)
        release(&input->buttons[i]);
    for (int i = 0; i < INPUT_PADS; i++)
        let_go(&input->pads[i]);
    join_pads(input);
    input->mouse_known = false; /* where it comes back, it did not go */
}

static void move(struct input *input, const struct event *event) {
    if (event->relative || input->mouse_known) {
        input->mouse_dx += event->relative ? event->x : event->x - input->mouse_x;
        input->mouse_dy += event->relative ? event->y : event->y - input->mouse_y;
    }
    if (event->relative)
        return;
    input->mouse_x = event->x;
    input->mouse_y = event->y;
    input->mouse_known = true;
}

/* Fingers are no mouse: their events are all there is of them. */
static void pointer_event(struct input *input, const struct event *event) {
    if (event->id != 0)
        return;
    if (event->type == EVENT_POINTERDOWN)
        press(&input->buttons[event->button]);
    else if (event->type == EVENT_POINTERUP)
        release(&input->buttons[event->button]);
    move(input, event);
}

void input_event(struct input *input, const struct event *event) {
    switch (event->type) {
    case EVENT_KEYDOWN:
        press(&input->keys[event->key]);
        break;
    case EVENT_KEYUP:
        release(&input->keys[event->key]);
        break;
    case EVENT_POINTERDOWN:
    case EVENT_POINTERUP:
    case EVENT_POINTERMOVE:
        pointer_event(input, event);
        break;
    case EVENT_WHEEL:
        input->wheel += event->y;
        break;
    case EVENT_BLUR:
        blur(input);
        break;
    case EVENT_PADCONNECTED:
    case EVENT_PADDISCONNECTED:
    case EVENT_PADBUTTON:
    case EVENT_PADAXIS:
        pad_event(input, event);
        break;
    default:
        break;
    }
}

void input_event_paused(struct input *input, const struct event *event) {
    bool up = event->type == EVENT_KEYUP || event->type == EVENT_POINTERUP || event->type == EVENT_BLUR;
    bool pad = event->type == EVENT_PADAXIS || event->type == EVENT_PADBUTTON;
    if (event->type == EVENT_POINTERMOVE)
        input->mouse_known = false;
    if (!up && !pad)
        return;
    uint8_t before[INPUT_CONTROL_ROOM];
    if (pad)
        memcpy(before, input->pads[event->id].bits, sizeof before);
    input_event(input, event);
    for (int i = 0; pad && i < INPUT_CONTROLS; i++)
        if (!(before[i] & INPUT_PRESSED))
            input->pads[event->id].bits[i] &= (uint8_t)~INPUT_PRESSED;
    join_pads(input);
}

void input_updated(struct input *input) {
    for (int i = 0; i < INPUT_KEYS; i++)
        input->keys[i] &= INPUT_DOWN;
    for (int i = 0; i < INPUT_BUTTONS; i++)
        input->buttons[i] &= INPUT_DOWN;
    for (int i = 0; i < INPUT_PADS; i++)
        for (int control = 0; control < INPUT_CONTROLS; control++)
            input->pads[i].bits[control] &= INPUT_DOWN;
    for (int control = 0; control < INPUT_CONTROLS; control++)
        input->controls[control] &= INPUT_DOWN;
    input->wheel = input->mouse_dx = input->mouse_dy = 0;
}
