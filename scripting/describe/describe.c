/* describe LIBRARY OWN.json OUT.c: writes what the debugger's protocol offers as a C string, for describe.h. A program of the build.
 *
 * Node keeps the description of the domains that its V8 answers inside its library, for its own /json/protocol: zlib's bytes after three
 * that tell the size (src/inspector_socket_server.cc), with no exported name, so they are searched for. The domains that are V8's are
 * taken over word for word; Node's own stay behind, and those of OWN.json, which the engine answers itself, join them. In a library that
 * holds none the string is empty, and one line says so. */
#include "base.h"
#include <limits.h>
#include <stb/stb_image.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LIBRARY_LIMIT = INT_MAX, OWN_LIMIT = 1 << 20, LEAST = 1 << 14, MOST = 1 << 21 }; /* LEAST, MOST: bytes of a description */

static const char domains[] = "\"domains\":[";

/* The description as a string, to be freed; NULL: there is none. */
static char *find(const char *library, size_t size) {
    char *text = base_alloc(MOST + 1);
    const char *end = library + size, *at = library + 3;
    while (at < end && (at = memchr(at, 0x78, (size_t)(end - at)))) {
        const unsigned char *size_bytes = (const unsigned char *)at - 3;
        int announced = size_bytes[0] << 16 | size_bytes[1] << 8 | size_bytes[2];
        size_t left = (size_t)(end - at);
        if (announced >= LEAST && announced <= MOST && left > 2 && (0x7800 | (unsigned char)at[1]) % 31 == 0) {
            int most = left < MOST ? (int)left : MOST;
            text[announced] = 0;
            if (stbi_zlib_decode_buffer(text, announced, at, most) == announced && text[0] == '{' && strstr(text, domains))
                return text;
        }
        at++;
    }
    free(text);
    return NULL;
}

/* Passes over one JSON object or list; gives what follows, or the text's end when it is cut off. */
static const char *after(const char *at) {
    int depth = 0;
    bool quoted = false;
    for (; *at; at++) {
        if (quoted && *at == '\\' && at[1])
            at++;
        else if (*at == '"')
            quoted = !quoted;
        else if (!quoted && (*at == '{' || *at == '['))
            depth++;
        else if (!quoted && (*at == '}' || *at == ']') && --depth == 0)
            return at + 1;
    }
    return at;
}

static bool is_v8s(const char *domain) {
    static const char *const names[] = {"Runtime", "Debugger", "Profiler", "HeapProfiler", "Console", "Schema"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        char head[32];
        int length = snprintf(head, sizeof head, "{\"domain\":\"%s\"", names[i]);
        if (strncmp(domain, head, (size_t)length) == 0)
            return true;
    }
    return false;
}

/* Takes the blanks between the words of a JSON text out, in place. */
static void tighten(char *text) {
    char *to = text;
    bool quoted = false;
    for (const char *at = text; *at; at++) {
        if (*at == '"' && (at == text || at[-1] != '\\'))
            quoted = !quoted;
        if (quoted || !strchr(" \t\r\n", *at))
            *to++ = *at;
    }
    *to = 0;
}

/* `own`, with V8's domains out of `whole` before its own. */
static char *join(const char *own, const char *whole) {
    const char *place = strstr(own, domains), *at = strstr(whole, domains);
    ASSERT(place);
    place += strlen(domains);
    char *joined = base_alloc(strlen(own) + strlen(whole) + 1), *to = mempcpy(joined, own, (size_t)(place - own));
    for (at += strlen(domains); *at == '{'; at += *at == ',') {
        const char *domain = at;
        at = after(at);
        if (is_v8s(domain)) {
            to = mempcpy(to, domain, (size_t)(at - domain));
            *to++ = ',';
        }
    }
    strcpy(to, place);
    return joined;
}

static char *source_of(const char *text) {
    static const char head[] = "#include \"describe.h\"\nconst char describe_protocol[] = {", tail[] = "0};\n";
    char *source = base_alloc(sizeof head + strlen(text) * 5 + sizeof tail), *to = stpcpy(source, head);
    for (; *text; text++)
        to += sprintf(to, "%d,", *text);
    strcpy(to, tail);
    return source;
}

int main(int argc, char **argv) {
    struct error err;
    size_t size, own_size;
    if (argc != 4)
        return EXIT_USAGE;
    char *library = base_read_file(argv[1], LIBRARY_LIMIT, &size, &err);
    char *own = library ? base_read_file(argv[2], OWN_LIMIT, &own_size, &err) : NULL;
    if (!own) {
        fprintf(stderr, "describe: %s\n", err.text);
        return 1;
    }
    tighten(own);
    char *whole = find(library, size), *text = whole ? join(own, whole) : base_strdup("");
    if (!whole)
        printf("%s holds no description of the protocol: /json/protocol will answer 404\n", argv[1]);
    char *source = source_of(text);
    bool written = base_write_file(argv[3], source, strlen(source), &err);
    if (!written)
        fprintf(stderr, "describe: %s\n", err.text);
    free(library);
    free(own);
    free(whole);
    free(text);
    free(source);
    return written ? 0 : 1;
}
