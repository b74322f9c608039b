/* The reader of Ogg Vorbis, for the sanitizers to see into. */
#include <stb/stb_vorbis.h>
