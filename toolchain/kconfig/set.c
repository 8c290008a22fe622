// SPDX-License-Identifier: MIT
// User values: what a person or a .config asks for.
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kconfig/tree.h"

bool ksym_has_prompt(const struct ksymbol *sym)
{
    for (const struct knode *node = sym->nodes; node; node = node->next_same)
        if (node->prompt)
            return true;
    return false;
}

static void changed(struct kconfig *kc)
{
    kc->generation++;
    kc->touched = true;
}

void ksym_own(struct kconfig *kc, struct ksymbol *sym)
{
    if (!sym->listed)
        vec_push(&kc->owners, sym);
    sym->listed = true;
}

bool kchoice_set_tri(struct kconfig *kc, struct kchoice *choice, int tri)
{
    bool fits = choice->type == KTYPE_TRISTATE || (choice->type == KTYPE_BOOL && tri != 1);
    if (!fits)
        return false;
    choice->was_set = kc->touched = true;
    choice->mixed = false;
    if (choice->user_tri != tri) {
        choice->user_tri = (signed char)tri;
        changed(kc);
    }
    return true;
}

void kchoice_unset(struct kconfig *kc, struct kchoice *choice)
{
    if (choice->user_tri >= 0 || choice->user_selection)
        changed(kc);
    choice->user_tri = -1;
    choice->user_selection = NULL;
}

bool ksym_set_tri(struct kconfig *kc, struct ksymbol *sym, int tri)
{
    bool fits = sym->type == KTYPE_TRISTATE || (sym->type == KTYPE_BOOL && tri != 1);
    if (!fits)
        return false;
    sym->was_set = kc->touched = true;
    ksym_own(kc, sym);
    if (sym->choice)
        ksym_detail(kc, sym)->priority = ++kc->assignments;
    if (sym->choice && tri == 2) {
        sym->choice->user_selection = sym;
        sym->choice->was_set = true;
        changed(kc);
    }
    if (sym->user_tri != tri) {
        sym->user_tri = (signed char)tri;
        changed(kc);
    }
    return true;
}

bool ksym_set_text(struct kconfig *kc, struct ksymbol *sym, const char *text)
{
    knum number;
    bool fits = sym->type == KTYPE_STRING || (sym->type == KTYPE_INT && knum_parse(text, 10, &number)) ||
                (sym->type == KTYPE_HEX && knum_parse(text, 16, &number) && number >= 0);
    if (fits && sym->type != KTYPE_STRING && kc->style == KSTYLE_LINUX)
        fits = klinux_number_valid(sym->type, text);
    if (!fits)
        return false;
    sym->was_set = kc->touched = true;
    if (sym->detail->user_text && !strcmp(sym->detail->user_text, text))
        return true;
    char *copy = xstrdup(text);
    ksym_own(kc, sym);
    free(sym->detail->user_text);
    ksym_detail(kc, sym)->user_text = copy;
    changed(kc);
    return true;
}

void kconfig_unset(struct kconfig *kc, struct ksymbol *sym)
{
    struct kdetail *d = sym->detail == &kc->no_detail ? NULL : sym->detail;
    if (sym->user_tri >= 0 || (d && d->user_text))
        changed(kc);
    sym->user_tri = -1;
    if (!d)
        return;
    d->priority = 0;
    free(d->user_text);
    d->user_text = NULL;
    d->user_place = (struct kplace){ 0 };
}

void kconfig_unset_all(struct kconfig *kc)
{
    FOR_DEFINED (kc, s)
        kconfig_unset(kc, s);
    for (struct kchoice *c = kc->choices; c; c = c->next)
        kchoice_unset(kc, c);
}

static int tri_of(const char *s)
{
    return !strcmp(s, "n") ? 0 : !strcmp(s, "m") ? 1 : !strcmp(s, "y") ? 2 : -1;
}

static const char *expected(enum ktype type)
{
    switch (type) {
    case KTYPE_BOOL: return "y or n";
    case KTYPE_TRISTATE: return "y, m or n";
    case KTYPE_INT: return "a decimal number";
    case KTYPE_HEX: return "a hexadecimal number";
    default: return "a symbol with a type";
    }
}

