/* Rows of js/input.js. The state itself is shared memory: engine/input.h. */
#include "app.h"
#include "base.h"
#include "bind.h"
#include "input.h"

/* js/input.js counts on these. */
_Static_assert(offsetof(struct input, controls) == INPUT_KEYS, "controls follow keys");
_Static_assert(offsetof(struct input, buttons) == 540 && offsetof(struct input, mouse_x) == 544, "buttons and pointer");
_Static_assert(offsetof(struct input, values) == 564 && offsetof(struct input, pads) == 676, "values and pads");
_Static_assert(sizeof(struct input_pad) == 224 && offsetof(struct input_pad, bits) == 116, "a pad");

static bool codes(struct bind_call *call) {
    return bind_give_text(call, input_codes());
}

static bool pad_id(struct bind_call *call) {
    int index = (int)call->args[0].number;
    ASSERT(index >= 0 && index < INPUT_PADS);
    return bind_give_text(call, base_strdup(call->world->input->pads[index].id));
}

static bool rumble(struct bind_call *call) {
    const struct bind_value *args = call->args;
    app_rumble(call->world->app, (int)args[0].number, args[1].number, args[2].number, args[3].number);
    return true;
}

static bool mouse_capture(struct bind_call *call) {
    app_capture_mouse(call->world->app, call->args[0].number != 0);
    return true;
}

static bool mouse_show(struct bind_call *call) {
    app_show_mouse(call->world->app, call->args[0].number != 0);
    return true;
}

static bool mouse_visible(struct bind_call *call) {
    call->result = (struct bind_value){.type = BIND_BOOLEAN, .number = !call->world->app || app_mouse_shown(call->world->app)};
    return true;
}

static bool text(struct bind_call *call) {
    const struct bind_value *args = call->args;
    float caret[4];
    for (int i = 0; i < 4; i++)
        caret[i] = (float)args[2 + i].number;
    app_text_input(call->world->app, args[0].number != 0, args[1].number != 0 ? caret : NULL);
    return true;
}

static const struct bind_row rows[] = {
    {"input.codes", "", codes, 0},
    {"input.padId", "index:number", pad_id, BIND_DEVICE},
    {"input.rumble", "index:number strong:number weak:number seconds:number", rumble, BIND_DEVICE},
    {"input.mouse.capture", "on:boolean", mouse_capture, BIND_DEVICE},
    {"input.mouse.visible", "", mouse_visible, 0},
    {"input.mouse.show", "on:boolean", mouse_show, BIND_DEVICE},
    {"input.text", "on:boolean placed:boolean x:number y:number w:number h:number", text, BIND_DEVICE},
};

const struct bind_table bind_input = {rows, COUNT_OF(rows)};
