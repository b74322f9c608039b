#include "font.h"
#include "base.h"
#include "font_data.h"
#include <math.h>
#include <string.h>

enum { FIRST_CELL = 2, REPLACEMENT = 0xFFFD };

const char *font_decode(const char *utf8, uint32_t *codepoint) {
    const unsigned char *s = (const unsigned char *)utf8;
    static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
    int tail = *s < 0x80 ? 0 : *s < 0xC0 ? -1 : *s < 0xE0 ? 1 : *s < 0xF0 ? 2 : *s < 0xF8 ? 3 : -1;
    uint32_t c = tail <= 0 ? *s : *s & (0x3f >> tail);
    for (int i = 1; i <= tail; i++) {
        if ((s[i] & 0xC0) != 0x80)
            tail = -1; /* ends the loop, also at the NUL */
        else
            c = c << 6 | (s[i] & 0x3f);
    }
    if (tail < 0 || c < least[tail] || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)) {
        *codepoint = REPLACEMENT;
        return utf8 + 1;
    }
    *codepoint = c;
    return c ? utf8 + tail + 1 : utf8;
}

/* Which character of `list` this is, and through `count` how many were passed; -1 when it is not there. */
static int find(const char *list, uint32_t codepoint, int *count) {
    *count = 0;
    for (uint32_t c; (list = font_decode(list, &c), c); ++*count)
        if (c == codepoint)
            return *count;
    return -1;
}

int font_glyph(uint32_t codepoint) {
    if (codepoint >= ' ' && codepoint <= '~') /* the sheets begin with ASCII in its order */
        return FIRST_CELL + (int)codepoint - ' ';
    int cell = FIRST_CELL, count;
    if (codepoint == 0xA0)
        return cell;
    if (codepoint < ' ' || (codepoint > 0x17F && codepoint < 0x2010) || codepoint > 0x2665) /* spares other scripts the search */
        return FONT_BOX;
    for (size_t i = 0; i < COUNT_OF(sheets); i++, cell += count)
        if (find(sheets[i].characters, codepoint, &count) >= 0)
            return cell + count;
    for (size_t i = 0; i < COUNT_OF(marks); i++, cell += count)
        if (find(marks[i].letters, codepoint, &count) >= 0)
            return cell + count;
    return FONT_BOX;
}

/* A glyph: eight bytes, bit x of a byte is column x. */
struct glyph {
    uint8_t rows[FONT_HEIGHT];
};

static uint8_t row_bits(const char *row) {
    uint8_t bits = 0;
    for (int x = 0; x < FONT_WIDTH - 1; x++)
        bits |= (uint8_t)((row[x] == '#') << x);
    return bits;
}

static struct glyph sheet_glyph(const struct sheet *sheet, int index) {
    struct glyph glyph;
    for (int y = 0; y < FONT_HEIGHT; y++)
        glyph.rows[y] = row_bits(sheet->rows[y] + index * GLYPH_STRIDE);
    return glyph;
}

/* A small letter loses its dot to the mark; a capital is squeezed from seven rows to five. */
static struct glyph marked_glyph(const struct mark *mark, char base) {
    static const uint8_t squeezed[] = {0, 0, 0, 1, 3, 5, 6};
    int cell = base - ' ';
    struct glyph plain = sheet_glyph(&sheets[cell / GLYPHS_A_SHEET], cell % GLYPHS_A_SHEET), glyph = plain;
    bool above = strchr(mark->rows[0], '#') || strchr(mark->rows[1], '#');
    for (int y = 2; above && base <= 'Z' && y < 7; y++)
        glyph.rows[y] = plain.rows[squeezed[y]];
    bool tall = base > 'Z' && strchr("bdfhklt", base);
    for (int y = 0; above && y < 2; y++)
        glyph.rows[y] = row_bits(mark->rows[y]) | (tall ? plain.rows[y] : 0);
    glyph.rows[7] |= row_bits(mark->rows[2]);
    return glyph;
}

