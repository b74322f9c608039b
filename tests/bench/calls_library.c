/* What calls.mjs calls from C, LuaJIT and bun alike. */
#include <stdint.h>

double add_two(double a, double b) {
    return a + b;
}

union word {
    float f;
    uint32_t u;
};

/* A record as scripts write it (engine/draw.h, IMAGE without its frame's second scale): the list's length, a header, nine fields. */
void record_nine(union word *list, float x, float y, float rotation, float scale, float origin_x, float origin_y, uint32_t image,
                 uint32_t frame, uint32_t tint) {
    uint32_t at = list[0].u;
    list[0].u = at + 10;
    list[at].u = 3 | 10 << 8;
    list[at + 1].u = image;
    list[at + 2].f = x;
    list[at + 3].f = y;
    list[at + 4].u = frame;
    list[at + 5].f = rotation;
    list[at + 6].f = scale;
    list[at + 7].f = origin_x;
    list[at + 8].f = origin_y;
    list[at + 9].u = tint;
}
