#define PICTURE_GL
#include "test_render_canvas.c"