/* Sets what the glyph sets; the rest of the cell is as it was. */
static void put(uint8_t *rgba, int cell, const struct glyph *glyph, int times) {
    size_t width = (size_t)FONT_ATLAS_WIDTH * (size_t)times, size = (size_t)(FONT_WIDTH * times) * 4;
    uint8_t *row =
        rgba + 4 * ((size_t)(cell / FONT_COLUMNS * FONT_HEIGHT * times) * width + (size_t)(cell % FONT_COLUMNS * FONT_WIDTH * times));
    for (int y = 0; y < FONT_HEIGHT; y++) {
        for (int x = 0; x < FONT_WIDTH; x++)
            if (glyph->rows[y] >> x & 1)
                memset(row + (size_t)(x * times) * 4, 255, (size_t)times * 4);
        for (int copy = 1; copy < times && glyph->rows[y]; copy++)
            memcpy(row + (size_t)copy * width * 4, row, size);
        row += (size_t)times * width * 4;
    }
}

void font_atlas(uint8_t *rgba, int times) {
    static const struct glyph white = {{63, 63, 63, 63, 63, 63, 63, 63}}, box = {{31, 17, 17, 17, 17, 17, 31, 0}};
    memset(rgba, 0, (size_t)FONT_ATLAS_WIDTH * FONT_ATLAS_HEIGHT * 4 * (size_t)times * (size_t)times);
    int cell = FIRST_CELL, count;
    put(rgba, FONT_WHITE, &white, times);
    put(rgba, FONT_BOX, &box, times);
    for (size_t i = 0; i < COUNT_OF(sheets); i++, cell += count) {
        find(sheets[i].characters, 0, &count);
        for (int g = 0; g < count; g++) {
            struct glyph glyph = sheet_glyph(&sheets[i], g);
            put(rgba, cell + g, &glyph, times);
        }
    }
    for (size_t i = 0; i < COUNT_OF(marks); i++, cell += count) {
        find(marks[i].letters, 0, &count);
        for (int g = 0; g < count; g++) {
            struct glyph glyph = marked_glyph(&marks[i], marks[i].bases[g]);
            put(rgba, cell + g, &glyph, times);
        }
    }
    ASSERT(cell <= FONT_COLUMNS * FONT_ROWS);
}

size_t font_line(const uint32_t *text, size_t count, size_t columns, size_t *next) {
    size_t end = 0, space = 0;
    while (end < count && text[end] != '\n' && (!columns || end < columns)) {
        if (text[end] == ' ')
            space = end;
        end++;
    }
    *next = end;
    if (end == count)
        return end;
    if (text[end] == '\n') {
        *next = end + 1;
        return end;
    }
    if (text[end] == ' ')
        space = end;
    if (space > 0)
        end = space;
    *next = end;
    while (*next < count && text[*next] == ' ')
        ++*next;
    if (*next<count && * next> end && text[*next] == '\n')
        ++*next;
    while (end > 0 && text[end - 1] == ' ')
        end--;
    return end;
}

size_t font_columns(double size, double wrap) {
    double columns = wrap > 0 ? floor(wrap / (size * FONT_WIDTH / FONT_HEIGHT) + 1e-3) : 0;
    return wrap <= 0 ? 0 : columns < 1 ? 1 : columns < 1e6 ? (size_t)columns : 1000000;
}

void font_measure(const uint32_t *text, size_t count, double size, double wrap, double *width, double *height) {
    size_t columns = font_columns(size, wrap), widest = 0, lines = count > 0 && text[count - 1] == '\n' ? 2 : 1;
    for (size_t at = 0, next; at < count; at += next) {
        size_t length = font_line(text + at, count - at, columns, &next);
        widest = length > widest ? length : widest;
        lines += at + next < count;
    }
    *width = (double)widest * size * FONT_WIDTH / FONT_HEIGHT;
    *height = (double)lines * size;
}
