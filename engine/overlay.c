#include "overlay.h"
#include "font.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
    TEXT_LIMIT = 2000, /* code points of one text that are looked at */
    LEAST_COLUMNS = 50,
    LEAST_ROWS = 20,
    TITLE_LINES = 4,
    HINT_LINES = 3,
};

static const uint32_t shade = 0x1a0a10ec, accent = 0xff5d52ff, title_color = 0xffd9d2ff, place_color = 0xff9a86ff, panel_color = 0x00000070,
                      mark_color = 0xff5d5240, code_color = 0xb9a5a4ff, bright_color = 0xffffffff, dim_color = 0xa07f80ff;

/* Where the next line goes, and how much there is. */
struct page {
    struct draw *list;
    float size, step, left, y, bottom; /* step: from line to line */
    size_t columns;
};

struct text {
    uint32_t points[TEXT_LIMIT];
    size_t count;
};

/* Copies a text up to `end` (NULL: all of it); tabs become one blank, so that columns stay what they are. */
static void decode(struct text *text, const char *utf8, const char *end) {
    uint32_t c;
    for (text->count = 0; utf8 && text->count < TEXT_LIMIT && (!end || utf8 < end); text->count++) {
        utf8 = font_decode(utf8, &c);
        if (!c)
            break;
        text->points[text->count] = c == '\t' || c == '\r' ? ' ' : c;
    }
}

static void put_line(struct page *page, const uint32_t *points, size_t count, float x, float size, uint32_t color) {
    union draw_word *field = draw_push(page->list, DRAW_TEXT, 8 + (uint32_t)count);
    if (!field)
        return;
    field[0].f = x;
    field[1].f = page->y;
    field[2].f = size;
    field[3].u = color;
    field[4].u = 0;
    field[5].f = 0;
    field[6].u = (uint32_t)count;
    for (size_t i = 0; i < count; i++)
        field[7 + i].u = points[i];
}

static bool room(const struct page *page, int lines) {
    return page->y + page->step * (float)lines <= page->bottom + 1;
}

static size_t count_lines(const struct text *text, size_t columns) {
    size_t lines = 0;
    for (size_t at = 0, next; at < text->count; at += next, lines++)
        font_line(text->points + at, text->count - at, columns, &next);
    return lines;
}

/* Cuts what is too long for one line, and says so with an ellipsis. */
static void shorten(struct text *text, size_t columns) {
    if (text->count > columns && columns > 0) {
        text->count = columns;
        text->points[columns - 1] = 0x2026;
    }
}

static void put_wrapped(struct page *page, struct text *text, int limit, float factor, uint32_t color) {
    size_t columns = (size_t)((float)page->columns / factor);
    for (size_t at = 0, next; at < text->count && limit > 0 && room(page, 1); at += next, limit--) {
        size_t length = font_line(text->points + at, text->count - at, columns, &next);
        if (at + next < text->count && (limit == 1 || !room(page, 2)) && length > 0)
            text->points[at + length - 1] = 0x2026;
        put_line(page, text->points + at, length, page->left, page->size * factor, color);
        page->y += page->step * factor;
    }
}

static void put_title(struct page *page, const char *title) {
    struct text text;
    decode(&text, title, NULL);
    float factor = (page->size + 8) / page->size; /* the next size up, where the text is short and there is room */
    bool roomy = room(page, 12), large = roomy && (float)text.count * factor <= (float)page->columns;
    put_wrapped(page, &text, roomy ? TITLE_LINES : TITLE_LINES / 2, large ? factor : 1, title_color);
}

/* One line of source; `skip` code points at its left are out of view. */
static void put_source(struct page *page, const struct overlay_fault *fault, int index, size_t gutter, size_t skip) {
    struct text text, number;
    char digits[16];
    snprintf(digits, sizeof digits, "%*d", (int)gutter - 1, fault->first_line + index);
    decode(&number, digits, NULL);
    decode(&text, fault->lines[index], NULL);
    bool faulty = index == fault->fault_index;
    float cell = page->size * 0.75f, pad = (page->step - page->size) / 2;
    if (faulty)
        draw_fill_rect(page->list, page->left - cell, page->y - pad, (float)(page->columns + 2) * cell, page->step, mark_color);
    put_line(page, number.points, number.count, page->left, page->size, faulty ? place_color : dim_color);
    size_t start = skip < text.count ? skip : text.count;
    text.count -= start;
    memmove(text.points, text.points + start, text.count * sizeof *text.points);
    shorten(&text, page->columns - gutter);
    put_line(page, text.points, text.count, page->left + (float)gutter * cell, page->size, faulty ? bright_color : code_color);
    page->y += page->step;
}

