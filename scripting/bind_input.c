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
    double index = call->args[0].number;
    if (!(index >= 0 && index < INPUT_PADS))
        return error_set(call->err, EXIT_SCRIPT, "input.pads: there is no place %g", index);
    const char *id = call->world->input->pads[(int)index].id;
    return bind_give_text(call, base_format("%.*s", (int)sizeof call->world->input->pads->id, id));
}

static void rumble(BIND_SELF, double index, double strong, double weak, double seconds) {
    app_rumble(bind_world->app, (int)index, strong, weak, seconds);
}

static void mouse_capture(BIND_SELF, double on) {
    app_capture_mouse(bind_world->app, on != 0);
}

static void mouse_show(BIND_SELF, double on) {
    app_show_mouse(bind_world->app, on != 0);
}

static bool mouse_visible(BIND_SELF) {
    return !bind_world->app || app_mouse_shown(bind_world->app);
}

static void text(BIND_SELF, double on, double placed, double x, double y, double w, double h) {
    const float caret[4] = {(float)x, (float)y, (float)w, (float)h};
    app_text_input(bind_world->app, on != 0, placed != 0 ? caret : NULL);
}

static const struct bind_row rows[] = {
    BIND_ROW("input.codes", "", codes, 0),
    BIND_ROW("input.padId", "index:number", pad_id, BIND_DEVICE),
    BIND_NUMBERS_ROW("input.rumble", "index:number strong:number weak:number seconds:number", rumble, BIND_DEVICE),
    BIND_NUMBERS_ROW("input.mouse.capture", "on:number", mouse_capture, BIND_DEVICE),
    BIND_NUMBERS_ROW("input.mouse.visible", "", mouse_visible, 0),
    BIND_NUMBERS_ROW("input.mouse.show", "on:number", mouse_show, BIND_DEVICE),
    BIND_NUMBERS_ROW("input.text", "on:number placed:number x:number y:number w:number h:number", text, BIND_DEVICE),
};

const struct bind_table bind_input = {rows, COUNT_OF(rows)};
