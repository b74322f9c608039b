#include "module.h"
#include "base.h"
#include "near.h"
#include "package.h"
#include "typescript.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

enum { LINKS = 8 }; /* that lead to links, and are looked at one by one */

int module_list_add(struct module_list *list, const char *url, const char *path, char *source, size_t size) {
    if (list->count == list->capacity) {
        list->capacity = list->capacity ? list->capacity * 2 : 16;
        list->items = base_realloc(list->items, (size_t)list->capacity * sizeof *list->items);
    }
    XXH128_hash_t hash = XXH3_128bits(source, size);
    list->items[list->count] = (struct module){
        .kind = path && typescript_is(path) ? MODULE_TYPESCRIPT : MODULE_SCRIPT,
        .url = base_strdup(url),
        .path = path ? base_strdup(path) : NULL,
        .source = source,
        .size = size,
        .hash = {hash.low64, hash.high64},
    };
    return list->count++;
}

int module_list_find(const struct module_list *list, const char *url) {
    for (int i = 0; i < list->count; i++)
        if (strcmp(list->items[i].url, url) == 0)
            return i;
    return -1;
}

void module_list_cut(struct module_list *list, int count) {
    while (list->count > count) {
        struct module *last = &list->items[--list->count];
        free(last->url);
        free(last->path);
        free(last->source);
        free(last->code);
        free(last->mappings);
    }
}

void module_list_clear(struct module_list *list) {
    module_list_cut(list, 0);
    free(list->items);
    *list = (struct module_list){0};
}

/* Letters that a URL's path may hold as they are (RFC 3986, pchar and "/"). */
static bool url_plain(unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr("/-._~!$&'()*+,;=:@", c));
}

char *module_url(const char *path) {
    static const char hex[] = "0123456789ABCDEF";
    char *url = base_alloc(strlen(path) * 3 + 8), *out = url;
    memcpy(out, "file://", 7);
    out += 7;
    for (const unsigned char *c = (const unsigned char *)path; *c; c++) {
        if (url_plain(*c)) {
            *out++ = (char)*c;
        } else {
            *out++ = '%';
            *out++ = hex[*c >> 4];
            *out++ = hex[*c & 15];
        }
    }
    *out = 0;
    return url;
}

