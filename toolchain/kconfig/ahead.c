// SPDX-License-Identifier: MIT
// Looks ahead for $(shell,...) that will certainly be run, and starts the commands, so that several run at a time.
//
// The lines from the present one up to the next that may change a variable (an assignment, a bare macro) are sure to be
// read with the variables as they are now; the walk goes into sourced files. Help texts are skipped. A command whose
// text depends on the output of another is left for its turn.
#include <string.h>

#include "kconfig/tree.h"

static size_t indentation(const char *s, const char *end)
{
    size_t column = 0;
    for (; s < end && (*s == ' ' || *s == '\t'); s++)
        column = *s == '\t' ? (column | 7) + 1 : column + 1;
    return column;
}

static bool is_blank(const char *s, const char *end)
{
    while (s < end && (*s == ' ' || *s == '\t'))
        s++;
    return s == end;
}

static const char *line_end(const char *s, const char *end)
{
    const char *newline = memchr(s, '\n', (size_t)(end - s));
    return newline ? newline : end;
}

// Returns the first line after the help text that starts at s.
static const char *skip_help(const char *s, const char *end)
{
    size_t margin = 0;
    while (s < end) {
        const char *stop = line_end(s, end);
        bool blank = is_blank(s, stop);
        size_t column = indentation(s, stop);
        if (!blank && !margin)
            margin = column;
        if (!blank && (!margin || column < margin))
            return s;
        s = stop < end ? stop + 1 : end;
    }
    return s;
}

static void reset_variables(struct kconfig *kc)
{
    struct map_entry e;
    for (size_t i = 0; map_next(&kc->variables, &i, &e);)
        ((struct kvariable *)e.value)->expanding = 0;
}

// What looking ahead must leave as it was.
struct attempt {
    jmp_buf failed;
    kdiag_fn *diag;
    size_t temps;
    int depth;
};

static struct attempt begin_attempt(struct kconfig *kc)
{
    struct attempt a = { .diag = kc->diag, .temps = kc->temps_used, .depth = kc->macro_depth };
    memcpy(&a.failed, &kc->failed, sizeof a.failed);
    kc->ahead = true;
    kc->diag = NULL;
    return a;
}

static void end_attempt(struct kconfig *kc, const struct attempt *a)
{
    reset_variables(kc);
    kc->diag = a->diag;
    kc->ahead = false;
    kc->macro_depth = a->depth;
    ktemp_back(kc, a->temps);
    memcpy(&kc->failed, &a->failed, sizeof a->failed);
}

// Expands the macro at s up to the first command that must be waited for.
static void try_macro(struct kconfig *kc, const char *s, const char *end)
{
    if (!setjmp(kc->failed))
        kmacro_expand(kc, s, end, NULL, ktemp(kc));
}

// The place after the macro that starts at s.
static const char *skip_macro(const char *s, const char *end)
{
    int nesting = 0;
    for (s++; s < end; s++) {
        nesting += (*s == '(') - (*s == ')');
        if (!nesting)
            return s + 1;
    }
    return end;
}

// Expands the macros of one line for their commands, up to a comment. An error is left to be found again in its turn.
static void try_line(struct kconfig *kc, const char *s, const char *end)
{
    struct attempt attempt = begin_attempt(kc);
    char quote = '\0';
    while (s < end && (quote || *s != '#')) {
        if (s[0] == '$' && s + 1 < end && s[1] == '(') {
            try_macro(kc, s, end);
            ktemp_back(kc, attempt.temps);
            kc->macro_depth = attempt.depth;
            s = skip_macro(s, end);
            continue;
        }
        if (*s == quote)
            quote = '\0';
        else if (!quote && (*s == '"' || *s == '\''))
            quote = *s;
        s += *s == '\\' ? 2 : 1;
    }
    end_attempt(kc, &attempt);
}

// The walk -----------------------------------------------------------------------------------------------------------

enum { MAX_DEPTH = 100 };

// A file on the way, and the one that sources it. text is owned by the tree's cache.
struct place {
    struct place *from;
    const char *file;
    const char *at, *end;
};

enum { PLAIN, BARRIER, SOURCE, HELP };

