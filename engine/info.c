#include "info.h"
#include "audio.h"
#include "base.h"
#include "cli.h"
#include "facts.h"
#include "render.h"
#include "sdl.h"
#include <SDL.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>
#include <xxhash.h>

void info_versions(struct facts *facts) {
    SDL_version sdl;
    struct error err;
    bool there = sdl_load(&err);
    unsigned xxhash = XXH_versionNumber();
    char text[64];
    facts_line(facts, "thaw", "thaw", THAW_VERSION, "");
    if (there) {
        SDL_GetVersion(&sdl);
        snprintf(text, sizeof text, "%d.%d.%d", sdl.major, sdl.minor, sdl.patch);
    }
    facts_line(facts, "sdl", "SDL", there ? text : NULL, err.text);
    facts_line(facts, "uv", "uv", uv_version_string(), "");
    snprintf(text, sizeof text, "%u.%u.%u", xxhash / 10000, xxhash / 100 % 100, xxhash % 100);
    facts_line(facts, "xxhash", "xxhash", text, "");
}

/* By drawing into a window that nobody sees, since before that no driver can say whether it will do. */
static void tell_opengl(struct facts *facts) {
    struct error err = {0};
    struct render *render = NULL;
    SDL_Window *window = SDL_CreateWindow("thaw", 0, 0, 16, 16, SDL_WINDOW_HIDDEN | SDL_WINDOW_OPENGL);
    if (window)
        render = render_create(&(struct render_desc){.window = window, .choice = RENDER_GL, .width = 16, .height = 16}, &err);
    else
        error_set(&err, EXIT_FILE, "%s", SDL_GetError());
    facts_object(facts, "opengl", "OpenGL");
    facts_text(facts, "card", "", render ? render_card(render) : NULL, "");
    facts_text(facts, "why", "none (", render ? NULL : err.text, ")");
    facts_close(facts);
    render_destroy(render);
    if (window)
        SDL_DestroyWindow(window);
}

static void tell_video(struct facts *facts, bool started) {
    facts_object(facts, "video", "video");
    facts_text(facts, "driver", "", started ? SDL_GetCurrentVideoDriver() : NULL, "");
    facts_text(facts, "why", "none (", started ? NULL : SDL_GetError(), ")");
    facts_names(facts, "drivers", " (of ", SDL_GetNumVideoDrivers(), SDL_GetVideoDriver, ")");
    SDL_DisplayMode mode = {0};
    bool display = started && SDL_GetDesktopDisplayMode(0, &mode) == 0;
    facts_number(facts, "width", display ? ", " : "", mode.w, "×");
    facts_number(facts, "height", "", mode.h, "");
    facts_number(facts, "hertz", ", ", mode.refresh_rate, " Hz");
    facts_close(facts);
}

static void tell_renderers(struct facts *facts) {
    facts_list(facts, "renderers", "renderer");
    for (int i = 0; i < SDL_GetNumRenderDrivers(); i++) {
        SDL_RendererInfo renderer;
        if (SDL_GetRenderDriverInfo(i, &renderer) != 0)
            continue;
        facts_item(facts);
        facts_text(facts, "name", "", renderer.name, "");
        facts_flag(facts, "accelerated", renderer.flags & SDL_RENDERER_ACCELERATED, ", accelerated", ", not accelerated");
        facts_flag(facts, "vsync", renderer.flags & SDL_RENDERER_PRESENTVSYNC, ", waits for the display", "");
    }
    facts_close(facts);
}

static void tell_audio(struct facts *facts) {
    static const char none[] = "none (";
    char where[256];
    audio_probe(where, sizeof where);
    bool there = strncmp(where, none, sizeof none - 1) != 0;
    char *why = where + sizeof none - 1, *end = strrchr(where, ')');
    if (!there && end)
        *end = 0;
    facts_object(facts, "audio", "audio");
    facts_text(facts, "driver", "", there ? where : NULL, "");
    facts_text(facts, "why", none, there ? NULL : why, ")");
    facts_names(facts, "drivers", " (of ", SDL_GetNumAudioDrivers(), SDL_GetAudioDriver, ")");
    facts_close(facts);
}

static void tell_pads(struct facts *facts) {
    bool started = SDL_InitSubSystem(SDL_INIT_GAMECONTROLLER) == 0;
    facts_list(facts, "pads", "pad");
    for (int i = 0; started && i < SDL_NumJoysticks(); i++) {
        char guid[33];
        SDL_JoystickGetGUIDString(SDL_JoystickGetDeviceGUID(i), guid, sizeof guid);
        bool mapped = SDL_IsGameController(i);
        const char *name = mapped ? SDL_GameControllerNameForIndex(i) : SDL_JoystickNameForIndex(i);
        facts_item(facts);
        facts_text(facts, "name", "", name ? name : "without a name", "");
        facts_flag(facts, "mapped", mapped, "", ", no gamepad with a known layout");
        facts_text(facts, "guid", ", ", guid, "");
    }
    facts_close(facts);
    if (started)
        SDL_QuitSubSystem(SDL_INIT_GAMECONTROLLER);
}

void info_devices(struct facts *facts) {
    static const char *const devices[] = {"video", "opengl", "renderers", "audio", "pads"};
    struct error err;
    if (sdl_load(&err)) {
        bool started = SDL_InitSubSystem(SDL_INIT_VIDEO) == 0;
        tell_video(facts, started);
        tell_opengl(facts);
        if (started)
            SDL_QuitSubSystem(SDL_INIT_VIDEO);
        tell_renderers(facts);
        tell_audio(facts);
        tell_pads(facts);
    } else {
        for (size_t i = 0; i < COUNT_OF(devices); i++)
            facts_line(facts, devices[i], devices[i], NULL, "none without SDL");
    }
    char *folder = getcwd(NULL, 0);
    facts_line(facts, "folder", "folder", folder, "none: it is gone");
    free(folder);
}
