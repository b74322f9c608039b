/* What stb_image's JPEG reader believes, checked before it reads. Any thread; no state. It does not decode. */
#pragma once
#include <stddef.h>

/* A clause about what would lead stb astray in this JPEG, a constant, or NULL when nothing would. What stb itself notices is left to it. */
const char *image_jpeg_fault(const void *bytes, size_t size);
