#include "facts.h"
#include "base.h"
#include "font.h"
#include <stdint.h>
#include <string.h>

/* Valid UTF-8 without control characters; quoted for JSON. */
static void put_text(const struct facts *facts, const char *text) {
    if (facts->json)
        fputc('"', facts->out);
    for (uint32_t point; *text;) {
        const char *next = font_decode(text, &point);
        bool control = point < ' ' || (point >= 0x7f && point < 0xa0);
        if (control && facts->json)
            fprintf(facts->out, "\\u%04x", point);
        else if (facts->json && (point == '"' || point == '\\'))
            fprintf(facts->out, "\\%c", (char)point);
        else if (point == 0xfffd)
            fputs("\xef\xbf\xbd", facts->out);
        else if (!control)
            fwrite(text, 1, (size_t)(next - text), facts->out);
        text = next;
    }
    if (facts->json)
        fputc('"', facts->out);
}

static void put_key(struct facts *facts, const char *key) {
    fprintf(facts->out, "%s\"%s\":", facts->begun ? "," : "", key);
    facts->begun = true;
}

void facts_begin(struct facts *facts, FILE *out, bool json) {
    *facts = (struct facts){.out = out, .json = json};
    if (json)
        fputc('{', out);
}

void facts_end(struct facts *facts) {
    if (facts->json)
        fputs("}\n", facts->out);
}

static void put_label(const struct facts *facts, const char *label) {
    fprintf(facts->out, "%-9s", label);
}

void facts_line(struct facts *facts, const char *key, const char *label, const char *value, const char *why_not) {
    if (facts->json)
        put_key(facts, key);
    else
        put_label(facts, label);
    if (value)
        put_text(facts, value);
    else
        fputs(facts->json ? "null" : why_not, facts->out);
    if (!facts->json)
        fputc('\n', facts->out);
}

void facts_object(struct facts *facts, const char *key, const char *label) {
    if (facts->json) {
        put_key(facts, key);
        fputc('{', facts->out);
    } else {
        put_label(facts, label);
    }
    facts->listed = facts->begun = false;
}

void facts_list(struct facts *facts, const char *key, const char *label) {
    if (facts->json) {
        put_key(facts, key);
        fputc('[', facts->out);
    }
    facts->listed = true;
    facts->inside = false;
    facts->label = label;
}

void facts_item(struct facts *facts) {
    if (facts->json)
        fputs(facts->inside ? "},{" : "{", facts->out);
    else if (facts->inside)
        fputc('\n', facts->out);
    if (!facts->json)
        put_label(facts, facts->label);
    facts->inside = true;
    facts->begun = false;
}

void facts_close(struct facts *facts) {
    if (facts->json)
        fputs(!facts->listed ? "}" : facts->inside ? "}]" : "]", facts->out);
    else if (facts->listed && !facts->inside)
        fprintf(facts->out, "%-9snone\n", facts->label);
    else
        fputc('\n', facts->out);
    facts->begun = true;
}

void facts_text(struct facts *facts, const char *key, const char *before, const char *value, const char *after) {
    if (facts->json) {
        put_key(facts, key);
        if (value)
            put_text(facts, value);
        else
            fputs("null", facts->out);
    } else if (value) {
        fputs(before, facts->out);
        put_text(facts, value);
        fputs(after, facts->out);
    }
}

void facts_number(struct facts *facts, const char *key, const char *before, double value, const char *after) {
    if (facts->json)
        put_key(facts, key);
    fprintf(facts->out, "%s%.15g%s", facts->json ? "" : before, value, facts->json ? "" : after);
}

void facts_flag(struct facts *facts, const char *key, bool value, const char *yes, const char *no) {
    if (facts->json)
        put_key(facts, key);
    fputs(facts->json ? value ? "true" : "false" : value ? yes : no, facts->out);
}

void facts_names(struct facts *facts, const char *key, const char *before, int count, const char *(*name)(int index), const char *after) {
    if (facts->json)
        put_key(facts, key);
    fputs(facts->json ? "[" : count ? before : "", facts->out);
    for (int i = 0; i < count; i++) {
        const char *text = name(i);
        fputs(i ? facts->json ? "," : ", " : "", facts->out);
        put_text(facts, text ? text : "");
    }
    fputs(facts->json ? "]" : count ? after : "", facts->out);
}
