#define PICTURE_GL
#include "test_render.c"
