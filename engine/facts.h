/* Facts for people or for programs: the same calls write lines of text, or one JSON object.
 *
 * At the top, every fact is a line of its own: its label, then its value. An object, or each object of a list, is a line too, and what is
 * in it stands there one after the other. `key` is JSON's name of a fact; labels and the words `before` and `after` a value are only for
 * people. Objects do not nest deeper than the list at the top. Any text is made valid: control characters and bad UTF-8 cannot get out. Any
 * thread. */
#pragma once
#include <stdbool.h>
#include <stdio.h>

struct facts {
    FILE *out;
    bool json;
    bool inside;       /* an object or a list of them is open */
    bool listed;       /* that is a list */
    bool begun;        /* something stands in this object already */
    const char *label; /* of the list's lines */
};

void facts_begin(struct facts *facts, FILE *out, bool json);
void facts_end(struct facts *facts);

/* A fact at the top; `value` NULL: none is known, and `why_not` says so to people. */
void facts_line(struct facts *facts, const char *key, const char *label, const char *value, const char *why_not);

/* An object at the top, and a list of objects of which each is opened by facts_item. facts_close ends either. */
void facts_object(struct facts *facts, const char *key, const char *label);
void facts_list(struct facts *facts, const char *key, const char *label);
void facts_item(struct facts *facts);
void facts_close(struct facts *facts);

/* What stands in an object. A text that is NULL is null, and for people nothing. */
void facts_text(struct facts *facts, const char *key, const char *before, const char *value, const char *after);
void facts_number(struct facts *facts, const char *key, const char *before, double value, const char *after);

/* True or false; for people `yes` or `no`, either may be "". */
void facts_flag(struct facts *facts, const char *key, bool value, const char *yes, const char *no);

/* An array of `count` texts, of which `name` gives each; for people parted by commas. */
void facts_names(struct facts *facts, const char *key, const char *before, int count, const char *(*name)(int index), const char *after);
