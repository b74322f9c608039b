/* What this machine gives a game: versions of the engine's libraries, displays, renderers, audio, gamepads. Main thread, outside of a game.
 */
#pragma once

struct facts;

/* Tells thaw's version and those of the libraries that the engine knows. */
void info_versions(struct facts *facts);

/* Starts SDL's video, audio and gamepads to see what they find, and stops them again. Tells the working directory, too. */
void info_devices(struct facts *facts);
