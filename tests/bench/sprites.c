/* sprites WAY COUNT SIDE FRAMES: moves and draws so many sprites, and prints the median frame in nanoseconds. WAY: gl, geometry or copy. */
#include "sprites.h"
#include <SDL.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { WARM = 5 };

void sprites_fail(const char *what) {
    fprintf(stderr, "sprites: %s: %s\n", what, SDL_GetError());
    exit(1);
}

static double now_ns(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static float any(float from, float to) {
    return from + (to - from) * (float)rand() / (float)RAND_MAX;
}

static void make(struct sprites *sprites) {
    float *columns = malloc((size_t)sprites->count * 4 * sizeof *columns);
    sprites->x = columns;
    sprites->y = columns + sprites->count;
    sprites->vx = columns + sprites->count * 2;
    sprites->vy = columns + sprites->count * 3;
    for (int i = 0; i < sprites->count; i++) {
        sprites->x[i] = any(0, SPRITES_WIDTH);
        sprites->y[i] = any(0, SPRITES_HEIGHT);
        sprites->vx[i] = any(-100, 100);
        sprites->vy[i] = any(-100, 100);
    }
}

static void move(struct sprites *sprites, float dt) {
    float *x = sprites->x, *y = sprites->y, *vx = sprites->vx, *vy = sprites->vy;
    for (int i = 0; i < sprites->count; i++) {
        x[i] += vx[i] * dt;
        y[i] += vy[i] * dt;
        if (x[i] < 0 || x[i] > SPRITES_WIDTH)
            vx[i] = -vx[i];
        if (y[i] < 0 || y[i] > SPRITES_HEIGHT)
            vy[i] = -vy[i];
    }
}

/* A disc, clear around it. */
static uint8_t *picture(int side) {
    uint8_t *rgba = calloc((size_t)side * (size_t)side, 4);
    for (int y = 0; y < side; y++)
        for (int x = 0; x < side; x++) {
            float dx = (float)x + 0.5f - (float)side / 2, dy = (float)y + 0.5f - (float)side / 2;
            if (dx * dx + dy * dy <= (float)(side * side) / 4)
                memcpy(rgba + (y * side + x) * 4, (uint8_t[4]){(uint8_t)(x * 7), (uint8_t)(y * 7), 128, 255}, 4);
        }
    return rgba;
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv) {
    const struct sprites_way *ways[] = {&sprites_gl, &sprites_geometry, &sprites_copy}, *way = NULL;
    for (int i = 0; argc == 5 && i < 3; i++)
        way = strcmp(ways[i]->name, argv[1]) == 0 ? ways[i] : way;
    if (!way)
        sprites_fail("it takes WAY COUNT SIDE FRAMES");
    struct sprites sprites = {.count = atoi(argv[2]), .side = atoi(argv[3])};
    int frames = atoi(argv[4]);
    double *ns = malloc((size_t)frames * sizeof *ns);
    make(&sprites);
    if (SDL_Init(SDL_INIT_VIDEO) != 0)
        sprites_fail("SDL");
    way->start(&sprites, picture(sprites.side));
    for (int i = -WARM; i < frames; i++) {
        double began = now_ns();
        for (SDL_Event event; SDL_PollEvent(&event);) {
        }
        move(&sprites, 1 / 60.f);
        way->frame(&sprites);
        if (i >= 0)
            ns[i] = now_ns() - began;
    }
    qsort(ns, (size_t)frames, sizeof *ns, by_value);
    printf("%.0f\n", ns[frames / 2]);
    return 0;
}
