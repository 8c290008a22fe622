// SPDX-License-Identifier: MIT
// Dependency loops: a depth-first search over "the value of X depends on Y" with a stack of its own.
//
// Members of a choice depend on each other in a sense, through the choice. A choice that is entered through a member is
// left only through the others, and a member reached through its choice does not enter the choice again. In Linux's
// style a choice and its members are entered as one; conditions count as conf simplifies them, and bounds of ranges
// not at all, which is looked at only where there is a loop without that. If bounds were left out then, another pass
// puts the symbols in order.
#include <stdlib.h>

#include "kconfig/loop.h"

// Builds that are made for finding mistakes do not rely on the rough graph.
#ifdef __SANITIZE_ADDRESS__
static const bool search_anyway = true;
#else
static const bool search_anyway = false;
#endif

static void enter(struct search *s, struct item item)
{
    *mark_of(&item) = OPEN;
    struct frame f = { .item = item, .first = s->deps.len };
    s->height = 0;
    kloop_add_deps(s, &item);
    f.next = f.first;
    f.end = s->deps.len;
    f.height = s->height;
    vec_push(&s->stack, f);
}

static void describe(buf_t *b, const struct item *item)
{
    if (item->sym)
        ksym_describe(b, item->sym);
    else
        kchoice_describe(b, item->choice);
}

static void forget(struct search *s)
{
    for (; s->stack.len; s->stack.len--)
        *mark_of(&s->stack.data[s->stack.len - 1].item) = NEW;
    s->deps.len = 0;
}

static _Noreturn void fail_loop(struct search *s, const struct item *again)
{
    struct kconfig *kc = s->kc;
    size_t i = s->stack.len;
    while (i && mark_of(&s->stack.data[i - 1].item) != mark_of(again))
        i--;
    buf_t *b = ktemp(kc);
    buf_puts(b, "dependency loop: ");
    describe(b, again);
    for (; i < s->stack.len; i++) {
        buf_puts(b, "\n  depends on ");
        describe(b, &s->stack.data[i].item);
    }
    buf_puts(b, "\n  depends on ");
    describe(b, again);
    const struct knode *node = again->sym ? again->sym->nodes : again->choice->nodes;
    free(s->deps.data);
    free(s->stack.data);
    if (klinux_is(kc, KERA_612))
        klinux_refuse(kc);
    kfail_at(kc, node->file, node->line, "%s", b->s);
}

// What is on top of the stack depends on something of this height.
static void raise_height(struct search *s, unsigned height)
{
    struct frame *f = s->stack.len ? &s->stack.data[s->stack.len - 1] : NULL;
    if (f && height > f->height)
        f->height = height;
}

static void finish_symbol(struct search *s, struct ksymbol *sym, unsigned height)
{
    sym->mark = DONE;
    sym->expr.height = height;
    vec_push(&s->kc->order, sym);
}

static void leave(struct search *s)
{
    struct frame *f = &s->stack.data[--s->stack.len];
    s->deps.len = f->first;
    unsigned height = f->height + 1;
    if (f->item.sym) {
        finish_symbol(s, f->item.sym, height);
    } else {
        f->item.choice->mark = DONE;
        f->item.choice->expr.height = height;
        for (struct ksymbol *m = s->whole ? f->item.choice->members : NULL; m; m = m->detail->next_member)
            finish_symbol(s, m, height);
    }
    raise_height(s, height);
    s->highest = height > s->highest ? height : s->highest;
}

// Does what is to be searched next lead back to what is being searched? again: where.
static bool leads_back(const struct item *dep, struct item *again)
{
    bool to_choice = dep->sym && !dep->from_choice && is_sibling(dep->sym);
    *again = to_choice && *mark_of(dep) != OPEN ? (struct item){ .choice = dep->sym->choice } : *dep;
    return to_choice || *mark_of(dep) == OPEN;
}

// False if there is a loop that may be none once conditions are simplified.
static bool search_next(struct search *s)
{
    struct frame *f = &s->stack.data[s->stack.len - 1];
    if (f->next == f->end) {
        leave(s);
        return true;
    }
    struct item dep = s->deps.data[f->next++], again;
    if (leads_back(&dep, &again)) {
        if (s->none)
            abort(); // it must have every dependency
        if (s->whole && !s->folds && !s->orders)
            return false;
        if (!s->orders)
            fail_loop(s, &again);
        s->looped = true;
        return true;
    }
    if (*mark_of(&dep) == DONE)
        raise_height(s, dep.sym ? dep.sym->expr.height : dep.choice->expr.height);
    else
        enter(s, dep);
    return true;
}

static void search_from(struct search *s, struct ksymbol *sym)
{
    struct item first = { .sym = sym };
    if (s->whole && sym->choice)
        first = (struct item){ .choice = sym->choice };
    if (*mark_of(&first) == DONE)
        return;
    enter(s, first);
    while (s->stack.len)
        if (!search_next(s)) {
            forget(s);
            s->folds = true;
            enter(s, first);
        }
    s->folds = false;
}

static void search_all(struct search *s)
{
    FOR_DEFINED (s->kc, sym) {
        kfetch_ahead(s->kc, sym);
        search_from(s, sym);
    }
}

static void unsettle(struct kexpr *e)
{
    for (; e->op == KE_AND || e->op == KE_OR; e = e->right) {
        e->settled = false;
        unsettle(e->left);
    }
    e->settled = false;
    if (e->op == KE_NOT)
        unsettle(e->left);
}

static void unsettle_node(struct knode *node)
{
    unsettle(node->dep);
    if (node->prompt)
        unsettle(node->prompt_cond);
    for (struct kprop *p = node->props; p; p = p->next) {
        unsettle(p->cond);
        if (p->kind == KPROP_DEFAULT)
            unsettle(p->value);
    }
}

// Bounds that lead back to their symbol are no loop to conf: it goes on with the value that there is. Values of long
// loops would need as much of the stack.
static void put_in_order(struct search *s)
{
    struct kconfig *kc = s->kc;
    FOR_DEFINED (kc, sym)
        sym->mark = NEW;
    for (struct kchoice *c = kc->choices; c; c = c->next)
        c->mark = NEW;
    kc->order.len = 0;
    s->orders = true;
    for (struct knode *node = kc->top; node; node = knode_after(node))
        unsettle_node(node);
    search_all(s);
}

void kcheck_loops(struct kconfig *kc)
{
    enum { DEEP = 300 };
    unsigned highest;
    bool none = kgraph_has_no_loop(kc, &highest);
    if (none && highest <= DEEP && !search_anyway)
        return;
    struct search s = { .kc = kc, .whole = kc->style == KSTYLE_LINUX, .none = none };
    search_all(&s);
    if (s.unbounded)
        put_in_order(&s);
    kc->deep = s.highest > DEEP;
    free(s.deps.data);
    free(s.stack.data);
    if (s.looped && kc->deep)
        kfail_at(kc, kc->top->file, kc->top->line, "dependency loop through bounds of ranges, in a tree of long chains");
}
