#include "window.h"
#include "app.h"
#include "base.h"
#include "pad.h"
#include <SDL.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct window {
    SDL_Window *sdl;
    struct pads *pads;
    struct event_fingers fingers;
    bool fullscreen, captured, hidden, silent; /* silent: without text input */
};

/* The window's size: the wanted scale, or the largest whole one that leaves a tenth of the screen free, or a fraction on small screens. */
static void choose_size(const struct app_config *config, int *width, int *height) {
    float scale = config->scale;
    SDL_Rect screen = {0, 0, 1280, 800};
    SDL_GetDisplayUsableBounds(0, &screen);
    if (scale <= 0) {
        float room_x = (float)screen.w * 0.9f / (float)config->width, room_y = (float)screen.h * 0.9f / (float)config->height;
        scale = room_x < room_y ? room_x : room_y;
        if (scale >= 1)
            scale = floorf(scale);
    }
    *width = (int)lroundf((float)config->width * scale);
    *height = (int)lroundf((float)config->height * scale);
    if (*width < 1)
        *width = 1;
    if (*height < 1)
        *height = 1;
}

/* Without a display SDL falls back to drivers that nobody can see or close; they are for those who ask for them. */
static bool visible(void) {
    const char *driver = SDL_GetCurrentVideoDriver();
    return SDL_getenv("SDL_VIDEODRIVER") || (driver && strcmp(driver, "offscreen") && strcmp(driver, "dummy") && strcmp(driver, "evdev"));
}

struct window *window_create(const struct app_config *config, bool opengl, struct error *err) {
    SDL_SetHint(SDL_HINT_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR, "0"); /* a game in a window must not switch the desktop's effects off */
    SDL_SetHint(SDL_HINT_APP_NAME, "thaw");
    SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1"); /* Ctrl-C ends the process, also when a script never returns */
    SDL_SetHint(SDL_HINT_TOUCH_MOUSE_EVENTS, "0"); /* fingers are pointers of their own */
    SDL_SetHint(SDL_HINT_MOUSE_TOUCH_EVENTS, "0");
    SDL_SetHint(SDL_HINT_IME_SUPPORT_EXTENDED_TEXT, "1");
    if (SDL_Init(SDL_INIT_VIDEO) != 0) {
        error_set(err, EXIT_FILE, "cannot open a window: %s (--headless runs without one)", SDL_GetError());
        return NULL;
    }
    if (!visible()) {
        SDL_QuitSubSystem(SDL_INIT_VIDEO);
        error_set(err, EXIT_FILE, "cannot open a window: there is no display here (--headless runs without one)");
        return NULL;
    }
    struct window *window = base_alloc(sizeof *window);
    int width, height;
    choose_size(config, &width, &height);
    *window = (struct window){0};
    Uint32 flags = SDL_WINDOW_RESIZABLE | SDL_WINDOW_HIDDEN; /* see window_show */
    const int centred = SDL_WINDOWPOS_CENTERED;
    if (opengl) {
        SDL_GL_SetAttribute(SDL_GL_DEPTH_SIZE, 0);
        window->sdl = SDL_CreateWindow(config->title, centred, centred, width, height, flags | SDL_WINDOW_OPENGL);
    }
    if (!window->sdl)
        window->sdl = SDL_CreateWindow(config->title, centred, centred, width, height, flags);
    if (!window->sdl) {
        error_set(err, EXIT_FILE, "cannot open a window of %d×%d: %s", width, height, SDL_GetError());
        window_destroy(window);
        return NULL;
    }
    window->pads = pads_create();
    return window;
}

void window_destroy(struct window *window) {
    if (window->pads)
        pads_destroy(window->pads);
    if (window->sdl)
        SDL_DestroyWindow(window->sdl);
    SDL_QuitSubSystem(SDL_INIT_VIDEO);
    free(window);
}

struct SDL_Window *window_sdl(const struct window *window) {
    return window->sdl;
}

void window_show(struct window *window) {
    SDL_ShowWindow(window->sdl);
}

void window_configure(struct window *window, const struct app_config *config) {
    int width, height;
    choose_size(config, &width, &height);
    SDL_SetWindowTitle(window->sdl, config->title);
    if (!window->fullscreen)
        SDL_SetWindowSize(window->sdl, width, height);
}

static bool translate(struct window *window, const SDL_Event *sdl, struct event *event) {
    int width, height;
    if (sdl->type >= SDL_FINGERDOWN && sdl->type <= SDL_FINGERMOTION) {
        SDL_GetWindowSize(window->sdl, &width, &height);
        return event_from_finger(&window->fingers, sdl, (float)width, (float)height, event);
    }
    return event_from_sdl(sdl, event) || pads_event(window->pads, sdl, event);
}

unsigned window_collect(struct window *window, struct event_queue *queue) {
    unsigned changes = 0;
    for (SDL_Event sdl; SDL_PollEvent(&sdl);) {
        struct event event;
        if (translate(window, &sdl, &event)) {
            event_push(queue, &event);
            changes |= event.type == EVENT_RESIZE ? WINDOW_RESIZED : 0;
        }
        if (sdl.type == SDL_TEXTEDITING_EXT)
            SDL_free(sdl.editExt.text);
        if (sdl.type == SDL_RENDER_TARGETS_RESET || sdl.type == SDL_RENDER_DEVICE_RESET)
            changes |= WINDOW_RESET;
    }
    return changes;
}

void window_mouse(struct window *window, bool captured, bool visible) {
    if (captured != window->captured)
        SDL_SetRelativeMouseMode(captured ? SDL_TRUE : SDL_FALSE);
    if (visible == window->hidden)
        SDL_ShowCursor(visible ? SDL_ENABLE : SDL_DISABLE);
    window->captured = captured;
    window->hidden = !visible;
}

void window_text(struct window *window, bool on, const float caret[4]) {
    if (caret) {
        SDL_Rect rect = {(int)caret[0], (int)caret[1], (int)caret[2], (int)caret[3]};
        SDL_SetTextInputRect(&rect);
    }
    if (on && window->silent)
        SDL_StartTextInput();
    else if (!on && !window->silent)
        SDL_StopTextInput();
    window->silent = !on;
}

void window_rumble(struct window *window, int id, double strong, double weak, double seconds) {
    pads_rumble(window->pads, id, strong, weak, seconds);
}

void window_toggle_fullscreen(struct window *window) {
    Uint32 mode = window->fullscreen ? 0 : SDL_WINDOW_FULLSCREEN_DESKTOP;
    if (SDL_SetWindowFullscreen(window->sdl, mode) == 0)
        window->fullscreen = !window->fullscreen;
}

uint64_t window_period_ns(const struct window *window, double fps) {
    SDL_DisplayMode mode;
    int display = SDL_GetWindowDisplayIndex(window->sdl);
    double rate = display >= 0 && SDL_GetCurrentDisplayMode(display, &mode) == 0 && mode.refresh_rate > 0 ? mode.refresh_rate : fps;
    return (uint64_t)(1e9 / rate);
}
