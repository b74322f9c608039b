/* The moving sprites that every peer of the groups sprites and raster has: the same number of them, the same way, with whatever draws. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

enum { SPRITES_WIDTH = 800, SPRITES_HEIGHT = 600 };

struct sprites {
    int count, side; /* pixels */
    float *x, *y, *vx, *vy;
};

/* What draws: `start` opens a window and makes a picture of side × side pixels (0xRRGGBBAA in memory order), `frame` draws all and shows
 * it. Both end the program when they fail. */
struct sprites_way {
    const char *name;
    void (*start)(const struct sprites *sprites, const uint8_t *rgba);
    void (*frame)(const struct sprites *sprites);
};

extern const struct sprites_way sprites_gl, sprites_geometry, sprites_copy;

void sprites_fail(const char *what);
