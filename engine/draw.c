#include "draw.h"
#include "base.h"
#include "font.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <xxhash.h>

enum { HEADER_BITS = 8, SPRITE_COLUMNS = 5, CORNER_WORDS = 5, LONGEST_TEXT = 1 << 16 };

void draw_create(struct draw *list) {
    size_t size = DRAW_WORDS * sizeof *list->words;
    list->words = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (list->words == MAP_FAILED) {
        fprintf(stderr, "thaw: cannot reserve %zu bytes for a draw list: %s\n", size, strerror(errno));
        exit(EXIT_FILE);
    }
    draw_reset(list);
}

void draw_destroy(struct draw *list) {
    if (list->words)
        munmap(list->words, DRAW_WORDS * sizeof *list->words);
    list->words = NULL;
}

void draw_reset(struct draw *list) {
    list->words[0].u = 1;
}

/* Scripts can write anything there. */
static uint32_t used_words(const struct draw *list) {
    uint32_t used = list->words[0].u;
    return used < 1 ? 1 : used > DRAW_WORDS ? DRAW_WORDS : used;
}

union draw_word *draw_push(struct draw *list, enum draw_op op, uint32_t words) {
    uint32_t used = used_words(list);
    if (words > DRAW_WORDS - used)
        return NULL;
    union draw_word *record = list->words + used;
    record->u = (uint32_t)op | words << HEADER_BITS;
    list->words[0].u = used + words;
    return record + 1;
}

void draw_clear(struct draw *list, uint32_t color) {
    union draw_word *field = draw_push(list, DRAW_CLEAR, 2);
    if (field)
        field->u = color;
}

void draw_fill_rect(struct draw *list, float x, float y, float w, float h, uint32_t color) {
    union draw_word *field = draw_push(list, DRAW_FILL_RECT, 6);
    if (!field)
        return;
    field[0].f = x;
    field[1].f = y;
    field[2].f = w;
    field[3].f = h;
    field[4].u = color;
}

void draw_text(struct draw *list, const char *utf8, float x, float y, float size, uint32_t color) {
    uint32_t start = used_words(list), count = 0, room = DRAW_WORDS - start;
    if (room < 8)
        return;
    room = room - 8 < LONGEST_TEXT ? room - 8 : LONGEST_TEXT;
    for (uint32_t c; count < room && (utf8 = font_decode(utf8, &c), c); count++)
        list->words[start + 8 + count].u = c;
    union draw_word *field = draw_push(list, DRAW_TEXT, 8 + count);
    field[0].f = x;
    field[1].f = y;
    field[2].f = size;
    field[3].u = color;
    field[4].u = 0;
    field[5].f = 0;
    field[6].u = count;
}

static uint32_t fixed_words(uint32_t op) {
    switch (op) {
#define X(name, value, words) \
    case value:               \
        return words;
        DRAW_OPS(X)
#undef X
    }
    return 0;
}

/* The length a record should have by its count; 64 bits, since a hostile count times a word would wrap around. */
static uint64_t right_length(const union draw_word *record, uint32_t op, uint32_t fixed) {
    uint64_t count = record[op == DRAW_SPRITES ? 2 : fixed - 1].u; /* the others have it last */
    switch (op) {
    case DRAW_SPRITES:
        return fixed + count * SPRITE_COLUMNS + (count + 1) / 2;
    case DRAW_POLYGON:
        return fixed + count * 2;
    case DRAW_TRIANGLES:
        return fixed + count * CORNER_WORDS;
    case DRAW_TEXT:
    case DRAW_LETTERS:
        return fixed + count;
    default:
        return fixed;
    }
}

const union draw_word *draw_next(const struct draw *list, uint32_t *at) {
    uint32_t used = used_words(list), place = *at ? *at : 1;
    if (place >= used)
        return NULL;
    const union draw_word *record = list->words + place;
    uint32_t op = record->u & 0xff, words = record->u >> HEADER_BITS, fixed = fixed_words(op);
    if (fixed == 0 || words < fixed || words > used - place || words != right_length(record, op, fixed))
        return NULL;
    *at = place + words;
    return record;
}

bool draw_valid(const struct draw *list) {
    uint32_t at = 0;
    while (draw_next(list, &at))
        continue;
    return list->words[0].u == (at ? at : 1);
}

bool draw_has(const struct draw *list, enum draw_op op) {
    uint32_t at = 0;
    for (const union draw_word *w; (w = draw_next(list, &at));)
        if ((w->u & 0xff) == (uint32_t)op)
            return true;
    return false;
}

uint64_t draw_hash(const struct draw *list, uint64_t seed) {
    return XXH3_64bits_withSeed(list->words, used_words(list) * sizeof *list->words, seed);
}
