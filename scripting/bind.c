#include "bind.h"
#include "base.h"
#include "draw.h"
#include <string.h>
#include <xxhash.h>

/* The files of scripting/js/ as build/gen holds them. */
/* clang-format off */
#define SCRIPTS(X) \
    X(assets) X(carry) X(check) X(clock) X(color) X(console) X(crypto) X(encoding) X(events) X(fetch) X(format) X(freeze) X(game) X(host) \
    X(input) X(language) X(list) X(main) X(meshes) X(screen) X(sound) X(sprites) X(storage) X(texts) X(web)
/* clang-format on */
#define X(name)                    \
    extern const char js_##name[]; \
    extern const unsigned js_##name##_size;
SCRIPTS(X)
#undef X

struct bind_world *bind_world;

static const struct bind_table *const tables[] = {&bind_asset, &bind_game,    &bind_input, &bind_screen,
                                                  &bind_sound, &bind_storage, &bind_web};

const struct bind_row *bind_row_at(int index) {
    for (size_t i = 0; i < COUNT_OF(tables); i++) {
        if (index < tables[i]->count)
            return &tables[i]->rows[index];
        index -= tables[i]->count;
    }
    return NULL;
}

const char *bind_script(const char *name, size_t *size) {
#define X(script)                     \
    if (strcmp(name, #script) == 0) { \
        *size = js_##script##_size;   \
        return js_##script;           \
    }
    SCRIPTS(X)
#undef X
    return NULL;
}

uint64_t bind_hash(void) {
    XXH64_hash_t hash = 0;
    const struct bind_row *row;
    for (int i = 0; (row = bind_row_at(i)); i++) {
        hash = XXH3_64bits_withSeed(row->name, strlen(row->name), hash);
        hash = XXH3_64bits_withSeed(row->args, strlen(row->args), hash + row->flags);
    }
#define X(script) hash = XXH3_64bits_withSeed(js_##script, js_##script##_size, hash);
    SCRIPTS(X)
#undef X
    return hash + DRAW_WORDS;
}

bool bind_give_number(struct bind_call *call, double number) {
    call->result = (struct bind_value){.type = BIND_NUMBER, .number = number};
    return true;
}

bool bind_give_text(struct bind_call *call, char *text) {
    call->result = (struct bind_value){.type = BIND_STRING, .text = text, .size = strlen(text)};
    return true;
}
