#include "fault.h"
#include "base.h"
#include "module.h"
#include <stdlib.h>
#include <string.h>

enum { TAB = 4 };

/* Copies one source line, tabs widened; gives the shown column of source column `column` (from 1, in UTF-16 units as V8 counts). A long
 * line is cut so that the column stays inside. */
static int show_line(char *out, size_t size, const char *line, size_t length, int column) {
    char wide[4096];
    size_t n = 0;
    int shown = 1, units = 1;
    for (size_t i = 0; i < length && n + TAB + 4 < sizeof wide; i++) {
        unsigned char c = (unsigned char)line[i];
        bool starts = (c & 0xc0) != 0x80;
        if (starts && units == column)
            shown = (int)n + 1;
        if (starts)
            units += c >= 0xf0 ? 2 : 1;
        if (c == '\t')
            for (int k = 0; k < TAB; k++)
                wide[n++] = ' ';
        else
            wide[n++] = c < ' ' || c == 127 ? ' ' : (char)c;
    }
    if (units <= column)
        shown = (int)n + 1;
    size_t from = (size_t)shown > size * 3 / 4 ? (size_t)shown - size / 2 : 0;
    while (from && from < n && ((unsigned char)wide[from] & 0xc0) == 0x80)
        from--;
    size_t keep = n > from ? n - from : 0;
    if (keep > size - 1)
        keep = size - 1;
    while (keep && from + keep < n && ((unsigned char)wide[from + keep] & 0xc0) == 0x80)
        keep--;
    memcpy(out, wide + from, keep);
    out[keep] = 0;
    return shown - (int)from;
}

/* The caret's column counts cells, not bytes: letters before it that take several bytes count once. */
static int cells(const char *text, int bytes) {
    int n = 1;
    for (int i = 0; i + 1 < bytes && text[i]; i++)
        n += ((unsigned char)text[i + 1] & 0xc0) != 0x80;
    return n;
}

void fault_excerpt(struct fault *fault, const char *source) {
    if (fault->line <= 0)
        return;
    int first = fault->line - FAULT_LINES / 2;
    fault->first_line = first < 1 ? 1 : first;
    const char *at = source;
    for (int number = 1; at && number < fault->first_line + FAULT_LINES; number++) {
        const char *end = strchr(at, '\n');
        size_t length = end ? (size_t)(end - at) : strlen(at);
        if (number >= fault->first_line) {
            int column = number == fault->line ? fault->column : 0;
            char *out = fault->source[number - fault->first_line];
            int shown = show_line(out, sizeof fault->source[0], at, length, column);
            if (number == fault->line)
                fault->source_column = cells(out, shown);
            if (end || length) /* what follows the last newline is no line */
                fault->lines = number - fault->first_line + 1;
        }
        at = end ? end + 1 : NULL;
    }
}

/* Splits "url:line:column" at its end; false when it is not of that form. */
static bool split_place(char *text, int *line, int *column) {
    char *last = strrchr(text, ':');
    if (!last)
        return false;
    *last = 0;
    char *before = strrchr(text, ':');
    if (!before)
        return false;
    *before = 0;
    *line = atoi(before + 1);
    *column = atoi(last + 1);
    return *line > 0;
}

static void add_frame(struct fault *fault, const char *name, int name_length, const char *place) {
    char url[1024];
    int line, column;
    snprintf(url, sizeof url, "%s", place);
    if (!split_place(url, &line, &column) || strncmp(url, "file:///", 8) != 0)
        return; /* the engine's own half, or V8's built-in functions */
    if (!fault->line || strncmp(fault->url, "file:///", 8) != 0) {
        memcpy(fault->url, url, sizeof fault->url);
        fault->line = line;
        fault->column = column;
    }
    if (strncmp(name, "Module.", 7) == 0) { /* V8's word for a function that a module exports */
        name += 7;
        name_length -= 7;
    }
    char *shown = module_shown(url);
    size_t used = strlen(fault->stack);
    if (name_length)
        snprintf(fault->stack + used, sizeof fault->stack - used, "  at %.*s (%s:%d:%d)\n", name_length, name, shown, line, column);
    else
        snprintf(fault->stack + used, sizeof fault->stack - used, "  at %s:%d:%d\n", shown, line, column);
    free(shown);
}

void fault_stack(struct fault *fault, const char *stack) {
    for (const char *line = stack; line && *line;) {
        const char *end = strchr(line, '\n');
        size_t length = end ? (size_t)(end - line) : strlen(line);
        char text[2048];
        if (length > 7 && length < sizeof text && strncmp(line, "    at ", 7) == 0) {
            memcpy(text, line + 7, length - 7);
            text[length - 7] = 0;
            char *open = strrchr(text, '('), *close = open ? strrchr(open, ')') : NULL;
            if (open && close && open > text) {
                *close = 0;
                add_frame(fault, text, (int)(open - text) - 1, open + 1);
            } else {
                char *place = strncmp(text, "async ", 6) == 0 ? text + 6 : text;
                add_frame(fault, "", 0, place);
            }
        }
        line = end ? end + 1 : NULL;
    }
}

void fault_place(const struct fault *fault, char *text, size_t size) {
    text[0] = 0;
    if (!fault->url[0])
        return;
    char *shown = module_shown(fault->url);
    if (fault->line)
        snprintf(text, size, "%s:%d:%d", shown, fault->line, fault->column);
    else
        snprintf(text, size, "%s", shown);
    free(shown);
}

void fault_print(const struct fault *fault, FILE *out) {
    char place[1200];
    fault_place(fault, place, sizeof place);
    if (place[0])
        fprintf(out, "%s: ", place);
    fprintf(out, "%s\n", fault->message);
    for (int i = 0; i < fault->lines; i++) {
        int number = fault->first_line + i;
        fprintf(out, "%s %4d | %s\n", number == fault->line ? ">" : " ", number, fault->source[i]);
        if (number == fault->line)
            fprintf(out, "       | %*s^\n", fault->source_column - 1, "");
    }
    fputs(fault->stack, out);
}
