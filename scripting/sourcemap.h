/* Source maps: from a place in what V8 runs to the place in the file that the author wrote (tc39.es/ecma426, "mappings"). Damaged maps find
 * nothing, or a wrong place, and never more. No state, any thread. */
#pragma once
#include "module.h"
#include <stdbool.h>
#include <stddef.h>

/* Lines and columns count from 1, columns in UTF-16 units. False, and nothing changed, when the map says nothing of this place. */
bool sourcemap_find(const char *mappings, int *line, int *column);

/* The same for a place in a module of the list; what is no TypeScript stays as it is. */
void sourcemap_place(const struct module_list *modules, const char *url, int *line, int *column);

/* A stack as V8 writes it ("    at f (file:///a.ts:1:2)" a line) with all places of TypeScript modules replaced; malloc'd. */
char *sourcemap_stack(const struct module_list *modules, const char *stack);
