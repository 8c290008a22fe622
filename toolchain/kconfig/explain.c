// SPDX-License-Identifier: MIT
// Everything about one symbol, choice, menu or comment as text: for query and for the information page of menuconfig.
#include <stdlib.h>
#include <string.h>

#include "kconfig/tree.h"

static int min(int a, int b)
{
    return a < b ? a : b;
}

static void put_condition(struct kconfig *kc, buf_t *b, const struct kexpr *cond)
{
    if (cond != &kc->y->expr) {
        buf_puts(b, " if ");
        kexpr_print(b, cond, kc);
    }
    buf_puts(b, "\n");
}

static void put_indented(buf_t *b, const char *text)
{
    for (const char *next; *text; text = next) {
        next = text + strcspn(text, "\n");
        buf_printf(b, "  %.*s\n", (int)(next - text), text);
        next += *next == '\n';
    }
}

// Why the value is what it is ----------------------------------------------------------------------------------------

static void put_selectors(struct kconfig *kc, buf_t *b, const struct krev *rev, const char *verb, bool active_only)
{
    for (; rev; rev = rev->next) {
        int v = min(ksym_tri(kc, rev->by), kexpr_value(kc, rev->cond));
        if (active_only && !v)
            continue;
        buf_printf(b, "  %s %s by ", verb, ktri_text[v]);
        ksym_describe(b, rev->by);
        put_condition(kc, b, rev->cond);
    }
}

static struct kprop *active_default(struct kconfig *kc, const struct ksymbol *sym, const struct knode **where)
{
    for (const struct knode *node = sym->nodes; node; node = node->next_same)
        for (struct kprop *p = NULL; (p = knode_prop(node, p, KPROP_DEFAULT));)
            if (kexpr_value(kc, p->cond)) {
                *where = node;
                return p;
            }
    return NULL;
}

static void put_default_reason(struct kconfig *kc, buf_t *b, const struct ksymbol *sym)
{
    const struct knode *node = NULL;
    struct kprop *p = active_default(kc, sym, &node);
    if (!p) {
        buf_puts(b, "  no default applies\n");
        return;
    }
    buf_printf(b, "  default at %s:%u: ", node->file, p->line);
    kexpr_print(b, p->value, kc);
    put_condition(kc, b, p->cond);
}

static void put_user_reason(struct kconfig *kc, buf_t *b, struct ksymbol *sym)
{
    const char *user = ksym_user_value(sym);
    if (!user)
        return;
    buf_printf(b, "  asked for: %s", user);
    if (sym->detail->user_place.file)
        buf_printf(b, " (%s:%u)", sym->detail->user_place.file, sym->detail->user_place.line);
    int vis = ksym_vis(kc, sym);
    if (!vis)
        buf_puts(b, ", which has no effect: it is not visible");
    else if (ksym_is_logic(sym) && sym->user_tri > vis)
        buf_printf(b, ", but at most %s is possible", ktri_text[vis]);
    else if (strcmp(user, ksym_text(kc, sym)))
        buf_puts(b, ", which is not in force");
    buf_puts(b, "\n");
}

static void put_reasons(struct kconfig *kc, buf_t *b, struct ksymbol *sym)
{
    buf_puts(b, "\nWhy:\n");
    put_user_reason(kc, b, sym);
    if (sym->choice)
        buf_printf(b, "  member of a choice whose mode is %s\n", ktri_text[kchoice_tri(kc, sym->choice)]);
    else
        put_default_reason(kc, b, sym);
    put_selectors(kc, b, sym->reverse->implied, "implied", true);
    put_selectors(kc, b, sym->reverse->selected, "selected", true);
    if (ksym_is_logic(sym) && ksym_dep_value(kc, sym) < 2)
        buf_printf(b, "  its dependencies allow %s at most\n", ktri_text[ksym_dep_value(kc, sym)]);
}

// What was written down ----------------------------------------------------------------------------------------------

static void put_prop(struct kconfig *kc, buf_t *b, const struct kprop *p)
{
    static const char *const verbs[] = { "default", "range", "select", "imply" };
    buf_printf(b, "  %s ", verbs[p->kind]);
    if (p->kind == KPROP_DEFAULT)
        kexpr_print(b, p->value, kc);
    else
        kexpr_print(b, &p->target->expr, kc);
    if (p->kind == KPROP_RANGE) {
        buf_puts(b, " ");
        kexpr_print(b, &p->high->expr, kc);
    }
    put_condition(kc, b, p->cond);
}

static void put_menu_path(buf_t *b, const struct knode *menu)
{
    if (!menu->parent) {
        buf_puts(b, "(Top)");
        return;
    }
    put_menu_path(b, menu->parent);
    if (menu->prompt)
        buf_printf(b, " > %s", menu->prompt);
}

