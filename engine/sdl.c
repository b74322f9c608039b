#include "sdl.h"
#include "base.h"
#include <SDL.h>
#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *library;

/* SDL does not look whether it got the memory for its hints' names and the like; for what is large, pixels above all, it does. */
enum { SMALL = 1 << 16 };

static void *small_or_null(void *memory, size_t size) {
    if (!memory && size < SMALL)
        base_out_of_memory();
    return memory;
}

static void *sdl_malloc(size_t size) {
    return small_or_null(malloc(size), size);
}

static void *sdl_calloc(size_t count, size_t size) {
    return small_or_null(calloc(count, size), count * size);
}

static void *sdl_realloc(void *memory, size_t size) {
    return small_or_null(realloc(memory, size), size);
}

/* Sets the function pointer at `call`. RTLD_NEXT gives what the program would be linked to: a preloaded library's function, or SDL's. */
static bool find(const char *name, void *call, struct error *err) {
    void *found = dlsym(RTLD_NEXT, name);
    memcpy(call, &found, sizeof found);
    return found || error_set(err, EXIT_FILE, "SDL on this machine is too old: it has no %s; SDL 2.26 or later of 2.x is needed", name);
}

bool sdl_load(struct error *err) {
    if (library)
        return true;
    __typeof__(&SDL_SetMemoryFunctions) set_memory;
    void *loaded = dlopen("libSDL2-2.0.so.0", RTLD_LAZY | RTLD_GLOBAL);
    if (!loaded)
        return error_set(err, EXIT_FILE, "cannot load SDL: %s (on Debian it is in the package libsdl2-2.0-0)", dlerror());
    if (!find("SDL_SetMemoryFunctions", &set_memory, err))
        return false;
    library = loaded;
    set_memory(sdl_malloc, sdl_calloc, sdl_realloc, free);
    return true;
}

static void need(const char *name, void *call) {
    struct error err;
    if (sdl_load(&err) && find(name, call, &err))
        return;
    fprintf(stderr, "thaw: %s\n", err.text);
    exit(EXIT_FILE);
}

void sdl_quit(void) {
    void (*quit)(void);
    if (!library)
        return;
    need("SDL_Quit", &quit);
    quit();
}

/* ── SDL's functions; the compiler holds each against its declaration in SDL's headers ── */

