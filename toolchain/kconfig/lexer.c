// SPDX-License-Identifier: MIT
// One line of Kconfig into tokens. Symbols are looked up (and made) here; macros in names and strings are expanded.
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "kconfig/tree.h"

static const char *skip_blanks(const char *s, const char *end)
{
    while (s < end && (*s == ' ' || (*s >= '\t' && *s <= '\r')))
        s++;
    return s;
}

// After these tokens a word or "..." is plain text and not a symbol.
static bool wants_string(int type)
{
    switch (type) {
    case KT_BOOL:
    case KT_CHOICE:
    case KT_COMMENT:
    case KT_HEX:
    case KT_INT:
    case KT_MAINMENU:
    case KT_MENU:
    case KT_ORSOURCE:
    case KT_OSOURCE:
    case KT_PROMPT:
    case KT_RSOURCE:
    case KT_SOURCE:
    case KT_STRING_TYPE:
    case KT_TRISTATE: return true;
    default: return false;
    }
}

static struct ktoken *add_token(struct kconfig *kc, int type)
{
    if (kc->tokens.len == kc->tokens.cap)
        vec_grow((void **)&kc->tokens.data, &kc->tokens.cap, kc->tokens.len + 1, sizeof *kc->tokens.data);
    struct ktoken *t = &kc->tokens.data[kc->tokens.len++];
    t->type = type;
    t->s = NULL;
    return t;
}

static void add_text(struct kconfig *kc, const char *s, size_t n)
{
    struct ktoken *t = add_token(kc, KT_STRING);
    t->s = karena_text(&kc->arena, s, n);
    t->size = (unsigned)n;
}

static void add_symbol(struct kconfig *kc, const char *s, size_t n)
{
    struct ksymbol *tri = n != 1 ? NULL : *s == 'n' ? kc->n : *s == 'm' ? kc->m : *s == 'y' ? kc->y : NULL;
    add_token(kc, KT_SYMBOL)->sym = tri ? tri : ksym_lookup(kc, s, n);
}

// A symbol's name that contains macros. What a macro expands to is not looked at again, whatever it contains.
static const char *lex_macro_name(struct kconfig *kc, const char *s, const char *end)
{
    size_t mark = kc->temps_used;
    buf_t *b = ktemp(kc);
    for (;;) {
        const char *from = s;
        while (s < end && kchar_class[(unsigned char)*s] & KCHAR_WORD && !(s[0] == '$' && s + 1 < end && s[1] == '('))
            s++;
        buf_add(b, from, (size_t)(s - from));
        if (s == end || *s != '$')
            break;
        s = kmacro_expand(kc, s, end, NULL, b);
    }
    if (skip_blanks(b->s, b->s + b->len) == b->s + b->len)
        kfail(kc, "a macro expanded to nothing where a symbol is needed");
    add_symbol(kc, b->s, b->len);
    ktemp_back(kc, mark);
    return skip_blanks(s, end);
}

// The byte at end belongs to no word.
static const char *lex_word(struct kconfig *kc, const char *s, const char *end, int before)
{
    const char *stop = kword_end(s, kc->line_limit);
    bool macros = stop < end && *stop == '$';
    while (macros && kchar_class[(unsigned char)*stop] & KCHAR_WORD)
        stop++;
    size_t n = (size_t)(stop - s);
    int keyword = (*s >= 'a' && *s <= 'z') || *s == '-' ? ktoken_keyword(s, n) : KT_END;
    if (keyword)
        add_token(kc, keyword);
    else if (wants_string(before)) {
        if (before != KT_CHOICE)
            ktell(kc, KDIAG_WARNING, kc->input->file, kc->input->line, "style: put quotes around '%.*s'",
                  (int)(n > 200 ? 200 : n), s);
        add_text(kc, s, n);
    } else if (macros)
        return lex_macro_name(kc, s, end);
    else
        add_symbol(kc, s, n);
    return skip_blanks(stop, end);
}

// The older $NAME and ${NAME} stand for environment variables; those that are not set stay as they are.
static void expand_environment(buf_t *b, const char *s, const char *end)
{
    while (s < end) {
        const char *dollar = memchr(s, '$', (size_t)(end - s));
        buf_add(b, s, (size_t)((dollar ? dollar : end) - s));
        if (!dollar)
            return;
        bool brace = dollar + 1 < end && dollar[1] == '{';
        const char *name = dollar + 1 + brace, *stop = name;
        while (stop < end && (brace ? *stop != '}' : isalnum((unsigned char)*stop) || *stop == '_'))
            stop++;
        s = brace && stop < end ? stop + 1 : stop;
        char *key = xstrndup(name, (size_t)(stop - name));
        struct utsname uts;
        const char *value = *key && (!brace || stop < end) ? getenv(key) : NULL;
        if (!value && !brace && starts_with(key, "UNAME_RELEASE") && uname(&uts) == 0) {
            value = uts.release;
            s = name + strlen("UNAME_RELEASE");
        }
        if (value)
            buf_puts(b, value);
        else
            buf_add(b, dollar, (size_t)(s - dollar));
        free(key);
    }
}