// The place in kc->files of the file that made a node. A file that is included again makes the same nodes again: how
// many of them stand before this one tells which time it was.
static size_t file_of(const struct kconfig *kc, const struct knode *node)
{
    size_t before = 0, i = 0;
    for (const struct knode *n = kc->top; n != node; n = knode_after(n))
        before += n->line == node->line && n->kind == node->kind && n->file && !strcmp(n->file, node->file);
    for (; i < kc->files.len; i++)
        if (!strcmp(kc->files.data[i], node->file) && !before--)
            return i;
    return 0;
}

static void put_sources(const struct kconfig *kc, buf_t *b, size_t file)
{
    size_t by = kc->included.data[file].by;
    if (by)
        put_sources(kc, b, by);
    buf_printf(b, "%s%s:%u", by ? " -> " : "", kc->files.data[by], kc->included.data[file].line);
}

static void put_include_path(const struct kconfig *kc, buf_t *b, const struct knode *node)
{
    size_t file = file_of(kc, node);
    if (!file)
        return;
    buf_puts(b, "  included via ");
    put_sources(kc, b, file);
    buf_puts(b, "\n");
}

static void put_dependencies(struct kconfig *kc, buf_t *b, const struct knode *node)
{
    if (node->dep != &kc->y->expr) {
        buf_puts(b, "  depends on ");
        kexpr_print_lines(b, node->dep, kc, 10);
        buf_printf(b, "    which is %s now\n", ktri_text[kexpr_value(kc, node->dep)]);
    }
    if (node->kind == KNODE_MENU && node->visible != &kc->y->expr) {
        buf_puts(b, "  visible if ");
        kexpr_print(b, node->visible, kc);
        buf_puts(b, "\n");
    }
}

static void put_definition(struct kconfig *kc, buf_t *b, const struct knode *node)
{
    buf_printf(b, "\nDefined at %s:%u", node->file, node->line);
    if (node->parent) {
        buf_puts(b, " in ");
        put_menu_path(b, node->parent);
    }
    buf_puts(b, "\n");
    put_include_path(kc, b, node);
    if (node->prompt) {
        buf_printf(b, "  prompt \"%s\"", node->prompt);
        put_condition(kc, b, node->prompt_cond);
    }
    put_dependencies(kc, b, node);
    for (const struct kprop *p = node->props; p; p = p->next)
        put_prop(kc, b, p);
    const char *help = khelp_text(kc, node->help);
    if (help && *help) {
        buf_puts(b, "\n");
        put_indented(b, help);
    }
}

static void put_symbol(struct kconfig *kc, buf_t *b, struct ksymbol *sym)
{
    const char *value = ksym_text(kc, sym);
    buf_printf(b, "Name:   %s\nType:   %s\nValue:  ", sym->name, ktype_name(sym->type));
    buf_printf(b, sym->type == KTYPE_STRING ? "\"%s\"\n" : "%s\n", value);
    buf_printf(b, "Shown:  %s\n", ktri_text[ksym_vis(kc, sym)]);
    put_reasons(kc, b, sym);
    for (const struct knode *node = sym->nodes; node; node = node->next_same)
        put_definition(kc, b, node);
    if (sym->reverse->selected || sym->reverse->implied)
        buf_puts(b, "\nSelected or implied by:\n");
    put_selectors(kc, b, sym->reverse->selected, "selected", false);
    put_selectors(kc, b, sym->reverse->implied, "implied", false);
}

static void put_choice(struct kconfig *kc, buf_t *b, struct kchoice *choice)
{
    const struct ksymbol *chosen = kchoice_selection(kc, choice);
    buf_printf(b, "Choice: %s\nType:   %s\nMode:   %s\nTaken:  %s\n", choice->name ? choice->name : "(without a name)",
               ktype_name(choice->type), ktri_text[kchoice_tri(kc, choice)], chosen ? chosen->name : "none");
    buf_puts(b, "\nMembers:\n");
    for (const struct ksymbol *s = choice->members; s; s = s->detail->next_member)
        buf_printf(b, "  %s\n", s->name);
    for (const struct knode *node = choice->nodes; node; node = node->next_same)
        put_definition(kc, b, node);
}

void knode_info(struct kconfig *kc, const struct knode *node, buf_t *b)
{
    if (node->kind == KNODE_SYMBOL) {
        put_symbol(kc, b, node->sym);
    } else if (node->kind == KNODE_CHOICE) {
        put_choice(kc, b, node->choice);
    } else {
        buf_printf(b, "%s: %s\n", node->kind == KNODE_MENU ? "Menu" : "Comment", node->prompt ? node->prompt : "");
        put_definition(kc, b, node);
    }
}

char *kconfig_explain(struct kconfig *kc, struct ksymbol *sym)
{
    buf_t b = { 0 };
    put_symbol(kc, &b, sym);
    return b.s;
}
