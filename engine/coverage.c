#include "coverage.h"
#include <math.h>
#include <string.h>

struct canvas {
    float *sums;
    int width, height;
};

bool coverage_box(const struct typeface_outline *outline, double scale, int limit, struct coverage_box *box) {
    double left = INFINITY, right = -INFINITY, low = INFINITY, high = -INFINITY;
    for (int i = 0; i < outline->count; i++) {
        const struct typeface_curve *c = &outline->curves[i];
        left = fmin(left, fmin(c->x0, fmin(c->x1, c->x2)));
        right = fmax(right, fmax(c->x0, fmax(c->x1, c->x2)));
        low = fmin(low, fmin(c->y0, fmin(c->y1, c->y2)));
        high = fmax(high, fmax(c->y0, fmax(c->y1, c->y2)));
    }
    left = floor(left * scale);
    right = ceil(right * scale);
    double top = floor(-high * scale), bottom = ceil(-low * scale);
    if (!(right - left >= 1 && bottom - top >= 1 && right - left <= limit && bottom - top <= limit && fabs(left) < 1e6 && fabs(top) < 1e6))
        return false;
    *box = (struct coverage_box){(int)left, (int)top, (int)(right - left), (int)(bottom - top)};
    return true;
}

size_t coverage_room(const struct coverage_box *box) {
    return (size_t)box->width * (size_t)box->height + 2; /* the last pixel's right side has a place too */
}

/* The part of a line inside one row, from x0 to x1 (x0 <= x1), `rise` of the row high. */
static void add_row(float *row, double x0, double x1, double rise) {
    int first = (int)x0, end = (int)ceil(x1);
    if (end <= first + 1) { /* within one pixel */
        double middle = (x0 + x1) / 2 - first;
        row[first] += (float)(rise * (1 - middle));
        row[first + 1] += (float)(rise * middle);
        return;
    }
    double slope = 1 / (x1 - x0), in = first + 1 - x0, out = x1 - (end - 1);
    double area = 0.5 * slope * in * in, last = 0.5 * slope * out * out, whole = area;
    row[first] += (float)(rise * area);
    for (int x = first + 1; x < end - 1; x++) {
        double upto = slope * (x + 0.5 - x0); /* the share of this pixel that lies right of the line */
        row[x] += (float)(rise * (upto - whole));
        whole = upto;
    }
    row[end - 1] += (float)(rise * (1 - last - whole));
    row[end] += (float)(rise * last);
}

static double within(double value, double most) {
    return value > 0 ? fmin(value, most) : 0;
}

static void add_line(const struct canvas *canvas, double x0, double y0, double x1, double y1) {
    double sign = 1;
    if (y0 > y1) {
        double swap_x = x0, swap_y = y0;
        x0 = x1, x1 = swap_x;
        y0 = y1, y1 = swap_y;
        sign = -1;
    }
    if (!(y1 - y0 > 1e-9))
        return;
    double slope = (x1 - x0) / (y1 - y0);
    y0 = within(y0, canvas->height);
    y1 = within(y1, canvas->height);
    double start_x = x0, start_y = y0;
    for (int y = (int)y0; y < canvas->height && y < y1; y++) {
        double from = fmax(y, y0), to = fmin(y + 1, y1);
        double a = within(start_x + slope * (from - start_y), canvas->width), b = within(start_x + slope * (to - start_y), canvas->width);
        add_row(canvas->sums + (size_t)y * (size_t)canvas->width, fmin(a, b), fmax(a, b), sign * (to - from));
    }
}

static void add_curve(const struct canvas *canvas, const struct typeface_curve *c, double scale, double left, double top) {
    double x0 = c->x0 * scale - left, y0 = -c->y0 * scale - top, x1 = c->x1 * scale - left, y1 = -c->y1 * scale - top;
    double x2 = c->x2 * scale - left, y2 = -c->y2 * scale - top;
    double bend = hypot(x0 - 2 * x1 + x2, y0 - 2 * y1 + y2); /* four times as far as the curve leaves its chord */
    int steps = bend < 0.01 ? 1 : (int)fmin(ceil(sqrt(bend * 2)) + 1, 32);
    double from_x = x0, from_y = y0;
    for (int i = 1; i <= steps; i++) {
        double t = (double)i / steps, s = 1 - t;
        double x = s * s * x0 + 2 * s * t * x1 + t * t * x2, y = s * s * y0 + 2 * s * t * y1 + t * t * y2;
        add_line(canvas, from_x, from_y, x, y);
        from_x = x;
        from_y = y;
    }
}

void coverage_fill(const struct typeface_outline *outline, double scale, const struct coverage_box *box, float *shares) {
    struct canvas canvas = {shares, box->width, box->height};
    memset(shares, 0, coverage_room(box) * sizeof *shares);
    for (int i = 0; i < outline->count; i++)
        add_curve(&canvas, &outline->curves[i], scale, box->left, box->top);
    float sum = 0;
    size_t count = (size_t)box->width * (size_t)box->height;
    for (size_t i = 0; i < count; i++) {
        sum += shares[i];
        shares[i] = fminf(fabsf(sum), 1);
    }
}
