// SPDX-License-Identifier: MIT
// The search of jump-to: the entries whose name or prompt match every word, each a regular expression.
#include <locale.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "kconfig/tui.h"

enum { MAX_WORDS = 8 };

struct word {
    const char *plain; // without special characters: a plain search is much faster
    regex_t regex;
};

struct words { struct word data[MAX_WORDS]; size_t n; };

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

static bool node_matches(const struct words *w, const struct knode *node)
{
    for (size_t i = 0; i < w->n; i++)
        if (!text_matches(&w->data[i], name_of(node)) && !(node->prompt && text_matches(&w->data[i], node->prompt)))
            return false;
    return true;
}

// Splits the input, which it changes, and compiles its words. Returns what is wrong with one, or NULL.
static char *compile(char *input, struct words *w)
{
    char *rest = NULL;
    for (char *s = strtok_r(input, " ", &rest); s && w->n < MAX_WORDS; s = strtok_r(NULL, " ", &rest)) {
        struct word *word = &w->data[w->n];
        word->plain = strpbrk(s, "\\^$.|?*+()[]{}") ? NULL : s;
        int r = word->plain ? 0 : regcomp(&word->regex, s, REG_EXTENDED | REG_ICASE | REG_NOSUB);
        if (r) {
            char text[120];
            regerror(r, &word->regex, text, sizeof text);
            return xasprintf("'%s': %s", s, text);
        }
        w->n++;
    }
    return NULL;
}

// Symbols by name, then choices, menus and comments by prompt.
static int rank(const struct knode *node)
{
    return node->kind == KNODE_SYMBOL ? 0 : node->kind == KNODE_CHOICE ? 1 : node->kind == KNODE_MENU ? 2 : 3;
}

static int by_name(const void *a, const void *b)
{
    const struct knode *x = *(struct knode *const *)a, *y = *(struct knode *const *)b;
    if (rank(x) != rank(y))
        return rank(x) - rank(y);
    int r = rank(x) ? strcmp(x->prompt ? x->prompt : "", y->prompt ? y->prompt : "") : strcmp(name_of(x), name_of(y));
    return r ? r : strcmp(x->file, y->file) ? strcmp(x->file, y->file) : (x->line > y->line) - (x->line < y->line);
}

static void sort_all(struct tui *t)
{
    for (struct knode *node = t->kc->top->list; node; node = knode_after(node))
        if (node->prompt || node->kind == KNODE_SYMBOL)
            vec_push(&t->sorted, node);
    if (t->sorted.len)
        qsort(t->sorted.data, t->sorted.len, sizeof *t->sorted.data, by_name);
}

// Where the input has plain characters only, regular expressions look at bytes, which takes a third of the time.
static bool is_ascii(const char *s)
{
    while (*s > 0)
        s++;
    return !*s;
}

char *tui_search(struct tui *t, const char *input, void (*found)(void *ctx, struct knode *node), void *ctx)
{
    struct words w = { .n = 0 };
    locale_t bytes = is_ascii(input) ? newlocale(LC_ALL_MASK, "C", 0) : 0, before = uselocale(bytes);
    char *copy = xstrdup(input), *wrong = compile(copy, &w);
    if (!t->sorted.len)
        sort_all(t);
    for (size_t i = 0; i < t->sorted.len && !wrong; i++)
        if (node_matches(&w, t->sorted.data[i]))
            found(ctx, t->sorted.data[i]);
    for (size_t i = 0; i < w.n; i++)
        if (!w.data[i].plain)
            regfree(&w.data[i].regex);
    uselocale(before);
    if (bytes)
        freelocale(bytes);
    free(copy);
    return wrong;
}

void tui_search_line(struct tui *t, const struct knode *node, buf_t *b)
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
