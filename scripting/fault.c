#include "fault.h"
#include "base.h"
#include "module.h"
#include <stdlib.h>
#include <string.h>

enum { TAB = 4 };

/* One letter of a line as it is shown: tabs widened, control characters made blanks. Gives how many bytes it takes, writes those that lie
 * in the window [from, from + room) of the shown line. */
static size_t show_letter(char *out, size_t at, size_t from, size_t room, unsigned char c) {
    size_t width = c == '\t' ? TAB : 1;
    char shown = c < ' ' || c == 127 ? ' ' : (char)c;
    for (size_t i = at; i < at + width; i++)
        if (i >= from && i - from < room)
            out[i - from] = shown;
    return width;
}

static bool continues(char c) {
    return ((unsigned char)c & 0xc0) == 0x80;
}

/* Where in the shown line source column `column` (from 1, in UTF-16 units as V8 counts) begins, in bytes from 0. */
static size_t shown_offset(const char *line, size_t length, int column) {
    size_t at = 0;
    int units = 1;
    for (size_t i = 0; i < length && (units < column || continues(line[i])); i++) {
        if (!continues(line[i]))
            units += (unsigned char)line[i] >= 0xf0 ? 2 : 1;
        at += show_letter(NULL, at, 0, 0, (unsigned char)line[i]);
    }
    return at;
}

/* Copies one source line, cut so that the column stays inside; gives the byte of the copy where the column is, from 0. */
static int show_line(char *out, size_t size, const char *line, size_t length, int column) {
    size_t offset = shown_offset(line, length, column), from = offset > size * 3 / 4 ? offset - size / 2 : 0, at = 0, room = size - 1;
    for (size_t i = 0; i < length && at < from + room; i++)
        at += show_letter(out, at, from, room, (unsigned char)line[i]);
    size_t used = at > from ? (at - from < room ? at - from : room) : 0, first = 0;
    while (first < used && continues(out[first])) /* no half letter at either end */
        first++;
    size_t last = used;
    while (last > first && continues(out[last - 1]))
        last--;
    if (last > first && (unsigned char)out[last - 1] >= 0xc0) {
        size_t whole = (unsigned char)out[last - 1] >= 0xf0 ? 4 : (unsigned char)out[last - 1] >= 0xe0 ? 3 : 2;
        last = last - 1 + whole == used ? used : last - 1;
    } else {
        last = used;
    }
    memmove(out, out + first, last - first);
    out[last - first] = 0;
    return (int)(offset - from - (offset - from < first ? 0 : first));
}

/* The caret's column counts letters, not bytes, from 1. */
static int letters(const char *text, int bytes) {
    int n = 1;
    for (int i = 0; i < bytes && text[i]; i++)
        n += !continues(text[i]);
    return n;
}

void fault_excerpt(struct fault *fault, const char *source) {
    if (fault->line <= 0)
        return;
    int first = fault->line - FAULT_LINES / 2;
    fault->first_line = first < 1 ? 1 : first;
    const char *at = source;
    for (int number = 1; at && number - fault->first_line < FAULT_LINES; number++) {
        const char *end = strchr(at, '\n');
        size_t length = end ? (size_t)(end - at) : strlen(at);
        if (number >= fault->first_line) {
            int column = number == fault->line ? fault->column : 0;
            char *out = fault->source[number - fault->first_line];
            int shown = show_line(out, sizeof fault->source[0], at, length, column);
            if (number == fault->line)
                fault->source_column = letters(out, shown);
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
        snprintf(fault->url, sizeof fault->url, "%s", url);
        fault->line = line;
        fault->column = column;
    }
    if (strncmp(name, "Module.", 7) == 0) { /* V8's word for a function that a module exports */
        name += 7;
        name_length -= 7;
    }
    char *shown = module_shown(url);
    char *frame = name_length > 0 ? base_format("  at %.*s (%s:%d:%d)\n", name_length, name, shown, line, column)
                                  : base_format("  at %s:%d:%d\n", shown, line, column);
    size_t used = strlen(fault->stack);
    if (used + strlen(frame) < sizeof fault->stack) /* whole lines only */
        memcpy(fault->stack + used, frame, strlen(frame) + 1);
    free(frame);
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
            /* "name (place)" or "place"; a path may hold parentheses, but no blank, which a URL writes as %20 */
            char *open = strstr(text, " (file:///"), *close = strrchr(text, ')');
            if (strncmp(text, "eval at ", 8) == 0 || strstr(text, " (eval at ")) {
                /* the frames below it name the place of the eval itself */
            } else if (open && close && !close[1]) {
                *close = 0;
                add_frame(fault, text, (int)(open - text), open + 2);
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
