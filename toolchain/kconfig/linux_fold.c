// SPDX-License-Identifier: MIT
// Conditions as Linux's conf simplifies them before it looks for dependency loops: which hold always, or never. And
// which of two conditions covers the other.
//
// negated: the expression stands under an odd number of `!`, so that && and || change places.
#include <stdlib.h>

#include "kconfig/tree.h"

enum { NEVER, ALWAYS = 2, DEPENDS = -1 };

// A bool among the operands of one ||.
struct leaf { const struct ksymbol *sym; bool negated; };
struct level {
    const struct kconfig *kc;
    VEC(struct leaf) leaves;
};

static int constant(const struct kconfig *kc, const struct kexpr *e, bool negated);

static bool is_or(const struct kexpr *e, bool negated)
{
    return e->op == (negated ? KE_AND : KE_OR);
}

static void collect_comparison(struct level *level, const struct kexpr *e, bool negated)
{
    bool yes = e->right_sym == level->kc->y, is = e->op == KE_EQ;
    if ((e->op != KE_EQ && e->op != KE_NE) || (!yes && e->right_sym != level->kc->n) || e->sym->type != KTYPE_BOOL)
        return;
    struct leaf leaf = { e->sym, negated != (yes != is) };
    vec_push(&level->leaves, leaf);
}

static void collect(struct level *level, const struct kexpr *e, bool negated)
{
    for (; is_or(e, negated); e = e->right)
        collect(level, e->left, negated);
    if (e->op == KE_NOT)
        collect(level, e->left, !negated);
    else if (e->op >= KE_EQ)
        collect_comparison(level, e, negated);
    if (e->op != KE_SYMBOL || e->sym->type != KTYPE_BOOL)
        return;
    struct leaf leaf = { e->sym, negated };
    vec_push(&level->leaves, leaf);
}

static int by_symbol(const void *a, const void *b)
{
    const struct leaf *x = a, *y = b;
    return x->sym != y->sym ? (x->sym > y->sym) - (x->sym < y->sym) : x->negated - y->negated;
}

// Does a bool stand in it as it is, and negated?
static bool has_both(const struct kconfig *kc, const struct kexpr *e, bool negated)
{
    struct level level = { .kc = kc };
    bool both = false;
    collect(&level, e, negated);
    if (level.leaves.len)
        qsort(level.leaves.data, level.leaves.len, sizeof *level.leaves.data, by_symbol);
    for (size_t i = 1; i < level.leaves.len; i++)
        both |= level.leaves.data[i].sym == level.leaves.data[i - 1].sym &&
                level.leaves.data[i].negated != level.leaves.data[i - 1].negated;
    free(level.leaves.data);
    return both;
}

// A chain is walked along, so that only nesting uses the stack.
static int constant_chain(const struct kconfig *kc, const struct kexpr *e, bool negated)
{
    int strong = is_or(e, negated) ? ALWAYS : NEVER;
    bool depends = false;
    const struct kexpr *at = e;
    for (; at->op == e->op; at = at->right) {
        int left = constant(kc, at->left, negated);
        if (left == strong)
            return strong;
        depends |= left == DEPENDS;
    }
    int last = constant(kc, at, negated);
    if (last == strong)
        return strong;
    if (!depends && last != DEPENDS)
        return last;
    return is_or(e, negated) && has_both(kc, e, negated) ? ALWAYS : DEPENDS;
}

// y, n, and a bool compared with m, which it never is. Before 6.12 they stood.
static int constant_leaf(const struct kconfig *kc, const struct kexpr *e, bool negated)
{
    bool never = e->op == KE_SYMBOL && e->sym == kc->n, always = e->op == KE_SYMBOL && e->sym == kc->y;
    if ((e->op == KE_EQ || e->op == KE_NE) && e->sym->type == KTYPE_BOOL && e->right_sym == kc->m) {
        never = e->op == KE_EQ;
        always = !never;
    }
    if ((!never && !always) || !klinux_is(kc, KERA_612))
        return DEPENDS;
    return always != negated ? ALWAYS : NEVER;
}

static int constant(const struct kconfig *kc, const struct kexpr *e, bool negated)
{
    if (e->op == KE_NOT)
        return constant(kc, e->left, !negated);
    if (e->op != KE_AND && e->op != KE_OR)
        return constant_leaf(kc, e, negated);
    return constant_chain(kc, e, negated);
}

// A chain's last operand may be a chain of the other kind, and hold always or never.
bool klinux_fold(const struct kconfig *kc, struct kexpr *e)
{
    int value = constant(kc, e, false);
    if (value == DEPENDS) {
        struct kexpr *last = e;
        while (last->op == e->op && (e->op == KE_AND || e->op == KE_OR))
            last = last->right;
        if (last->op == KE_AND || last->op == KE_OR)
            klinux_fold(kc, last);
        return false;
    }
    e->op = KE_SYMBOL;
    e->depth = 0;
    e->sym = value == ALWAYS ? kc->y : kc->n;
    return true;
}

// Operands of one && -------------------------------------------------------------------------------------------------

enum { MOST_COMPARED = 1 << 22 }; // beyond that nothing is equal

// In conf also with the operands of && and || in another order.
static bool equal(const struct kexpr *a, const struct kexpr *b, unsigned *compared)
{
    if (++*compared > MOST_COMPARED)
        return false;
    for (; a != b && a->op == b->op && (a->op == KE_AND || a->op == KE_OR); a = a->right, b = b->right)
        if (!equal(a->left, b->left, compared))
            return false;
    if (a == b || a->op != b->op)
        return a == b;
    if (a->op == KE_NOT)
        return equal(a->left, b->left, compared);
    return a->op == KE_CHOICE ? a->choice == b->choice
                              : a->sym == b->sym && (a->op == KE_SYMBOL || a->right_sym == b->right_sym);
}

static bool has_operand(const struct kexpr *e, const struct kexpr *operand, unsigned *compared)
{
    for (; e->op == KE_AND && *compared <= MOST_COMPARED; e = e->right)
        if (has_operand(e->left, operand, compared))
            return true;
    return equal(e, operand, compared);
}

struct naming { const struct ksymbol *sym; bool found; };

static void note_name(void *ctx, const struct kexpr *leaf)
{
    struct naming *n = ctx;
    n->found |= leaf->op == KE_SYMBOL && leaf->sym == n->sym;
}

static bool has_operands(const struct kexpr *e, const struct kexpr *base, unsigned *compared)
{
    for (; base->op == KE_AND; base = base->right)
        if (!has_operands(e, base->left, compared))
            return false;
    return has_operand(e, base, compared);
}

bool klinux_covers(const struct kexpr *e, const struct kexpr *base, const struct ksymbol *sym)
{
    struct naming n = { .sym = sym };
    unsigned compared = 0;
    kexpr_walk(e, note_name, &n);
    return n.found && (!base || has_operands(e, base, &compared));
}
