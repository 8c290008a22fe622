// SPDX-License-Identifier: MIT
// Expressions from tokens.
//
//     expr     = and_expr [ "||" expr ]
//     and_expr = factor [ "&&" and_expr ]
//     factor   = symbol [ relation symbol ] | "!" factor | "(" expr ")"
#include "kconfig/tree.h"

struct ktoken *kparse_peek(struct kconfig *kc)
{
    return &kc->tokens.data[kc->token_at];
}

bool kparse_accept(struct kconfig *kc, int type)
{
    if (kparse_peek(kc)->type != type)
        return false;
    kc->token_at++;
    return true;
}

void kparse_end(struct kconfig *kc)
{
    if (kparse_peek(kc)->type != KT_END)
        kfail(kc, "more than expected on this line");
}

const char *kparse_string_line(struct kconfig *kc)
{
    struct ktoken *t = kparse_peek(kc);
    if (t->type != KT_STRING)
        kfail(kc, "a \"string\" is missing");
    const char *s = t->s;
    kc->token_at++;
    kparse_end(kc);
    return s;
}

// `m` in a condition means "as a module, if there are modules". A y that is written there is not the same as none to
// conf, which looks at it when conditions are simplified.
static struct kexpr *plain(struct kconfig *kc, struct ksymbol *sym, bool is_condition)
{
    if (is_condition && sym == kc->y && kc->style == KSTYLE_LINUX) {
        struct kexpr *e = karena_alloc(&kc->arena, sizeof *e);
        *e = sym->expr;
        return e;
    }
    return is_condition && sym == kc->m ? kc->m_condition : &sym->expr;
}

static struct kexpr *comparison(struct kconfig *kc, int token, struct ksymbol *left)
{
    static const unsigned char op[] = {
        [KT_EQ] = KE_EQ, [KT_NE] = KE_NE, [KT_LT] = KE_LT, [KT_LE] = KE_LE, [KT_GT] = KE_GT, [KT_GE] = KE_GE
    };
    kc->token_at++;
    struct ktoken *t = kparse_peek(kc);
    if (t->type != KT_SYMBOL)
        kfail(kc, "a symbol is missing after the comparison");
    struct kexpr *e = karena_alloc(&kc->arena, sizeof *e);
    e->op = op[token];
    e->sym = left;
    e->right_sym = t->sym;
    kc->m_compared |= t->sym == kc->m;
    if (e->op == KE_NE && t->sym == kc->y)
        vec_push(&kc->unequal, e);
    kc->token_at++;
    return e;
}

static struct kexpr *expr(struct kconfig *kc, bool is_condition, int depth);

static struct kexpr *factor(struct kconfig *kc, bool is_condition, int depth)
{
    struct ktoken *t = kparse_peek(kc);
    if (depth > KEXPR_MAX_DEPTH)
        kfail(kc, "the expression is nested too deeply");
    if (t->type == KT_SYMBOL) {
        struct ksymbol *sym = t->sym;
        kc->token_at++;
        int next = kparse_peek(kc)->type;
        return next >= KT_EQ && next <= KT_GE ? comparison(kc, next, sym) : plain(kc, sym, is_condition);
    }
    if (kparse_accept(kc, KT_NOT))
        return kexpr_make(kc, KE_NOT, factor(kc, is_condition, depth + 1), NULL);
    if (kparse_accept(kc, KT_OPEN)) {
        struct kexpr *e = expr(kc, is_condition, depth + 1);
        if (kparse_accept(kc, KT_CLOSE))
            return e;
        kfail(kc, "a ')' is missing");
    }
    kfail(kc, "malformed expression");
}

// Chains are built in a loop, leaning to the right: the place of the last operand is kept open.
static struct kexpr *chain(struct kconfig *kc, int token, enum kop op,
                           struct kexpr *(*operand)(struct kconfig *, bool, int), bool is_condition, int depth)
{
    struct kexpr *first = operand(kc, is_condition, depth), *root = first, *last = NULL;
    while (kparse_accept(kc, token)) {
        struct kexpr *e = kexpr_make(kc, op, last ? last->right : first, operand(kc, is_condition, depth));
        if (last)
            last->right = e;
        else
            root = e;
        last = e;
    }
    return root;
}

static struct kexpr *and_expr(struct kconfig *kc, bool is_condition, int depth)
{
    return chain(kc, KT_AND, KE_AND, factor, is_condition, depth);
}

static struct kexpr *expr(struct kconfig *kc, bool is_condition, int depth)
{
    return chain(kc, KT_OR, KE_OR, and_expr, is_condition, depth);
}

// The depth of a chain is known only when it is complete: a second look at the finished expression sets it.
static unsigned set_depth(struct kexpr *e)
{
    unsigned depth = 0;
    for (; e->op == KE_AND || e->op == KE_OR; e = e->right) {
        unsigned left = set_depth(e->left) + 1;
        depth = left > depth ? left : depth;
        e->depth = (unsigned short)depth;
    }
    if (e->op == KE_NOT)
        e->depth = (unsigned short)(set_depth(e->left) + 1);
    return e->depth > depth ? e->depth : depth;
}

struct kexpr *kparse_expr(struct kconfig *kc, bool is_condition)
{
    struct kexpr *e = expr(kc, is_condition, 0);
    e->depth = e->op == KE_SYMBOL ? 0 : (unsigned short)set_depth(e);
    return e;
}

struct kexpr *kparse_expr_line(struct kconfig *kc)
{
    struct kexpr *e = kparse_expr(kc, true);
    kparse_end(kc);
    return e;
}
