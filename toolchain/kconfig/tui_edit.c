// SPDX-License-Identifier: MIT
// Changing values in menuconfig: toggles, editors that refuse what is out of range, undo.
#include <stdlib.h>
#include <string.h>

#include "kconfig/tui.h"

enum { UNDO_DEPTH = 100 };

static void free_snapshot(struct tui_snapshot *s)
{
    for (size_t i = 0; i < s->n; i++)
        free(s->syms[i].text);
    free(s->syms);
    free(s->selections);
    free(s->modes);
}

static size_t count_choices(const struct kconfig *kc)
{
    size_t n = 0;
    for (const struct kchoice *c = kc->choices; c; c = c->next)
        n++;
    return n;
}

static struct tui_snapshot take(struct kconfig *kc)
{
    struct tui_snapshot s = { 0 };
    VEC(struct tui_saved) syms = { 0 };
    FOR_DEFINED (kc, sym) {
        struct tui_saved saved = { sym, sym->detail->user_text ? xstrdup(sym->detail->user_text) : NULL, sym->user_tri };
        if (saved.text || saved.tri >= 0)
            vec_push(&syms, saved);
    }
    s.syms = syms.data;
    s.n = syms.len;
    size_t i = 0, choices = count_choices(kc) + 1;
    s.selections = xcalloc(choices, sizeof *s.selections);
    s.modes = xcalloc(choices, 1);
    for (const struct kchoice *c = kc->choices; c; c = c->next, i++) {
        s.selections[i] = c->user_selection;
        s.modes[i] = c->user_tri;
    }
    return s;
}

void tui_remember(struct tui *t)
{
    if (t->undo.len == UNDO_DEPTH) {
        free_snapshot(&t->undo.data[0]);
        memmove(t->undo.data, t->undo.data + 1, --t->undo.len * sizeof *t->undo.data);
    }
    vec_push(&t->undo, take(t->kc));
    t->unsaved = true;
}

void tui_forget(struct tui *t)
{
    free_snapshot(&t->undo.data[--t->undo.len]);
}

void tui_undo(struct tui *t)
{
    if (!t->undo.len)
        return;
    struct tui_snapshot s = t->undo.data[--t->undo.len];
    kconfig_unset_all(t->kc);
    for (size_t i = 0; i < s.n; i++) {
        s.syms[i].sym->user_tri = s.syms[i].tri;
        if (s.syms[i].text)
            ksym_set_text(t->kc, s.syms[i].sym, s.syms[i].text);
    }
    size_t i = 0;
    for (struct kchoice *c = t->kc->choices; c; c = c->next, i++) {
        c->user_selection = s.selections[i];
        c->user_tri = s.modes[i];
    }
    t->kc->generation++;
    t->unsaved = true;
    free_snapshot(&s);
}

void tui_free_undo(struct tui *t)
{
    for (size_t i = 0; i < t->undo.len; i++)
        free_snapshot(&t->undo.data[i]);
    free(t->undo.data);
}

unsigned tui_assignable(struct tui *t, const struct knode *node)
{
    return node->kind == KNODE_SYMBOL   ? ksym_assignable(t->kc, node->sym)
           : node->kind == KNODE_CHOICE ? kchoice_assignable(t->kc, node->choice)
                                        : 0;
}

static int current(struct tui *t, const struct knode *node)
{
    return node->kind == KNODE_SYMBOL ? ksym_tri(t->kc, node->sym) : kchoice_tri(t->kc, node->choice);
}

bool tui_set_tri(struct tui *t, struct knode *node, int tri)
{
    if ((node->kind != KNODE_SYMBOL && node->kind != KNODE_CHOICE) || !(tui_assignable(t, node) & 1u << tri) ||
        !kconfig_is_shown(t->kc, node))
        return false;
    if (current(t, node) == tri)
        return true;
    tui_remember(t);
    return node->kind == KNODE_SYMBOL ? ksym_set_tri(t->kc, node->sym, tri) : kchoice_set_tri(t->kc, node->choice, tri);
}

