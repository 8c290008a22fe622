// SPDX-License-Identifier: MIT
// The lines below config, menuconfig, choice, menu and comment: types, prompts, defaults, dependencies, help.
#include <stdlib.h>
#include <string.h>

#include "kconfig/tree.h"

static struct kexpr *condition(struct kconfig *kc)
{
    struct kexpr *e = kparse_accept(kc, KT_IF) ? kparse_expr(kc, true) : &kc->y->expr;
    kparse_end(kc);
    return e;
}

static struct kprop *add_prop(struct kconfig *kc, enum kprop_kind kind)
{
    struct kprop *p = kpool_alloc(&kc->arena, &kc->props, kind == KPROP_RANGE ? sizeof *p : offsetof(struct kprop, high));
    p->kind = kind;
    p->line = kc->input->line;
    *kc->props_end = p;
    kc->props_end = &p->next;
    return p;
}

static struct ksymbol *need_symbol(struct kconfig *kc, bool constant_too)
{
    struct ktoken *t = kparse_peek(kc);
    if (t->type != KT_SYMBOL || (!constant_too && t->sym->is_const))
        kfail(kc, constant_too ? "a symbol or value is missing" : "the name of a symbol is missing");
    kc->token_at++;
    return t->sym;
}

static void set_type(struct kconfig *kc, struct knode *node, enum ktype type)
{
    if (node->kind != KNODE_SYMBOL && node->kind != KNODE_CHOICE)
        kfail(kc, "only a symbol or choice has a type");
    unsigned char *slot = node->kind == KNODE_SYMBOL ? &node->sym->type : &node->choice->type;
    if (*slot && *slot != type) {
        buf_t *b = ktemp(kc);
        if (node->kind == KNODE_SYMBOL)
            ksym_describe(b, node->sym);
        else
            kchoice_describe(b, node->choice);
        ktell(kc, KDIAG_WARNING, kc->input->file, kc->input->line, "%s is defined with several types; %s is used", b->s,
              ktype_name(type));
        ktemp_back(kc, kc->temps_used - 1);
    }
    *slot = (unsigned char)type;
}

static const char *strip(struct kconfig *kc, struct knode *node, const char *s)
{
    size_t n = strlen(s), lead = strspn(s, " \t\n\v\f\r");
    size_t tail = n;
    while (tail > lead && strchr(" \t\n\v\f\r", s[tail - 1]))
        tail--;
    if (!lead && tail == n)
        return s;
    kwarn_node(kc, node, "blanks at the start or end of the prompt");
    return karena_text(&kc->arena, s + lead, tail - lead);
}

static void parse_prompt(struct kconfig *kc, struct knode *node)
{
    if (node->kind != KNODE_SYMBOL && node->kind != KNODE_CHOICE)
        kfail(kc, "only a symbol or choice has a prompt");
    if (node->prompt)
        kwarn_node(kc, node, "a second prompt in one definition");
    struct ktoken *t = kparse_peek(kc);
    if (t->type != KT_STRING)
        kfail(kc, "the text of the prompt is missing");
    bool blanks = t->size && ((unsigned char)t->s[0] <= ' ' || (unsigned char)t->s[t->size - 1] <= ' ');
    node->prompt = blanks ? strip(kc, node, t->s) : t->s;
    if (kc->no_texts) {
        karena_untext(&kc->arena, t->s, t->size);
        node->prompt = "";
    }
    kc->token_at++;
    node->prompt_cond = condition(kc);
}

static void parse_default(struct kconfig *kc, struct knode *node)
{
    if (node->kind != KNODE_SYMBOL && node->kind != KNODE_CHOICE)
        kfail(kc, "only a symbol or choice has a default");
    struct kexpr *value = kparse_expr(kc, false);
    struct kexpr *cond = condition(kc);
    struct kprop *p = add_prop(kc, KPROP_DEFAULT);
    p->value = value;
    p->cond = cond;
}

