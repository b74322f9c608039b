#include "frames.h"
#include "base.h"
#include <stdio.h>
#include <string.h>

enum { BAR = 40, LINE = 9, MARGIN = 2, LINES = 5 };

static const struct {
    const char *name;
    uint32_t color;
} phases[FRAMES_PHASES] = {
    [FRAMES_UPDATE] = {"update", 0x6cc24aff}, [FRAMES_DRAW] = {"draw", 0x4aa3ffff},   [FRAMES_RENDER] = {"render", 0xb58cffff},
    [FRAMES_GC] = {"gc", 0xff5d52ff},         [FRAMES_SLACK] = {"slack", 0xffc24aff}, [FRAMES_WAIT] = {"wait", 0x5a6478ff},
};

void frames_reset(struct frames *frames) {
    memset(frames, 0, sizeof *frames);
}

void frames_mark(struct frames *frames, enum frames_phase phase, uint64_t now_ns, uint64_t gc_ns) {
    float *ms = frames->ms[frames->next];
    if (frames->last_ns) {
        uint64_t all = now_ns - frames->last_ns, gc = gc_ns > frames->last_gc_ns ? gc_ns - frames->last_gc_ns : 0;
        gc = gc < all ? gc : all;
        ms[phase] += (float)(all - gc) / 1e6f;
        ms[FRAMES_GC] += (float)gc / 1e6f;
    }
    frames->last_ns = now_ns;
    frames->last_gc_ns = gc_ns;
}

void frames_next(struct frames *frames) {
    frames->next = (frames->next + 1) % FRAMES_COUNT;
    memset(frames->ms[frames->next], 0, sizeof frames->ms[0]);
}

/* One frame's bar, `left` its place, grown upwards from `bottom`; what is higher than the graph is cut. */
static void put_bar(struct draw *list, const float *ms, float left, float bottom, float pixels_per_ms) {
    float y = bottom, top = bottom - BAR;
    for (int phase = 0; phase < FRAMES_PHASES && y > top; phase++) {
        float height = ms[phase] * pixels_per_ms;
        height = height < y - top ? height : y - top;
        if (height > 0)
            draw_fill_rect(list, left, y - height, 1, height, phases[phase].color);
        y -= height;
    }
}

/* Names of phases in their colours, from `first` up to `end`. */
static void put_legend(struct draw *list, int first, int end, float x, float y) {
    for (int i = first; i < end; i++) {
        draw_text(list, phases[i].name, x, y, 8, phases[i].color);
        x += ((float)strlen(phases[i].name) + 1) * 6;
    }
}

/* The frame's work without the waiting, averaged. */
static double average_ms(const struct frames *frames) {
    double sum = 0;
    int count = 0;
    for (int i = 0; i < FRAMES_COUNT; i++) {
        double all = 0;
        for (int phase = 0; phase < FRAMES_PHASES; phase++)
            all += phase == FRAMES_WAIT ? 0 : (double)frames->ms[i][phase];
        sum += all;
        count += all > 0 && i != frames->next;
    }
    return count ? sum / count : 0;
}

void frames_draw(const struct frames *frames, struct draw *list, int width, const struct frames_numbers *numbers) {
    float panel = FRAMES_COUNT + 2 * MARGIN, left = (float)width - panel, bottom = MARGIN + BAR, y = bottom + MARGIN;
    float x = left + MARGIN, pixels_per_ms = BAR / (float)(numbers->period_ms * 2);
    const uint32_t text = 0xffffffff;
    char line[64];
    draw_fill_rect(list, left, 0, panel, y + LINES * LINE, 0x101018d8);
    for (int i = 1; i < FRAMES_COUNT; i++) /* the oldest first; the one being measured has no bar yet */
        put_bar(list, frames->ms[(frames->next + i) % FRAMES_COUNT], x + (float)i - 1, bottom, pixels_per_ms);
    draw_fill_rect(list, x, bottom - BAR / 2.0f, FRAMES_COUNT, 1, 0xffffff80); /* here a frame takes all the time that it has */
    snprintf(line, sizeof line, "%.0f fps %.1f ms", numbers->fps, average_ms(frames));
    draw_text(list, line, x, y, 8, text);
    snprintf(line, sizeof line, "heap %.1f/%.1f MB", (double)numbers->heap_used / 1e6, (double)numbers->heap_total / 1e6);
    draw_text(list, line, x, y + LINE, 8, text);
    snprintf(line, sizeof line, "%u records", numbers->records);
    draw_text(list, line, x, y + 2 * LINE, 8, text);
    put_legend(list, 0, FRAMES_GC, x, y + 3 * LINE);
    put_legend(list, FRAMES_GC, FRAMES_PHASES, x, y + 4 * LINE);
}
