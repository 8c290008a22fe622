// SPDX-License-Identifier: MIT
// Looks ahead for $(shell,...) that will be run, and starts the commands, so that several run at a time.
//
// The walk goes over the statements that come next, into sourced files, and follows assignments on the side. What
// depends on the output of a command that still runs is not known: a variable assigned from it counts as unknown, and
// where it is used, nothing is started. When commands have ended since, another walk gets further. A command that turns
// out not to be wanted, after $(error-if) or the like, is stopped in the end.
#include <string.h>

#include "kconfig/tree.h"

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

static bool is_macro_alone(const char *s, const char *end)
{
    if (*s != '$')
        return false;
    s = skip_macro(s, end);
    while (s < end && (*s == ' ' || *s == '\t'))
        s++;
    return s == end;
}

// False if the line may assign to a variable that cannot be named.
static bool try_assignment(struct kconfig *kc, const char *s, const char *end)
{
    struct attempt attempt = begin_attempt(kc);
    volatile bool followed = true;
    if (!setjmp(kc->failed))
        kmacro_assign(kc, s, end);
    else
        followed = is_macro_alone(s, end) || kmacro_forget(kc, s, end);
    end_attempt(kc, &attempt);
    return followed;
}

// The walk -----------------------------------------------------------------------------------------------------------

enum { MAX_DEPTH = 100 };

// A file on the way, and the one that sources it.
struct place {
    struct place *from;
    struct ktext *text;
    size_t next; // of its lines
};

static const char *expand_name(struct kconfig *kc, const char *s, const char *end)
{
    buf_t *b = ktemp(kc);
    while (s < end && *s != '"') {
        if (s[0] == '$' && s[1] == '(')
            s = kmacro_expand(kc, s, end, NULL, b);
        else
            buf_add(b, s++, 1);
    }
    return s < end ? karena_text(&kc->arena, b->s, b->len) : NULL;
}

// The name in a source statement, with its macros expanded; NULL if it is not known yet or anything but "NAME".
static const char *source_name(struct kconfig *kc, const char *s, const char *end)
{
    const char *quote = memchr(s, '"', (size_t)(end - s));
    if (!quote || memchr(quote, '\\', (size_t)(end - quote)))
        return NULL;
    s = quote + 1;
    const char *stop = memchr(s, '"', (size_t)(end - s));
    if (stop && !memchr(s, '$', (size_t)(stop - s)))
        return karena_text(&kc->arena, s, (size_t)(stop - s));
    struct attempt attempt = begin_attempt(kc);
    const char *volatile name = NULL;
    if (!setjmp(kc->failed))
        name = expand_name(kc, s, end);
    end_attempt(kc, &attempt);
    return name;
}

static bool on_the_way(const struct place *p, const struct ktext *text)
{
    int depth = 0;
    for (; p; p = p->from)
        if (p->text == text || ++depth > MAX_DEPTH)
            return true;
    return false;
}

static struct place *new_place(struct kconfig *kc, struct place *from, struct ktext *text, size_t next)
{
    struct place *p = karena_alloc(&kc->arena, sizeof *p);
    *p = (struct place){ from, text, next };
    return p;
}

// Goes into the one file that is sourced; several at a time are left to the parser.
static bool follow(struct kconfig *kc, struct place **top, const char *s, const char *end, bool relative)
{
    const char *name = source_name(kc, s, end);
    if (!name || strpbrk(name, "*?[$"))
        return false;
    struct ktext **found = NULL;
    size_t n = kinput_source(kc, name, relative, &found);
    if (n != 1 || found[0]->error || on_the_way(*top, found[0]))
        return false;
    *top = new_place(kc, *top, found[0], 0);
    return true;
}

// False: this line must be read by the parser first.
static bool look_at(struct kconfig *kc, struct place **top, const struct kline *line, const char *s, const char *end)
{
    switch (line->type) {
    case KT_HELP:
    case KT_HELP_TEXT: return true;
    case KT_END: return try_assignment(kc, s, end);
    case KT_SOURCE:
    case KT_RSOURCE:
    case KT_OSOURCE:
    case KT_ORSOURCE:
        return follow(kc, top, s, end, line->type == KT_RSOURCE || line->type == KT_ORSOURCE);
    default:
        if ((*top)->text->has_macros && memchr(s, '$', (size_t)(end - s)))
            try_line(kc, s, end);
        return true;
    }
}

static bool look_at_next(struct kconfig *kc, struct place **top)
{
    struct place *p = *top;
    const struct kline *line = &p->text->lines[p->next];
    const char *s = p->text->text + line->at, *end = s + line->size;
    struct kinput here = { .file = p->text->file }, *input = kc->input;
    size_t mark = kc->temps_used;
    if (line->joined) {
        buf_t *b = ktemp(kc);
        size_t blanks = kscan_joined(s, line->size, b);
        s = b->s + blanks;
        end = b->s + b->len;
    }
    bool unknown = kc->ahead_unknown;
    kc->ahead_unknown = false;
    kc->input = &here;
    bool seen = look_at(kc, top, line, s, end);
    kc->input = input;
    ktemp_back(kc, mark);
    p->next += seen;
    if (kc->ahead_unknown) {
        kc->ahead_upto.text = p->text;
        kc->ahead_upto.next = p->next;
    }
    kc->ahead_unknown |= unknown;
    return seen;
}

static struct place *where_parser_is(struct kconfig *kc, const struct kinput *in)
{
    return in ? new_place(kc, where_parser_is(kc, in->from), in->text, in->next) : NULL;
}

// A walk to the end, as the first one or where the last one had to stop.
static bool is_due(const struct kconfig *kc)
{
    return !kc->ahead_walks || (kc->ahead_stopped && kshell_idle(kc));
}

// A walk to where something was unknown when the last one passed.
static bool is_known_now(const struct kconfig *kc)
{
    return kc->ahead_unknown && kc->jobs_done != kc->ahead_jobs_done && !kshell_busy(kc);
}

static void walk(struct kconfig *kc, bool to_the_end)
{
    const struct ktext *last_text = kc->ahead_upto.text;
    size_t last_next = kc->ahead_upto.next;
    struct place *top = where_parser_is(kc, kc->input);
    while (top) {
        if (!to_the_end && top->text == last_text && top->next >= last_next)
            return;
        if (top->next == top->text->count || top->text->plain) {
            top = top->from;
        } else if (kshell_busy(kc) || !look_at_next(kc, &top)) {
            kc->ahead_stopped = true;
            return;
        }
    }
    kc->ahead_stopped = false;
}

void kahead(struct kconfig *kc)
{
    bool to_the_end = is_due(kc);
    if (kc->isolated || kc->no_shell_memo || !kc->input || !(to_the_end || is_known_now(kc)))
        return;
    kc->ahead_walks++;
    kc->ahead_unknown = false;
    kc->ahead_jobs_done = kc->jobs_done;
    walk(kc, to_the_end);
    kshell_flush(kc);
}
