// SPDX-License-Identifier: MIT
// One line of Kconfig into tokens. Symbols are looked up (and made) here; macros in names and strings are expanded.
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "kconfig/tree.h"

struct keyword {
    const char *name;
    int type;
};

static const struct keyword keywords[] = {
    // sorted
    { "---help---", KT_HELP },
    { "allnoconfig_y", KT_ALLNOCONFIG_Y },
    { "bool", KT_BOOL },
    { "boolean", KT_BOOL },
    { "choice", KT_CHOICE },
    { "comment", KT_COMMENT },
    { "config", KT_CONFIG },
    { "def_bool", KT_DEF_BOOL },
    { "def_hex", KT_DEF_HEX },
    { "def_int", KT_DEF_INT },
    { "def_string", KT_DEF_STRING },
    { "def_tristate", KT_DEF_TRISTATE },
    { "default", KT_DEFAULT },
    { "defconfig_list", KT_DEFCONFIG_LIST },
    { "depends", KT_DEPENDS },
    { "endchoice", KT_ENDCHOICE },
    { "endif", KT_ENDIF },
    { "endmenu", KT_ENDMENU },
    { "env", KT_ENV },
    { "grsource", KT_ORSOURCE },
    { "gsource", KT_OSOURCE },
    { "help", KT_HELP },
    { "hex", KT_HEX },
    { "if", KT_IF },
    { "imply", KT_IMPLY },
    { "int", KT_INT },
    { "mainmenu", KT_MAINMENU },
    { "menu", KT_MENU },
    { "menuconfig", KT_MENUCONFIG },
    { "modules", KT_MODULES },
    { "on", KT_ON },
    { "option", KT_OPTION },
    { "optional", KT_OPTIONAL },
    { "orsource", KT_ORSOURCE },
    { "osource", KT_OSOURCE },
    { "prompt", KT_PROMPT },
    { "range", KT_RANGE },
    { "rsource", KT_RSOURCE },
    { "select", KT_SELECT },
    { "source", KT_SOURCE },
    { "string", KT_STRING_TYPE },
    { "transitional", KT_TRANSITIONAL },
    { "tristate", KT_TRISTATE },
    { "visible", KT_VISIBLE },
};

int ktoken_keyword(const char *s, size_t n)
{
    if (n < 2 || n > 14 || !(islower((unsigned char)*s) || *s == '-'))
        return KT_END;
    size_t low = 0, high = COUNT(keywords);
    while (low < high) {
        size_t mid = (low + high) / 2;
        int order = strncmp(s, keywords[mid].name, n);
        if (!order && keywords[mid].name[n])
            order = -1;
        if (!order)
            return keywords[mid].type;
        if (order < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return KT_END;
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

enum { COMMAND = 1, WORD = 2, VARIABLE = 4 };

// Which characters may stand in a line's first word, in a later word, in the name of a macro variable.
static const unsigned char char_class[256] = {
    ['A' ... 'Z'] = COMMAND | WORD | VARIABLE,
    ['a' ... 'z'] = COMMAND | WORD | VARIABLE,
    ['0' ... '9'] = COMMAND | WORD | VARIABLE,
    ['_'] = COMMAND | WORD | VARIABLE,
    ['-'] = COMMAND | WORD | VARIABLE,
    ['$'] = COMMAND | WORD,
    ['/'] = WORD,
    ['.'] = WORD,
};

static const char *span(const char *s, const char *end, int what)
{
    while (s < end && char_class[(unsigned char)*s] & what)
        s++;
    return s;
}

static const char *skip_blanks(const char *s, const char *end)
{
    while (s < end && is_blank(*s))
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

static void add_token(struct kconfig *kc, int type, struct ksymbol *sym, const char *text)
{
    struct ktoken t = { .type = type };
    if (sym)
        t.sym = sym;
    else
        t.s = text;
    vec_push(&kc->tokens, t);
}

static void add_symbol(struct kconfig *kc, const char *s, size_t n)
{
    struct ksymbol *tri = n != 1 ? NULL : *s == 'n' ? kc->n : *s == 'm' ? kc->m : *s == 'y' ? kc->y : NULL;
    add_token(kc, KT_SYMBOL, tri ? tri : ksym_lookup(kc, s, n), NULL);
}

// A symbol's name that contains macros. What a macro expands to is not looked at again, whatever it contains.
static const char *lex_macro_name(struct kconfig *kc, const char *s, const char *end)
{
    size_t mark = kc->temps_used;
    buf_t *b = ktemp(kc);
    for (;;) {
        const char *from = s;
        while (s < end && char_class[(unsigned char)*s] & WORD && !(s[0] == '$' && s + 1 < end && s[1] == '('))
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

static const char *lex_word(struct kconfig *kc, const char *s, const char *end, int before)
{
    const char *stop = span(s, end, WORD);
    size_t n = (size_t)(stop - s);
    int keyword = ktoken_keyword(s, n);
    if (keyword)
        add_token(kc, keyword, NULL, NULL);
    else if (wants_string(before)) {
        if (before != KT_CHOICE)
            ktell(kc, KDIAG_WARNING, kc->input->file, kc->input->line, "style: put quotes around '%.*s'",
                  (int)(n > 200 ? 200 : n), s);
        add_token(kc, KT_STRING, NULL, karena_text(&kc->arena, s, n));
    } else if (memchr(s, '$', n))
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
        add_token(kc, KT_STRING, NULL, karena_text(&kc->arena, text, n));
    else
        add_token(kc, KT_SYMBOL, ksym_lookup_const(kc, text, n), NULL);
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
    add_token(kc, type, NULL, NULL);
    return s + n;
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

void klex_line(struct kconfig *kc)
{
    const char *s = skip_blanks(kc->line_s, kc->line_end), *end = kc->line_end;
    kc->tokens.len = 0;
    kc->token_at = 0;
    if (s < end && *s != '#') {
        const char *stop = span(s, end, COMMAND);
        if (stop == s)
            kfail(kc, "a line cannot start like this");
        int type = ktoken_keyword(s, (size_t)(stop - s));
        if (!type && is_old_help(s, end)) {
            type = KT_HELP;
            stop = end;
        }
        if (type == KT_HELP && *s == '-')
            klinux_at_most(kc, KERA_5);
        if (type)
            add_token(kc, type, NULL, NULL);
        else
            kmacro_assign(kc);
        s = type ? skip_blanks(stop, end) : end;
        while (s < end && *s != '#') {
            int before = kc->tokens.data[kc->tokens.len - 1].type;
            if (char_class[(unsigned char)*s] & WORD)
                s = lex_word(kc, s, end, before);
            else if (*s == '"' || *s == '\'')
                s = skip_blanks(lex_string(kc, s, end, before), end);
            else
                s = skip_blanks(lex_operator(kc, s, end), end);
        }
    }
    add_token(kc, KT_END, NULL, NULL);
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
    if (!kinput_line(kc))
        return false;
    klex_line(kc);
    return true;
}