// The content of the string at s, with backslashes and macros resolved, into b. Returns the place after the end quote.
static const char *scan_string(struct kconfig *kc, const char *s, const char *end, buf_t *b)
{
    char quote = *s++;
    bool macros = !klinux_is_old(kc);
    for (;;) {
        const char *from = s;
        while (s < end && *s != quote && *s != '\\' && !(macros && *s == '$' && s + 1 < end && s[1] == '('))
            s++;
        buf_add(b, from, (size_t)(s - from));
        if (s == end)
            kfail(kc, "unterminated string");
        if (*s == quote)
            return s + 1;
        if (*s == '\\') {
            if (++s == end)
                kfail(kc, "unterminated string");
            buf_add(b, s++, 1);
        } else {
            s = kmacro_expand(kc, s, end, NULL, b);
        }
    }
}

static const char *lex_string(struct kconfig *kc, const char *s, const char *end, int before)
{
    const char *text = s + 1, *stop = memchr(text, *s, (size_t)(end - text));
    if (!stop)
        kfail(kc, "unterminated string");
    size_t n = (size_t)(stop - text), mark = kc->temps_used;
    const char *after = stop + 1;
    if (memchr(text, '\\', n) || memchr(text, '$', n)) {
        buf_t *b = ktemp(kc), *whole = ktemp(kc);
        after = scan_string(kc, s, end, b);
        if (kc->tokens.data[0].type == KT_SOURCE && memchr(b->s, '$', b->len))
            klinux_at_most(kc, KERA_5); // newer ones would not find the file
        if (kc->style == KSTYLE_KCONFIGLIB || kc->era >= KERA_5)
            expand_environment(whole, b->s, b->s + b->len);
        else
            buf_add(whole, b->s, b->len);
        text = whole->s;
        n = whole->len;
    }
    if (wants_string(before) || kc->tokens.data[0].type == KT_OPTION)
        add_text(kc, text, n);
    else
        add_token(kc, KT_SYMBOL)->sym = ksym_lookup_const(kc, text, n);
    ktemp_back(kc, mark);
    return after;
}

static const char *lex_operator(struct kconfig *kc, const char *s, const char *end)
{
    char c = s[0], d = s + 1 < end ? s[1] : '\0';
    int type = c == '&' && d == '&'   ? KT_AND
               : c == '|' && d == '|' ? KT_OR
               : c == '!' && d == '=' ? KT_NE
               : c == '<' && d == '=' ? KT_LE
               : c == '>' && d == '=' ? KT_GE
                                      : KT_END;
    size_t n = type ? 2 : 1;
    if (!type)
        type = c == '='   ? KT_EQ
               : c == '!' ? KT_NOT
               : c == '(' ? KT_OPEN
               : c == ')' ? KT_CLOSE
               : c == '<' ? KT_LT
               : c == '>' ? KT_GT
                          : KT_END;
    if (!type && isprint((unsigned char)c))
        kfail(kc, "unexpected '%c'", c);
    if (!type)
        kfail(kc, "unexpected character 0x%02x", (unsigned char)c);
    add_token(kc, type);
    return s + n;
}

// The rest of a line, after its first word.
static void lex_rest(struct kconfig *kc, const char *s, const char *end)
{
    while (s < end && *s != '#') {
        int before = kc->tokens.data[kc->tokens.len - 1].type;
        if (kchar_class[(unsigned char)*s] & KCHAR_WORD)
            s = lex_word(kc, s, end, before);
        else if (*s == '"' || *s == '\'')
            s = skip_blanks(lex_string(kc, s, end, before), end);
        else
            s = skip_blanks(lex_operator(kc, s, end), end);
    }
}

// The current line, which is neither blank nor a comment, into tokens.
static void lex_line(struct kconfig *kc, const struct kline *line)
{
    const char *s = kc->line_s, *end = kc->line_end;
    size_t word = line->word;
    kc->tokens.len = 0;
    kc->token_at = 0;
    if (!(kchar_class[(unsigned char)*s] & KCHAR_COMMAND))
        kfail(kc, "a line cannot start like this");
    if (line->type) {
        add_token(kc, line->type);
        if (line->type == KT_HELP && *s == '-')
            klinux_at_most(kc, KERA_5);
        if (!word)
            kscan_keyword(s, end, end, &word);
        lex_rest(kc, skip_blanks(s + word, end), end);
    } else {
        kc->assigning = true;
        kmacro_assign(kc, s, end);
        kc->assigning = false;
        kahead(kc);
    }
    add_token(kc, KT_END);
}

const char *klex_environment(struct kconfig *kc, const char *s)
{
    size_t mark = kc->temps_used;
    buf_t *b = ktemp(kc);
    expand_environment(b, s, s + strlen(s));
    s = karena_text(&kc->arena, b->s, b->len);
    ktemp_back(kc, mark);
    return s;
}

bool klex_next(struct kconfig *kc)
{
    if (kc->reuse_line) {
        kc->reuse_line = false;
        kc->token_at = 0;
        return true;
    }
    const struct kline *line = kinput_line(kc);
    if (!line)
        return false;
    lex_line(kc, line);
    return true;
}