/* The source around the fault in a darker panel, as many lines as fit, the faulty one always among them. */
static void put_sources(struct page *page, const struct overlay_fault *fault) {
    int first = 0, last = OVERLAY_LINES - 1, faulty = fault->fault_index;
    while (first <= last && !fault->lines[first])
        first++;
    while (last >= first && !fault->lines[last])
        last--;
    bool known = faulty >= first && faulty <= last;
    bool caret = known && fault->column > 0;
    while (last >= first && !room(page, last - first + 1 + caret + 1)) {
        if (known && faulty - first >= last - faulty && first < faulty)
            first++; /* from the side that is further away, so that the faulty line goes last */
        else
            last--;
    }
    bool tiny = first > last && known && room(page, 1);
    if (first > last && !tiny)
        return;
    char digits[16];
    size_t gutter = (size_t)snprintf(digits, sizeof digits, "%d", fault->first_line + (tiny ? faulty : last)) + 1, at = 0, skip = 0;
    if (tiny) { /* no room for a panel and a caret: the faulty line alone */
        put_source(page, fault, faulty, gutter, 0);
        return;
    }
    if (caret && page->columns > gutter + 8) {
        struct text text;
        size_t visible = page->columns - gutter;
        decode(&text, fault->lines[faulty], NULL);
        at = (size_t)fault->column - 1 < text.count ? (size_t)fault->column - 1 : text.count;
        skip = at + 4 > visible ? at - visible / 2 : 0;
    }
    float cell = page->size * 0.75f, half = page->step / 2;
    draw_fill_rect(page->list, page->left - cell, page->y, (float)(page->columns + 2) * cell,
                   page->step * (float)(last - first + 1 + caret) + half * 1.5f, panel_color);
    page->y += half;
    for (int i = first; i <= last; i++) {
        if (fault->lines[i])
            put_source(page, fault, i, gutter, skip);
        if (i == faulty && caret) {
            put_line(page, &(uint32_t){0x2191}, 1, page->left + (float)(gutter + at - skip) * cell, page->size, accent);
            page->y += page->step;
        }
    }
    page->y += page->step;
}

static void put_stack(struct page *page, const char *stack) {
    while (stack && *stack && room(page, 1)) {
        const char *end = strchr(stack, '\n');
        struct text text;
        decode(&text, stack, end);
        shorten(&text, page->columns);
        put_line(page, text.points, text.count, page->left, page->size, dim_color);
        page->y += page->step;
        stack = end ? end + 1 : NULL;
    }
}

static float pick_size(int width, int height) {
    int size = 24;
    while (size > 8 && (width < size * 3 / 4 * LEAST_COLUMNS || height < size * LEAST_ROWS))
        size -= 8;
    return (float)size;
}

void overlay_fault(struct draw *list, int width, int height, const struct overlay_fault *fault) {
    float size = pick_size(width, height), cell = size * 0.75f, margin = width < 240 ? cell : size * 1.5f;
    struct page page = {.list = list, .size = size, .step = size * 1.25f, .left = margin, .y = margin};
    float inner = (float)width - 2 * margin;
    page.columns = inner > cell ? (size_t)(inner / cell) : 1;
    draw_fill_rect(list, 0, 0, (float)width, (float)height, shade);
    draw_fill_rect(list, 0, 0, (float)width, size / 4, accent);
    struct text hint;
    decode(&hint, fault->hint, NULL);
    size_t hint_lines = count_lines(&hint, page.columns);
    if (hint_lines > HINT_LINES)
        hint_lines = HINT_LINES;
    float hint_y = (float)height - margin / 2 - page.step * (float)hint_lines;
    page.bottom = hint_y - size / 2;
    put_title(&page, fault->title);
    struct text place;
    decode(&place, fault->place, NULL);
    put_wrapped(&page, &place, 2, 1, place_color);
    page.y += size / 2;
    put_sources(&page, fault);
    put_stack(&page, fault->stack);
    page.y = hint_y;
    page.bottom = (float)height;
    put_wrapped(&page, &hint, HINT_LINES, 1, place_color);
}

void overlay_banner(struct draw *list, int width, int height, const char *utf8) {
    float size = pick_size(width, height), cell = size * 0.75f;
    struct page page = {.list = list, .size = size, .y = size / 4};
    struct text text;
    decode(&text, utf8, NULL);
    shorten(&text, (size_t)((float)width / cell));
    draw_fill_rect(list, 0, 0, (float)width, size * 1.5f, 0x101828e8);
    draw_fill_rect(list, 0, size * 1.5f, (float)width, size / 8, 0xffc24aff);
    put_line(&page, text.points, text.count, floorf(((float)width - (float)text.count * cell) / 2), size, 0xfff3d6ff);
}

void overlay_warning(struct draw *list, int width, int height, const struct overlay_fault *fault) {
    float size = pick_size(width, height), cell = size * 0.75f, margin = cell;
    struct page page = {.list = list, .size = size, .step = size * 1.25f, .left = margin};
    float inner = (float)width - 2 * margin;
    page.columns = inner > cell ? (size_t)(inner / cell) : 1;
    struct text title, place, hint;
    decode(&title, fault->title, NULL);
    decode(&place, fault->place, NULL);
    decode(&hint, fault->hint, NULL);
    bool source = fault->fault_index >= 0 && fault->fault_index < OVERLAY_LINES && fault->lines[fault->fault_index];
    size_t title_lines = count_lines(&title, page.columns);
    title_lines = title_lines < 3 ? title_lines : 3;
    float panel = page.step * ((float)title_lines + (place.count > 0) + (source ? 1.5f : 0) + (hint.count > 0) + 1);
    page.y = (float)height - panel;
    page.bottom = (float)height;
    draw_fill_rect(list, 0, page.y, (float)width, panel, shade);
    draw_fill_rect(list, 0, page.y, (float)width, size / 4, accent);
    page.y += page.step / 2;
    put_wrapped(&page, &title, (int)title_lines, 1, title_color);
    put_wrapped(&page, &place, 1, 1, place_color);
    if (source) {
        char digits[16];
        page.y += page.step / 4;
        put_source(&page, fault, fault->fault_index,
                   (size_t)snprintf(digits, sizeof digits, "%d", fault->first_line + fault->fault_index) + 1, 0);
        page.y += page.step / 4;
    }
    put_wrapped(&page, &hint, 1, 1, dim_color);
}
