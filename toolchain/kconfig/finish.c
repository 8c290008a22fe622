// SPDX-License-Identifier: MIT
// After parsing: dependencies go from menus to what is in them, submenus and choices are made, `if`s disappear.
#include "kconfig/tree.h"

enum { SUBMENU_MAX_DEPTH = 4000 };

static bool node_is_item(const struct knode *node)
{
    return node->kind == KNODE_SYMBOL || node->kind == KNODE_CHOICE;
}

// To conf, X || X is X.
static bool is_only(const struct kexpr *e, const struct ksymbol *sym)
{
    while (e->op == KE_OR && e->left->op == KE_SYMBOL && e->left->sym == sym)
        e = e->right;
    return e->op == KE_SYMBOL && e->sym == sym;
}

bool kexpr_depends_on(const struct kconfig *kc, const struct kexpr *e, const struct ksymbol *sym)
{
    for (; e->op == KE_AND; e = e->right)
        if (kexpr_depends_on(kc, e->left, sym))
            return true;
    while (kc->style == KSTYLE_LINUX && e->op == KE_NOT && e->left->op == KE_NOT)
        e = e->left->left;
    if (kc->style == KSTYLE_LINUX && e->op == KE_OR)
        return is_only(e, sym);
    if (e->op == KE_SYMBOL)
        return e->sym == sym;
    if (e->op != KE_EQ && e->op != KE_NE)
        return false;
    if (kc->style == KSTYLE_LINUX)
        return e->sym == sym && (e->op == KE_NE ? e->right_sym == kc->n : e->right_sym == kc->y || e->right_sym == kc->m);
    const struct ksymbol *other = e->right_sym == sym ? e->sym : e->sym == sym ? e->right_sym : NULL;
    if (!other)
        return false;
    return other == kc->y || (other == kc->m && e->op == KE_EQ) || (other == kc->n && e->op == KE_NE);
}

static bool is_in_choice(const struct knode *node)
{
    const struct knode *parent = node->parent;
    while (parent && parent->kind == KNODE_IF)
        parent = parent->parent;
    return parent && parent->kind == KNODE_CHOICE;
}

// conf also puts below what names the symbol and depends on all that the symbol does. That matters in choices alone,
// whose members those are not then. Since 6.12 all entries of a choice are its members.
static bool belongs_below(const struct kconfig *kc, const struct knode *node, const struct knode *next)
{
    if (klinux_is(kc, KERA_612) && is_in_choice(node))
        return false;
    const struct kexpr *cond = next->prompt ? next->prompt_cond : next->dep;
    if (kexpr_depends_on(kc, cond, node->sym))
        return true;
    return kc->style == KSTYLE_LINUX && is_in_choice(node) &&
           klinux_covers(cond, node->prompt ? node->prompt_cond : NULL, node->sym);
}

static void propagate_one(struct kconfig *kc, struct knode *node, struct kexpr *base, struct kexpr *visible)
{
    struct kexpr *dep = node->dep = kexpr_and(kc, node->dep, base);
    if (!node_is_item(node)) {
        if (node->prompt)
            node->prompt_cond = kexpr_and(kc, node->prompt_cond, dep);
        return;
    }
    if (node->prompt)
        node->prompt_cond = kexpr_and(kc, node->prompt_cond, kexpr_and(kc, visible, dep));
    for (struct kprop *p = node->props; p; p = p->next)
        p->cond = kexpr_and(kc, p->cond, dep);
}

// Entries of one list, in whose order dependencies are handed down to them: each when it is first looked at, up to last.
struct list {
    struct kexpr *base, *visible;
    struct knode *last;
};

static void reach(struct kconfig *kc, struct list *list, struct knode *node)
{
    if (list->last != node && node)
        propagate_one(kc, node, list->base, list->visible);
    list->last = node ? node : list->last;
}

static struct kreverse *own_reverse(struct kconfig *kc, struct ksymbol *sym)
{
    if (sym->reverse == &kc->no_reverse) {
        struct kreverse *r = sym->reverse = karena_alloc(&kc->arena, sizeof *r);
        r->selected_end = &r->selected;
        r->implied_end = &r->implied;
    }
    return sym->reverse;
}

static void add_reverse(struct kconfig *kc, const struct kprop *p, struct ksymbol *by)
{
    if (p->cond == &kc->n->expr)
        return;
    struct kreverse *r = own_reverse(kc, p->target);
    struct krev *rev = karena_alloc(&kc->arena, sizeof *rev), ***end;
    end = p->kind == KPROP_SELECT ? &r->selected_end : &r->implied_end;
    rev->by = by;
    rev->cond = p->cond;
    **end = rev;
    *end = &rev->next;
}

static void add_reverses(struct kconfig *kc, struct knode *node)
{
    for (struct kprop *p = node->props; p; p = p->next) {
        if (p->kind != KPROP_SELECT && p->kind != KPROP_IMPLY)
            continue;
        if (!ksym_is_logic(p->target))
            kdoubt(kc, node->sym);
        add_reverse(kc, p, node->sym);
    }
}

