#include "json.h"
#include <stdlib.h>
#include <string.h>

const struct json *json_get(const struct json *object, const char *key) {
    for (int i = 0; object && object->type == JSON_OBJECT && i < object->count; i++)
        if (strcmp(object->items[i].key, key) == 0)
            return &object->items[i];
    return NULL;
}

const char *json_text(const struct json *object, const char *key) {
    const struct json *value = json_get(object, key);
    return value ? value->text : NULL;
}

static void clear(struct json *value) {
    for (int i = 0; i < value->count; i++)
        clear(&value->items[i]);
    free(value->key);
    free(value->text);
    free(value->items);
}

void json_free(struct json *root) {
    if (root)
        clear(root);
    free(root);
}
