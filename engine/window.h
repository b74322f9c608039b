/* The window on a screen: its making, its size, its events, its refresh. SDL's video subsystem lives and dies with it.
 *
 * Pipe: SDL events → event queue. Main thread only; one window a process. */
#pragma once
#include "error.h"
#include "event.h"
#include <stdbool.h>
#include <stdint.h>

struct app_config;
struct SDL_Window;
struct window;

/* Makes a window that fits the screen, hidden until window_show, one that OpenGL can draw into if that is wanted and can be had; NULL with
 * `err` (EXIT_FILE) when there is no display. */
struct window *window_create(const struct app_config *config, bool opengl, struct error *err);

/* Shows it, once it has its renderer: SDL replaces a window that cannot be drawn to as the renderer wants by a new one. */
void window_show(struct window *window);
void window_destroy(struct window *window);

/* The SDL window, borrowed. */
struct SDL_Window *window_sdl(const struct window *window);

/* Title and size of a game that was changed. */
void window_configure(struct window *window, const struct app_config *config);

enum window_change {
    WINDOW_RESIZED = 1,
    WINDOW_RESET = 2, /* the graphics card lost what it was given: textures must be made anew */
};

/* Moves SDL's events into the queue; gives window_change bits. */
unsigned window_collect(struct window *window, struct event_queue *queue);

/* Whether the mouse is captured, so that it moves without end, and whether its arrow is shown. */
void window_mouse(struct window *window, bool captured, bool visible);

/* Starts or stops text input (it is on at first), with what a keyboard or an IME needs to open beside `caret` (x, y, width, height in
 * window coordinates; NULL: as it was). */
void window_text(struct window *window, bool on, const float caret[4]);

/* Lets a gamepad's motors run: pad.h. */
void window_rumble(struct window *window, int id, double strong, double weak, double seconds);

void window_toggle_fullscreen(struct window *window);

/* The time between two pictures: the display's when it tells, else that of `fps`. */
uint64_t window_period_ns(const struct window *window, double fps);
