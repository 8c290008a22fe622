// SPDX-License-Identifier: MIT
// A Kconfig file into statements: one look at the text finds where each begins, which keyword it has, and how far each
// help text goes. Reading ahead and parsing both go by this list.
#include <stdlib.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "kconfig/tree.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || (c >= '\v' && c <= '\r');
}

// Very old trees contain `--help--`, `-help---` and the like.
static bool is_old_help(const char *s, const char *end)
{
    while (s < end && (*s == '-' || *s == ' ' || *s == '\t'))
        s++;
    while (end > s && (end[-1] == '-' || end[-1] == ' ' || end[-1] == '\t'))
        end--;
    return end - s == 4 && !memcmp(s, "help", 4);
}

int kscan_keyword(const char *s, const char *end, const char *limit, size_t *size)
{
    size_t n = (size_t)(kword_end(s, limit) - s);
    int common = ktoken_keyword(s, n);
    if (common) {
        *size = n;
        return common;
    }
    n = 0;
    while (kchar_class[(unsigned char)s[n]] & KCHAR_COMMAND)
        n++;
    int type = ktoken_keyword(s, n);
    if (!type && (*s == '-' || *s == 'h') && is_old_help(s, end)) {
        type = KT_HELP;
        n = (size_t)(end - s);
    }
    *size = n;
    return type;
}

// The text being looked at. Help texts that are not kept are cut out: what is kept is copied to `to`, kept bytes so far;
// run is the start of what follows them. line is the number of the last line that was passed.
struct scan {
    struct kconfig *kc;
    const char *s, *end, *run;
    char *to;
    size_t kept;
    unsigned line;
    bool plain; // neither `source` nor what may be an assignment so far
};

_Static_assert(KT_HELP_TEXT < 64, "struct kline has six bits for a type");

// Statements that may be assignments, or read other files.
static const uint64_t NOT_PLAIN = 1ull << KT_END | 1ull << KT_SOURCE | 1ull << KT_RSOURCE | 1ull << KT_OSOURCE |
                                  1ull << KT_ORSOURCE;

static struct kline *add(struct scan *sc, const char *s, const char *end, int type)
{
    sc->plain &= !(NOT_PLAIN >> type & 1);
    if (sc->kc->lines.len == sc->kc->lines.cap)
        vec_grow((void **)&sc->kc->lines.data, &sc->kc->lines.cap, sc->kc->lines.len + 1, sizeof *sc->kc->lines.data);
    struct kline *l = &sc->kc->lines.data[sc->kc->lines.len++];
    *l = (struct kline){ .at = (unsigned)(sc->kept + (size_t)(s - sc->run)), .size = (unsigned)(end - s) };
    l->type = (unsigned)type;
    l->line = sc->line;
    return l;
}

// Nothing from here on is kept, up to where the next run starts.
static void end_run(struct scan *sc, const char *s)
{
    size_t n = (size_t)(s - sc->run);
    memcpy(sc->to + sc->kept, sc->run, n);
    sc->kept += n;
}

#ifdef __SSE2__
// Which of the sixteen bytes at s are newlines: a bit each.
static inline unsigned newlines(const char *s)
{
    __m128i bytes = _mm_loadu_si128((const __m128i *)s);
    return (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('\n')));
}
#endif

// Most lines are so short that a call would cost more than looking for their end does.
static const char *line_end(const struct scan *sc, const char *s)
{
#ifdef __SSE2__
    for (; sc->end - s >= 32; s += 32) {
        unsigned found = newlines(s) | newlines(s + 16) << 16;
        if (found)
            return s + __builtin_ctz(found);
    }
#endif
    const char *newline = s < sc->end ? memchr(s, '\n', (size_t)(sc->end - s)) : NULL;
    return newline ? newline : sc->end;
}

static void go_to(struct scan *sc, const char *stop)
{
    sc->s = stop < sc->end ? stop + 1 : stop;
}

// Help texts: the first line's indentation sets the margin, the first line indented less ends the text. --------------

static bool is_blank_line(const char *s, const char *end)
{
    for (; s < end; s++)
        if (!is_blank(*s) && !(*s >= '\x1c' && *s <= '\x1f'))
            return false;
    return true;
}

// The column of the first character that is no blank (s goes there); a tab goes to the next multiple of 8.
static size_t indentation(const char **s, const char *end)
{
    size_t column = 0;
    for (; *s < end && (**s == ' ' || **s == '\t' || **s == '\f' || **s == '\v'); ++*s)
        column = **s == '\t' ? (column | 7) + 1 : column + 1;
    return column;
}

// The blanks before a help text's first line, if they are few enough to be compared at once.
struct margin {
    size_t column, size;
    uint64_t bytes, mask;
};

// There is text from line up to end.
static struct margin margin_of(const char *line, const char *first, const char *end, size_t column)
{
    static const unsigned char ones[16] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
    struct margin m = { .column = column, .size = (size_t)(first - line) };
    if (m.size >= sizeof m.bytes || (size_t)(end - line) < sizeof m.bytes)
        return m;
    memcpy(&m.mask, ones + sizeof m.mask - m.size, sizeof m.mask);
    memcpy(&m.bytes, line, sizeof m.bytes);
    m.bytes &= m.mask;
    return m;
}