static void finish_node(struct kconfig *kc, struct list *list, struct knode *node, int depth);

// Entries that follow a symbol and depend on it become its submenu.
static void make_submenu(struct kconfig *kc, struct list *list, struct knode *node, int depth)
{
    struct knode *last = node;
    for (;;) {
        reach(kc, list, last->next);
        if (!last->next || !belongs_below(kc, node, last->next))
            break;
        finish_node(kc, list, last->next, depth + 1);
        last = last->next;
        last->parent = node;
    }
    if (last == node)
        return;
    node->list = node->next;
    node->next = last->next;
    last->next = NULL;
}

// Entries without a prompt do not hold others: what they hold comes after them. Choices do.
static void flatten(struct knode *node)
{
    for (; node; node = node->next) {
        if (!node->list || node->prompt || node->kind == KNODE_CHOICE)
            continue;
        struct knode *last = node->list;
        for (;; last = last->next) {
            last->parent = node->parent;
            if (!last->next)
                break;
        }
        last->next = node->next;
        node->next = node->list;
        node->list = NULL;
    }
}

static void remove_ifs(struct knode *node)
{
    for (struct knode **slot = &node->list; *slot;) {
        if ((*slot)->kind == KNODE_IF)
            *slot = (*slot)->next;
        else
            slot = &(*slot)->next;
    }
}

// To conf up to 6.1 only entries that stand in no `if` give a choice its type, or take it from there. Later ones are bool.
static void set_linux_type(const struct kconfig *kc, struct knode *node)
{
    struct kchoice *choice = node->choice;
    if (klinux_is(kc, KERA_612))
        choice->type = KTYPE_BOOL;
    for (const struct knode *child = node->list; child && !choice->type; child = child->next)
        choice->type = child->kind == KNODE_SYMBOL ? child->sym->type : KTYPE_UNKNOWN;
    for (struct knode *child = node->list; child; child = child->next)
        if (child->kind == KNODE_SYMBOL && !child->sym->type)
            child->sym->type = choice->type;
}

static void set_type(struct kchoice *choice)
{
    for (struct ksymbol *s = choice->members; s && !choice->type; s = s->detail->next_member)
        choice->type = s->type;
    for (struct ksymbol *s = choice->members; s; s = s->detail->next_member)
        if (!s->type)
            s->type = choice->type;
}

static void finish_choice(struct kconfig *kc, struct knode *node)
{
    struct kchoice *choice = node->choice;
    for (struct knode *child = node->list; child; child = child->next) {
        if (child->kind != KNODE_SYMBOL || child->sym->choice == choice)
            continue;
        child->sym->choice = choice;
        *choice->members_end = child->sym;
        choice->members_end = &ksym_detail(kc, child->sym)->next_member;
        *choice->members_end = NULL;
    }
    if (kc->style != KSTYLE_LINUX)
        set_type(choice);
}

// In `visible if` of the menus around.
static bool prompts_test_m(const struct kconfig *kc, const struct knode *node)
{
    for (; node; node = node->parent)
        if (node->kind == KNODE_MENU && node->tests_m && node->shows != &kc->y->expr)
            return true;
    return false;
}

// conf looks at all children before it goes into any of them.
static void note_m_tests(struct kconfig *kc, const struct knode *node, const struct kexpr *visible)
{
    bool all = visible != &kc->y->expr && prompts_test_m(kc, node);
    if ((!node->child_tests_m && !all) || kc->style != KSTYLE_LINUX)
        return;
    for (const struct knode *child = node->list; child; child = child->next)
        if (child->tests_m || all)
            klinux_note_m_tests(kc, child);
}

static void finish_children(struct kconfig *kc, struct knode *node, struct kexpr *visible, int depth)
{
    if (node->kind == KNODE_MENU)
        visible = kexpr_and(kc, visible, node->shows);
    if (node->kind == KNODE_CHOICE && kc->style == KSTYLE_LINUX)
        set_linux_type(kc, node);
    note_m_tests(kc, node, visible);
    bool by_mode = node->kind == KNODE_CHOICE && !klinux_is(kc, KERA_612);
    struct list list = { by_mode ? &node->choice->expr : node->dep, visible, NULL };
    for (struct knode *child = node->list; child; child = child->next) {
        reach(kc, &list, child);
        finish_node(kc, &list, child, depth + 1);
    }
}

static void finish_node(struct kconfig *kc, struct list *list, struct knode *node, int depth)
{
    if (depth > SUBMENU_MAX_DEPTH)
        kfail_at(kc, node->file, node->line, "menus are nested too deeply");
    if (node->kind == KNODE_SYMBOL) {
        add_reverses(kc, node);
        make_submenu(kc, list, node, depth);
    } else if (node->list) {
        finish_children(kc, node, list->visible, depth);
    }
    if (node->list) {
        flatten(node->list);
        remove_ifs(node);
    }
    if (node->kind == KNODE_CHOICE)
        finish_choice(kc, node);
}

void kfinish(struct kconfig *kc)
{
    finish_node(kc, &(struct list){ .visible = &kc->y->expr }, kc->top, 0);
    kc->title = kc->top->prompt;
}
