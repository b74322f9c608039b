#define PICTURE_GL
#include "test_render_mesh.c"