static int hex_digit(char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Percent-decodes; a decoded NUL would cut the path short, so it stays encoded. */
static char *url_decode(const char *text) {
    char *decoded = base_alloc(strlen(text) + 1), *out = decoded;
    for (; *text; text++) {
        int high = *text == '%' ? hex_digit(text[1]) : -1, low = high >= 0 ? hex_digit(text[2]) : -1;
        if (low >= 0 && (high || low)) {
            *out++ = (char)(high << 4 | low);
            text += 2;
        } else {
            *out++ = *text;
        }
    }
    *out = 0;
    return decoded;
}

char *module_path(const char *url) {
    return strncmp(url, "file:///", 8) == 0 ? url_decode(url + 7) : NULL;
}

char *module_shown(const char *path_or_url) {
    char *path = module_path(path_or_url), folder[PATH_MAX];
    if (!path)
        path = base_strdup(path_or_url);
    if (path[0] != '/' || !getcwd(folder, sizeof folder))
        return path;
    if (strcmp(folder, "/") == 0)
        folder[0] = 0;
    char *shown = NULL;
    const char *dots[] = {"", "../", "../../"};
    for (size_t i = 0; i < COUNT_OF(dots) && !shown; i++) {
        size_t length = strlen(folder);
        if (i && !length)
            break; /* everything lies below the root: that is no help */
        if (strncmp(path, folder, length) == 0 && path[length] == '/' && path[length + 1])
            shown = base_format("%s%s", dots[i], path + length + 1);
        char *slash = strrchr(folder, '/');
        if (!slash)
            break; /* that was the root */
        *slash = 0;
    }
    if (!shown)
        return path;
    free(path);
    return shown;
}

/* Takes "." and ".." out of an absolute path, in place and by its letters alone, for paths that may not exist. */
static void tidy(char *path) {
    char *out = path;
    for (const char *in = path; *in;) {
        size_t length = strcspn(in + 1, "/") + 1;
        if (length == 3 && strncmp(in, "/..", 3) == 0) {
            while (out > path && *--out != '/') {
            }
        } else if (length > 1 && !(length == 2 && in[1] == '.')) {
            memmove(out, in, length);
            out += length;
        }
        in += length;
    }
    if (out == path)
        *out++ = '/';
    *out = 0;
}

static bool missing(const char *specifier, const char *path, struct error *err) {
    char *near = near_file(path, true), *shown = module_shown(path);
    const char *dot = strrchr(specifier, '.');
    struct stat st;
    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
        error_set(err, EXIT_SCRIPT, "cannot import \"%s\": %s is a folder, and an import names a file exactly, like \"%s/index.js\"",
                  specifier, shown, specifier);
    else if (near)
        error_set(err, EXIT_SCRIPT, "cannot import \"%s\": there is no file %s (did you mean %s?)", specifier, shown, near);
    else
        error_set(err, EXIT_SCRIPT, "cannot import \"%s\": there is no file %s%s", specifier, shown,
                  dot && strchr(dot, '/') == NULL && dot[1] != '/' && dot != specifier ? ""
                                                                                       : " (an import names the file with its ending)");
    free(near);
    free(shown);
    return false;
}

/* The absolute path that a relative or absolute specifier names, whether or not a file is there; malloc'd, NULL for a bare one. */
static char *candidate(const char *referrer, const char *specifier) {
    bool relative = strncmp(specifier, "./", 2) == 0 || strncmp(specifier, "../", 3) == 0;
    bool file_url = strncmp(specifier, "file:///", 8) == 0;
    if (!relative && !file_url && specifier[0] != '/')
        return NULL;
    char *path;
    if (relative) {
        char *from = module_path(referrer), *name = url_decode(specifier);
        if (!from)
            from = base_strdup("/");
        *strrchr(from, '/') = 0;
        path = base_format("%s/%s", from, name);
        free(from);
        free(name);
    } else {
        path = file_url ? module_path(specifier) : url_decode(specifier);
    }
    tidy(path);
    return path;
}

/* The other paths that a specifier may mean, first to last, when no file is at `path`: `index` counts from 0. Malloc'd, NULL behind the
 * last. Packages written for bundlers leave endings away, and so does TypeScript, which also names a .ts by what it will become. */
static char *alternative(const char *referrer, const char *path, int index) {
    static const char *const script[] = {".ts", ".mts", "/index.ts", ".js", ".mjs"}, *const package[] = {".js", ".mjs", "/index.js"};
    const char *dot = strrchr(path, '.');
    if (!typescript_is(referrer)) {
        bool packaged = strstr(referrer, "/node_modules/") != NULL && index < (int)COUNT_OF(package);
        return packaged ? base_format("%s%s", path, package[index]) : NULL;
    }
    bool js = dot && (strcmp(dot, ".js") == 0 || strcmp(dot, ".mjs") == 0);
    if (js && index-- == 0)
        return base_format("%.*s%s", (int)(dot - path), path, strcmp(dot, ".js") == 0 ? ".ts" : ".mts");
    return index < (int)COUNT_OF(script) ? base_format("%s%s", path, script[index]) : NULL;
}

/* The real path of a file, malloc'd; NULL when there is none. */
static char *real_file(const char *path) {
    struct stat st;
    char *real = realpath(path, NULL);
    if (real && stat(real, &st) == 0 && S_ISREG(st.st_mode))
        return real;
    free(real);
    return NULL;
}

/* Of a path that leads elsewhere the link in it, and the links that this leads to: they are what may change. */
static void note_links(struct package_host *packages, const char *path, const char *real) {
    char *link = base_strdup(path), *to = base_strdup(real), target[PATH_MAX];
    for (char *a, *b; (a = strrchr(link, '/')) != link && (b = strrchr(to, '/')) != to && strcmp(a, b) == 0;)
        *a = *b = 0; /* what both end with alike is no part of it */
    char *led = realpath(link, NULL);
    if (!led || strcmp(led, to) != 0) /* it is: there are links in it that lead to the same names */
        strcpy(link, path);
    package_leads(packages, link);
    ssize_t length;
    for (int i = 0; i < LINKS && (length = readlink(link, target, sizeof target - 1)) > 0; i++) {
        target[length] = 0;
        char *next = target[0] == '/' ? base_strdup(target) : base_format("%.*s/%s", (int)(strrchr(link, '/') - link), link, target);
        tidy(next);
        free(link);
        link = next;
        if (strcmp(link, to) == 0)
            break;
        package_leads(packages, link);
    }
    free(led);
    free(to);
    free(link);
}

/* The file that a path means, malloc'd real path; NULL: none. The host is told of what was looked for in vain before, and of links. */
static char *find(struct package_host *packages, const char *referrer, const char *path) {
    char *real = real_file(path), *at = base_strdup(path), *other;
    for (int i = 0; !real; i++) {
        package_missed(packages, at);
        other = alternative(referrer, path, i);
        if (!other)
            break;
        free(at);
        at = other;
        real = real_file(at);
    }
    tidy(at);
    if (real && strcmp(at, real) != 0)
        note_links(packages, at, real);
    free(at);
    return real;
}

char *module_resolve(struct package_host *packages, const char *referrer, const char *specifier, struct error *err) {
    if (strcmp(specifier, "thaw") == 0)
        return base_strdup("thaw:main");
    bool inner = strncmp(referrer, "thaw:", 5) == 0;
    if (inner && strncmp(specifier, "./", 2) == 0) /* "./screen.js" inside the engine's own half is "thaw:screen" */
        return base_format("thaw:%.*s", (int)(strlen(specifier) - 5), specifier + 2);
    const char *dot = strrchr(specifier, '.');
    if (dot && strcmp(dot, ".json") == 0) {
        error_set(err, EXIT_SCRIPT, "cannot import \"%s\": JSON is no module; write json(\"%s\")", specifier,
                  strncmp(specifier, "./", 2) == 0 ? specifier + 2 : specifier);
        return NULL;
    }
    if (strstr(specifier, "%2f") || strstr(specifier, "%2F")) {
        error_set(err, EXIT_SCRIPT, "cannot import \"%s\": %%2F is no part of a path (write /)", specifier);
        return NULL;
    }
    char *path = candidate(referrer, specifier), *real, *url = NULL;
    if (!path) {
        char *from = module_path(referrer);
        path = package_resolve(packages, from ? from : "/", specifier, err);
        free(from);
        if (!path)
            return NULL;
    }
    real = find(packages, referrer, path);
    if (real && faccessat(AT_FDCWD, real, R_OK, AT_EACCESS) == 0) {
        url = module_url(real);
    } else if (real) {
        package_missed(packages, real);
        error_set(err, EXIT_SCRIPT, "cannot import \"%s\": %s may not be read", specifier, real);
    } else {
        missing(specifier, path, err);
    }
    free(real);
    free(path);
    return url;
}

int module_load(struct module_list *list, const char *url, struct error *err) {
    char *path = module_path(url);
    ASSERT(path);
    size_t size;
    struct stat st;
    char *source = NULL;
    if (stat(path, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode)) /* a pipe would read as an empty module */
        error_set(err, EXIT_FILE, "cannot read %s: it is no file, but a pipe or a device", path);
    else
        source = base_read_file(path, MODULE_LIMIT, &size, err);
    int index = source ? module_list_add(list, url, path, source, size) : -1;
    free(path);
    return index;
}

bool module_is_source(const char *path) {
    const char *dot = strrchr(path, '.');
    return dot && (strcmp(dot, ".js") == 0 || strcmp(dot, ".mjs") == 0 || typescript_is(dot));
}

char *module_entry(const char *path, struct error *err) {
    static const char *const names[] = {"main.js", "main.ts"};
    struct stat st;
    char real[PATH_MAX], *found = NULL;
    if (!realpath(path, real) || stat(real, &st) != 0) {
        error_set(err, EXIT_FILE, "cannot open %s: %s", path, strerror(errno));
        return NULL;
    }
    if (!S_ISDIR(st.st_mode)) {
        if (module_is_source(real))
            return base_strdup(real);
        error_set(err, EXIT_FILE, "cannot open %s as a game: it is neither a folder nor a .js, .mjs, .ts or .mts file", path);
        return NULL;
    }
    for (size_t i = 0; i < COUNT_OF(names) && !found; i++) {
        char *entry = base_format("%s/%s", strcmp(real, "/") == 0 ? "" : real, names[i]);
        found = real_file(entry);
        free(entry);
    }
    if (!found)
        error_set(err, EXIT_FILE, "cannot find a game in %s: there is no main.js in that folder, and no main.ts", path);
    return found;
}
