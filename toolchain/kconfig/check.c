// SPDX-License-Identifier: MIT
// Warnings about a finished tree: things that parse but cannot be meant.
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "kconfig/tree.h"

static bool is_logic(enum ktype type)
{
    return type == KTYPE_BOOL || type == KTYPE_TRISTATE;
}

static bool number_fits(const struct ksymbol *sym, enum ktype type)
{
    knum ignored;
    return sym->nodes ? sym->type == type : knum_parse(sym->name, ktype_base(type), &ignored);
}

static bool is_upper(const char *s)
{
    bool any = false;
    for (; *s; s++) {
        if (islower((unsigned char)*s))
            return false;
        any |= isupper((unsigned char)*s) != 0;
    }
    return any;
}

static void name_operand(buf_t *b, const struct ksymbol *sym)
{
    ksym_describe(b, sym);
}

static void warn_operand(struct kconfig *kc, const struct knode *node, const struct kprop *p, const char *what,
                         const struct ksymbol *operand)
{
    buf_t b = { 0 };
    name_operand(&b, operand);
    ktell(kc, KDIAG_WARNING, node->file, p->line, "%s (defined at %s:%u): %s %s", node->sym->name, node->file,
          node->line, what, b.s);
    free(b.s);
}

static void check_default(struct kconfig *kc, const struct knode *node, const struct kprop *p)
{
    enum ktype type = node->sym->type;
    if (p->value->op != KE_SYMBOL) {
        buf_t *b = ktemp(kc);
        kexpr_text(b, p->value);
        kfail_at(kc, node->file, node->line, "%s: the default of a %s must be one symbol or value, not %s",
                 node->sym->name, ktype_name(type), b->s);
    }
    const struct ksymbol *value = p->value->sym;
    if (type == KTYPE_STRING) {
        if (!value->is_const && !value->nodes && !is_upper(value->name))
            warn_operand(kc, node, p, "style: put quotes around the default", value);
    } else if (!number_fits(value, type)) {
        warn_operand(kc, node, p,
                     type == KTYPE_INT ? "this default of an int is none:" : "this default of a hex is none:", value);
    }
}

static void check_prop(struct kconfig *kc, const struct knode *node, const struct kprop *p)
{
    enum ktype type = node->sym->type;
    bool reverse = p->kind == KPROP_SELECT || p->kind == KPROP_IMPLY;
    if (reverse && is_logic(type) && p->target->type && !is_logic(p->target->type))
        warn_operand(kc, node, p,
                     p->kind == KPROP_SELECT ? "selects what is neither bool nor tristate:"
                                             : "implies what is neither bool nor tristate:",
                     p->target);
    else if (reverse && type && !is_logic(type))
        warn_operand(kc, node, p, "only a bool or tristate can select or imply:", p->target);
    else if (p->kind == KPROP_DEFAULT && type && !is_logic(type))
        check_default(kc, node, p);
    else if (p->kind == KPROP_RANGE && type != KTYPE_INT && type != KTYPE_HEX)
        warn_operand(kc, node, p, "only an int or hex has a range:", p->low);
    else if (p->kind == KPROP_RANGE && !(number_fits(p->low, type) && number_fits(p->high, type)))
        warn_operand(kc, node, p,
                     "the range is not made of numbers of its type:", number_fits(p->low, type) ? p->high : p->low);
}

static void check_transitional(struct kconfig *kc, const struct ksymbol *sym)
{
    for (const struct knode *node = sym->nodes; node; node = node->next_same)
        if (node->prompt || node->props || node->has_depends || !sym->type)
            kfail_at(kc, node->file, node->props ? node->props->line : node->line,
                     "%s: a transitional symbol has a type and help, and nothing else", sym->name);
}

static void check_symbol(struct kconfig *kc, const struct ksymbol *sym)
{
    if (sym->transitional)
        check_transitional(kc, sym);
    if (!sym->type)
        kwarn_sym(kc, KDIAG_WARNING, sym, "no type");
    for (const struct knode *node = sym->nodes; node; node = node->next_same)
        for (const struct kprop *p = node->props; p; p = p->next)
            check_prop(kc, node, p);
}

static void check_member_reverse(struct kconfig *kc, const struct ksymbol *sym, const struct krev *rev,
                                 const char *what)
{
    if (!rev)
        return;
    buf_t b = { 0 };
    for (; rev; rev = rev->next) {
        buf_puts(&b, "\n  ");
        ksym_describe(&b, rev->by);
    }
    kwarn_sym(kc, KDIAG_WARNING, sym, "a member of a choice is %s, which has no effect, by:%s", what, b.s);
    free(b.s);
}

static void check_member(struct kconfig *kc, const struct kchoice *choice, const struct ksymbol *sym)
{
    for (const struct knode *node = sym->nodes; node; node = node->next_same) {
        if (knode_prop(node, NULL, KPROP_DEFAULT))
            kwarn_node(kc, node, "a default has no effect on a member of a choice");
        bool inside = node->parent && node->parent->kind == KNODE_CHOICE && node->parent->choice == choice;
        if (inside && !node->prompt)
            kwarn_node(kc, node, "a member of a choice without a prompt");
        if (!inside && node->prompt)
            kwarn_sym(kc, KDIAG_WARNING, sym, "a member of a choice has a prompt outside of it, at %s:%u", node->file,
                      node->line);
    }
    check_member_reverse(kc, sym, sym->reverse->selected, "selected");
    check_member_reverse(kc, sym, sym->reverse->implied, "implied");
}

