// SPDX-License-Identifier: MIT
// The values of strings and numbers: what the user asked for where it is in range, else the default in force.
#include <string.h>

#include "kconfig/tree.h"

bool ksym_range(struct kconfig *kc, const struct ksymbol *sym, knum *low, knum *high)
{
    int base = ktype_base(sym->type);
    for (const struct knode *node = sym->nodes; node; node = node->next_same) {
        for (struct kprop *p = NULL; (p = knode_prop(node, p, KPROP_RANGE));) {
            if (!kexpr_value(kc, p->cond))
                continue;
            if (!knum_parse(ksym_text(kc, p->low), base, low))
                *low = 0;
            if (!knum_parse(ksym_text(kc, p->high), base, high))
                *high = 0;
            return true;
        }
    }
    return false;
}

// The default in force, as the symbol it names; NULL if there is none.
struct ksymbol *ksym_default_symbol(struct kconfig *kc, const struct ksymbol *sym)
{
    for (const struct knode *node = sym->nodes; node; node = node->next_same)
        for (struct kprop *p = NULL; (p = knode_prop(node, p, KPROP_DEFAULT));)
            if (kexpr_value(kc, p->cond))
                return p->value->sym;
    return NULL;
}

static void warn_range(struct kconfig *kc, struct ksymbol *sym, const char *what, const char *value, knum low,
                       knum high)
{
    if (sym->warned_range)
        return;
    sym->warned_range = kc->touched = true;
    char a[48], b[48];
    knum_text(low, sym->type == KTYPE_HEX, a);
    knum_text(high, sym->type == KTYPE_HEX, b);
    kwarn_sym(kc, KDIAG_VALUE, sym, "%s %s is outside of the range %s to %s in force", what, value, a, b);
}

static const char *number_default(struct kconfig *kc, struct ksymbol *sym, bool ranged, knum low, knum high)
{
    struct ksymbol *from = ksym_default_symbol(kc, sym);
    const char *val = from ? ksym_text(kc, from) : "";
    knum number = 0;
    if (from)
        sym->write = true;
    if (!knum_parse(val, ktype_base(sym->type), &number))
        number = 0;
    if (!ranged || (number >= low && number <= high))
        return val;
    if (from)
        warn_range(kc, sym, "the default", val, low, high);
    if (klinux_is(kc, KERA_61))
        return klinux_clamp(kc, sym, val);
    char text[48];
    knum_text(number < low ? low : high, sym->type == KTYPE_HEX, text);
    return karena_text(&kc->arena, text, strlen(text));
}

// Where bounds of its range lead back to a number, conf takes the value from before the range was looked at.
static void hold(struct kconfig *kc, struct ksymbol *sym, const char *text)
{
    struct kdetail *d = ksym_detail(kc, sym);
    d->text = text;
    d->text_at = kc->generation;
}

static const char *linux_number_text(struct kconfig *kc, struct ksymbol *sym, int vis)
{
    const char *text = sym->type == KTYPE_HEX ? "0x0" : "0", *user = vis ? sym->detail->user_text : NULL;
    if (user) {
        text = user;
    } else {
        struct ksymbol *from = ksym_default_symbol(kc, sym);
        if (from) {
            sym->write = true;
            text = ksym_text(kc, from);
        }
    }
    hold(kc, sym, text);
    return klinux_clamp(kc, sym, text);
}

static const char *number_text(struct kconfig *kc, struct ksymbol *sym, int vis)
{
    if (klinux_is(kc, KERA_612))
        return linux_number_text(kc, sym, vis);
    knum low = 0, high = 0, number = 0;
    const char *user = vis && sym->detail->user_text && *sym->detail->user_text ? sym->detail->user_text : NULL;
    if (kc->style == KSTYLE_LINUX) {
        struct ksymbol *from = user ? NULL : ksym_default_symbol(kc, sym);
        hold(kc, sym, user ? user : from ? ksym_text(kc, from) : "");
    }
    bool ranged = ksym_range(kc, sym, &low, &high);
    if (kc->style == KSTYLE_LINUX && user)
        return klinux_clamp(kc, sym, user);
    if (user) {
        if (!ranged || (knum_parse(user, ktype_base(sym->type), &number) && number >= low && number <= high))
            return user;
        warn_range(kc, sym, "the value", user, low, high);
    }
    return number_default(kc, sym, ranged, low, high);
}

static const char *string_text(struct kconfig *kc, struct ksymbol *sym, int vis)
{
    if (vis && sym->detail->user_text)
        return sym->detail->user_text;
    struct ksymbol *from = ksym_default_symbol(kc, sym);
    if (from)
        sym->write = true;
    return from ? ksym_text(kc, from) : "";
}

const char *ksym_compute_text(struct kconfig *kc, struct ksymbol *sym, int vis)
{
    return sym->type == KTYPE_STRING ? string_text(kc, sym, vis) : number_text(kc, sym, vis);
}
