#include "sourcemap.h"
#include "base.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int digit_of(char c) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *found = c ? strchr(digits, c) : NULL;
    return found ? (int)(found - digits) : -1;
}

/* One number in base 64, five bits a letter, the sign in the lowest; false for what is none. */
static bool read_number(const char **at, int *number) {
    uint64_t bits = 0;
    for (int shift = 0; shift < 40; shift += 5) {
        int digit = digit_of(**at);
        if (digit < 0)
            return false;
        ++*at;
        bits |= (uint64_t)(digit & 31) << shift;
        if (digit & 32)
            continue;
        if (bits >> 32)
            return false;
        *number = (int)(bits >> 1) * (bits & 1 ? -1 : 1);
        return true;
    }
    return false;
}

/* Sums of what a damaged map holds may leave the range of int. */
static void add(int *sum, int number) {
    int64_t exact = (int64_t)*sum + number;
    *sum = exact < INT32_MIN ? INT32_MIN : exact > INT32_MAX ? INT32_MAX : (int)exact;
}

bool sourcemap_find(const char *mappings, int *line, int *column) {
    int at_line = 1, at_column = 0, source = 0, from_line = 0, from_column = 0, best_line = -1, best_column = -1;
    for (const char *at = mappings; *at && at_line <= *line;) {
        if (*at == ';' || *at == ',') {
            if (*at++ == ';') {
                at_line++;
                at_column = 0;
            }
            continue;
        }
        int fields[5] = {0}, count = 0;
        while (count < 5 && *at && *at != ',' && *at != ';' && read_number(&at, &fields[count]))
            count++;
        if (*at && *at != ',' && *at != ';')
            break; /* damaged: what follows would be counted from a wrong place */
        add(&at_column, fields[0]);
        add(&source, fields[1]);
        add(&from_line, fields[2]);
        add(&from_column, fields[3]);
        if (at_line == *line && at_column < *column && count >= 4) {
            best_line = from_line;
            best_column = from_column;
        }
    }
    if (best_line < 0 || best_column < 0 || best_line == INT32_MAX || best_column == INT32_MAX)
        return false;
    *line = best_line + 1;
    *column = best_column + 1;
    return true;
}

void sourcemap_place(const struct module_list *modules, const char *url, int *line, int *column) {
    int index = module_list_find(modules, url);
    if (index >= 0 && modules->items[index].mappings)
        sourcemap_find(modules->items[index].mappings, line, column);
}

/* Appends `text` up to `end` and, when they name a place, what follows ":" in the module's own lines; gives where to read on. */
static const char *put_place(FILE *out, const char *mappings, const char *text, const char *end) {
    int line = 0, column = 0, length = 0;
    fwrite(text, 1, (size_t)(end - text), out);
    if (sscanf(end, ":%9d:%9d%n", &line, &column, &length) == 2 && sourcemap_find(mappings, &line, &column)) {
        fprintf(out, ":%d:%d", line, column);
        return end + length;
    }
    return end;
}

static char *replace(const char *stack, const struct module *module) {
    char *text;
    size_t size, url = strlen(module->url);
    FILE *out = open_memstream(&text, &size);
    ASSERT(out);
    for (const char *next; (next = strstr(stack, module->url));)
        stack = put_place(out, module->mappings, stack, next + url);
    fputs(stack, out);
    ASSERT(fclose(out) == 0);
    return text;
}

char *sourcemap_stack(const struct module_list *modules, const char *stack) {
    char *text = base_strdup(stack);
    for (int i = 0; i < modules->count; i++)
        if (modules->items[i].mappings) {
            char *replaced = replace(text, &modules->items[i]);
            free(text);
            text = replaced;
        }
    return text;
}
