/* SDL, which is loaded when something first needs it.
 *
 * With SDL come some forty libraries of sound, displays and the desktop, which take the dynamic loader as long as V8 takes to thaw a game;
 * a game without a window, a build and most commands need none of them. sdl.c defines the functions of SDL that the engine calls, each as
 * a call of the library's; callers include <SDL.h> as ever. Main thread only. */
#pragma once
#include "error.h"
#include <stdbool.h>

/* Loads it unless that has happened. False with `err` (EXIT_FILE): it is not there. Whoever opens the first window or device of a kind asks
 * first; to call a function of SDL's without it, or one that an older SDL lacks, ends the process with a sentence and EXIT_FILE. */
bool sdl_load(struct error *err);

/* SDL_Quit, if it was loaded. */
void sdl_quit(void);
