// SPDX-License-Identifier: MIT
// What a choice's mode is (n, m, y) and which member it selects.
#include "kconfig/tree.h"

static int min(int a, int b)
{
    return a < b ? a : b;
}
static int max(int a, int b)
{
    return a > b ? a : b;
}

enum ktype kchoice_type_now(struct kconfig *kc, const struct kchoice *choice)
{
    return choice->type == KTYPE_TRISTATE && !kmodules_on(kc) ? KTYPE_BOOL : choice->type;
}

int kchoice_vis(struct kconfig *kc, struct kchoice *choice)
{
    if (choice->vis_at == kc->generation)
        return choice->vis;
    int vis = 0;
    choice->vis = 0; // what a condition sees that leads back to this choice
    choice->vis_at = kc->generation;
    for (const struct knode *node = choice->nodes; node; node = node->next_same)
        if (node->prompt)
            vis = max(vis, kexpr_value(kc, node->prompt_cond));
    if (vis == 1 && kchoice_type_now(kc, choice) != KTYPE_TRISTATE)
        vis = 2;
    choice->vis = (unsigned char)vis;
    return vis;
}

// A choice that is not optional is at least m.
static int mode(struct kconfig *kc, struct kchoice *choice)
{
    int val = choice->optional ? 0 : 1;
    if (choice->user_tri >= 0 && !choice->mixed)
        val = max(val, choice->user_tri);
    val = min(val, kchoice_vis(kc, choice));
    return val == 1 && kchoice_type_now(kc, choice) == KTYPE_BOOL ? 2 : val;
}

// Up to 6.1, conf takes y back where there is no member to be selected.
int kchoice_tri(struct kconfig *kc, struct kchoice *choice)
{
    int val = mode(kc, choice);
    if (kc->style != KSTYLE_LINUX || klinux_is(kc, KERA_612))
        return val;
    if (!choice->type)
        return 0;
    return val == 2 && !choice->busy && !kchoice_selection(kc, choice) ? 0 : val;
}

// Linux's conf does not know yet whether one can be seen that is not in the choice, and takes it that it cannot. When
// it computes anew for a minimal .config, it takes it that what could be seen before still can.
static bool can_be_default(struct kconfig *kc, const struct kchoice *choice, struct ksymbol *sym)
{
    if (kc->style != KSTYLE_LINUX || sym->choice == choice)
        return ksym_vis(kc, sym);
    return kc->anew && sym->vis;
}

struct ksymbol *kchoice_default(struct kconfig *kc, struct kchoice *choice)
{
    for (const struct knode *node = choice->nodes; node; node = node->next_same)
        for (struct kprop *p = NULL; (p = knode_prop(node, p, KPROP_DEFAULT));)
            if (kexpr_value(kc, p->cond) && can_be_default(kc, choice, p->value->sym))
                return p->value->sym;
    for (struct ksymbol *s = choice->members; s; s = s->detail->next_member)
        if (ksym_vis(kc, s))
            return s;
    return NULL;
}

struct ksymbol *kchoice_selection(struct kconfig *kc, struct kchoice *choice)
{
    if (choice->selection_at == kc->generation || choice->busy)
        return choice->busy ? NULL : choice->selection;
    choice->busy = true;
    struct ksymbol *s = NULL;
    if (klinux_is(kc, KERA_612))
        s = klinux_selection(kc, choice);
    else if (mode(kc, choice) == 2)
        s = choice->user_selection && ksym_vis(kc, choice->user_selection) ? choice->user_selection
                                                                           : kchoice_default(kc, choice);
    choice->busy = false;
    choice->selection = s;
    choice->selection_at = kc->generation;
    return s;
}

unsigned kchoice_assignable(struct kconfig *kc, struct kchoice *choice)
{
    enum { N = 1, M = 2, Y = 4 };
    int vis = kchoice_vis(kc, choice);
    unsigned n = choice->optional ? N : 0;
    if (!vis)
        return 0;
    if (vis == 1)
        return n | M;
    return kchoice_type_now(kc, choice) == KTYPE_BOOL ? n | Y : n | M | Y;
}
