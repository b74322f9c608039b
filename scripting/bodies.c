#include "bodies.h"
#include "base.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_LIMIT = 1000 };

enum bracket { ROUND, SQUARE, BRACE, TEMPLATE, BODY }; /* TEMPLATE: inside ${ }; BODY: a function's braces */

struct words {
    const char **items; /* views into the source */
    int *sizes;
    int count, capacity;
};

/* A source, token by token. */
struct scan {
    const char *start, *at;
    const char *token; /* the current one */
    int size;
    const char *before; /* the one before it, of size 0 at the beginning */
    int before_size;
    enum bracket open[DEPTH_LIMIT];
    bool calls[DEPTH_LIMIT];      /* ROUND: what stands before it makes `) {` a body: no if, for, while, switch, with, catch */
    int depth, bodies, arguments; /* how many of the open ones are bodies, and rounds of a call or of parameters */
    bool last_round_calls;        /* of the round pair that was closed last */
    bool extends;                 /* a class's head: its brace is no function's, whatever it extends */
    bool bad;
    struct words outside, names, inside; /* tokens outside of bodies; those that may be the top level's names; those that bodies use */
};

static bool is_word_byte(char c) {
    return isalnum((unsigned char)c) || c == '_' || c == '$' || c == '#' || (c & 0x80);
}

static bool is_one_of(const char *token, int size, const char *words) {
    for (const char *word = words; *word; word += strcspn(word, " "), word += *word == ' ')
        if ((int)strcspn(word, " ") == size && strncmp(word, token, (size_t)size) == 0)
            return true;
    return false;
}

static void add(struct words *words, const char *token, int size) {
    if (words->count == words->capacity) {
        words->capacity = words->capacity ? words->capacity * 2 : 256;
        words->items = base_realloc(words->items, sizeof *words->items * (size_t)words->capacity);
        words->sizes = base_realloc(words->sizes, sizeof *words->sizes * (size_t)words->capacity);
    }
    words->items[words->count] = token;
    words->sizes[words->count++] = size;
}

/* Blanks and comments; false at the end. */
static bool skip_blank(struct scan *scan) {
    for (;;) {
        while (isspace((unsigned char)*scan->at))
            scan->at++;
        if (scan->at[0] == '/' && scan->at[1] == '/') {
            scan->at += strcspn(scan->at, "\n");
        } else if (scan->at[0] == '/' && scan->at[1] == '*') {
            const char *end = strstr(scan->at + 2, "*/");
            scan->bad = scan->bad || !end;
            scan->at = end ? end + 2 : scan->at + strlen(scan->at);
        } else {
            return *scan->at;
        }
    }
}

static void skip_string(struct scan *scan, char quote) {
    for (scan->at++; *scan->at && *scan->at != quote && *scan->at != '\n'; scan->at++)
        if (*scan->at == '\\' && scan->at[1])
            scan->at++;
    scan->bad = scan->bad || *scan->at != quote;
    scan->at += *scan->at == quote;
}

/* A regular expression stands where a value may begin. */
static bool value_may_begin(const struct scan *scan) {
    const char *token = scan->before;
    int size = scan->before_size;
    if (!size)
        return true;
    if (is_word_byte(token[0]))
        return is_one_of(token, size, "return typeof case in of delete void throw new else do instanceof yield await");
    return !strchr(")]}\"'`", token[size - 1]) && !(size == 2 && (token[0] == '+' || token[0] == '-') && token[1] == token[0]);
}

static void skip_regexp(struct scan *scan) {
    bool set = false;
    for (scan->at++; *scan->at && *scan->at != '\n' && (set || *scan->at != '/'); scan->at++) {
        if (*scan->at == '\\' && scan->at[1])
            scan->at++;
        else if (*scan->at == '[' || *scan->at == ']')
            set = *scan->at == '[';
    }
    scan->bad = scan->bad || *scan->at != '/';
    scan->at += *scan->at == '/';
    while (is_word_byte(*scan->at))
        scan->at++;
}

static void push(struct scan *scan, enum bracket bracket, bool calls) {
    if (scan->depth == DEPTH_LIMIT) {
        scan->bad = true;
        return;
    }
    scan->calls[scan->depth] = calls;
    scan->open[scan->depth++] = bracket;
    scan->bodies += bracket == BODY;
    scan->arguments += bracket == ROUND && calls;
}

static bool pop(struct scan *scan, enum bracket bracket) {
    enum bracket top = scan->depth ? scan->open[scan->depth - 1] : SQUARE;
    bool fits = scan->depth && (top == bracket || (bracket == BRACE && top == BODY));
    scan->bad = scan->bad || !fits;
    if (!fits)
        return false;
    scan->depth--;
    scan->bodies -= top == BODY;
    if (bracket == ROUND) {
        scan->last_round_calls = scan->calls[scan->depth];
        scan->arguments -= scan->last_round_calls;
    }
    return true;
}

/* From a backtick, or from the brace that ends a ${ }, to the next ${ or the closing backtick. */
static void skip_template(struct scan *scan) {
    for (scan->at++; *scan->at && *scan->at != '`'; scan->at++) {
        if (scan->at[0] == '$' && scan->at[1] == '{') {
            scan->at += 2;
            push(scan, TEMPLATE, false);
            return;
        }
        if (*scan->at == '\\' && scan->at[1])
            scan->at++;
    }
    scan->bad = scan->bad || !*scan->at;
    scan->at += *scan->at == '`';
}