// Most lines of a help text start just as the first one does.
static bool starts_alike(const struct margin *m, const char *s, const char *end)
{
    uint64_t bytes;
    if (!m->mask || (size_t)(end - s) <= sizeof bytes)
        return false;
    memcpy(&bytes, s, sizeof bytes);
    return (bytes & m->mask) == m->bytes && (unsigned char)s[m->size] > ' ';
}

// Passes the text's lines; returns where its first and last line are.
static void scan_help_lines(struct scan *sc, const char **first, const char **last)
{
    struct margin margin = { 0 };
    unsigned line = sc->line;
    while (sc->s < sc->end) {
        const char *s = sc->s, *stop;
        if (starts_alike(&margin, s, sc->end)) {
            stop = line_end(sc, s);
        } else {
            size_t column = indentation(&s, sc->end);
            stop = line_end(sc, s);
            if (s == stop || is_blank_line(s, stop)) {
                line++;
                go_to(sc, stop);
                continue;
            }
            if (!*first)
                margin = margin_of(*first = sc->s, s, sc->end, column);
            if (!margin.column || column < margin.column)
                break; // this line is the next one again
        }
        line++;
        *last = stop;
        go_to(sc, stop);
    }
    sc->line = line;
}

static void scan_help(struct scan *sc)
{
    const char *first = NULL, *last = NULL;
    scan_help_lines(sc, &first, &last);
    if (!last)
        return;
    if (!sc->kc->no_texts) {
        add(sc, first, last, KT_HELP_TEXT);
        return;
    }
    end_run(sc, first);
    add(sc, sc->run, sc->run, KT_HELP_TEXT);
    sc->run = sc->s;
}

// Statements ---------------------------------------------------------------------------------------------------------

size_t kscan_joined(const char *s, size_t size, buf_t *out)
{
    out->len = 0;
    buf_add(out, "", 0);
    for (const char *end = s + size; s < end;) {
        const char *join = memmem(s, (size_t)(end - s), "\\\n", 2);
        buf_add(out, s, (size_t)((join ? join : end) - s));
        s = join ? join + 2 : end;
    }
    return strspn(out->s, " \t\v\f\r");
}

// A line that ends with a backslash goes on in the next one; at the end of the file the backslash stays.
static void scan_joined(struct scan *sc, const char *s, const char *stop)
{
    while (stop < sc->end && stop > s && stop[-1] == '\\') {
        sc->line++; // of a line that is missing, too
        s = stop + 1;
        stop = line_end(sc, s);
    }
    buf_t b = { 0 };
    size_t size, blanks = kscan_joined(sc->s, (size_t)(stop - sc->s), &b);
    int type = KT_END;
    if (blanks < b.len && b.s[blanks] != '#') {
        type = kscan_keyword(b.s + blanks, b.s + b.len, b.s + b.len, &size);
        add(sc, sc->s, stop, type)->joined = true;
    }
    free(b.s);
    go_to(sc, stop);
    if (type == KT_HELP)
        scan_help(sc);
}

static void scan_line(struct scan *sc)
{
    enum { LONGEST_WORD = 31 };
    const char *s = sc->s;
    sc->line++;
    while (s < sc->end && is_blank(*s))
        s++;
    const char *stop = s < sc->end && *s == '\n' ? s : line_end(sc, s);
    if (stop > sc->s && stop[-1] == '\\' && stop < sc->end) {
        scan_joined(sc, s, stop);
        return;
    }
    go_to(sc, stop);
    if (s == stop || *s == '#')
        return;
    size_t size;
    int type = kscan_keyword(s, stop, sc->end, &size);
    add(sc, s, stop, type)->word = type == KT_END || size > LONGEST_WORD ? 0 : (unsigned)size;
    if (type == KT_HELP)
        scan_help(sc);
}

void kscan(struct kconfig *kc, struct ktext *text)
{
    const char *start = kc->text.s, *end = start + kc->text.len;
    struct scan sc = { .kc = kc, .s = start, .end = end, .run = start, .plain = true };
    sc.to = karena_take(&kc->arena, kc->text.len + 1);
    kc->lines.len = 0;
    while (sc.s < sc.end)
        scan_line(&sc);
    end_run(&sc, end);
    text->last_line = sc.line;
    text->size = sc.kept;
    sc.to[sc.kept] = '\0';
    karena_trim(&kc->arena, sc.to + sc.kept + 1);
    text->text = sc.to;
    text->has_macros = memchr(text->text, '$', sc.kept) != NULL;
    text->plain = sc.plain && !text->has_macros;
    text->count = kc->lines.len;
    text->lines = karena_take(&kc->arena, text->count * sizeof *text->lines);
    if (text->count)
        memcpy(text->lines, kc->lines.data, text->count * sizeof *text->lines);
}
