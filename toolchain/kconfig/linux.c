// SPDX-License-Identifier: MIT
// Where Linux's own conf computes differently from kconfiglib: comparisons, ranges, choices, valid numbers.
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kconfig/tree.h"

// Eras: what a conf of that time would refuse ------------------------------------------------------------------------

bool klinux_is(const struct kconfig *kc, enum kera era)
{
    return kc->style == KSTYLE_LINUX && kc->era <= era;
}

void klinux_at_most(struct kconfig *kc, enum kera era)
{
    if (kc->era < era)
        kc->era = era;
}

void klinux_refuse(struct kconfig *kc)
{
    kc->refused_612 = true;
    longjmp(kc->failed, 1);
}

// Trees that carry an old conf of their own are known by their titles.
void klinux_find_fork(struct kconfig *kc, const char *title)
{
    static const struct {
        const char *title;
        enum kera era;
    } forks[] = { { "Buildroot ", KERA_417 }, { "U-Boot ", KERA_420 }, { "Unikraft/", KERA_5 } };
    for (size_t i = 0; i < COUNT(forks); i++)
        if (starts_with(title, forks[i].title))
            klinux_at_most(kc, forks[i].era);
}

bool klinux_is_old(const struct kconfig *kc)
{
    return kc->style == KSTYLE_LINUX && kc->era == KERA_417;
}

// U-Boot's conf neither takes escapes in a .config nor writes any.
bool klinux_raw_strings(const struct kconfig *kc)
{
    return kc->style == KSTYLE_LINUX && kc->era == KERA_420;
}

static bool has_default(const struct ksymbol *sym)
{
    for (const struct knode *node = sym->nodes; node; node = node->next_same)
        if (knode_prop(node, NULL, KPROP_DEFAULT))
            return true;
    return false;
}

static void find_unequal(struct kconfig *kc)
{
    bool any = false;
    for (size_t i = 0; i < kc->unequal.len && !any; i++)
        any = kc->unequal.data[i]->sym->type == KTYPE_BOOL;
    if (any && klinux_is(kc, KERA_612) && klinux_unequal_crashes(kc))
        klinux_at_most(kc, KERA_61);
    if (any && klinux_is(kc, KERA_612))
        klinux_unequal_hold(kc);
}

// The choice or menu that holds it.
static const struct knode *holder(const struct knode *node)
{
    const struct knode *up = node->parent;
    while (up && up->kind == KNODE_IF)
        up = up->parent;
    return up;
}

// Is it asked for anywhere but beside child?
static bool has_prompt_elsewhere(const struct knode *child)
{
    for (const struct knode *node = child->sym->nodes; node; node = node->next_same)
        if (node->prompt && holder(node) != holder(child))
            return true;
    return false;
}

// Members of a choice are bool, have no defaults, and prompts, in the choice only, since 6.12.
static bool is_old_member(const struct knode *child)
{
    return child->sym->type != KTYPE_BOOL || !child->prompt || has_default(child->sym) || has_prompt_elsewhere(child);
}

static bool has_old_member(const struct knode *node)
{
    for (const struct knode *child = node->list; child; child = child->next)
        if (child->kind == KNODE_IF ? has_old_member(child) : child->kind == KNODE_SYMBOL && is_old_member(child))
            return true;
    return false;
}

// Names, `optional`, types, choices without a prompt, and such members went after 6.1.
void klinux_find_era(struct kconfig *kc)
{
    for (const struct kchoice *c = kc->choices; c && kc->era < KERA_61; c = c->next) {
        bool old = c->name || c->optional || c->type > KTYPE_BOOL;
        for (const struct knode *node = c->nodes; node && !old; node = node->next_same)
            old = !node->prompt || has_old_member(node);
        if (old)
            klinux_at_most(kc, KERA_61);
    }
    find_unequal(kc);
}

// Comparisons --------------------------------------------------------------------------------------------------------

enum kind { TEXT, SIGNED, UNSIGNED };

struct number {
    enum kind kind;
    long long s;
    unsigned long long u;
};

