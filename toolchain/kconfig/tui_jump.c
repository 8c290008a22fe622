// SPDX-License-Identifier: MIT
// Jump to: a list of the entries whose name or prompt match every word typed, each a regular expression.
#include <curses.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "kconfig/tui.h"

enum { MAX_WORDS = 8 };

struct search {
    buf_t input;
    VEC(struct knode *) found;
    size_t selected, scroll;
    char *wrong; // why the expression is none
};

struct word {
    const char *plain; // without special characters: a plain search is much faster
    regex_t regex;
};

static const char *name_of(const struct knode *node)
{
    return node->kind == KNODE_SYMBOL                         ? node->sym->name
           : node->kind == KNODE_CHOICE && node->choice->name ? node->choice->name
                                                              : "";
}

static bool text_matches(const struct word *w, const char *text)
{
    return w->plain ? strcasestr(text, w->plain) != NULL : regexec(&w->regex, text, 0, NULL, 0) == 0;
}

static bool node_matches(const struct word *words, size_t n, const struct knode *node)
{
    for (size_t i = 0; i < n; i++)
        if (!text_matches(&words[i], name_of(node)) && !(node->prompt && text_matches(&words[i], node->prompt)))
            return false;
    return true;
}

// Splits the input and compiles its words; returns how many, or sets wrong.
static size_t compile(struct search *s, char *input, struct word words[MAX_WORDS])
{
    size_t n = 0;
    char *rest = NULL;
    free(s->wrong);
    s->wrong = NULL;
    for (char *w = strtok_r(input, " ", &rest); w && n < MAX_WORDS; w = strtok_r(NULL, " ", &rest)) {
        words[n].plain = strpbrk(w, "\\^$.|?*+()[]{}") ? NULL : w;
        int r = words[n].plain ? 0 : regcomp(&words[n].regex, w, REG_EXTENDED | REG_ICASE | REG_NOSUB);
        if (r) {
            char text[120];
            regerror(r, &words[n].regex, text, sizeof text);
            s->wrong = xasprintf("'%s': %s", w, text);
            break;
        }
        n++;
    }
    return n;
}

static void find(struct tui *t, struct search *s)
{
    struct word words[MAX_WORDS];
    char *input = xstrdup(s->input.s);
    size_t n = compile(s, input, words);
    s->found.len = s->selected = s->scroll = 0;
    for (struct knode *node = t->kc->top->list; node && !s->wrong; node = knode_after(node))
        if ((node->prompt || node->kind == KNODE_SYMBOL) && node_matches(words, n, node))
            vec_push(&s->found, node);
    for (size_t i = 0; i < n; i++)
        if (!words[i].plain)
            regfree(&words[i].regex);
    free(input);
}

static void put_entry(struct tui *t, const struct knode *node, buf_t *b)
{
    b->len = 0;
    buf_puts(b, *name_of(node)                ? name_of(node)
                : node->kind == KNODE_MENU    ? "menu"
                : node->kind == KNODE_COMMENT ? "comment"
                                              : "choice");
    if (node->kind == KNODE_SYMBOL)
        buf_printf(b, "(=%s)", ksym_text(t->kc, node->sym));
    if (node->prompt)
        buf_printf(b, " \"%s\"", node->prompt);
}

static size_t rows(void)
{
    return LINES > 4 ? (size_t)LINES - 4 : 1;
}

static void draw(struct tui *t, struct search *s)
{
    buf_t b = { 0 };
    erase();
    tui_put(0, 0, COLS, t->attributes[TUI_SEPARATOR], "Jump to: words or regular expressions, all must match");
    tui_put(1, 0, COLS, t->attributes[TUI_JUMP_EDIT], s->input.s);
    if (s->selected >= s->scroll + rows())
        s->scroll = s->selected + 1 - rows();
    if (s->selected < s->scroll)
        s->scroll = s->selected;
    for (size_t i = 0; i < rows(); i++) {
        size_t at = s->scroll + i;
        bool there = at < s->found.len;
        if (there)
            put_entry(t, s->found.data[at], &b);
        bool dim = there && !tui_visible(t, s->found.data[at]);
        int style = there && at == s->selected ? (dim ? TUI_INV_SELECTION : TUI_SELECTION)
                    : dim                      ? TUI_INV_LIST
                                               : TUI_LIST;
        tui_put(2 + (int)i, 0, COLS, t->attributes[style],
                there    ? b.s
                : i == 0 ? (s->wrong ? s->wrong : "No match")
                         : "");
    }
    tui_put(LINES - 2, 0, COLS, t->attributes[TUI_SEPARATOR], "");
    tui_put(LINES - 1, 0, COLS, t->attributes[TUI_HELP], "[Enter] Jump   [Ctrl-F] Information   [ESC] Return");
    move(1, tui_columns(s->input.s) < COLS ? tui_columns(s->input.s) : COLS - 1);
    refresh();
    free(b.s);
}

static void drop_last(buf_t *b)
{
    while (b->len && ((unsigned char)b->s[b->len - 1] & 0xc0) == 0x80)
        b->len--;
    b->len -= b->len > 0;
    b->s[b->len] = '\0';
}

static bool type_key(struct search *s, int c)
{
    char bytes[8];
    wchar_t wide = (wchar_t)(c & ~(1 << 24));
    int n = c & 1 << 24 || (c >= 32 && c < 256) ? wctomb(bytes, wide) : -1;
    if (n > 0)
        buf_add(&s->input, bytes, (size_t)n);
    else if (c == KEY_BACKSPACE)
        drop_last(&s->input);
    else if (c == TUI_KEY_CTRL_U)
        buf_add(&s->input, "", s->input.len = 0);
    else
        return false;
    return true;
}

static void move_key(struct search *s, int c)
{
    size_t last = s->found.len ? s->found.len - 1 : 0;
    if (c == KEY_DOWN)
        s->selected++;
    else if (c == KEY_UP)
        s->selected -= s->selected > 0;
    else if (c == KEY_NPAGE)
        s->selected += rows();
    else if (c == KEY_PPAGE)
        s->selected = s->selected > rows() ? s->selected - rows() : 0;
    else if (c == KEY_HOME)
        s->selected = 0;
    else if (c == KEY_END)
        s->selected = last;
    if (s->selected > last)
        s->selected = last;
}

static struct knode *loop(struct tui *t, struct search *s)
{
    for (;;) {
        draw(t, s);
        int c = tui_key();
        struct knode *at = s->found.len ? s->found.data[s->selected] : NULL;
        if (c == TUI_KEY_ESCAPE || c == TUI_KEY_GONE)
            return NULL;
        if (c == '\n' && at)
            return at;
        if (c == 6 && at)
            tui_info(t, at);
        else if (type_key(s, c))
            find(t, s);
        else
            move_key(s, c);
    }
}

struct knode *tui_jump(struct tui *t)
{
    struct search s = { 0 };
    buf_puts(&s.input, "");
    find(t, &s);
    curs_set(1);
    struct knode *node = loop(t, &s);
    curs_set(0);
    free(s.input.s);
    free(s.found.data);
    free(s.wrong);
    return node;
}
