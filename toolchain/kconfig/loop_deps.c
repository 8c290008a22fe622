// SPDX-License-Identifier: MIT
// What a symbol or a choice depends on, for the search for loops.
#include "kconfig/loop.h"

static void note_height(struct search *s, unsigned height)
{
    s->height = height > s->height ? height : s->height;
}

static bool add_choice(struct search *s, struct kchoice *choice)
{
    if (choice->mark == DONE) {
        note_height(s, choice->expr.height);
        return true;
    }
    struct item item = { .choice = choice };
    vec_push(&s->deps, item);
    return false;
}

// False if the symbol is yet to be searched.
static bool add_leaf(struct search *s, struct ksymbol *sym)
{
    if (sym->is_const || !sym->nodes)
        return true;
    if (s->whole && sym->choice)
        return add_choice(s, sym->choice);
    if (sym->mark == DONE && !is_sibling(sym)) {
        note_height(s, sym->expr.height);
        return true;
    }
    struct item item = { .sym = sym };
    vec_push(&s->deps, item);
    return false;
}

static bool add_expr(struct search *s, struct kexpr *e);

static bool add_operands(struct search *s, struct kexpr *e)
{
    bool done = true;
    for (; (e->op == KE_AND || e->op == KE_OR) && !e->settled; e = e->right)
        done &= add_expr(s, e->left);
    if (e->settled)
        note_height(s, e->height);
    else if (e->op == KE_SYMBOL)
        done &= add_leaf(s, e->sym);
    else if (e->op == KE_NOT)
        done &= add_expr(s, e->left);
    else if (e->op != KE_CHOICE)
        done &= add_leaf(s, e->sym) & add_leaf(s, e->right_sym);
    return done;
}

// Where conditions are simplified nothing is settled: what drops out of a shared one depends on what stands beside it.
static __attribute__((noinline)) bool add_simplified(struct search *s, struct kexpr *e)
{
    bool outermost = !s->inside;
    if (outermost)
        s->drops = klinux_simplifies(s->kc, e);
    if (s->drops && klinux_fold(s->kc, e))
        return false;
    s->inside = true;
    unsigned char op = e->op;
    for (; e->op == op && (op == KE_AND || op == KE_OR); e = e->right)
        add_expr(s, e->left);
    if (e->op == KE_NOT)
        add_expr(s, e->left);
    else if (e->op != op || op == KE_SYMBOL)
        add_expr(s, e);
    else if (op != KE_CHOICE)
        add_operands(s, e);
    s->inside = !outermost;
    return false;
}

// Menus hand their conditions down, so that many entries share them: once all operands are done, only their height
// counts.
static bool add_expr(struct search *s, struct kexpr *e)
{
    if (e->op == KE_SYMBOL)
        return add_leaf(s, e->sym);
    if (s->folds)
        return add_simplified(s, e);
    unsigned before = s->height;
    s->height = 0;
    bool done = e->settled || add_operands(s, e);
    e->height = e->settled ? e->height : s->height;
    e->settled = done;
    s->height = before;
    note_height(s, e->height);
    return done;
}

static void add_reverse(struct search *s, const struct krev *rev)
{
    for (; rev; rev = rev->next) {
        add_leaf(s, rev->by);
        add_expr(s, rev->cond);
    }
}

// Values are not simplified.
static void add_default(struct search *s, struct kexpr *value)
{
    bool folds = s->folds;
    s->folds = false;
    add_expr(s, value);
    s->folds = folds;
}

static void add_bound(struct search *s, struct ksymbol *bound)
{
    if (!s->folds || s->orders)
        add_leaf(s, bound);
    else
        s->unbounded |= !bound->is_const && bound->nodes;
}

static void add_props(struct search *s, const struct knode *node)
{
    if (node->prompt)
        add_expr(s, node->prompt_cond);
    for (const struct kprop *p = node->props; p; p = p->next) {
        if (p->kind == KPROP_DEFAULT || p->kind == KPROP_RANGE)
            add_expr(s, p->cond);
        if (p->kind == KPROP_DEFAULT && node->kind == KNODE_SYMBOL)
            add_default(s, p->value);
        if (p->kind == KPROP_RANGE) {
            add_bound(s, p->low);
            add_bound(s, p->high);
        }
    }
}

// kconfiglib takes the dependencies of all definitions together: one without any makes the others' needless.
static bool depends_on_nothing(const struct kconfig *kc, const struct ksymbol *sym)
{
    for (const struct knode *node = sym->nodes; node; node = node->next_same)
        if (kc->style == KSTYLE_KCONFIGLIB && node->dep == &kc->y->expr)
            return true;
    return false;
}

static void add_own_deps(struct search *s, const struct ksymbol *sym)
{
    bool needless = depends_on_nothing(s->kc, sym);
    for (const struct knode *node = sym->nodes; node; node = node->next_same) {
        add_props(s, node);
        if (!needless)
            add_expr(s, node->dep);
    }
    add_reverse(s, sym->reverse->selected);
    add_reverse(s, sym->reverse->implied);
}

static void add_symbol_deps(struct search *s, const struct item *item)
{
    add_own_deps(s, item->sym);
    if (item->sym->choice && !item->from_choice) {
        struct item choice = { .choice = item->sym->choice, .skip = item->sym };
        vec_push(&s->deps, choice);
    }
}

static void add_choice_deps(struct search *s, const struct item *item)
{
    for (const struct knode *node = item->choice->nodes; node; node = node->next_same)
        add_props(s, node);
    for (struct ksymbol *member = item->choice->members; member; member = member->detail->next_member) {
        struct item dep = { .sym = member, .from_choice = true };
        if (s->whole)
            add_own_deps(s, member);
        else if (member != item->skip)
            vec_push(&s->deps, dep);
    }
}

void kloop_add_deps(struct search *s, const struct item *item)
{
    if (item->sym)
        add_symbol_deps(s, item);
    else
        add_choice_deps(s, item);
}