static struct number read_number(const char *text, enum ktype type)
{
    struct number n = { SIGNED, 0, 0 };
    char *end = NULL;
    errno = 0;
    if (type == KTYPE_BOOL || type == KTYPE_TRISTATE) {
        n.s = !strcmp(text, "n") ? 0 : !strcmp(text, "m") ? 1 : !strcmp(text, "y") ? 2 : -1;
        n.u = (unsigned long long)n.s;
        return n;
    }
    if (type == KTYPE_HEX) {
        n.kind = UNSIGNED;
        n.u = strtoull(text, &end, 16);
        n.s = (long long)n.u;
    } else {
        n.s = strtoll(text, &end, type == KTYPE_INT ? 10 : 0);
        n.u = (unsigned long long)n.s;
    }
    if (errno || *end || end == text || !isxdigit((unsigned char)end[-1]))
        n.kind = TEXT;
    return n;
}

int klinux_compare(struct kconfig *kc, struct ksymbol *a, struct ksymbol *b)
{
    const char *x = ksym_text(kc, a), *y = ksym_text(kc, b);
    if (a->type == KTYPE_STRING && b->type == KTYPE_STRING)
        return strcmp(x, y);
    struct number m = read_number(x, a->type), n = read_number(y, b->type);
    if (m.kind == TEXT || n.kind == TEXT)
        return strcmp(x, y);
    if (m.kind == UNSIGNED || n.kind == UNSIGNED)
        return (m.u > n.u) - (m.u < n.u);
    return (m.s > n.s) - (m.s < n.s);
}

// Numbers ------------------------------------------------------------------------------------------------------------

bool klinux_number_valid(enum ktype type, const char *s)
{
    if (type == KTYPE_HEX) {
        s += s[0] == '0' && (s[1] == 'x' || s[1] == 'X') ? 2 : 0;
        size_t n = strspn(s, "0123456789abcdefABCDEF");
        return n && !s[n];
    }
    s += *s == '-';
    size_t n = strspn(s, "0123456789");
    return n && !s[n] && (*s != '0' || n == 1);
}

static long long bound(struct kconfig *kc, struct ksymbol *sym, int base)
{
    const char *text = ksym_text(kc, sym);
    return strtoll(text, NULL, sym->type == KTYPE_INT ? 10 : sym->type == KTYPE_HEX ? 16 : base);
}

static struct kprop *active_range(struct kconfig *kc, const struct ksymbol *sym)
{
    for (const struct knode *node = sym->nodes; node; node = node->next_same)
        for (struct kprop *p = NULL; (p = knode_prop(node, p, KPROP_RANGE));)
            if (kexpr_value(kc, p->cond))
                return p;
    return NULL;
}

// A value outside of the range in force becomes the nearer bound.
const char *klinux_clamp(struct kconfig *kc, struct ksymbol *sym, const char *text)
{
    int base = ktype_base(sym->type);
    struct kprop *p = active_range(kc, sym);
    if (!p)
        return text;
    struct ksymbol *limit = p->low;
    long long v = strtoll(text, NULL, base);
    if (v >= bound(kc, limit, base)) {
        limit = p->high;
        if (v <= bound(kc, limit, base))
            return text;
    }
    return limit->type == KTYPE_BOOL || limit->type == KTYPE_TRISTATE ? ktri_text[0] : ksym_text(kc, limit);
}

static bool is_out_of_range(struct kconfig *kc, struct ksymbol *sym)
{
    const char *text = sym->detail->user_text;
    return text && klinux_clamp(kc, sym, text) != text;
}

static void drop_number(struct kconfig *kc, struct ksymbol *sym)
{
    ktell(kc, KDIAG_ASSIGN, sym->detail->user_place.file, sym->detail->user_place.line,
          "'%s' is outside of the range of %s; the line is ignored", sym->detail->user_text, sym->name);
    unsigned generation = kc->generation;
    kconfig_unset(kc, sym);
    kc->generation = generation;
    sym->detail->text_at = 0;
}

static void drop_from(struct kconfig *kc, struct ksymbol **numbers, size_t count)
{
    size_t i = 0;
    while (i < count && !is_out_of_range(kc, numbers[i]))
        i++;
    if (i == count)
        return;
    FOR_DEFINED (kc, s)
        ksym_text(kc, s);
    for (; i < count; i++)
        if (is_out_of_range(kc, numbers[i]))
            drop_number(kc, numbers[i]);
}

