#include "package.h"
#include "base.h"
#include "module.h"
#include "package_source.h"
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <xxhash.h>

enum { PACKAGE_LIMIT = 4 << 20, REDIRECTIONS = 8 };

/* One bare specifier on its way to a file. */
struct search {
    struct package_host *host;
    const char *specifier; /* as it was written */
    const char *from;      /* the importing file */
    int redirections;      /* "#inner" may name another package */
    struct error *err;
};

void package_missed(struct package_host *host, const char *path) {
    if (host->missed)
        host->missed(host->self, path);
}

void package_leads(struct package_host *host, const char *path) {
    if (host->leads)
        host->leads(host->self, path);
}

void package_clear(struct package_host *host) {
    for (int i = 0; i < host->count; i++) {
        free(host->items[i].path);
        json_free(host->items[i].json);
    }
    free(host->items);
    host->items = NULL;
    host->count = host->capacity = 0;
}

static bool is_file(const char *path) {
    struct stat st;
    return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

static bool is_folder(const char *path) {
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* The package.json of a folder; NULL when there is none, or with `err` when it cannot be read. */
static const struct json *read_package(struct package_host *host, const char *folder, struct error *err) {
    char *named = base_format("%s/package.json", folder), *path = is_file(named) ? realpath(named, NULL) : NULL;
    if (!path)
        package_missed(host, named);
    free(named);
    if (!path)
        return NULL;
    for (int i = 0; i < host->count; i++)
        if (strcmp(host->items[i].path, path) == 0) {
            free(path);
            return host->items[i].json;
        }
    size_t size;
    char *text = base_read_file(path, PACKAGE_LIMIT, &size, err);
    struct json *json = text ? host->parse(host->self, text, size, err) : NULL;
    if (json) {
        if (host->count == host->capacity) {
            host->capacity = host->capacity ? host->capacity * 2 : 8;
            host->items = base_realloc(host->items, (size_t)host->capacity * sizeof *host->items);
        }
        XXH128_hash_t hash = XXH3_128bits(text, size);
        host->items[host->count++] = (struct package){path, {hash.low64, hash.high64}, size, json, false};
    } else {
        char *shown = module_shown(path);
        error_prefix(err, "%s", shown);
        err->code = EXIT_SCRIPT;
        free(shown);
        free(path);
    }
    free(text);
    return json;
}

/* Makes "/a/b/c" "/a/b", and that "/a", and that ""; false when there is nothing left to take. */
static bool go_up(char *folder) {
    char *slash = strrchr(folder, '/');
    if (slash)
        *slash = 0;
    return slash != NULL;
}

static bool ends_with(const char *text, const char *end) {
    size_t length = strlen(text), tail = strlen(end);
    return length >= tail && strcmp(text + length - tail, end) == 0;
}

/* The package.json that a file belongs to: the nearest above, inside the same package. Its folder in `*scope`, malloc'd. */
static const struct json *find_scope(struct package_host *host, const char *file, char **scope, struct error *err) {
    char *folder = base_strdup(file);
    const struct json *found = NULL;
    while (!found && !err->text[0] && go_up(folder) && !ends_with(folder, "/node_modules"))
        found = read_package(host, folder, err);
    *scope = found ? folder : NULL;
    if (!found)
        free(folder);
    return found;
}

/* ── targets: what a value of `exports` or `imports` names ── */

static char *resolve(struct search *search, const char *specifier);

/* Whether no part between slashes is ".", ".." or node_modules. */
static bool stays_inside(const char *path) {
    for (const char *part = path; *part;) {
        size_t length = strcspn(part, "/\\");
        if ((length == 1 && part[0] == '.') || (length == 2 && strncmp(part, "..", 2) == 0) ||
            (length == 12 && strncmp(part, "node_modules", 12) == 0))
            return false;
        part += length + (part[length] != 0);
    }
    return true;
}

static char *fill_stars(const char *text, const char *star) {
    size_t stars = 0, length = strlen(star);
    for (const char *c = text; *c; c++)
        stars += *c == '*';
    char *filled = base_alloc(strlen(text) + stars * length + 1), *out = filled;
    for (; *text; text++) {
        if (*text == '*') {
            memcpy(out, star, length);
            out += length;
        } else {
            *out++ = *text;
        }
    }
    *out = 0;
    return filled;
}

static char *text_target(struct search *search, const char *text, const char *star, const char *folder, bool inner) {
    char *filled = star ? fill_stars(text, star) : base_strdup(text), *path = NULL;
    if (strncmp(filled, "./", 2) == 0 && stays_inside(filled + 2))
        path = base_format("%s/%s", folder, filled + 2);
    else if (inner && filled[0] != '.' && filled[0] != '/' && filled[0] != '#' && search->redirections++ < REDIRECTIONS)
        path = resolve(search, filled);
    else
        error_set(search->err, EXIT_SCRIPT,
                  "cannot import \"%s\": the package.json in %s names \"%s\", which is no path inside the package", search->specifier,
                  folder, filled);
    free(filled);
    return path;
}

/* A malloc'd path; "" when it is null, which forbids; NULL when no condition holds, or with `err`. */
static char *target(struct search *search, const struct json *value, const char *star, const char *folder, bool inner) {
    static const char *const conditions[] = {"import", "module", "default"};
    if (value->type == JSON_STRING)
        return text_target(search, value->text, star, folder, inner);
    if (value->type == JSON_NULL)
        return base_strdup("");
    char *found = NULL;
    for (int i = 0; i < value->count && !found; i++) {
        bool holds = value->type == JSON_ARRAY;
        for (size_t k = 0; k < COUNT_OF(conditions) && !holds; k++)
            holds = strcmp(value->items[i].key, conditions[k]) == 0;
        if (!holds)
            continue;
        search->err->text[0] = 0; /* of an array the first that is right */
        found = target(search, &value->items[i], star, folder, inner);
        if (found && !*found && value->type == JSON_ARRAY) {
            free(found);
            found = NULL;
        }
    }
    return found;
}

/* What a key of a map names: exactly, or by the pattern with the longest text before its star. */
static char *look_up(struct search *search, const struct json *map, const char *key, const char *folder, bool inner) {
    const struct json *exact = strchr(key, '*') ? NULL : json_get(map, key), *best = NULL;
    if (exact)
        return target(search, exact, NULL, folder, inner);
    size_t best_before = 0, length = strlen(key);
    for (int i = 0; i < map->count; i++) {
        const char *pattern = map->items[i].key, *star = strchr(pattern, '*');
        if (!star || strchr(star + 1, '*'))
            continue;
        size_t before = (size_t)(star - pattern), after = strlen(star + 1);
        bool longer = !best || before > best_before || (before == best_before && strlen(pattern) > strlen(best->key));
        if (length >= before + 1 + after && strncmp(pattern, key, before) == 0 && ends_with(key, star + 1) && longer) {
            best = &map->items[i];
            best_before = before;
        }
    }
    if (!best)
        return NULL;
    size_t after = strlen(best->key) - best_before - 1;
    char *star = base_format("%.*s", (int)(length - best_before - after), key + best_before);
    char *found = target(search, best, star, folder, inner);
    free(star);
    return found;
}

static char *refuse_export(struct search *search, const char *folder, const char *key) {
    char *shown = module_shown(folder);
    if (!search->err->text[0])
        error_set(search->err, EXIT_SCRIPT, "cannot import \"%s\": the package in %s exports no \"%s\" for \"import\" or \"default\"",
                  search->specifier, shown, key);
    free(shown);
    return NULL;
}

/* The file behind "." or "./sub" of a package that says what it exports. */
static char *exported(struct search *search, const struct json *exports, const char *key, const char *folder) {
    bool map = exports->type == JSON_OBJECT && exports->count && exports->items[0].key[0] == '.';
    char *found = map                     ? look_up(search, exports, key, folder, false)
                  : strcmp(key, ".") == 0 ? target(search, exports, NULL, folder, false)
                                          : NULL;
    if (found && *found)
        return found;
    free(found);
    return refuse_export(search, folder, key);
}

/* ── packages without `exports` ── */

/* `path` as it is, with an ending that was left away, or as a folder with an index; malloc'd. NULL: none is there. */
static char *find_file(struct package_host *host, const char *path) {
    static const char *const endings[] = {"", ".mjs", ".js", "/index.mjs", "/index.js"};
    for (size_t i = 0; i < COUNT_OF(endings); i++) {
        char *file = base_format("%s%s", path, endings[i]);
        if (is_file(file))
            return file;
        package_missed(host, file);
        free(file);
    }
    return NULL;
}

static char *main_file(struct package_host *host, const struct json *json, const char *folder) {
    static const char *const fields[] = {"module", "main"};
    char *found = NULL;
    for (size_t i = 0; i < COUNT_OF(fields) && !found; i++) {
        const char *name = json_text(json, fields[i]);
        char *path = name ? base_format("%s/%s", folder, name) : NULL;
        found = path ? find_file(host, path) : NULL;
        free(path);
    }
    return found ? found : find_file(host, folder);
}

static char *in_folder(struct search *search, const char *folder, const char *sub) {
    const struct json *json = read_package(search->host, folder, search->err), *exports = json_get(json, "exports");
    if (search->err->text[0])
        return NULL;
    char *key = base_format(".%s", sub), *found;
    if (exports && exports->type != JSON_NULL) {
        found = exported(search, exports, key, folder);
    } else {
        char *path = base_format("%s%s", folder, sub), *shown = module_shown(folder);
        found = *sub ? find_file(search->host, path) : main_file(search->host, json, folder);
        if (!found)
            error_set(search->err, EXIT_SCRIPT, "cannot import \"%s\": the package in %s has no file for it", search->specifier, shown);
        free(shown);
        free(path);
    }
    free(key);
    return found;
}

/* ── bare specifiers ── */

/* Its length in a specifier: up to the first slash, or the second behind an "@"; 0 when it is none. */
static size_t name_length(const char *specifier) {
    size_t length = strcspn(specifier, "/");
    if (specifier[0] == '@' && specifier[length] == '/') {
        size_t second = strcspn(specifier + length + 1, "/");
        length = length > 1 && second ? length + 1 + second : 0;
    } else if (specifier[0] == '@') {
        length = 0;
    }
    bool odd = !length || specifier[0] == '.' || length > 214 || strcspn(specifier, "\\%:?*\"'<>| ") < length;
    return odd || strcmp(specifier + length, "/") == 0 ? 0 : length;
}

static char *refuse_missing(struct search *search, const char *name) {
    char *beside = base_strdup(search->from);
    go_up(beside);
    char *file = base_format("%s/%s", beside, search->specifier);
    if (is_file(file))
        error_set(search->err, EXIT_SCRIPT, "cannot import \"%s\": it is neither \"thaw\" nor a path (did you mean \"./%s\"?)",
                  search->specifier, search->specifier);
    else if (package_of_node(name))
        error_set(search->err, EXIT_SCRIPT,
                  "cannot import \"%s\": it is a part of Node, which is not here; files are read with text(), "
                  "json() and bytes() of \"thaw\"",
                  search->specifier);
    else
        error_set(search->err, EXIT_SCRIPT,
                  "cannot import \"%s\": there is no such package (looked in node_modules of %s and of every folder above); in the game's "
                  "folder type: npm install %s",
                  search->specifier, *beside ? beside : "/", name);
    free(file);
    free(beside);
    return NULL;
}

/* A package may import itself by its own name. */
static char *own(struct search *search, const char *name, const char *sub, bool *found) {
    char *scope, *key = base_format(".%s", sub), *path = NULL;
    const struct json *json = find_scope(search->host, search->from, &scope, search->err), *exports = json_get(json, "exports");
    const char *own_name = json_text(json, "name");
    *found = own_name && strcmp(own_name, name) == 0 && exports && exports->type != JSON_NULL;
    if (*found)
        path = exported(search, exports, key, scope);
    free(key);
    free(scope);
    return path;
}

static char *inner(struct search *search, const char *specifier) {
    char *scope, *found = NULL;
    const struct json *json = find_scope(search->host, search->from, &scope, search->err), *imports = json_get(json, "imports");
    if (!search->err->text[0] && imports && imports->type == JSON_OBJECT && specifier[1] && specifier[1] != '/')
        found = look_up(search, imports, specifier, scope, true);
    free(scope);
    if (found && *found)
        return found;
    free(found);
    if (!search->err->text[0])
        error_set(search->err, EXIT_SCRIPT, "cannot import \"%s\": no package.json above names it in its \"imports\"", specifier);
    return NULL;
}

static char *resolve(struct search *search, const char *specifier) {
    if (specifier[0] == '#')
        return inner(search, specifier);
    size_t length = name_length(specifier);
    if (!length) {
        const char *why = strncmp(specifier, "node:", 5) == 0
                              ? "it is a part of Node, which is not here; files are read with text(), json() "
                                "and bytes() of \"thaw\""
                          : strstr(specifier, "://") ? "modules come from files and packages, not from the net"
                                                     : "it is neither \"thaw\" nor a path nor a package's name";
        error_set(search->err, EXIT_SCRIPT, "cannot import \"%s\": %s", specifier, why);
        return NULL;
    }
    char *name = base_format("%.*s", (int)length, specifier), *folder = base_strdup(search->from), *found = NULL;
    bool there;
    found = own(search, name, specifier + length, &there);
    while (!there && !search->err->text[0] && go_up(folder)) {
        if (ends_with(folder, "/node_modules"))
            continue;
        char *place = base_format("%s/node_modules/%s", folder, name);
        there = is_folder(place);
        if (there)
            found = in_folder(search, place, specifier + length);
        else
            package_leads(search->host, place); /* nearer than what may be found yet */
        free(place);
    }
    if (!there && !search->err->text[0])
        refuse_missing(search, name);
    free(folder);
    free(name);
    return found;
}

char *package_resolve(struct package_host *host, const char *from, const char *specifier, struct error *err) {
    struct search search = {host, specifier, from, 0, err};
    *err = (struct error){.code = EXIT_SCRIPT};
    return resolve(&search, specifier);
}

bool package_check(struct package_host *host, const char *path, const char *source, struct error *err) {
    bool common = ends_with(path, ".cjs");
    *err = (struct error){.code = EXIT_SCRIPT};
    if (!common && ends_with(path, ".js") && package_reads_common(source)) {
        char *scope;
        const char *type = json_text(find_scope(host, path, &scope, err), "type");
        common = !type || strcmp(type, "module") != 0;
        free(scope);
    }
    return !common || package_refuse_common(path, err);
}
