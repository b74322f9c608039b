/* A JSON value as a plain tree, for C that reads package.json or a source map. V8 parses (vm.h, vm_json_tree); this only holds and finds.
 * Any thread. */
#pragma once
#include <stdbool.h>

enum json_type {
    JSON_NULL,
    JSON_STRING,
    JSON_ARRAY,
    JSON_OBJECT,
    JSON_OTHER, /* a number, a boolean, or what lies deeper than JSON_DEPTH */
};

enum { JSON_DEPTH = 16 };

struct json {
    enum json_type type;
    char *key;          /* inside an object, else NULL */
    char *text;         /* of a string, else NULL */
    struct json *items; /* of an array or an object, in the order of the file */
    int count;
};

/* The value of an object's key; NULL when it has none, or `object` is NULL or no object. */
const struct json *json_get(const struct json *object, const char *key);

/* The text of an object's key, a view; NULL when that is no string. */
const char *json_text(const struct json *object, const char *key);

/* Frees a tree's root and all below; NULL is fine. */
void json_free(struct json *root);
