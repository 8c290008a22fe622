// SPDX-License-Identifier: MIT
// Expressions: made with the trivial simplifications, evaluated in n < m < y, walked over.
#include <stdlib.h>
#include <string.h>

#include "kconfig/tree.h"

static unsigned short deeper(const struct kexpr *left, const struct kexpr *right)
{
    enum { MOST = 0xffff };
    unsigned a = left->depth + 1u, b = right ? right->depth : 0;
    a = a > b ? a : b;
    return a < MOST ? (unsigned short)a : MOST;
}

struct kexpr *kexpr_make(struct kconfig *kc, enum kop op, struct kexpr *left, struct kexpr *right)
{
    struct kexpr *e = karena_take(&kc->arena, sizeof *e);
    *e = (struct kexpr){ .op = (unsigned char)op, .left = left, .right = right };
    if (op == KE_AND || op == KE_OR || op == KE_NOT)
        e->depth = deeper(left, right);
    if (e->depth > KEXPR_MAX_DEPTH && kc->input)
        kfail(kc, "the expression is too deep");
    return e;
}

struct kexpr *kexpr_and(struct kconfig *kc, struct kexpr *a, struct kexpr *b)
{
    if (a == &kc->y->expr)
        return b;
    if (b == &kc->y->expr)
        return a;
    if ((a == &kc->n->expr || b == &kc->n->expr) && kc->style != KSTYLE_LINUX)
        return &kc->n->expr;
    return kexpr_make(kc, KE_AND, a, b);
}

struct kexpr *kexpr_or(struct kconfig *kc, struct kexpr *a, struct kexpr *b)
{
    if (a == &kc->n->expr)
        return b;
    if (b == &kc->n->expr)
        return a;
    if (a == &kc->y->expr || b == &kc->y->expr)
        return &kc->y->expr;
    return kexpr_make(kc, KE_OR, a, b);
}

static bool as_number(struct kconfig *kc, struct ksymbol *sym, knum *out)
{
    if (ksym_is_logic(sym)) {
        *out = ksym_tri(kc, sym);
        return true;
    }
    return knum_parse(ksym_text(kc, sym), ktype_base(sym->type), out);
}

static int compare(struct kconfig *kc, struct ksymbol *a, struct ksymbol *b)
{
    knum x, y;
    if (kc->style == KSTYLE_LINUX)
        return klinux_compare(kc, a, b);
    if (!(a->type == KTYPE_STRING && b->type == KTYPE_STRING) && as_number(kc, a, &x) && as_number(kc, b, &y))
        return x < y ? -1 : x > y;
    return strcmp(ksym_text(kc, a), ksym_text(kc, b));
}

static int relation(struct kconfig *kc, const struct kexpr *e)
{
    int order = compare(kc, e->sym, e->right_sym);
    bool holds = e->op == KE_EQ   ? order == 0
                 : e->op == KE_NE ? order != 0
                 : e->op == KE_LT ? order < 0
                 : e->op == KE_LE ? order <= 0
                 : e->op == KE_GT ? order > 0
                                  : order >= 0;
    return holds ? 2 : 0;
}

// Goes along the right side of chains in a loop, so that only nesting uses the stack.
int kexpr_value(struct kconfig *kc, const struct kexpr *e)
{
    int low = 0, high = 2; // what the chain so far allows: the result lies between
    for (;;) {
        int v;
        switch (e->op) {
        case KE_SYMBOL: v = ksym_tri(kc, e->sym); break;
        case KE_CHOICE: v = kchoice_tri(kc, e->choice); break;
        case KE_NOT: v = 2 - kexpr_value(kc, e->left); break;
        case KE_AND: {
            int left = kexpr_value(kc, e->left);
            high = left < high ? left : high;
            if (high <= low)
                return low;
            e = e->right;
            continue;
        }
        case KE_OR: {
            int left = kexpr_value(kc, e->left);
            left = left < high ? left : high;
            low = left > low ? left : low;
            if (low == high)
                return low;
            e = e->right;
            continue;
        }
        default: v = relation(kc, e);
        }
        return v < low ? low : v > high ? high : v;
    }
}

void kexpr_walk(const struct kexpr *e, void (*visit)(void *ctx, const struct kexpr *leaf), void *ctx)
{
    while (e->op == KE_AND || e->op == KE_OR) {
        kexpr_walk(e->left, visit, ctx);
        e = e->right;
    }
    if (e->op == KE_SYMBOL || e->op == KE_CHOICE)
        visit(ctx, e);
    else if (e->op == KE_NOT)
        kexpr_walk(e->left, visit, ctx);
    else {
        visit(ctx, &e->sym->expr);
        visit(ctx, &e->right_sym->expr);
    }
}

void knode_walk(const struct knode *node, void (*visit)(void *ctx, const struct kexpr *leaf), void *ctx)
{
    kexpr_walk(node->dep, visit, ctx);
    if (node->kind == KNODE_MENU)
        kexpr_walk(node->visible, visit, ctx);
    if (node->prompt)
        kexpr_walk(node->prompt_cond, visit, ctx);
    for (const struct kprop *p = node->props; p; p = p->next) {
        kexpr_walk(p->cond, visit, ctx);
        if (p->kind == KPROP_DEFAULT)
            kexpr_walk(p->value, visit, ctx);
        else
            visit(ctx, &p->target->expr);
        if (p->kind == KPROP_RANGE)
            visit(ctx, &p->high->expr);
    }
}

const char *knode_name(const struct knode *node)
{
    return node->kind == KNODE_SYMBOL ? node->sym->name : node->prompt ? node->prompt : "choice";
}

// In Linux's style a definition that says nothing about dependencies does not lift those of the others.
static bool says_nothing(const struct kconfig *kc, const struct knode *node)
{
    return kc->style == KSTYLE_LINUX && node->dep == &kc->y->expr && !node->has_depends;
}

int ksym_dep_value(struct kconfig *kc, const struct ksymbol *sym)
{
    int v = 0;
    bool any = false;
    for (const struct knode *node = sym->nodes; node && v < 2; node = node->next_same) {
        if (says_nothing(kc, node))
            continue;
        int dep = kexpr_value(kc, node->dep);
        v = dep > v ? dep : v;
        any = true;
    }
    return any || !sym->nodes ? v : 2;
}
