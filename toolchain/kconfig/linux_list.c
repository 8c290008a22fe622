// SPDX-License-Identifier: MIT
// What Linux's conf lists as new, and what it says about bools that are compared with m.
#include "kconfig/tree.h"

bool klinux_is_visible(struct kconfig *kc, const struct knode *node)
{
    if (!node->prompt || (node->kind == KNODE_MENU && !kexpr_value(kc, node->visible)))
        return false;
    if (kexpr_value(kc, node->prompt_cond))
        return true;
    bool off = node->kind != KNODE_SYMBOL || !ksym_tri(kc, node->sym);
    for (const struct knode *child = off ? NULL : node->list; child; child = child->next)
        if (klinux_is_visible(kc, child))
            return true;
    return false;
}

// What selects leave as the least value; they do not count for members of choices.
int klinux_floor(struct kconfig *kc, struct ksymbol *sym)
{
    int v = sym->choice ? 0 : ksym_rev_value(kc, sym->reverse->selected);
    return v == 1 && ksym_type_now(kc, sym) == KTYPE_BOOL ? 2 : v;
}

static bool symbol_is_new(struct kconfig *kc, struct ksymbol *sym)
{
    return !ksym_user_value(sym) && ksym_vis(kc, sym) > klinux_floor(kc, sym);
}

bool klinux_has_new_member(struct kconfig *kc, const struct kchoice *choice)
{
    for (struct ksymbol *s = choice->members; s; s = s->detail->next_member)
        if (ksym_vis(kc, s) && !ksym_user_value(s))
            return true;
    return false;
}

// What a choice is at least.
int klinux_choice_floor(struct kconfig *kc, struct kchoice *choice)
{
    int floor = choice->optional ? 0 : kchoice_type_now(kc, choice) == KTYPE_BOOL ? 2 : 1;
    int vis = kchoice_vis(kc, choice);
    return floor < vis ? floor : vis;
}

// By a .config, if that does not say both m and y, and there is no visible member in y mode that it does not mention.
bool klinux_choice_is_answered(struct kconfig *kc, struct kchoice *choice)
{
    return (kc->config_read || choice->was_set) && !choice->mixed &&
           !(kchoice_tri(kc, choice) == 2 && klinux_has_new_member(kc, choice));
}

bool klinux_is_new(struct kconfig *kc, const struct knode *node)
{
    if (node->kind == KNODE_SYMBOL)
        return symbol_is_new(kc, node->sym);
    if (node->kind != KNODE_CHOICE || klinux_is(kc, KERA_612) || klinux_choice_is_answered(kc, node->choice))
        return false;
    return kchoice_tri(kc, node->choice) == 2 || kchoice_vis(kc, node->choice) > klinux_choice_floor(kc, node->choice);
}

static void list(struct kconfig *kc, struct knode *node, void (*print)(void *ctx, struct knode *node), void *ctx)
{
    if (!klinux_is_visible(kc, node))
        return;
    if (klinux_is_new(kc, node) && (node->kind == KNODE_SYMBOL || node->choice->name))
        print(ctx, node);
    for (struct knode *child = node->list; child; child = child->next)
        list(kc, child, print, ctx);
}

void klinux_list_new(struct kconfig *kc, void (*print)(void *ctx, struct knode *node), void *ctx)
{
    for (struct knode *child = kc->top->list; child; child = child->next)
        list(kc, child, print, ctx);
}

static void note_expr(const struct kconfig *kc, const struct kexpr *e)
{
    for (; e->op == KE_AND || e->op == KE_OR; e = e->right)
        note_expr(kc, e->left);
    if (e->op == KE_NOT)
        note_expr(kc, e->left);
    bool test = (e->op == KE_EQ || e->op == KE_NE) && e->sym->type == KTYPE_BOOL && e->right_sym == kc->m;
    if (test)
        ktell(kc, KDIAG_INFO, NULL, 0, "boolean symbol %s tested for 'm'? test forced to '%s'", e->sym->name,
              e->op == KE_EQ ? "n" : "y");
}

// `visible if` of the menus it is in counts for its prompt.
static void note_prompt(const struct kconfig *kc, const struct knode *node)
{
    note_expr(kc, node->prompt_cond);
    for (const struct knode *up = node->parent; up && (node->kind == KNODE_SYMBOL || node->kind == KNODE_CHOICE); up = up->parent)
        if (up->kind == KNODE_MENU)
            note_expr(kc, up->shows);
}

void klinux_note_m_tests(struct kconfig *kc, const struct knode *node)
{
    note_expr(kc, node->dep);
    if (node->prompt)
        note_prompt(kc, node);
    for (const struct kprop *p = node->props; p; p = p->next)
        note_expr(kc, p->cond);
}