static void parse_range(struct kconfig *kc, struct knode *node)
{
    if (node->kind != KNODE_SYMBOL)
        kfail(kc, "only a symbol has a range");
    struct ksymbol *low = need_symbol(kc, true), *high = need_symbol(kc, true);
    struct kexpr *cond = condition(kc);
    struct kprop *p = add_prop(kc, KPROP_RANGE);
    kdoubt(kc, node->sym);
    p->low = low;
    p->high = high;
    p->cond = cond;
}

static void parse_select(struct kconfig *kc, struct knode *node, enum kprop_kind kind)
{
    if (node->kind != KNODE_SYMBOL)
        kfail(kc, "only a symbol can %s", kind == KPROP_SELECT ? "select" : "imply");
    struct ksymbol *target = need_symbol(kc, false);
    struct kexpr *cond = condition(kc);
    struct kprop *p = add_prop(kc, kind);
    p->target = target;
    p->cond = cond;
}

// depends on A if B: needed only where B holds.
static void parse_depends(struct kconfig *kc, struct knode *node)
{
    if (!kparse_accept(kc, KT_ON))
        kfail(kc, "'on' is missing after 'depends'");
    struct kexpr *e = kparse_expr(kc, true);
    if (kparse_accept(kc, KT_IF))
        e = kexpr_make(kc, KE_OR, e, kexpr_make(kc, KE_NOT, kparse_expr(kc, true), NULL));
    kparse_end(kc);
    node->has_depends = true;
    node->dep = kexpr_and(kc, node->dep, e);
}

static void parse_visible(struct kconfig *kc, struct knode *node)
{
    if (!kparse_accept(kc, KT_IF))
        kfail(kc, "'if' is missing after 'visible'");
    if (node->kind != KNODE_MENU)
        kfail(kc, "only a menu has 'visible if'");
    size_t at = kc->token_at;
    node->shows = kexpr_and(kc, node->shows, kparse_expr_line(kc));
    kc->token_at = at; // without modules, `visible if m` hides prompts; to conf the menu is still there
    if (kc->style == KSTYLE_LINUX)
        node->visible = kexpr_and(kc, node->visible, kparse_expr(kc, false));
    else
        node->visible = node->shows;
}

static struct ksymbol *need_own_symbol(struct kconfig *kc, struct knode *node)
{
    if (node->kind != KNODE_SYMBOL)
        kfail(kc, "this option belongs to symbols only");
    return node->sym;
}

static void option_env(struct kconfig *kc, struct knode *node)
{
    struct ksymbol *sym = need_own_symbol(kc, node);
    if (!kparse_accept(kc, KT_EQ))
        kfail(kc, "'=' is missing after 'env'");
    const char *name = kparse_string_line(kc), *value = getenv(name);
    ksym_detail(kc, sym)->env_var = name;
    sym->is_env = true;
    if (value) {
        struct kprop *p = add_prop(kc, KPROP_DEFAULT);
        p->value = &ksym_lookup_const(kc, value, strlen(value))->expr;
        p->cond = &kc->y->expr;
    } else {
        ktell(kc, KDIAG_WARNING, kc->input->file, kc->input->line,
              "%s takes its value from the environment variable %s, which is not set", sym->name, name);
    }
    if (strcmp(name, sym->name))
        ktell(kc, KDIAG_WARNING, kc->input->file, kc->input->line,
              "strings expand environment variables themselves: give the symbol %s the variable's name, %s", sym->name,
              name);
}

static void option_modules(struct kconfig *kc, struct knode *node)
{
    struct ksymbol *sym = need_own_symbol(kc, node);
    if (sym != kc->modules && kc->modules->is_defined)
        ktell(kc, KDIAG_WARNING, kc->input->file, kc->input->line, "%s replaces %s as the symbol that enables modules",
              sym->name, kc->modules->name);
    kc->modules = sym;
    kc->modules_named = true;
}

