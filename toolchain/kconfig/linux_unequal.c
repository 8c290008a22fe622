// SPDX-License-Identifier: MIT
// Linux 6.12: conditions that say X != y of a bool X.
//
// 6.12's conf rewrites conditions once the tree is read, and this one wrongly: it takes X itself for the expression that is
// negated. What that says is always n, so that the condition always holds. But where such a condition stands beside
// others, looking for submenus rewrites it once more and conf ends in a crash; then the conf before 6.12 answers for the
// tree. Values of defaults are not rewritten.
#include "kconfig/tree.h"

static bool is_wrong(const struct kconfig *kc, const struct kexpr *e)
{
    return e->op == KE_NE && e->right_sym == kc->y && e->sym->type == KTYPE_BOOL;
}

// What the operands of a chain of && are.
struct parts {
    const struct ksymbol *wrong; // the X of one that is wrong
    bool nested, never;          // one stands below || or with another; one is n
    bool others;
};

static bool holds_wrong(const struct kconfig *kc, const struct kexpr *e)
{
    if (e->op == KE_AND || e->op == KE_OR)
        return holds_wrong(kc, e->left) || holds_wrong(kc, e->right);
    return e->op == KE_NOT ? holds_wrong(kc, e->left) : is_wrong(kc, e);
}

static void add_parts(const struct kconfig *kc, const struct kexpr *e, struct parts *p)
{
    for (; e->op == KE_AND; e = e->right)
        add_parts(kc, e->left, p);
    if (is_wrong(kc, e)) {
        p->nested |= p->wrong && p->wrong != e->sym;
        p->wrong = e->sym;
    } else if (holds_wrong(kc, e)) {
        p->nested = true;
    } else {
        p->never |= e == &kc->n->expr;
        p->others |= e != &kc->y->expr;
    }
}

// The whole condition under which node can be seen, with what its menus add.
static struct parts parts_of(const struct kconfig *kc, const struct knode *node)
{
    struct parts p = { 0 };
    if (node->prompt)
        add_parts(kc, node->prompt_cond, &p);
    add_parts(kc, node->dep, &p);
    for (const struct knode *up = node->parent; up; up = up->parent) {
        add_parts(kc, up->dep, &p);
        if (node->prompt && node->kind == KNODE_SYMBOL && up->kind == KNODE_MENU)
            add_parts(kc, up->visible, &p);
    }
    return p;
}

static bool crashes(const struct parts *p)
{
    return !p->never && (p->nested || (p->wrong && p->others));
}

static void note_leaf(void *ctx, const struct kexpr *leaf)
{
    const struct ksymbol **sym = ctx;
    if (leaf->op == KE_SYMBOL && leaf->sym == *sym)
        *sym = NULL;
}

static bool mentions(const struct knode *node, const struct ksymbol *sym)
{
    const struct ksymbol *found = sym;
    kexpr_walk(node->dep, note_leaf, &found);
    if (node->prompt)
        kexpr_walk(node->prompt_cond, note_leaf, &found);
    return !found;
}

// Is what follows looked at as a possible part of node's submenu, until conf crashes?
static bool crashes_after(const struct kconfig *kc, const struct knode *node)
{
    for (const struct knode *next = node->next; next && mentions(next, node->sym); next = next->next) {
        if (kexpr_depends_on(kc, next->dep, node->sym) ||
            (next->prompt && kexpr_depends_on(kc, next->prompt_cond, node->sym)))
            continue;
        struct parts p = parts_of(kc, next);
        return crashes(&p);
    }
    return false;
}

bool klinux_unequal_crashes(const struct kconfig *kc)
{
    for (const struct knode *node = kc->top; node; node = knode_after(node)) {
        if (node->kind != KNODE_SYMBOL || node->parent->kind == KNODE_CHOICE)
            continue;
        struct parts p = parts_of(kc, node);
        if ((node->prompt && crashes(&p)) || crashes_after(kc, node))
            return true;
    }
    return false;
}

static void rewrite(struct kconfig *kc, struct kexpr *e)
{
    for (; e->op == KE_AND || e->op == KE_OR; e = e->right)
        rewrite(kc, e->left);
    if (e->op == KE_NOT) {
        rewrite(kc, e->left);
    } else if (is_wrong(kc, e)) {
        e->op = KE_SYMBOL;
        e->sym = kc->y;
    }
}

void klinux_unequal_hold(struct kconfig *kc)
{
    for (struct knode *node = kc->top; node; node = knode_after(node)) {
        rewrite(kc, node->dep);
        if (node->kind == KNODE_MENU)
            rewrite(kc, node->shows);
        if (node->prompt)
            rewrite(kc, node->prompt_cond);
        for (struct kprop *p = node->props; p; p = p->next)
            rewrite(kc, p->cond);
    }
}