static void brackets(struct scan *scan) {
    const char *before = scan->before;
    int size = scan->before_size;
    switch (*scan->token) {
    case '(':
        push(scan, ROUND, !(size && is_word_byte(*before) && is_one_of(before, size, "if for while switch with catch await")));
        break;
    case '[':
        push(scan, SQUARE, false);
        break;
    case '{': {
        bool arrow = size == 2 && strncmp(before, "=>", 2) == 0, round = size == 1 && *before == ')';
        push(scan, (arrow || (round && scan->last_round_calls)) && !scan->extends ? BODY : BRACE, false);
        scan->extends = false;
        break;
    }
    case ')':
        pop(scan, ROUND);
        break;
    case ']':
        pop(scan, SQUARE);
        break;
    case '}':
        pop(scan, BRACE);
        break;
    }
}

/* The next token with its bracket work done; false at the end. */
static bool next(struct scan *scan) {
    scan->before = scan->token;
    scan->before_size = scan->size;
    if (scan->bad || !skip_blank(scan))
        return false;
    scan->token = scan->at;
    char c = *scan->at;
    if (is_word_byte(c)) {
        while (is_word_byte(*scan->at))
            scan->at++;
        scan->extends = scan->extends || is_one_of(scan->token, (int)(scan->at - scan->token), "extends");
    } else if (c == '"' || c == '\'') {
        skip_string(scan, c);
    } else if (c == '`' || (c == '}' && scan->depth && scan->open[scan->depth - 1] == TEMPLATE)) {
        if (c == '}')
            pop(scan, TEMPLATE);
        skip_template(scan);
    } else if (c == '/' && value_may_begin(scan)) {
        skip_regexp(scan);
    } else {
        scan->at++;
        bool two = (c == '=' && *scan->at == '>') || ((c == '+' || c == '-') && *scan->at == c);
        scan->at += two;
        if (!two)
            brackets(scan);
    }
    scan->size = (int)(scan->at - scan->token);
    return true;
}

/* The name behind a point, but not behind the three of a spread. */
static bool is_property(const struct scan *scan) {
    return scan->before_size == 1 && *scan->before == '.' && scan->before > scan->start && scan->before[-1] != '.';
}

static void read_all(struct scan *scan, const char *source) {
    *scan = (struct scan){.start = source, .at = source, .token = source};
    for (bool inside = false; next(scan);) {
        bool outside = !inside && !scan->bodies;
        if (outside)
            add(&scan->outside, scan->token, scan->size);
        if (outside && is_word_byte(*scan->token) && !isdigit((unsigned char)*scan->token) && !scan->arguments)
            add(&scan->names, scan->token, scan->size);
        else if (!outside && is_word_byte(*scan->token) && !is_property(scan))
            add(&scan->inside, scan->token, scan->size);
        inside = scan->bodies > 0;
    }
    scan->bad = scan->bad || scan->depth;
}

static int compare(const void *a, const void *b) {
    const char *const *x = a, *const *y = b;
    return strcmp(*x, *y);
}

/* The names of the outside that the inside uses, sorted, each once; words are copied. */
static struct words used_names(const struct scan *scan) {
    struct words names = {0}, used = {0};
    for (int i = 0; i < scan->names.count; i++)
        add(&names, base_format("%.*s", scan->names.sizes[i], scan->names.items[i]), 0);
    if (names.count)
        qsort(names.items, (size_t)names.count, sizeof *names.items, compare);
    bool *hit = base_alloc((size_t)names.count + 1);
    memset(hit, 0, (size_t)names.count + 1);
    for (int i = 0; i < scan->inside.count && names.count; i++) {
        char *name = base_format("%.*s", scan->inside.sizes[i], scan->inside.items[i]);
        const char **found = bsearch(&name, names.items, (size_t)names.count, sizeof *names.items, compare);
        while (found && found > names.items && strcmp(found[-1], name) == 0)
            found--;
        if (found)
            hit[found - names.items] = true;
        free(name);
    }
    for (int i = 0; i < names.count; i++) {
        if (hit[i])
            add(&used, names.items[i], 0);
        else
            free((char *)names.items[i]);
    }
    free(hit);
    free(names.items);
    free(names.sizes);
    return used;
}

static bool same_used_names(const struct scan *a, const struct scan *b) {
    struct words x = used_names(a), y = used_names(b), *both[] = {&x, &y};
    bool same = x.count == y.count;
    for (int i = 0; same && i < x.count; i++)
        same = strcmp(x.items[i], y.items[i]) == 0;
    for (int k = 0; k < 2; k++) {
        for (int i = 0; i < both[k]->count; i++)
            free((char *)both[k]->items[i]);
        free(both[k]->items);
        free(both[k]->sizes);
    }
    return same;
}

static bool same_outside(const struct scan *a, const struct scan *b) {
    bool same = a->outside.count == b->outside.count;
    for (int i = 0; same && i < a->outside.count; i++)
        same = a->outside.sizes[i] == b->outside.sizes[i] &&
               strncmp(a->outside.items[i], b->outside.items[i], (size_t)a->outside.sizes[i]) == 0;
    return same;
}

bool bodies_differ_only(const char *before, const char *after, const char **why) {
    struct scan *scans = base_alloc(2 * sizeof *scans);
    read_all(&scans[0], before);
    read_all(&scans[1], after);
    *why = scans[0].bad || scans[1].bad             ? "it cannot be read"
           : !same_outside(&scans[0], &scans[1])    ? "its top level changed"
           : !same_used_names(&scans[0], &scans[1]) ? "its functions use other names of its top level"
                                                    : NULL;
    for (int i = 0; i < 2; i++) {
        struct words *words[] = {&scans[i].outside, &scans[i].names, &scans[i].inside};
        for (size_t k = 0; k < COUNT_OF(words); k++) {
            free(words[k]->items);
            free(words[k]->sizes);
        }
    }
    free(scans);
    return !*why;
}
