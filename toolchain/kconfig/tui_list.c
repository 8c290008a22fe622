// SPDX-License-Identifier: MIT
// Which nodes a menu shows, and what each line says.
#include <stdlib.h>
#include <string.h>

#include "kconfig/tui.h"

bool tui_in_y_choice(struct tui *t, const struct knode *node)
{
    return node->kind == KNODE_SYMBOL && node->sym->choice && kchoice_tri(t->kc, node->sym->choice) == 2;
}

struct knode *tui_selected(const struct tui *t)
{
    return t->shown.len ? t->shown.data[t->selected] : NULL;
}

bool tui_opens_inside(const struct tui *t, const struct knode *node)
{
    return t->single_menu && node->kind == KNODE_MENU;
}

bool tui_is_open(const struct tui *t, const struct knode *node)
{
    for (size_t i = 0; i < t->open.len; i++)
        if (t->open.data[i] == node)
            return true;
    return false;
}

// Symbols that are not visible are shown when something below them is.
static void add_nodes(struct tui *t, struct knode *node)
{
    for (; node; node = node->next) {
        bool shown = kconfig_is_shown(t->kc, node) || t->show_all;
        size_t place = t->shown.len;
        if (shown)
            vec_push(&t->shown, node);
        if (!node->list || (shown && node->is_menuconfig && !tui_is_open(t, node)) || (!shown && node->kind != KNODE_SYMBOL))
            continue;
        if (!shown)
            vec_push(&t->shown, node);
        size_t before = t->shown.len;
        add_nodes(t, node->list);
        if (!shown && t->shown.len == before)
            t->shown.len = place;
        else if (!shown && node->is_menuconfig)
            t->shown.len = before;
    }
}

void tui_fill(struct tui *t)
{
    struct knode *before = tui_selected(t);
    t->shown.len = 0;
    add_nodes(t, t->menu->list);
    size_t i = 0;
    while (i < t->shown.len && t->shown.data[i] != before)
        i++;
    if (i < t->shown.len)
        t->selected = i;
    else if (t->selected >= t->shown.len)
        t->selected = t->shown.len ? t->shown.len - 1 : 0;
}

static bool is_number_or_text(const struct ksymbol *sym)
{
    return sym->type == KTYPE_STRING || sym->type == KTYPE_INT || sym->type == KTYPE_HEX;
}

static void put_logic(struct tui *t, const struct knode *node, buf_t *b)
{
    bool choice = node->kind == KNODE_CHOICE;
    int tri = choice ? kchoice_tri(t->kc, node->choice) : ksym_tri(t->kc, node->sym);
    enum ktype type = choice ? kchoice_type_now(t->kc, node->choice) : ksym_type_now(t->kc, node->sym);
    unsigned bits = tui_assignable(t, node);
    char mark = " M*"[tri];
    if (tui_in_y_choice(t, node))
        buf_printf(b, "(%c) ", kchoice_selection(t->kc, node->sym->choice) == node->sym ? 'X' : ' ');
    else if (!(bits & (bits - 1)))
        buf_printf(b, choice ? "    " : "-%c- ", mark);
    else if (type == KTYPE_BOOL)
        buf_printf(b, "[%c] ", mark);
    else
        buf_printf(b, bits == 6 ? "{%c} " : "<%c> ", mark);
}

static void put_value(struct tui *t, const struct knode *node, buf_t *b)
{
    if (tui_opens_inside(t, node))
        buf_puts(b, tui_is_open(t, node) ? "--> " : "++> ");
    else if (node->kind == KNODE_MENU || node->kind == KNODE_COMMENT || (node->kind == KNODE_SYMBOL && !node->sym->type))
        buf_puts(b, "    ");
    else if (node->kind == KNODE_SYMBOL && is_number_or_text(node->sym))
        buf_printf(b, *ksym_text(t->kc, node->sym) ? "(%s) " : "(%s)  ", ksym_text(t->kc, node->sym));
    else
        put_logic(t, node, b);
}

static bool has_shown_child(struct tui *t, const struct knode *node)
{
    for (const struct knode *child = node->list; child; child = child->next)
        if (t->show_all || kconfig_is_shown(t->kc, child) || has_shown_child(t, child))
            return true;
    return false;
}

// The prompt that a member has in this definition of its choice, or any.
static const char *member_prompt(const struct knode *choice, const struct ksymbol *sym)
{
    for (const struct knode *node = sym->nodes; node; node = node->next_same)
        if (node->parent == choice && node->prompt)
            return node->prompt;
    return ksym_prompt(sym);
}

// Not answered by the .config. Where live texts tell what each entry comes to, none is needed, and all would be new.
static bool is_new(const struct tui *t, const struct knode *node)
{
    return node->kind == KNODE_SYMBOL && node->prompt && node->sym->type && !ksym_user_value(node->sym) &&
           (t->kc->config_read || !t->live);
}

static void put_tail(struct tui *t, const struct knode *node, buf_t *b)
{
    if (is_new(t, node) && !tui_in_y_choice(t, node))
        buf_puts(b, " (NEW)");
    if (node->kind == KNODE_CHOICE && kchoice_tri(t->kc, node->choice) == 2) {
        const struct ksymbol *chosen = kchoice_selection(t->kc, node->choice);
        const char *prompt = chosen ? member_prompt(node, chosen) : NULL;
        if (chosen)
            buf_printf(b, " (%s)", prompt ? prompt : chosen->name);
    }
    if (node->is_menuconfig && !tui_opens_inside(t, node))
        buf_puts(b, has_shown_child(t, node) ? "  --->" : "  ----");
}

const char *tui_live_line(struct tui *t, const struct knode *node)
{
    const char *text = t->live && node->kind == KNODE_SYMBOL ? t->live->line(t->live->ctx, t->kc, node->sym) : NULL;
    return text && *text ? text : NULL;
}

static void put_name(struct tui *t, const struct knode *node, buf_t *b)
{
    const char *end = node->prompt ? " " : "";
    if (!t->show_name && node->prompt)
        return;
    if (node->kind == KNODE_SYMBOL)
        buf_printf(b, "<%s>%s", node->sym->name, end);
    else if (node->kind == KNODE_CHOICE)
        buf_printf(b, node->choice->name ? "<choice %s>%s" : "<choice%s>%s",
                   node->choice->name ? node->choice->name : "", end);
}

void tui_line(struct tui *t, const struct knode *node, buf_t *b)
{
    b->len = 0;
    for (const struct knode *up = node->parent; up && up != t->menu; up = up->parent)
        buf_puts(b, "  ");
    put_value(t, node, b);
    put_name(t, node, b);
    if (node->prompt)
        buf_printf(b, node->kind == KNODE_COMMENT ? "*** %s ***" : "%s", node->prompt);
    put_tail(t, node, b);
}

void tui_path(const struct tui *t, buf_t *b)
{
    VEC(const struct knode *) menus = { 0 };
    for (const struct knode *menu = t->menu; menu->parent; menu = menu->parent)
        vec_push(&menus, menu);
    buf_puts(b, "(Top)");
    while (menus.len) {
        const struct knode *menu = menus.data[--menus.len];
        buf_printf(b, " > %s", menu->prompt                ? menu->prompt
                               : menu->kind == KNODE_SYMBOL ? menu->sym->name
                                                            : "choice");
    }
    free(menus.data);
}
