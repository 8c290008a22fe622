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

// y, n, and a bool compared with m, which it never is.
static int constant_leaf(const struct kconfig *kc, const struct kexpr *e, bool negated)
{
    bool never = e->op == KE_SYMBOL && e->sym == kc->n, always = e->op == KE_SYMBOL && e->sym == kc->y;
    if ((e->op == KE_EQ || e->op == KE_NE) && e->sym->type == KTYPE_BOOL && e->right_sym == kc->m) {
        never = e->op == KE_EQ;
        always = !never;
    }
    if (!never && !always)
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

bool klinux_fold(const struct kconfig *kc, struct kexpr *e)
{
    int value = constant(kc, e, false);
    if (value == DEPENDS)
        return false;
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

// What is simplified up to 6.1 ---------------------------------------------------------------------------------------

// An operand of && or ||, once `!` stands before symbols only and bools are compared with nothing. op is KE_SYMBOL,
// KE_NOT or a comparison.
struct operand { const struct ksymbol *sym, *right; unsigned char op; };

struct operands {
    const struct kconfig *kc;
    VEC(struct operand) list;
    VEC(const struct kexpr *) nested;
    bool joined;
};

static struct operand negate(const struct kconfig *kc, struct operand o)
{
    static const unsigned char opposite[] = { [KE_SYMBOL] = KE_NOT, [KE_NOT] = KE_SYMBOL, [KE_EQ] = KE_NE,
                                              [KE_NE] = KE_EQ,      [KE_LT] = KE_GE,      [KE_LE] = KE_GT,
                                              [KE_GT] = KE_LE,      [KE_GE] = KE_LT };
    bool is_const = o.op == KE_SYMBOL && (o.sym == kc->y || o.sym == kc->m || o.sym == kc->n);
    if (is_const)
        o.sym = o.sym == kc->y ? kc->n : o.sym == kc->n ? kc->y : kc->m;
    else
        o.op = opposite[o.op];
    return o;
}

static struct operand operand_of(const struct kconfig *kc, const struct kexpr *e, bool negated)
{
    struct operand o = { e->sym, e->op == KE_SYMBOL ? NULL : e->right_sym, e->op };
    bool logic = o.right == kc->y || o.right == kc->m || o.right == kc->n;
    if ((o.op == KE_EQ || o.op == KE_NE) && o.sym->type == KTYPE_BOOL && logic) {
        bool is = o.op == KE_EQ;
        o.op = o.right == kc->m || (o.right == kc->y) == is ? KE_SYMBOL : KE_NOT;
        o.sym = o.right != kc->m ? o.sym : is ? kc->n : kc->y;
        o.right = NULL;
    }
    return negated ? negate(kc, o) : o;
}

static int by_operand(const void *a, const void *b)
{
    const struct operand *x = a, *y = b;
    if (x->sym != y->sym)
        return (x->sym > y->sym) - (x->sym < y->sym);
    return x->op != y->op ? x->op - y->op : (x->right > y->right) - (x->right < y->right);
}

static bool is_logic(const struct kconfig *kc, const struct ksymbol *sym)
{
    return sym == kc->n || sym == kc->m || sym == kc->y;
}

// Of two different operands about one symbol. x comes first in the order above.
static bool pair_joins(const struct kconfig *kc, const struct operand *x, const struct operand *y, bool is_and)
{
    if (x->sym->type == KTYPE_BOOL)
        return !is_and && x->op == KE_SYMBOL && y->op == KE_NOT;
    if (x->sym->type != KTYPE_TRISTATE)
        return false;
    if (!is_and)
        return x->op == KE_EQ && y->op == KE_EQ && is_logic(kc, x->right) && is_logic(kc, y->right);
    if (x->op == KE_SYMBOL)
        return (y->op == KE_EQ && y->right == kc->y) || (y->op == KE_NE && (y->right == kc->n || y->right == kc->m));
    if (x->op == KE_EQ && y->op == KE_NE)
        return x->right->is_const && y->right->is_const;
    return x->op == KE_NE && y->op == KE_NE && is_logic(kc, x->right) && is_logic(kc, y->right);
}

static bool any_joins(struct operands *o, bool is_and)
{
    enum { NEAR = 8 }; // operands about the same symbol are few
    if (o->list.len)
        qsort(o->list.data, o->list.len, sizeof *o->list.data, by_operand);
    for (size_t i = 0; i < o->list.len; i++)
        for (size_t j = i + 1; j < o->list.len && j < i + NEAR && o->list.data[j].sym == o->list.data[i].sym; j++)
            if (!by_operand(&o->list.data[i], &o->list.data[j]) ||
                pair_joins(o->kc, &o->list.data[i], &o->list.data[j], is_and))
                return true;
    enum { FEW = 32 };
    unsigned compared = 0;
    for (size_t i = 0; i < o->nested.len && o->nested.len <= FEW; i++)
        for (size_t j = 0; j < i; j++)
            if (equal(o->nested.data[i], o->nested.data[j], &compared))
                return true;
    return false;
}

static bool joins(const struct kconfig *kc, const struct kexpr *e, bool negated);

static void take_apart(struct operands *o, const struct kexpr *e, bool negated, bool is_and)
{
    for (;; e = e->right) {
        for (; e->op == KE_NOT; e = e->left)
            negated = !negated;
        if ((e->op != KE_AND && e->op != KE_OR) || is_or(e, negated) == is_and)
            break;
        take_apart(o, e->left, negated, is_and);
    }
    if (e->op == KE_AND || e->op == KE_OR) {
        o->joined |= joins(o->kc, e, negated);
        vec_push(&o->nested, e);
    } else if (e->op != KE_CHOICE) {
        struct operand operand = operand_of(o->kc, e, negated);
        vec_push(&o->list, operand);
    }
}

static bool joins(const struct kconfig *kc, const struct kexpr *e, bool negated)
{
    for (; e->op == KE_NOT; e = e->left)
        negated = !negated;
    if (e->op != KE_AND && e->op != KE_OR)
        return false;
    struct operands o = { .kc = kc };
    bool is_and = !is_or(e, negated);
    take_apart(&o, e, negated, is_and);
    bool found = o.joined || any_joins(&o, is_and);
    free(o.list.data);
    free(o.nested.data);
    return found;
}

bool klinux_simplifies(const struct kconfig *kc, const struct kexpr *e)
{
    return klinux_is(kc, KERA_612) || joins(kc, e, false);
}