static int kind_of(const char *s, const char *end)
{
    while (s < end && (*s == ' ' || *s == '\t'))
        s++;
    if (s == end || *s == '#' || (strchr("dcbt", *s) && !memchr(s, '=', (size_t)(end - s))))
        return PLAIN; // most lines: depends, default, config, bool, tristate
    const char *stop = s;
    while (stop < end && ((*stop >= 'a' && *stop <= 'z') || *stop == '_' || *stop == '-'))
        stop++;
    switch (ktoken_keyword(s, (size_t)(stop - s))) {
    case KT_HELP: return HELP;
    case KT_SOURCE:
    case KT_RSOURCE:
    case KT_OSOURCE:
    case KT_ORSOURCE: return SOURCE;
    case KT_END: return BARRIER;
    default: return PLAIN;
    }
}

// The name in a source statement, with its macros expanded; NULL if it is not known yet or anything but "NAME".
static const char *source_name(struct kconfig *kc, const char *s, const char *end)
{
    buf_t *b = ktemp(kc);
    const char *quote = memchr(s, '"', (size_t)(end - s));
    if (!quote || setjmp(kc->failed))
        return NULL;
    for (s = quote + 1; s < end && *s != '"';) {
        if (*s == '\\')
            return NULL;
        if (s[0] == '$' && s + 1 < end && s[1] == '(')
            s = kmacro_expand(kc, s, end, NULL, b);
        else
            buf_add(b, s++, 1);
    }
    return s < end ? b->s : NULL;
}

static bool on_the_way(const struct place *p, const char *file)
{
    int depth = 0;
    for (; p; p = p->from)
        if (!strcmp(p->file, file) || ++depth > MAX_DEPTH)
            return true;
    return false;
}

static bool enter(struct kconfig *kc, struct place **top, const char *path)
{
    size_t size;
    const char *file = kinput_relative(kc, path),
               *text = on_the_way(*top, file) ? NULL : kinput_cached(kc, path, &size);
    if (!text)
        return false;
    struct place *p = karena_alloc(&kc->arena, sizeof *p);
    *p = (struct place){ *top, file, text, text + size };
    *top = p;
    return true;
}

// Goes into the one file that is sourced; several at a time are left to the parser.
static bool follow(struct kconfig *kc, struct place **top, const char *s, const char *end)
{
    struct attempt attempt = begin_attempt(kc);
    const char *name = source_name(kc, s, end), **found = NULL;
    end_attempt(kc, &attempt);
    if (!name || strpbrk(name, "*?[$"))
        return false;
    struct kinput here = { .file = (*top)->file }, *input = kc->input;
    bool relative = memmem(s, (size_t)(end - s), "rsource", 7) != NULL;
    char *copy = karena_text(&kc->arena, name, strlen(name));
    kc->input = &here;
    size_t n = kinput_source(kc, copy, relative, &found);
    kc->input = input;
    return n == 1 && enter(kc, top, found[0]);
}

// False: this line must be read by the parser first.
static bool look_at(struct kconfig *kc, struct place **top)
{
    struct place *p = *top;
    const char *s = p->at, *stop = line_end(s, p->end);
    while (stop > s && stop[-1] == '\\' && stop < p->end)
        stop = line_end(stop + 1, p->end);
    int kind = kind_of(s, stop);
    if (kind == BARRIER || kshell_busy(kc))
        return false;
    p->at = stop < p->end ? stop + 1 : p->end;
    if (kind == SOURCE) {
        kc->ahead_waits = !follow(kc, top, s, stop);
        return !kc->ahead_waits;
    }
    if (kind == HELP)
        p->at = skip_help(p->at, p->end);
    else if (memchr(s, '$', (size_t)(stop - s)))
        try_line(kc, s, stop);
    return true;
}

static struct place *where_parser_is(struct kconfig *kc, const struct kinput *in)
{
    if (!in)
        return NULL;
    struct place *p = karena_alloc(&kc->arena, sizeof *p);
    *p = (struct place){ where_parser_is(kc, in->from), in->file, in->at, in->end };
    return p;
}

void kahead(struct kconfig *kc)
{
    if (kc->ahead_done || kc->isolated || kc->no_shell_memo || !kc->input)
        return;
    kc->ahead_waits = false;
    struct place *top = where_parser_is(kc, kc->input);
    while (top) {
        if (top->at == top->end)
            top = top->from;
        else if (!look_at(kc, &top))
            return;
    }
    kc->ahead_done = true;
}
