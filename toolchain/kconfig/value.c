// SPDX-License-Identifier: MIT
// What a symbol's value is. The rules stand in kconfig.h; results are kept until a user value changes.
#include <stdlib.h>
#include <string.h>

#include "kconfig/tree.h"

static int min(int a, int b)
{
    return a < b ? a : b;
}
static int max(int a, int b)
{
    return a > b ? a : b;
}

struct kprop *knode_prop(const struct knode *node, struct kprop *after, enum kprop_kind kind)
{
    struct kprop *p = after ? after->next : node->props;
    while (p && p->kind != kind)
        p = p->next;
    return p;
}

// Without modules, a tristate is a bool. Where the symbol that enables them depends on a tristate itself (or is one),
// they count as off until its value is known.
bool kmodules_on(struct kconfig *kc)
{
    if (kc->modules_busy)
        return false;
    kc->modules_busy = true;
    bool on = ksym_tri(kc, kc->modules) != 0;
    kc->modules_busy = false;
    return on;
}

enum ktype ksym_type_now(struct kconfig *kc, const struct ksymbol *sym)
{
    if (sym->type == KTYPE_TRISTATE &&
        ((sym->choice && kchoice_tri(kc, sym->choice) == 2) || !kmodules_on(kc)))
        return KTYPE_BOOL;
    return sym->type;
}

// Where dependencies nest deeply, values are computed from the bottom up first, so that no recursion gets deep.
static void settle(struct kconfig *kc)
{
    if (!kc->deep || kc->deep_at == kc->generation)
        return;
    kc->deep_at = kc->generation;
    for (size_t i = 0; i < kc->order.len; i++) {
        ksym_vis(kc, kc->order.data[i]);
        ksym_text(kc, kc->order.data[i]);
    }
}

static int visibility(struct kconfig *kc, struct ksymbol *sym)
{
    int vis = sym->transitional ? 2 : 0; // what an old .config says counts
    for (const struct knode *node = sym->nodes; node && vis < 2; node = node->next_same)
        if (node->prompt)
            vis = max(vis, kexpr_value(kc, node->prompt_cond));
    if (sym->choice && sym->type != KTYPE_TRISTATE && sym->choice->type == KTYPE_TRISTATE &&
        kchoice_tri(kc, sym->choice) != 2)
        return 0; // such members are there in y mode only
    if (sym->choice && sym->type == KTYPE_TRISTATE && vis == 1 && kchoice_tri(kc, sym->choice) == 2)
        return 0;
    return vis == 1 && ksym_type_now(kc, sym) != KTYPE_TRISTATE ? 2 : vis;
}

int ksym_vis(struct kconfig *kc, struct ksymbol *sym)
{
    settle(kc);
    if (sym->vis_at != kc->generation) {
        sym->vis = (unsigned char)visibility(kc, sym);
        sym->vis_at = kc->generation;
    }
    return sym->vis;
}

int ksym_rev_value(struct kconfig *kc, const struct krev *rev)
{
    int v = 0;
    for (; rev && v < 2; rev = rev->next) {
        int by = ksym_tri(kc, rev->by);
        if (by > v)
            v = max(v, min(by, kexpr_value(kc, rev->cond)));
    }
    return v;
}

static void list_selectors(struct kconfig *kc, const struct ksymbol *sym, int dep, buf_t *b)
{
    for (const struct krev *rev = sym->reverse->selected; rev; rev = rev->next) {
        int v = min(ksym_tri(kc, rev->by), kexpr_value(kc, rev->cond));
        if (v <= dep)
            continue;
        buf_puts(b, "\n  ");
        ksym_describe(b, rev->by);
        buf_printf(b, " = %s", ktri_text[ksym_tri(kc, rev->by)]);
        if (rev->by->nodes->dep != &kc->y->expr) {
            buf_puts(b, ", which depends on ");
            ksym_dep_text(b, rev->by);
            buf_printf(b, " (= %s)", ktri_text[ksym_dep_value(kc, rev->by)]);
        }
        if (rev->cond != &kc->y->expr) {
            buf_puts(b, ", under the condition ");
            kexpr_text(b, rev->cond);
            buf_printf(b, " (= %s)", ktri_text[kexpr_value(kc, rev->cond)]);
        }
    }
}