static void warn_choice(struct kconfig *kc, const struct kchoice *choice, const char *what)
{
    buf_t b = { 0 };
    kchoice_describe(&b, choice);
    ktell(kc, KDIAG_WARNING, choice->nodes->file, choice->nodes->line, "%s: %s", b.s, what);
    free(b.s);
}

static void check_choice_default(struct kconfig *kc, const struct kchoice *choice, const struct knode *node,
                                 const struct kprop *p)
{
    if (p->value->op != KE_SYMBOL)
        kfail_at(kc, node->file, p->line, "the default of a choice must be one of its members");
    if (p->value->sym->choice == choice)
        return;
    buf_t b = { 0 };
    ksym_describe(&b, p->value->sym);
    ktell(kc, KDIAG_WARNING, node->file, p->line, "choice (defined at %s:%u): the default %s is not in it", node->file,
          node->line, b.s);
    free(b.s);
}

static void check_choice(struct kconfig *kc, const struct kchoice *choice)
{
    bool prompt = false;
    if (!is_logic(choice->type))
        warn_choice(kc, choice, choice->type ? "a choice must be bool or tristate" : "no type");
    for (const struct knode *node = choice->nodes; node; node = node->next_same) {
        prompt |= node->prompt != NULL;
        for (struct kprop *p = NULL; (p = knode_prop(node, p, KPROP_DEFAULT));)
            check_choice_default(kc, choice, node, p);
    }
    if (!prompt)
        warn_choice(kc, choice, "no prompt");
    for (const struct ksymbol *s = choice->members; s; s = s->detail->next_member)
        check_member(kc, choice, s);
}

static int by_rank(const void *a, const void *b)
{
    unsigned x = (*(struct ksymbol *const *)a)->rank, y = (*(struct ksymbol *const *)b)->rank;
    return (x > y) - (x < y);
}

void ksym_sort(struct ksymbol **symbols, size_t n)
{
    if (n)
        qsort(symbols, n, sizeof *symbols, by_rank);
}

void kdoubt(struct kconfig *kc, struct ksymbol *sym)
{
    if (!sym->doubtful)
        vec_push(&kc->doubtful, sym);
    sym->doubtful = true;
}

// Of most symbols parsing sees that nothing can be wrong.
void kcheck(struct kconfig *kc)
{
    ksym_sort(kc->doubtful.data, kc->doubtful.len);
    for (size_t i = 0; i < kc->doubtful.len; i++)
        check_symbol(kc, kc->doubtful.data[i]);
    for (const struct kchoice *c = kc->choices; c; c = c->next)
        check_choice(kc, c);
}

// Undefined symbols --------------------------------------------------------------------------------------------------

struct use { struct ksymbol *sym; const struct knode *node; size_t number; };
struct uses {
    const struct kconfig *kc;
    const struct knode *node; // that is being looked at
    VEC(struct use) found;
};

static bool looks_like_number(const char *s)
{
    knum ignored;
    return knum_parse(s, 10, &ignored) ||
           ((starts_with(s, "0x") || starts_with(s, "0X")) && knum_parse(s, 16, &ignored));
}

static void note_use(void *ctx, const struct kexpr *leaf)
{
    struct uses *uses = ctx;
    if (leaf->op != KE_SYMBOL || leaf->sym->nodes || leaf->sym->is_const || leaf->sym == uses->kc->modules ||
        leaf->sym->told_undefined || looks_like_number(leaf->sym->name))
        return;
    struct use use = { leaf->sym, uses->node, uses->found.len };
    vec_push(&uses->found, use);
}

// Symbols in the order they were first named; the uses of each in the order of the tree.
static int by_symbol(const void *a, const void *b)
{
    const struct use *x = a, *y = b;
    if (x->sym != y->sym)
        return x->sym->id < y->sym->id ? -1 : 1;
    return x->number < y->number ? -1 : x->number > y->number;
}

// Tells of one symbol with all its uses; returns how many.
static size_t tell_uses(const struct kconfig *kc, const struct use *first, const struct use *end)
{
    const struct use *use = first;
    buf_t b = { 0 };
    for (; use < end && use->sym == first->sym; use++) {
        if (use == first)
            buf_printf(&b, "undefined symbol %s, used by %s", use->sym->name, knode_name(use->node));
        else if (use->node != use[-1].node)
            buf_printf(&b, "\n  %s:%u: used by %s", use->node->file, use->node->line, knode_name(use->node));
    }
    first->sym->told_undefined = true;
    ktell(kc, KDIAG_WARNING, first->node->file, first->node->line, "%s", b.s);
    free(b.s);
    return (size_t)(use - first);
}

void kcheck_undefined(struct kconfig *kc)
{
    struct uses uses = { .kc = kc };
    for (uses.node = kc->top; uses.node; uses.node = knode_after(uses.node))
        knode_walk(uses.node, note_use, &uses);
    if (uses.found.len)
        qsort(uses.found.data, uses.found.len, sizeof *uses.found.data, by_symbol);
    for (const struct use *use = uses.found.data, *end = use + uses.found.len; use < end;)
        use += tell_uses(kc, use, end);
    free(uses.found.data);
}
