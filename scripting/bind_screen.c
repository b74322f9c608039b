/* Rows of js/screen.js. Records are written by JavaScript itself; a batch of sprites is copied here, columns and all. */
#include "asset.h"
#include "base.h"
#include "bind.h"
#include "draw.h"
#include "font.h"
#include "pool.h"
#include "typeface.h"
#include <string.h>

enum { X, Y, ROTATION, SCALE, TINT, FRAME, IMAGE, COUNT, ORIGIN_X, ORIGIN_Y };

static bool sprites(struct bind_call *call) {
    const struct bind_value *args = call->args;
    double wanted = args[COUNT].number;
    size_t count = wanted > 0 && wanted < DRAW_WORDS ? (size_t)wanted : 0;
    for (int column = X; column <= TINT; column++)
        if (args[column].size < count * 4)
            return error_set(call->err, EXIT_SCRIPT, "screen.sprites: a column is shorter than count %zu", count);
    if (args[FRAME].size < count * 2)
        return error_set(call->err, EXIT_SCRIPT, "screen.sprites: the column frame is shorter than count %zu", count);
    if (!count)
        return true;
    union draw_word *word = draw_push(call->world->draw, DRAW_SPRITES, (uint32_t)(5 + count * 5 + (count + 1) / 2));
    if (!word) {
        call->thrown = BIND_RANGE_ERROR;
        return error_set(call->err, EXIT_SCRIPT, "screen.sprites: the draw list is full (%d words a frame)", DRAW_WORDS);
    }
    word[0].u = (uint32_t)args[IMAGE].number;
    word[1].u = (uint32_t)count;
    word[2].f = (float)args[ORIGIN_X].number;
    word[3].f = (float)args[ORIGIN_Y].number;
    word += 4;
    for (int column = X; column <= TINT; column++, word += count)
        memcpy(word, args[column].bytes, count * 4);
    word[(count - 1) / 2].u = 0; /* the half word behind an odd count must not differ between runs */
    memcpy(word, args[FRAME].bytes, count * 2);
    return true;
}

/* `points` are code points as u32; font 0 is the built-in one. */
static bool measure(struct bind_call *call) {
    const struct bind_value *args = call->args;
    const uint32_t *points = args[1].bytes;
    double size = args[3].number, wrap = args[4].number, width, height;
    /* what an author has changed of the language may mislead the engine's own JavaScript */
    if (!(args[2].number >= 0 && args[2].number <= (double)(args[1].size / sizeof *points)))
        return error_set(call->err, EXIT_SCRIPT, "screen.measure: there are no %g letters", args[2].number);
    size_t count = (size_t)args[2].number;
    uint32_t font = args[0].number > 0 && args[0].number <= UINT32_MAX ? (uint32_t)args[0].number : 0;
    int face_index = (int)pool_slot(font), assets = assets_count(call->world->assets);
    if (font && (face_index >= assets || assets_at(call->world->assets, face_index)->kind != ASSET_FONT))
        return error_set(call->err, EXIT_SCRIPT, "screen.measure: there is no such font");
    if (!font) {
        font_measure(points, count, size, wrap, &width, &height);
    } else {
        const struct typeface *face = assets_typeface(call->world->assets, face_index, call->err);
        if (!face)
            return false;
        typeface_measure(face, points, count, size, wrap, &width, &height);
    }
    call->result = (struct bind_value){.type = BIND_NUMBERS, .size = 2, .numbers = {width, height}};
    return true;
}

static const struct bind_row rows[] = {
    BIND_ROW("screen.sprites",
             "x:bytes y:bytes rotation:bytes scale:bytes tint:bytes frame:bytes image:number count:number origin_x:number origin_y:number",
             sprites, BIND_DEVICE),
    BIND_ROW("screen.measure", "font:number points:bytes count:number size:number width:number", measure, 0),
};

const struct bind_table bind_screen = {rows, COUNT_OF(rows)};