static char *range_text(struct kconfig *kc, struct ksymbol *sym)
{
    knum low, high;
    if ((sym->type != KTYPE_INT && sym->type != KTYPE_HEX) || !ksym_range(kc, sym, &low, &high))
        return NULL;
    char a[48], b[48];
    knum_text(low, sym->type == KTYPE_HEX, a);
    knum_text(high, sym->type == KTYPE_HEX, b);
    return xasprintf("its value must lie between %s and %s", a, b);
}

static char *dependency_text(struct kconfig *kc, struct ksymbol *sym)
{
    buf_t b = { 0 };
    int dep = ksym_dep_value(kc, sym);
    if (dep < 2) {
        buf_puts(&b, "it depends on ");
        ksym_dep_text(&b, sym);
        buf_printf(&b, ", which is %s now", ktri_text[dep]);
    } else {
        buf_printf(&b, "its prompt is %s under the conditions in force",
                   ksym_vis(kc, sym) ? "limited to m" : "not shown");
    }
    return b.s;
}

static char *select_text(struct kconfig *kc, struct ksymbol *sym)
{
    buf_t b = { 0 };
    for (const struct krev *rev = sym->reverse->selected; rev; rev = rev->next) {
        int by = ksym_tri(kc, rev->by), cond = kexpr_value(kc, rev->cond);
        if (by && cond)
            buf_printf(&b, "%s %s", b.len ? "," : "it is selected by", rev->by->name);
    }
    return b.s;
}

// Why the symbol does not have the value that was asked for.
char *ksym_obstacle(struct kconfig *kc, struct ksymbol *sym)
{
    int asked = ksym_is_logic(sym) ? sym->user_tri : -1;
    if (!ksym_has_prompt(sym))
        return xstrdup("it has no prompt: its value comes from defaults and selects alone");
    int vis = ksym_vis(kc, sym);
    if (!vis || (asked > vis && !sym->choice))
        return dependency_text(kc, sym);
    char *range = range_text(kc, sym);
    if (range)
        return range;
    if (sym->choice)
        return xstrdup(asked ? "another member of its choice is selected"
                             : "it is the selected member of its choice: select another one");
    if (asked == 1 && sym->type == KTYPE_TRISTATE && ksym_type_now(kc, sym) == KTYPE_BOOL)
        return xasprintf("modules are not enabled (%s=n)", kc->modules->name);
    char *selects = select_text(kc, sym);
    return selects ? selects : xstrdup("its dependencies do not allow it");
}

int kconfig_set(struct kconfig *kc, struct ksymbol *sym, const char *value, char **why)
{
    int tri = ksym_is_logic(sym) ? tri_of(value) : -1;
    bool valid = ksym_is_logic(sym) ? tri >= 0 && ksym_set_tri(kc, sym, tri) : ksym_set_text(kc, sym, value);
    if (why)
        *why = NULL;
    if (!valid) {
        if (why)
            *why = xasprintf("'%s' is no value for the %s %s: %s is wanted", value, ktype_name(sym->type), sym->name,
                             expected(sym->type));
        return -EINVAL;
    }
    if (sym->detail->user_place.file)
        ksym_detail(kc, sym)->user_place = (struct kplace){ 0 };
    const char *got = kconfig_value(kc, sym);
    if (!strcmp(got, value))
        return 0;
    if (why) {
        char *reason = ksym_obstacle(kc, sym);
        *why = xasprintf("%s was asked to be '%s' but is '%s': %s", sym->name, value, got, reason);
        free(reason);
    }
    return -EPERM;
}

int kconfig_set_mode(struct kconfig *kc, struct kchoice *choice, enum ktristate mode)
{
    if (!kchoice_set_tri(kc, choice, mode))
        return -EINVAL;
    return kchoice_tri(kc, choice) == (int)mode ? 0 : -EPERM;
}
