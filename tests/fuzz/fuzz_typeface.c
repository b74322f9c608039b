/* libFuzzer: TrueType files, with all that a game does with one: widths, lines, outlines, coverage. */
#include "base.h"
#include "coverage.h"
#include "typeface.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fill(const struct typeface *face, uint32_t glyph, double scale, struct typeface_outline *outline) {
    struct coverage_box box;
    typeface_outline(face, glyph, outline);
    if (!coverage_box(outline, scale, 100, &box))
        return;
    ASSERT(box.width >= 1 && box.width <= 100 && box.height >= 1 && box.height <= 100);
    float *shares = base_alloc(coverage_room(&box) * sizeof *shares);
    coverage_fill(outline, scale, &box, shares);
    for (int i = 0; i < box.width * box.height; i++)
        ASSERT(shares[i] >= 0 && shares[i] <= 1);
    free(shares);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const uint32_t text[] = {'A', 'V', ' ', 'a', 0xd6, 0x1f600, '\n', 0x6f22, 0xd800, 'o', '.', 0xffffffff};
    struct error err = {0};
    struct typeface *face = typeface_open(data, size, &err);
    if (!face) {
        ASSERT(err.text[0] && err.code == EXIT_SCRIPT);
        return 0;
    }
    struct typeface_metrics metrics = typeface_metrics(face);
    ASSERT(metrics.units >= 16 && metrics.units <= 16384 && metrics.line >= 1);
    struct typeface_outline outline = {0};
    double width, height;
    for (double wrap = 0; wrap < 40; wrap += 13) {
        typeface_measure(face, text, COUNT_OF(text), 12, wrap, &width, &height);
        ASSERT(isfinite(width) && isfinite(height));
    }
    for (uint32_t glyph = 0; glyph < 24; glyph++)
        fill(face, glyph, 20.0 / metrics.units, &outline);
    for (size_t i = 0; i < COUNT_OF(text); i++)
        fill(face, typeface_glyph(face, text[i]), 7.0 / metrics.units, &outline);
    free(outline.curves);
    typeface_close(face);
    return 0;
}
