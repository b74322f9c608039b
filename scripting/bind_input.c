/* Rows of js/input.js. The state itself is shared memory: engine/input.h. */
#include "base.h"
#include "bind.h"
#include "input.h"

static bool codes(struct bind_call *call) {
    return bind_give_text(call, input_codes());
}

static const struct bind_row rows[] = {
    {"input.codes", "", codes, 0},
};

const struct bind_table bind_input = {rows, COUNT_OF(rows)};