static void warn_unmet_select(struct kconfig *kc, struct ksymbol *sym, int dep, int selected)
{
    if (sym->warned_select || kc->quiet || !kc->diag)
        return;
    sym->warned_select = kc->touched = true;
    buf_t deps = { 0 }, by = { 0 };
    ksym_dep_text(&deps, sym);
    list_selectors(kc, sym, dep, &by);
    kwarn_sym(kc, KDIAG_VALUE, sym, "depends on %s (= %s), but is selected to %s by:%s", deps.s, ktri_text[dep],
              ktri_text[selected], by.s ? by.s : "");
    free(deps.s);
    free(by.s);
}

// m counts as y for what can only be y or n.
static int promote(struct kconfig *kc, const struct ksymbol *sym, int tri)
{
    return tri == 1 && ksym_type_now(kc, sym) == KTYPE_BOOL ? 2 : tri;
}

static int linux_imply(struct kconfig *kc, struct ksymbol *sym, int val)
{
    int implied = promote(kc, sym, ksym_rev_value(kc, sym->reverse->implied));
    if (!implied)
        return val;
    sym->write = true;
    return min(max(val, implied), promote(kc, sym, ksym_dep_value(kc, sym)));
}

static int first_default(struct kconfig *kc, struct ksymbol *sym)
{
    for (const struct knode *node = sym->nodes; node; node = node->next_same) {
        for (struct kprop *p = NULL; (p = knode_prop(node, p, KPROP_DEFAULT));) {
            int cond = kexpr_value(kc, p->cond);
            if (cond)
                return min(kexpr_value(kc, p->value), cond);
        }
    }
    return 0;
}

// Before 6.12 a member of a choice that is not visible as y has its default, but what selects or implies it does not
// count.
static int hidden_member_tri(struct kconfig *kc, struct ksymbol *sym, int vis)
{
    if (vis && sym->user_tri >= 0)
        return promote(kc, sym, min(sym->user_tri, vis));
    int val = first_default(kc, sym);
    if (val)
        sym->write = true;
    return promote(kc, sym, val);
}

// From defaults and imply, for a symbol outside of choices without an effective user value.
static int default_tri(struct kconfig *kc, struct ksymbol *sym)
{
    int val = first_default(kc, sym);
    if (val)
        sym->write = true;
    if (klinux_is(kc, KERA_61))
        return linux_imply(kc, sym, val);
    int implied = ksym_rev_value(kc, sym->reverse->implied);
    if (implied && ksym_dep_value(kc, sym)) {
        val = max(implied, val);
        sym->write = true;
    }
    return val;
}

static int plain_tri(struct kconfig *kc, struct ksymbol *sym, int vis)
{
    int val = vis && sym->user_tri >= 0 ? min(sym->user_tri, vis) : default_tri(kc, sym);
    int selected = ksym_rev_value(kc, sym->reverse->selected);
    if (selected) {
        int dep = ksym_dep_value(kc, sym);
        if (kc->style == KSTYLE_LINUX) {
            selected = promote(kc, sym, selected);
            dep = promote(kc, sym, dep);
        }
        if (dep < selected)
            warn_unmet_select(kc, sym, dep, selected);
        val = max(selected, val);
        sym->write = true;
    }
    bool lift = ksym_type_now(kc, sym) == KTYPE_BOOL;
    if (!lift && val == 1 && kc->style != KSTYLE_LINUX)
        lift = ksym_rev_value(kc, sym->reverse->implied) == 2;
    return val == 1 && lift ? 2 : val;
}