// Up to 6.1 conf computes all values of a .config, then forgets the numbers out of range. Only these are computed anew:
// what came of the nearer bound in their place stays until another value is set.
void klinux_drop_numbers(struct kconfig *kc)
{
    if (kc->style != KSTYLE_LINUX || klinux_is(kc, KERA_612))
        return;
    VEC(struct ksymbol *) numbers = { 0 };
    for (size_t i = 0; i < kc->owners.len; i++) {
        struct ksymbol *s = kc->owners.data[i];
        if (s->type == KTYPE_INT || s->type == KTYPE_HEX)
            vec_push(&numbers, s);
    }
    ksym_sort(numbers.data, numbers.len);
    drop_from(kc, numbers.data, numbers.len);
    free(numbers.data);
}

// Choices ------------------------------------------------------------------------------------------------------------

void klinux_infer_mode(struct kconfig *kc, struct kchoice *choice, int tri)
{
    choice->mixed |= tri == 1 && choice->user_tri == 2;
    choice->was_set = kc->touched = true;
    if (tri > choice->user_tri)
        choice->user_tri = (signed char)tri;
    kc->generation++;
}

// The member assigned last counts most.
static struct ksymbol *asked_for(struct kconfig *kc, struct kchoice *choice)
{
    struct ksymbol *best = NULL;
    for (struct ksymbol *s = choice->members; s; s = s->detail->next_member)
        if (s->user_tri == 2 && ksym_vis(kc, s) && (!best || s->detail->priority > best->detail->priority))
            best = s;
    return best;
}

static struct ksymbol *first_unanswered(struct kconfig *kc, struct kchoice *choice)
{
    for (struct ksymbol *s = choice->members; s; s = s->detail->next_member)
        if (ksym_vis(kc, s) && s->user_tri < 0)
            return s;
    return NULL;
}

static struct ksymbol *least_refused(struct kconfig *kc, struct kchoice *choice)
{
    struct ksymbol *best = NULL;
    for (struct ksymbol *s = choice->members; s; s = s->detail->next_member)
        if (ksym_vis(kc, s) && (!best || s->detail->priority < best->detail->priority))
            best = s;
    return best;
}

struct ksymbol *klinux_selection(struct kconfig *kc, struct kchoice *choice)
{
    struct ksymbol *s = asked_for(kc, choice);
    if (!s) {
        s = kchoice_default(kc, choice);
        if (s && s->user_tri == 0)
            s = NULL;
    }
    if (!s)
        s = first_unanswered(kc, choice);
    return s ? s : least_refused(kc, choice);
}

// Order of autoconf.h ------------------------------------------------------------------------------------------------

// 32-bit FNV-1a.
static unsigned conf_hash(const char *s)
{
    unsigned h = 2166136261u;
    for (; *s; s++)
        h = (h ^ (unsigned char)*s) * 16777619u;
    return h;
}

struct placed {
    unsigned bucket;
    struct ksymbol *sym;
};

static int by_bucket(const void *a, const void *b)
{
    const struct placed *x = a, *y = b;
    return x->bucket != y->bucket ? (x->bucket > y->bucket) - (x->bucket < y->bucket)
                                  : (x->sym->id < y->sym->id) - (x->sym->id > y->sym->id);
}

// conf walks its hash table, the newest symbol of a bucket first.
struct ksymbol **klinux_header_order(struct kconfig *kc, size_t *count)
{
    size_t n = kc->defined.len;
    struct placed *placed = xcalloc(n + 1, sizeof *placed), *at = placed;
    unsigned buckets = klinux_is(kc, KERA_612) ? 1u << 14 : 9973;
    FOR_DEFINED (kc, s)
        *at++ = (struct placed){ conf_hash(s->name) % buckets, s };
    qsort(placed, n, sizeof *placed, by_bucket);
    struct ksymbol **list = xcalloc(n + 1, sizeof *list);
    for (size_t i = 0; i < n; i++)
        list[i] = placed[i].sym;
    free(placed);
    *count = n;
    return list;
}
