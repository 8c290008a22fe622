// SPDX-License-Identifier: MIT
// What is written: .config, the C header, auto.conf. The bytes are those of kconfiglib, or of Linux in its style.
#include <stdlib.h>
#include <string.h>

#include "kconfig/tree.h"

void kescape(buf_t *b, const char *s)
{
    for (const char *next; *s; s = next) {
        next = s + strcspn(s, "\"\\");
        buf_add(b, s, (size_t)(next - s));
        if (*next) {
            buf_add(b, "\\", 1);
            buf_add(b, next++, 1);
        }
    }
}

// A string as it stands in a .config and in C.
static void add_quoted(const struct kconfig *kc, buf_t *b, const char *s)
{
    buf_add(b, "\"", 1);
    if (klinux_raw_strings(kc))
        buf_puts(b, s);
    else
        kescape(b, s);
    buf_add(b, "\"\n", 2);
}

static void add3(buf_t *b, const char *x, const char *y, const char *z)
{
    buf_puts(b, x);
    buf_puts(b, y);
    buf_puts(b, z);
}

void ksym_config_line(struct kconfig *kc, struct ksymbol *sym, buf_t *b)
{
    const char *val = ksym_text(kc, sym);
    if (!sym->write)
        return;
    if (ksym_is_logic(sym) && *val == 'n') {
        add3(b, "# ", kc->prefix, sym->name);
        buf_puts(b, " is not set\n");
        return;
    }
    add3(b, kc->prefix, sym->name, "=");
    if (sym->type == KTYPE_STRING) {
        add_quoted(kc, b, val);
    } else {
        add3(b, val, "\n", "");
    }
}

// The .config --------------------------------------------------------------------------------------------------------

struct output {
    struct kconfig *kc;
    buf_t b;
    bool after_end;
};

static bool menu_shows(struct kconfig *kc, const struct knode *node)
{
    return kexpr_value(kc, node->dep) && kexpr_value(kc, node->visible);
}

static void write_symbol(struct output *o, struct ksymbol *sym)
{
    kfetch_ahead(o->kc, sym);
    if (sym->printed == o->kc->printing)
        return;
    sym->printed = o->kc->printing;
    size_t before = o->b.len;
    if (o->after_end)
        buf_add(&o->b, "\n", 1);
    size_t start = o->b.len;
    ksym_config_line(o->kc, sym, &o->b);
    if (o->b.len == start)
        o->b.len = before;
    else
        o->after_end = false;
}

static void write_node(struct output *o, const struct knode *node)
{
    if (node->kind == KNODE_SYMBOL) {
        write_symbol(o, node->sym);
    } else if (node->kind == KNODE_COMMENT ? kexpr_value(o->kc, node->dep) != 0
                                           : node->kind == KNODE_MENU && menu_shows(o->kc, node)) {
        add3(&o->b, "\n#\n# ", node->prompt, "\n#\n");
        o->after_end = false;
    }
}

static void leave_node(struct output *o, const struct knode *node)
{
    bool marked = o->kc->style != KSTYLE_LINUX || o->kc->era <= KERA_5;
    if (!marked || node->kind != KNODE_MENU || node == o->kc->top || !menu_shows(o->kc, node))
        return;
    add3(&o->b, "# end of ", node->prompt, "\n");
    o->after_end = true;
}

// Linux ends menus that hold nothing, too.
static void leave_empty(struct output *o, const struct knode *node)
{
    if (klinux_is(o->kc, KERA_61))
        leave_node(o, node);
}

static char *finish(buf_t *b, size_t *size)
{
    buf_add(b, "", 0);
    *size = b->len;
    return b->s;
}

static void put_header(struct kconfig *kc, buf_t *b, const char *header)
{
    if (kc->style != KSTYLE_LINUX)
        buf_puts(b, header ? header : "");
    else
        add3(b, "#\n# Automatically generated file; DO NOT EDIT.\n# ", kc->title, "\n#\n");
}