struct editing {
    struct tui *t;
    const struct ksymbol *sym;
};

bool tui_is_text(const struct knode *node)
{
    return node->kind == KNODE_SYMBOL &&
           (node->sym->type == KTYPE_STRING || node->sym->type == KTYPE_INT || node->sym->type == KTYPE_HEX);
}

// " (int, 1 to 65535)"
static void put_kind(struct tui *t, const struct ksymbol *sym, buf_t *b)
{
    knum low, high;
    bool hex = sym->type == KTYPE_HEX;
    buf_printf(b, " (%s", ktype_name(sym->type));
    if (sym->type != KTYPE_STRING && ksym_range(t->kc, sym, &low, &high)) {
        char from[48], to[48];
        knum_text(low, hex, from);
        knum_text(high, hex, to);
        buf_printf(b, ", %s to %s", from, to);
    }
    buf_puts(b, ")");
}

char *tui_refuse(struct tui *t, const struct ksymbol *sym, const char *text)
{
    knum v, low, high;
    bool hex = sym->type == KTYPE_HEX;
    if (sym->type == KTYPE_STRING)
        return NULL;
    if (!knum_parse(text, ktype_base(sym->type), &v) || (hex && v < 0))
        return xasprintf("'%s' is no %s number", text, hex ? "hexadecimal" : "decimal");
    if (!ksym_range(t->kc, sym, &low, &high) || (v >= low && v <= high))
        return NULL;
    char from[48], to[48];
    knum_text(low, hex, from);
    knum_text(high, hex, to);
    return xasprintf("%s is outside of the range %s to %s", text, from, to);
}

static char *check_text(void *ctx, const char *text)
{
    struct editing *e = ctx;
    return tui_refuse(e->t, e->sym, text);
}

// Numbers lose blanks around them; a hexadecimal one gets its 0x.
void tui_set_text(struct tui *t, struct ksymbol *sym, const char *text)
{
    bool number = sym->type != KTYPE_STRING;
    size_t skip = number ? strspn(text, " \t") : 0, n = strlen(text + skip);
    while (number && n && strchr(" \t", text[skip + n - 1]))
        n--;
    bool bare = sym->type == KTYPE_HEX && strncmp(text + skip, "0x", 2) && strncmp(text + skip, "0X", 2);
    char *full = xasprintf("%s%.*s", bare ? "0x" : "", (int)n, text + skip);
    if (strcmp(full, ksym_text(t->kc, sym))) {
        tui_remember(t);
        ksym_set_text(t->kc, sym, full);
    }
    free(full);
}

static bool edit_text(struct tui *t, struct knode *node)
{
    struct editing e = { t, node->sym };
    buf_t title = { 0 };
    buf_puts(&title, node->prompt);
    put_kind(t, node->sym, &title);
    char *text = tui_input(t, title.s, ksym_text(t->kc, node->sym), "", check_text, &e);
    free(title.s);
    if (text)
        tui_set_text(t, node->sym, text);
    free(text);
    return true;
}

// The next value that is possible: n, m, y, n...
static int next_value(unsigned bits, int tri)
{
    do
        tri = (tri + 1) % 3;
    while (!(bits & 1u << tri));
    return tri;
}

bool tui_change(struct tui *t, struct knode *node)
{
    if ((node->kind != KNODE_SYMBOL && node->kind != KNODE_CHOICE) || !kconfig_is_shown(t->kc, node))
        return false;
    if (tui_is_text(node))
        return edit_text(t, node);
    if (tui_in_y_choice(t, node))
        return tui_set_tri(t, node, 2);
    unsigned bits = tui_assignable(t, node);
    if (!(bits & (bits - 1)))
        return false;
    return tui_set_tri(t, node, next_value(bits, current(t, node)));
}