static int compute_tri(struct kconfig *kc, struct ksymbol *sym)
{
    if (!ksym_is_logic(sym)) {
        if (sym->type && !sym->warned_logic) {
            sym->warned_logic = kc->touched = true;
            kwarn_sym(kc, KDIAG_VALUE, sym, "its type is %s, and it is used where y or n is meant: it counts as n",
                      ktype_name(sym->type));
        }
        return 0;
    }
    int vis = ksym_vis(kc, sym);
    sym->write = vis != 0;
    if (!sym->choice)
        return plain_tri(kc, sym, vis);
    if (vis == 2)
        return kchoice_selection(kc, sym->choice) == sym ? 2 : 0;
    if (kc->style == KSTYLE_LINUX && !klinux_is(kc, KERA_612))
        return hidden_member_tri(kc, sym, vis);
    return vis && sym->user_tri > 0 ? 1 : 0;
}

// Conditions that conf simplifies may lead back to the symbol all the same: while its value is computed it counts as n.
int ksym_tri(struct kconfig *kc, struct ksymbol *sym)
{
    if (sym->tri_at != kc->generation && !(sym->is_const && sym->tri_at)) {
        settle(kc);
        if (sym->tri_at == kc->generation)
            return sym->tri;
        sym->tri = 0;
        sym->tri_at = kc->generation;
        sym->tri = (unsigned char)compute_tri(kc, sym);
    }
    return sym->tri;
}

static bool never_written(const struct kconfig *kc, const struct ksymbol *sym)
{
    return sym->is_env || sym == kc->defconfig_list || sym->transitional;
}

const char *ksym_text(struct kconfig *kc, struct ksymbol *sym)
{
    if (ksym_is_logic(sym)) {
        const char *text = ktri_text[ksym_tri(kc, sym)];
        if (never_written(kc, sym) && (kc->style == KSTYLE_LINUX || sym->transitional))
            sym->write = false;
        return text;
    }
    if (!sym->type)
        return sym->name;
    if (sym->detail->text_at == kc->generation)
        return sym->detail->text;
    settle(kc);
    struct kdetail *d = ksym_detail(kc, sym);
    if (kc->style == KSTYLE_LINUX) { // for what leads back, as above
        d->text = !klinux_is(kc, KERA_612) || sym->type == KTYPE_STRING ? "" : sym->type == KTYPE_HEX ? "0x0" : "0";
        d->text_at = kc->generation;
    }
    int vis = ksym_vis(kc, sym);
    sym->write = vis != 0;
    const char *text = ksym_compute_text(kc, sym, vis);
    if (never_written(kc, sym))
        sym->write = false;
    d->text = text;
    d->text_at = kc->generation;
    return text;
}

const char *ksym_default_text(struct kconfig *kc, struct ksymbol *sym)
{
    if (!ksym_is_logic(sym)) {
        struct ksymbol *from = sym->type ? ksym_default_symbol(kc, sym) : NULL;
        const char *text = from ? ksym_text(kc, from) : "";
        bool zero = !*text && klinux_is(kc, KERA_612) && sym->type != KTYPE_STRING;
        return !zero ? text : sym->type == KTYPE_HEX ? "0x0" : "0";
    }
    bool counts = !sym->choice || kc->style == KSTYLE_LINUX;
    int val = counts ? first_default(kc, sym) : 0;
    if (!sym->choice)
        val = max(val, max(ksym_rev_value(kc, sym->reverse->selected), ksym_rev_value(kc, sym->reverse->implied)));
    return ktri_text[val == 1 && ksym_type_now(kc, sym) == KTYPE_BOOL ? 2 : val];
}

unsigned ksym_assignable(struct kconfig *kc, struct ksymbol *sym)
{
    enum { N = 1, M = 2, Y = 4 };
    int vis = ksym_is_logic(sym) ? ksym_vis(kc, sym) : 0;
    if (!vis)
        return 0;
    int low = ksym_rev_value(kc, sym->reverse->selected);
    if (vis == 2 && sym->choice)
        return Y;
    if (low == 2)
        return Y;
    bool no_m = ksym_type_now(kc, sym) == KTYPE_BOOL || ksym_rev_value(kc, sym->reverse->implied) == 2;
    if (vis == 2)
        return low ? (no_m ? Y : M | Y) : no_m ? N | Y : N | M | Y;
    return low ? M : ksym_rev_value(kc, sym->reverse->implied) == 2 ? N | Y : N | M;
}
