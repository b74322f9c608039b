/* libFuzzer: scripts of input (--input). What is read of one is an event that a device could have sent. */
#include "base.h"
#include "event.h"
#include "input.h"
#include "memory_file.h"
#include <math.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct event *event) {
    ASSERT(event->type >= EVENT_KEYDOWN && event->type < EVENT_TYPES && memchr(event->text, 0, sizeof event->text));
    ASSERT(isfinite(event->x) && isfinite(event->y) && event->id >= 0 && event->id <= EVENT_FINGERS);
    bool pointer = event->type == EVENT_POINTERDOWN || event->type == EVENT_POINTERUP;
    ASSERT(!pointer || (event->button >= 0 && event->button <= 2));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct event_queue queue;
    struct event event;
    struct error err = {0};
    struct event_script *script = event_script_read(memory_file(data, size), &err);
    if (!script) {
        ASSERT(err.code == EXIT_USAGE && err.text[0]);
        return 0;
    }
    for (int64_t frame = 0; frame < 64; frame++) {
        event_script_push(script, frame < 60 ? frame : INT64_MAX, &queue);
        while (event_take(&queue, &event))
            check(&event);
    }
    event_script_destroy(script);
    return 0;
}
