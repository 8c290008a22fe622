// SPDX-License-Identifier: MIT
// What programs see of a tree when they go over it: menus, definitions, properties, choices and expressions.
#include <string.h>

#include "kconfig/tree.h"

// Nodes --------------------------------------------------------------------------------------------------------------

const struct knode *kconfig_top(const struct kconfig *kc)
{
    return kc->top;
}
const struct knode *knode_child(const struct knode *node)
{
    return node->list;
}
const struct knode *knode_next(const struct knode *node)
{
    return node->next;
}
const struct knode *knode_parent(const struct knode *node)
{
    return node->parent;
}

struct knode *knode_after(const struct knode *node)
{
    if (node->list)
        return node->list;
    while (node && !node->next)
        node = node->parent;
    return node ? node->next : NULL;
}

enum knode_kind knode_kind(const struct knode *node)
{
    return (enum knode_kind)node->kind;
}
struct kplace knode_place(const struct knode *node)
{
    return (struct kplace){ node->file, node->line };
}
struct ksymbol *knode_symbol(const struct knode *node)
{
    return node->kind == KNODE_SYMBOL ? node->sym : NULL;
}
struct kchoice *knode_choice(const struct knode *node)
{
    return node->kind == KNODE_CHOICE ? node->choice : NULL;
}
const char *knode_prompt(const struct knode *node)
{
    return node->prompt;
}
const char *knode_help(struct kconfig *kc, const struct knode *node)
{
    return khelp_text(kc, node->help);
}
bool knode_is_menuconfig(const struct knode *node)
{
    return node->is_menuconfig;
}

const struct kexpr *knode_depends(const struct knode *node)
{
    return node->dep;
}
const struct kexpr *knode_prompt_if(const struct knode *node)
{
    return node->prompt ? node->prompt_cond : NULL;
}
const struct kexpr *knode_visible_if(const struct knode *node)
{
    return node->kind == KNODE_MENU ? node->visible : NULL;
}

bool kconfig_is_shown(struct kconfig *kc, const struct knode *node)
{
    if (!node->prompt || !kexpr_value(kc, node->prompt_cond))
        return false;
    return node->kind != KNODE_MENU || kexpr_value(kc, node->visible);
}

// Properties ---------------------------------------------------------------------------------------------------------

const struct kprop *knode_next_prop(const struct knode *node, const struct kprop *after)
{
    return after ? after->next : node->props;
}
enum kprop_kind kprop_kind(const struct kprop *prop)
{
    return prop->kind;
}
unsigned kprop_line(const struct kprop *prop)
{
    return prop->line;
}
const struct kexpr *kprop_if(const struct kprop *prop)
{
    return prop->cond;
}
const struct kexpr *kprop_value(const struct kprop *prop)
{
    return prop->kind == KPROP_DEFAULT ? prop->value : NULL;
}
struct ksymbol *kprop_target(const struct kprop *prop)
{
    return prop->kind == KPROP_SELECT || prop->kind == KPROP_IMPLY ? prop->target : NULL;
}
struct ksymbol *kprop_low(const struct kprop *prop)
{
    return prop->kind == KPROP_RANGE ? prop->low : NULL;
}
struct ksymbol *kprop_high(const struct kprop *prop)
{
    return prop->kind == KPROP_RANGE ? prop->high : NULL;
}

// Symbols and choices ------------------------------------------------------------------------------------------------

bool ksym_is_constant(const struct ksymbol *sym)
{
    return sym->is_const;
}
bool ksym_is_defined(const struct ksymbol *sym)
{
    return sym->nodes != NULL;
}
struct kchoice *ksym_choice(const struct ksymbol *sym)
{
    return sym->choice;
}
const struct knode *ksym_next_node(const struct ksymbol *sym, const struct knode *after)
{
    return after ? after->next_same : sym->nodes;
}
const struct krev *ksym_next_select(const struct ksymbol *sym, const struct krev *after)
{
    return after ? after->next : sym->reverse->selected;
}
const struct krev *ksym_next_imply(const struct ksymbol *sym, const struct krev *after)
{
    return after ? after->next : sym->reverse->implied;
}
struct ksymbol *krev_by(const struct krev *rev)
{
    return rev->by;
}
const struct kexpr *krev_if(const struct krev *rev)
{
    return rev->cond;
}

struct kchoice *kconfig_choice(const struct kconfig *kc, const char *name)
{
    struct kchoice *c = kc->choices;
    while (c && (!c->name || strcmp(c->name, name)))
        c = c->next;
    return c;
}
struct kchoice *kconfig_next_choice(const struct kconfig *kc, const struct kchoice *after)
{
    return after ? after->next : kc->choices;
}
const char *kchoice_name(const struct kchoice *choice)
{
    return choice->name;
}
enum ktype kchoice_type(const struct kchoice *choice)
{
    return (enum ktype)choice->type;
}
bool kchoice_is_optional(const struct kchoice *choice)
{
    return choice->optional;
}
const struct knode *kchoice_next_node(const struct kchoice *choice, const struct knode *after)
{
    return after ? after->next_same : choice->nodes;
}
struct ksymbol *kchoice_next_member(const struct kchoice *choice, const struct ksymbol *after)
{
    return after ? after->detail->next_member : choice->members;
}
enum ktristate kconfig_choice_mode(struct kconfig *kc, struct kchoice *choice)
{
    return (enum ktristate)kchoice_tri(kc, choice);
}
struct ksymbol *kconfig_selected(struct kconfig *kc, struct kchoice *choice)
{
    return kchoice_tri(kc, choice) == 2 ? kchoice_selection(kc, choice) : NULL;
}

// Expressions --------------------------------------------------------------------------------------------------------

enum kop kexpr_op(const struct kexpr *e)
{
    return (enum kop)e->op;
}

static bool has_operands(const struct kexpr *e)
{
    return e->op == KE_NOT || e->op == KE_AND || e->op == KE_OR;
}

const struct kexpr *kexpr_left(const struct kexpr *e)
{
    return has_operands(e) ? e->left : NULL;
}
const struct kexpr *kexpr_right(const struct kexpr *e)
{
    return has_operands(e) && e->op != KE_NOT ? e->right : NULL;
}
struct ksymbol *kexpr_symbol(const struct kexpr *e)
{
    return has_operands(e) || e->op == KE_CHOICE ? NULL : e->sym;
}
struct ksymbol *kexpr_symbol_right(const struct kexpr *e)
{
    return e->op >= KE_EQ ? e->right_sym : NULL;
}
struct kchoice *kexpr_choice(const struct kexpr *e)
{
    return e->op == KE_CHOICE ? e->choice : NULL;
}

enum ktristate kconfig_expr_value(struct kconfig *kc, const struct kexpr *e)
{
    return (enum ktristate)kexpr_value(kc, e);
}

char *kexpr_as_text(const struct kexpr *e, struct kconfig *kc)
{
    buf_t b = { 0 };
    kexpr_print(&b, e, kc);
    return b.s;
}
