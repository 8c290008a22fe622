// SPDX-License-Identifier: MIT
// Splits room.conf and app.conf into statements and checks their values (docs/design.md, "room.conf and app.conf").
#include "solve/conf.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct cursor {
    const char *file;
    const char *p;
    unsigned line;
};

// Skips blanks, comments and continued line ends. Returns false at the end of the statement.
static bool skip_blanks(struct cursor *c)
{
    for (;; c->p++) {
        if (c->p[0] == '\\' && c->p[1] == '\n') {
            c->p++;
            c->line++;
        } else if (*c->p == '#') {
            c->p += strcspn(c->p, "\n");
            return false;
        } else if (*c->p == '\n' || !*c->p) {
            return false;
        } else if (*c->p != ' ' && *c->p != '\t' && *c->p != '\r') {
            return true;
        }
    }
}

static const char *quoted_word(struct cursor *c)
{
    const char *start = ++c->p;
    c->p += strcspn(c->p, "\"\n");
    if (*c->p != '"')
        fatal_at(c->file, c->line, NULL, "a double quote is not closed");
    return xstrndup(start, (size_t)(c->p++ - start));
}

static const char *next_word(struct cursor *c)
{
    if (*c->p == '"')
        return quoted_word(c);
    const char *start = c->p;
    while (*c->p && !strchr(" \t\r\n#", *c->p) && !(c->p[0] == '\\' && c->p[1] == '\n')) {
        if (*c->p == '"')
            fatal_at(c->file, c->line, "put the whole value in double quotes", "a double quote inside a word");
        if ((unsigned char)*c->p < ' ' || *c->p == 0x7f)
            fatal_at(c->file, c->line, NULL, "a control character (0x%02x)", (unsigned char)*c->p);
        c->p++;
    }
    return xstrndup(start, (size_t)(c->p - start));
}

static void check_text(const char *file, const char *text, size_t size)
{
    unsigned line = 1;
    for (size_t i = 0; i < size; i++) {
        if (!text[i])
            fatal_at(file, line, NULL, "a NUL byte: this is no text file");
        line += text[i] == '\n';
    }
}

void conf_read(struct conf *c, const char *file)
{
    size_t size;
    char *text = file_read(file, &size);
    if (!text)
        fatal_errno("cannot read %s", file);
    check_text(file, text, size);
    *c = (struct conf){ .file = file };
    struct cursor at = { .file = file, .p = text, .line = 1 };
    while (*at.p) {
        struct conf_statement s = { .line = at.line };
        while (skip_blanks(&at)) {
            if (!s.words.len)
                s.line = at.line;
            strv_add(&s.words, next_word(&at));
        }
        if (s.words.len)
            vec_push(&c->statements, s);
        if (*at.p == '\n') {
            at.p++;
            at.line++;
        }
    }
    free(text);
}

bool conf_is_name(const char *word)
{
    if (!isalpha((unsigned char)*word) && *word != '_')
        return false;
    while (isalnum((unsigned char)*word) || *word == '_')
        word++;
    return !*word;
}

static bool is_pattern(const char *word)
{
    size_t n = strlen(word);
    char *head = xstrndup(word, n && word[n - 1] == '*' ? n - 1 : n);
    bool good = conf_is_name(head);
    free(head);
    return good;
}

static bool is_inside(const char *path)
{
    for (const char *p = path; p; p = strchr(p, '/')) {
        p += *p == '/';
        if (!strncmp(p, "..", 2) && (!p[2] || p[2] == '/'))
            return false;
    }
    return *path && *path != '/';
}

static void check_value(const struct conf *c, const struct conf_statement *s, enum conf_kind kind, const char *value)
{
    const char *keyword = s->words.data[0];
    if ((kind == CONF_NAMES || kind == CONF_NAME) && !conf_is_name(value))
        fatal_at(c->file, s->line, NULL, "%s: '%s' is no C identifier", keyword, value);
    if (kind == CONF_PATTERNS && !is_pattern(value))
        fatal_at(c->file, s->line, NULL, "%s: '%s' is no C identifier, with or without a '*' at its end", keyword,
                 value);
    if (kind == CONF_FILES && !is_inside(value))
        fatal_at(c->file, s->line, NULL, "%s: '%s' does not lie in this folder", keyword, value);
}

const char *conf_value(const struct conf *c, const struct conf_statement *s)
{
    if (s->words.len < 2)
        fatal_at(c->file, s->line, NULL, "%s: a value is missing", s->words.data[0]);
    if (s->words.len > 2)
        fatal_at(c->file, s->line, "a value with blanks stands in double quotes", "%s: one value, not %zu",
                 s->words.data[0], s->words.len - 1);
    return s->words.data[1];
}

static unsigned number(const struct conf *c, const struct conf_statement *s)
{
    const char *text = conf_value(c, s);
    char *end;
    errno = 0;
    unsigned long value = strtoul(text, &end, 10);
    if (!isdigit((unsigned char)*text) || *end || errno || value > 1000000)
        fatal_at(c->file, s->line, NULL, "%s: '%s' is no number", s->words.data[0], text);
    return (unsigned)value;
}

static void store(const struct conf *c, const struct conf_statement *s, const struct conf_rule *rule, void *record)
{
    void *field = (char *)record + rule->offset;
    if (s->words.len < 2)
        fatal_at(c->file, s->line, NULL, "%s: a value is missing", s->words.data[0]);
    for (size_t i = 1; i < s->words.len; i++)
        check_value(c, s, rule->kind, s->words.data[i]);
    if (rule->kind == CONF_NUMBER) {
        *(unsigned *)field = number(c, s);
    } else if (rule->kind == CONF_WORD || rule->kind == CONF_NAME) {
        if (*(const char **)field)
            fatal_at(c->file, s->line, NULL, "%s: given twice", s->words.data[0]);
        *(const char **)field = conf_value(c, s);
    } else {
        for (size_t i = 1; i < s->words.len; i++)
            strv_add(field, s->words.data[i]);
    }
}

bool conf_store(const struct conf *c, const struct conf_statement *s, const struct conf_rule *rules, size_t count,
                void *record)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(rules[i].keyword, s->words.data[0])) {
            store(c, s, &rules[i], record);
            return true;
        }
    return false;
}

void conf_unknown(const struct conf *c, const struct conf_statement *s, const struct conf_rule *rules, size_t count,
                  const char *extra)
{
    strv_t known = {0};
    strv_split(&known, extra);
    for (size_t i = 0; i < count; i++)
        strv_add(&known, rules[i].keyword);
    const char *near = nearest(s->words.data[0], &known);
    fatal_at(c->file, s->line, near ? xasprintf("did you mean %s?", near) : "docs/design.md lists the statements",
             "unknown statement '%s'", s->words.data[0]);
}
