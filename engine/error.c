#include "error.h"
#include <stdarg.h>
#include <stdio.h>

bool error_set(struct error *err, enum exit_code code, const char *format, ...) {
    va_list args;
    va_start(args, format);
    vsnprintf(err->text, sizeof err->text, format, args);
    va_end(args);
    err->code = code;
    return false;
}

bool error_prefix(struct error *err, const char *format, ...) {
    struct error before = *err;
    va_list args;
    va_start(args, format);
    int length = vsnprintf(err->text, sizeof err->text, format, args);
    va_end(args);
    if (length >= 0 && (size_t)length < sizeof err->text)
        snprintf(err->text + length, sizeof err->text - (size_t)length, ": %s", before.text);
    return false;
}