// The number begins anew after 255 outputs.
static void next_output(struct kconfig *kc)
{
    if (++kc->printing)
        return;
    FOR_DEFINED (kc, sym)
        sym->printed = 0;
    kc->printing = 1;
}

char *kconfig_format(struct kconfig *kc, const char *header, size_t *size)
{
    struct output o = { .kc = kc };
    next_output(kc);
    put_header(kc, &o.b, header);
    const struct knode *node = kc->top;
    for (;;) {
        if (node->list) {
            node = node->list;
        } else {
            leave_empty(&o, node);
            while (!node->next && node->parent) {
                node = node->parent;
                leave_node(&o, node);
            }
            if (!node->next)
                break;
            node = node->next;
        }
        write_node(&o, node);
    }
    return finish(&o.b, size);
}

// Minimal configuration ----------------------------------------------------------------------------------------------

// Would the choice take this member by itself?
static bool is_chosen_anyway(struct kconfig *kc, struct ksymbol *sym)
{
    return sym->choice && !sym->choice->optional && sym->type == KTYPE_BOOL && ksym_tri(kc, sym) == 2 &&
           kchoice_default(kc, sym->choice) == sym;
}

// A choice as the .config left it, and the mode it asked for.
struct asked { struct kchoice *choice; signed char mode; };
typedef VEC(struct asked) asked_t;

static bool is_answered(struct kconfig *kc, const struct kchoice *choice)
{
    for (struct ksymbol *s = choice->members; s; s = s->detail->next_member)
        if (s->user_tri < 0 && ksym_vis(kc, s))
            return false;
    return true;
}

// Does a choice name a symbol as its default that is no member?
static bool has_foreign_default(const struct kconfig *kc)
{
    for (const struct kchoice *c = kc->choices; c; c = c->next)
        for (const struct knode *node = c->nodes; node; node = node->next_same)
            for (struct kprop *p = NULL; (p = knode_prop(node, p, KPROP_DEFAULT));)
                if (p->value->op == KE_SYMBOL && p->value->sym->choice != c)
                    return true;
    return false;
}

// What could be seen counts once more, up to 6.1.
static void compute_anew(struct kconfig *kc)
{
    if (kc->style != KSTYLE_LINUX || klinux_is(kc, KERA_612) || !has_foreign_default(kc))
        return;
    FOR_DEFINED (kc, s)
        ksym_text(kc, s);
    kc->anew = true;
    kc->generation++;
}

// Up to 6.1, savedefconfig computes anew, and forgets what was asked of a choice as long as a member is unanswered.
static void forget_modes(struct kconfig *kc, asked_t *forgotten)
{
    if (kc->style != KSTYLE_LINUX || klinux_is(kc, KERA_612))
        return;
    for (struct kchoice *c = kc->choices; c; c = c->next)
        if (c->user_tri >= 0 && kchoice_tri(kc, c) == 2 && !is_answered(kc, c)) {
            struct asked asked = { c, c->user_tri };
            vec_push(forgotten, asked);
        }
    for (size_t i = 0; i < forgotten->len; i++)
        forgotten->data[i].choice->user_tri = -1;
    kc->generation += forgotten->len != 0;
}

static void restore_modes(struct kconfig *kc, asked_t *forgotten)
{
    for (size_t i = 0; i < forgotten->len; i++)
        forgotten->data[i].choice->user_tri = forgotten->data[i].mode;
    kc->generation += forgotten->len || kc->anew;
    kc->anew = false;
    free(forgotten->data);
}

// To kconfiglib, members of choices always can.
static bool can_be_changed(struct kconfig *kc, struct ksymbol *sym)
{
    if (kc->style == KSTYLE_LINUX)
        return ksym_vis(kc, sym) > klinux_floor(kc, sym);
    return sym->choice || ksym_vis(kc, sym) > ksym_rev_value(kc, sym->reverse->selected);
}

