/* Sprites by SDL's renderer, whichever SDL_RENDER_DRIVER names: as triangles in one call, or a call each. */
#include "sprites.h"
#include <SDL.h>
#include <stdlib.h>

static SDL_Renderer *renderer;
static SDL_Texture *texture;
static SDL_Vertex *corners;
static int *indices;

static void start(const struct sprites *sprites, const uint8_t *rgba) {
    int side = sprites->side;
    SDL_Window *window = SDL_CreateWindow("sprites", 0, 0, SPRITES_WIDTH, SPRITES_HEIGHT, 0);
    if (!window || !(renderer = SDL_CreateRenderer(window, -1, 0)))
        sprites_fail("the renderer");
    texture = SDL_CreateTexture(renderer, SDL_PIXELFORMAT_RGBA32, SDL_TEXTUREACCESS_STATIC, side, side);
    if (!texture || SDL_UpdateTexture(texture, NULL, rgba, side * 4) != 0)
        sprites_fail("the picture");
    SDL_SetTextureBlendMode(texture, SDL_BLENDMODE_BLEND);
    corners = malloc((size_t)sprites->count * 4 * sizeof *corners);
    indices = malloc((size_t)sprites->count * 6 * sizeof *indices);
    for (int i = 0; i < sprites->count * 6; i++)
        indices[i] = i / 6 * 4 + (int[]){0, 1, 2, 2, 1, 3}[i % 6];
}

static void geometry(const struct sprites *sprites) {
    const SDL_Color white = {255, 255, 255, 255};
    float side = (float)sprites->side;
    SDL_RenderClear(renderer);
    for (int i = 0; i < sprites->count; i++) {
        float x = sprites->x[i], y = sprites->y[i];
        SDL_Vertex *to = corners + (size_t)i * 4;
        to[0] = (SDL_Vertex){{x, y}, white, {0, 0}};
        to[1] = (SDL_Vertex){{x + side, y}, white, {1, 0}};
        to[2] = (SDL_Vertex){{x, y + side}, white, {0, 1}};
        to[3] = (SDL_Vertex){{x + side, y + side}, white, {1, 1}};
    }
    SDL_RenderGeometry(renderer, texture, corners, sprites->count * 4, indices, sprites->count * 6);
    SDL_RenderPresent(renderer);
}

static void copy(const struct sprites *sprites) {
    float side = (float)sprites->side;
    SDL_RenderClear(renderer);
    for (int i = 0; i < sprites->count; i++)
        SDL_RenderCopyF(renderer, texture, NULL, &(SDL_FRect){sprites->x[i], sprites->y[i], side, side});
    SDL_RenderPresent(renderer);
}

const struct sprites_way sprites_geometry = {"geometry", start, geometry}, sprites_copy = {"copy", start, copy};
