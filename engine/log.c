#include "log.h"
#include "base.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool coloured(void) {
    static int answer = -1;
    if (answer < 0) {
        const char *no = getenv("NO_COLOR");
        answer = isatty(STDERR_FILENO) && !(no && *no);
    }
    return answer;
}

void log_write(enum log_level level, const char *place, const char *text, size_t size) {
    static const char *const names[] = {"debug", "log", "info", "warn", "error"};
    static const char *const colours[] = {"\033[2m", "", "\033[36m", "\033[33m", "\033[31m"};
    if (level < LOG_DEBUG || level > LOG_ERROR)
        level = LOG_LOG;
    bool colour = coloured();
    const char *dim = colour && *place ? "\033[2m" : "", *plain = colour ? "\033[0m" : "";
    char *line = base_format("%s%-5s%s %s%s%s%s", colour ? colours[level] : "", names[level], plain, dim, place, *place ? plain : "",
                             *place ? " " : "");
    size_t used = strlen(line);
    line = base_realloc(line, used + size + 1);
    memcpy(line + used, text, size);
    used += base_printable(line + used, size);
    line[used++] = '\n';
    fwrite(line, 1, used, stderr); /* in one piece: stderr is unbuffered */
    free(line);
}

void log_note(const char *text) {
    char *line = base_format("%s%s%s\n", coloured() ? "\033[2m" : "", text, coloured() ? "\033[0m" : "");
    fputs(line, stderr);
    free(line);
}