static void parse_option(struct kconfig *kc, struct knode *node)
{
    klinux_at_most(kc, KERA_5);
    if (kparse_accept(kc, KT_ENV)) {
        option_env(kc, node);
    } else if (kparse_accept(kc, KT_DEFCONFIG_LIST)) {
        struct ksymbol *sym = need_own_symbol(kc, node);
        if (kc->defconfig_list)
            ktell(kc, KDIAG_WARNING, kc->input->file, kc->input->line,
                  "both %s and %s have 'option defconfig_list'; %s is used", kc->defconfig_list->name, sym->name,
                  kc->defconfig_list->name);
        else
            kc->defconfig_list = sym;
    } else if (kparse_accept(kc, KT_MODULES)) {
        option_modules(kc, node);
    } else if (kparse_accept(kc, KT_ALLNOCONFIG_Y)) {
        need_own_symbol(kc, node)->allnoconfig_y = true;
    } else {
        kfail(kc, "unknown option");
    }
}

static void parse_typed(struct kconfig *kc, struct knode *node, int token)
{
    static const unsigned char types[] = {
        [KT_BOOL] = KTYPE_BOOL,
        [KT_TRISTATE] = KTYPE_TRISTATE,
        [KT_STRING_TYPE] = KTYPE_STRING,
        [KT_INT] = KTYPE_INT,
        [KT_HEX] = KTYPE_HEX,
        [KT_DEF_BOOL] = KTYPE_BOOL,
        [KT_DEF_TRISTATE] = KTYPE_TRISTATE,
        [KT_DEF_STRING] = KTYPE_STRING,
        [KT_DEF_INT] = KTYPE_INT,
        [KT_DEF_HEX] = KTYPE_HEX,
    };
    set_type(kc, node, types[token]);
    bool with_default = token >= KT_DEF_BOOL && token <= KT_DEF_TRISTATE;
    if (with_default)
        parse_default(kc, node);
    else if (kparse_peek(kc)->type != KT_END)
        parse_prompt(kc, node);
    else if (node->kind == KNODE_CHOICE)
        klinux_at_most(kc, KERA_61); // since then, a choice's type stands before its prompt only
}

// One property; false if the line is none.
static bool property(struct kconfig *kc, struct knode *node, int token)
{
    switch (token) {
    case KT_BOOL:
    case KT_TRISTATE:
    case KT_STRING_TYPE:
    case KT_INT:
    case KT_HEX:
    case KT_DEF_BOOL:
    case KT_DEF_TRISTATE:
    case KT_DEF_STRING:
    case KT_DEF_INT:
    case KT_DEF_HEX: parse_typed(kc, node, token); break;
    case KT_PROMPT: parse_prompt(kc, node); break;
    case KT_DEFAULT: parse_default(kc, node); break;
    case KT_DEPENDS: parse_depends(kc, node); break;
    case KT_SELECT: parse_select(kc, node, KPROP_SELECT); break;
    case KT_IMPLY: parse_select(kc, node, KPROP_IMPLY); break;
    case KT_RANGE: parse_range(kc, node); break;
    case KT_HELP: kparse_help(kc, node); break;
    case KT_VISIBLE: parse_visible(kc, node); break;
    case KT_OPTION: parse_option(kc, node); break;
    case KT_MODULES:
        kparse_end(kc);
        option_modules(kc, node);
        break;
    case KT_TRANSITIONAL:
        kparse_end(kc);
        need_own_symbol(kc, node)->transitional = true;
        break;
    case KT_OPTIONAL:
        if (node->kind != KNODE_CHOICE)
            kfail(kc, "only a choice can be optional");
        node->choice->optional = true;
        break;
    default: return false;
    }
    return true;
}

void kparse_props(struct kconfig *kc, struct knode *node)
{
    kc->m_compared = false;
    kc->props_end = &node->props;
    while (klex_next(kc)) {
        int token = kc->tokens.data[0].type;
        kc->token_at = 1;
        if (token == KT_END)
            continue;
        if (!property(kc, node, token)) {
            kc->reuse_line = true;
            break;
        }
        kgraph_line(kc, token);
    }
    node->tests_m = kc->m_compared;
}