#define GIVES(type, name, parameters, arguments) \
    type name parameters {                       \
        static __typeof__(&name) call;           \
        if (!call)                               \
            need(#name, &call);                  \
        return call arguments;                   \
    }

#define CALLS(name, parameters, arguments) \
    void name parameters {                 \
        static __typeof__(&name) call;     \
        if (!call)                         \
            need(#name, &call);            \
        call arguments;                    \
    }

/* clang-format off: it takes a pointer there for a product */
#define BLENDING (SDL_BlendFactor a, SDL_BlendFactor b, SDL_BlendOperation c, SDL_BlendFactor d, SDL_BlendFactor e, SDL_BlendOperation f)
#define GEOMETRY (SDL_Renderer *a, SDL_Texture *b, const float *c, int d, const SDL_Color *e, int f, const float *g, int h, int i, \
                  const void *j, int k, int l)
CALLS(SDL_CloseAudioDevice, (SDL_AudioDeviceID a), (a))
GIVES(SDL_BlendMode, SDL_ComposeCustomBlendMode, BLENDING, (a, b, c, d, e, f))
GIVES(SDL_Renderer *, SDL_CreateRenderer, (SDL_Window *a, int b, Uint32 c), (a, b, c))
GIVES(SDL_Texture *, SDL_CreateTexture, (SDL_Renderer *a, Uint32 b, int c, int d, int e), (a, b, c, d, e))
GIVES(SDL_Window *, SDL_CreateWindow, (const char *a, int b, int c, int d, int e, Uint32 f), (a, b, c, d, e, f))
CALLS(SDL_DestroyRenderer, (SDL_Renderer *a), (a))
CALLS(SDL_DestroyTexture, (SDL_Texture *a), (a))
CALLS(SDL_DestroyWindow, (SDL_Window *a), (a))
GIVES(SDL_GLContext, SDL_GL_CreateContext, (SDL_Window *a), (a))
CALLS(SDL_GL_DeleteContext, (SDL_GLContext a), (a))
GIVES(SDL_bool, SDL_GL_ExtensionSupported, (const char *a), (a))
GIVES(SDL_GLContext, SDL_GL_GetCurrentContext, (void), ())
CALLS(SDL_GL_GetDrawableSize, (SDL_Window *a, int *b, int *c), (a, b, c))
GIVES(void *, SDL_GL_GetProcAddress, (const char *a), (a))
GIVES(int, SDL_GL_GetSwapInterval, (void), ())
GIVES(int, SDL_GL_MakeCurrent, (SDL_Window *a, SDL_GLContext b), (a, b))
CALLS(SDL_GL_ResetAttributes, (void), ())
GIVES(int, SDL_GL_SetAttribute, (SDL_GLattr a, int b), (a, b))
GIVES(int, SDL_GL_SetSwapInterval, (int a), (a))
CALLS(SDL_GL_SwapWindow, (SDL_Window *a), (a))
CALLS(SDL_GameControllerClose, (SDL_GameController *a), (a))
GIVES(SDL_Joystick *, SDL_GameControllerGetJoystick, (SDL_GameController *a), (a))
GIVES(const char *, SDL_GameControllerName, (SDL_GameController *a), (a))
GIVES(const char *, SDL_GameControllerNameForIndex, (int a), (a))
GIVES(SDL_GameController *, SDL_GameControllerOpen, (int a), (a))
GIVES(int, SDL_GameControllerRumble, (SDL_GameController *a, Uint16 b, Uint16 c, Uint32 d), (a, b, c, d))
GIVES(SDL_AudioStatus, SDL_GetAudioDeviceStatus, (SDL_AudioDeviceID a), (a))
GIVES(const char *, SDL_GetAudioDriver, (int a), (a))
GIVES(const char *, SDL_GetCurrentAudioDriver, (void), ())
GIVES(int, SDL_GetCurrentDisplayMode, (int a, SDL_DisplayMode *b), (a, b))
GIVES(const char *, SDL_GetCurrentVideoDriver, (void), ())
GIVES(int, SDL_GetDesktopDisplayMode, (int a, SDL_DisplayMode *b), (a, b))
GIVES(int, SDL_GetDisplayUsableBounds, (int a, SDL_Rect *b), (a, b))
GIVES(const char *, SDL_GetError, (void), ())
GIVES(const char *, SDL_GetHint, (const char *a), (a))
GIVES(int, SDL_GetNumAudioDrivers, (void), ())
GIVES(int, SDL_GetNumRenderDrivers, (void), ())
GIVES(int, SDL_GetNumVideoDrivers, (void), ())
GIVES(SDL_bool, SDL_GetRelativeMouseMode, (void), ())
GIVES(int, SDL_GetRenderDriverInfo, (int a, SDL_RendererInfo *b), (a, b))
GIVES(SDL_Texture *, SDL_GetRenderTarget, (SDL_Renderer *a), (a))
GIVES(int, SDL_GetRendererInfo, (SDL_Renderer *a, SDL_RendererInfo *b), (a, b))
GIVES(int, SDL_GetRendererOutputSize, (SDL_Renderer *a, int *b, int *c), (a, b, c))
CALLS(SDL_GetVersion, (SDL_version *a), (a))
GIVES(const char *, SDL_GetVideoDriver, (int a), (a))
GIVES(int, SDL_GetWindowDisplayIndex, (SDL_Window *a), (a))
GIVES(Uint32, SDL_GetWindowFlags, (SDL_Window *a), (a))
CALLS(SDL_GetWindowSize, (SDL_Window *a, int *b, int *c), (a, b, c))
GIVES(int, SDL_Init, (Uint32 a), (a))
GIVES(int, SDL_InitSubSystem, (Uint32 a), (a))
GIVES(SDL_bool, SDL_IntersectRect, (const SDL_Rect *a, const SDL_Rect *b, SDL_Rect *c), (a, b, c))
GIVES(SDL_bool, SDL_IsGameController, (int a), (a))
GIVES(SDL_JoystickGUID, SDL_JoystickGetDeviceGUID, (int a), (a))
GIVES(SDL_JoystickID, SDL_JoystickGetDeviceInstanceID, (int a), (a))
CALLS(SDL_JoystickGetGUIDString, (SDL_JoystickGUID a, char *b, int c), (a, b, c))
GIVES(SDL_JoystickID, SDL_JoystickInstanceID, (SDL_Joystick *a), (a))
GIVES(const char *, SDL_JoystickNameForIndex, (int a), (a))
GIVES(int, SDL_NumJoysticks, (void), ())
GIVES(SDL_AudioDeviceID, SDL_OpenAudioDevice, (const char *a, int b, const SDL_AudioSpec *c, SDL_AudioSpec *d, int e), (a, b, c, d, e))
CALLS(SDL_PauseAudioDevice, (SDL_AudioDeviceID a, int b), (a, b))
GIVES(int, SDL_PollEvent, (SDL_Event *a), (a))
GIVES(int, SDL_PushEvent, (SDL_Event *a), (a))
CALLS(SDL_QuitSubSystem, (Uint32 a), (a))
GIVES(int, SDL_RenderClear, (SDL_Renderer *a), (a))
GIVES(int, SDL_RenderCopy, (SDL_Renderer *a, SDL_Texture *b, const SDL_Rect *c, const SDL_Rect *d), (a, b, c, d))
GIVES(int, SDL_RenderFillRect, (SDL_Renderer *a, const SDL_Rect *b), (a, b))
GIVES(int, SDL_RenderGeometryRaw, GEOMETRY, (a, b, c, d, e, f, g, h, i, j, k, l))
CALLS(SDL_RenderPresent, (SDL_Renderer *a), (a))
GIVES(int, SDL_RenderReadPixels, (SDL_Renderer *a, const SDL_Rect *b, Uint32 c, void *d, int e), (a, b, c, d, e))
GIVES(int, SDL_RenderSetClipRect, (SDL_Renderer *a, const SDL_Rect *b), (a, b))
GIVES(int, SDL_RenderSetViewport, (SDL_Renderer *a, const SDL_Rect *b), (a, b))
GIVES(SDL_bool, SDL_SetHint, (const char *a, const char *b), (a, b))
GIVES(int, SDL_SetRelativeMouseMode, (SDL_bool a), (a))
GIVES(int, SDL_SetRenderDrawColor, (SDL_Renderer *a, Uint8 b, Uint8 c, Uint8 d, Uint8 e), (a, b, c, d, e))
GIVES(int, SDL_SetRenderTarget, (SDL_Renderer *a, SDL_Texture *b), (a, b))
CALLS(SDL_SetTextInputRect, (const SDL_Rect *a), (a))
GIVES(int, SDL_SetTextureBlendMode, (SDL_Texture *a, SDL_BlendMode b), (a, b))
GIVES(int, SDL_SetTextureScaleMode, (SDL_Texture *a, SDL_ScaleMode b), (a, b))
GIVES(int, SDL_SetWindowFullscreen, (SDL_Window *a, Uint32 b), (a, b))
CALLS(SDL_SetWindowSize, (SDL_Window *a, int b, int c), (a, b, c))
CALLS(SDL_SetWindowTitle, (SDL_Window *a, const char *b), (a, b))
GIVES(int, SDL_ShowCursor, (int a), (a))
CALLS(SDL_ShowWindow, (SDL_Window *a), (a))
CALLS(SDL_StartTextInput, (void), ())
CALLS(SDL_StopTextInput, (void), ())
GIVES(int, SDL_UpdateTexture, (SDL_Texture *a, const SDL_Rect *b, const void *c, int d), (a, b, c, d))
CALLS(SDL_free, (void *a), (a))
GIVES(char *, SDL_getenv, (const char *a), (a))
/* clang-format on */

int SDL_SetError(const char *format, ...) {
    static __typeof__(&SDL_SetError) call;
    if (!call)
        need("SDL_SetError", &call);
    char text[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return call("%s", text);
}