char *kconfig_format_minimal(struct kconfig *kc, const char *header, size_t *size)
{
    buf_t b = { 0 };
    asked_t forgotten = { 0 };
    compute_anew(kc);
    forget_modes(kc, &forgotten);
    buf_puts(&b, header && kc->style != KSTYLE_LINUX ? header : "");
    FOR_DEFINED (kc, s) {
        if (!can_be_changed(kc, s))
            continue;
        if (!strcmp(ksym_text(kc, s), ksym_default_text(kc, s)) || is_chosen_anyway(kc, s))
            continue;
        ksym_config_line(kc, s, &b);
    }
    restore_modes(kc, &forgotten);
    return finish(&b, size);
}

// Header and auto.conf -----------------------------------------------------------------------------------------------

static void header_line(struct kconfig *kc, struct ksymbol *sym, buf_t *b)
{
    const char *val = ksym_text(kc, sym);
    if (!sym->write || (ksym_is_logic(sym) && *val == 'n'))
        return;
    add3(b, "#define ", kc->prefix, sym->name);
    if (ksym_is_logic(sym)) {
        buf_puts(b, *val == 'm' ? "_MODULE 1\n" : " 1\n");
    } else if (sym->type == KTYPE_STRING) {
        buf_puts(b, " ");
        add_quoted(kc, b, val);
    } else {
        bool prefix = sym->type == KTYPE_HEX && !starts_with(val, "0x") && !starts_with(val, "0X");
        add3(b, prefix ? " 0x" : " ", val, "\n");
    }
}

static void linux_header(struct kconfig *kc, buf_t *b)
{
    size_t n;
    struct ksymbol **order = klinux_header_order(kc, &n);
    const char *edge = klinux_is(kc, KERA_61) ? "" : " *\n";
    add3(b, "/*\n", edge, " * Automatically generated file; DO NOT EDIT.\n * ");
    add3(b, kc->title, "\n", edge);
    buf_puts(b, " */\n");
    for (size_t i = 0; i < n; i++)
        header_line(kc, order[i], b);
    free(order);
}

char *kconfig_format_header(struct kconfig *kc, const char *header, size_t *size)
{
    buf_t b = { 0 };
    if (kc->style == KSTYLE_LINUX) {
        linux_header(kc, &b);
        return finish(&b, size);
    }
    buf_puts(&b, header ? header : "");
    FOR_DEFINED (kc, s)
        header_line(kc, s, &b);
    return finish(&b, size);
}

// Up to 5.5 there was a file of the tristates alone.
char *klinux_format_tristates(struct kconfig *kc, size_t *size)
{
    buf_t b = { 0 };
    size_t n;
    struct ksymbol **order = klinux_header_order(kc, &n);
    put_header(kc, &b, NULL);
    for (size_t i = 0; i < n; i++) {
        const char *val = ksym_text(kc, order[i]);
        if (order[i]->type == KTYPE_TRISTATE && order[i]->write && *val != 'n')
            buf_printf(&b, "%s%s=%s\n", kc->prefix, order[i]->name, *val == 'y' ? "Y" : "M");
    }
    free(order);
    return finish(&b, size);
}

static char *linux_auto(struct kconfig *kc, size_t *size)
{
    buf_t b = { 0 };
    size_t n;
    struct ksymbol **order = klinux_header_order(kc, &n);
    put_header(kc, &b, NULL);
    bool bare = klinux_is(kc, KERA_61); // strings are as they are since 5.17: make takes quotes as part of a value
    for (size_t i = 0; i < n; i++) {
        const char *val = ksym_text(kc, order[i]);
        if (bare && order[i]->type == KTYPE_STRING && order[i]->write)
            buf_printf(&b, "%s%s=%s\n", kc->prefix, order[i]->name, val);
        else if (!ksym_is_logic(order[i]) || *val != 'n')
            ksym_config_line(kc, order[i], &b);
    }
    free(order);
    return finish(&b, size);
}

char *kconfig_format_auto(struct kconfig *kc, size_t *size)
{
    if (kc->style == KSTYLE_LINUX)
        return linux_auto(kc, size);
    buf_t b = { 0 };
    FOR_DEFINED (kc, s)
        if (!ksym_is_logic(s) || ksym_tri(kc, s))
            ksym_config_line(kc, s, &b);
    return finish(&b, size);
}
