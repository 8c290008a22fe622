// SPDX-License-Identifier: MIT
// Files, menus, ifs and choices into the tree of nodes (Documentation/kbuild/kconfig-language.rst).
//
//     block = { config | menuconfig | choice | menu | if | comment | source | mainmenu | assignment }
#include <string.h>

#include "kconfig/tree.h"

static struct knode *new_node(struct kconfig *kc, int kind, struct knode *parent)
{
    struct knode *node = kpool_alloc(&kc->arena, &kc->nodes, sizeof *node);
    node->kind = (unsigned char)kind;
    node->parent = parent;
    node->file = kc->input->file;
    node->line = kc->input->line;
    node->dep = node->prompt_cond = &kc->y->expr;
    if (kind == KNODE_MENU)
        node->visible = node->shows = &kc->y->expr;
    return node;
}

// The end of the list being built: where the next node is hung.
struct list {
    struct knode *parent;
    struct knode **end;
};

static void block(struct kconfig *kc, int end_token, struct list *list, const struct knode *opened);

static void append(struct list *list, struct knode *node)
{
    *list->end = node;
    list->end = &node->next;
    list->parent->child_tests_m |= node->tests_m;
}

static void children(struct kconfig *kc, int end_token, struct knode *node)
{
    struct list inner = { node, &node->list };
    unsigned outer = kc->graph.block;
    kc->graph.block = kc->graph.depends;
    block(kc, end_token, &inner, node);
    kc->graph.block = outer;
}

static void define(struct kconfig *kc, struct ksymbol *sym, struct knode *node)
{
    if (!sym->is_defined) {
        sym->is_defined = true;
        sym->rank = (unsigned)kc->defined.len;
        vec_push(&kc->defined, sym);
    }
    if (!sym->nodes) {
        sym->nodes = node;
        return;
    }
    struct kdetail *d = ksym_detail(kc, sym);
    *(d->last_node ? &d->last_node->next_same : &sym->nodes->next_same) = node;
    d->last_node = node;
}

static void parse_config(struct kconfig *kc, struct list *list, bool is_menuconfig)
{
    struct ktoken *t = kparse_peek(kc);
    if (t->type != KT_SYMBOL || t->sym->is_const)
        kfail(kc, "the name of the symbol is missing or bad");
    struct ksymbol *sym = t->sym;
    kc->token_at++;
    kparse_end(kc);
    struct knode *node = new_node(kc, KNODE_SYMBOL, list->parent);
    node->sym = sym;
    node->is_menuconfig = is_menuconfig;
    define(kc, sym, node);
    kgraph_symbol(kc, sym);
    kinput_fetch_ahead(kc);
    kparse_props(kc, node);
    if (!ksym_is_logic(sym) || sym->transitional)
        kdoubt(kc, sym);
    if (is_menuconfig && !node->prompt)
        kwarn_node(kc, node, "menuconfig without a prompt");
    append(list, node);
}

static struct kchoice *named_choice(const struct kconfig *kc, const char *name)
{
    for (struct kchoice *c = kc->choices; name && c; c = c->next)
        if (c->name && !strcmp(c->name, name))
            return c;
    return NULL;
}

static struct kchoice *get_choice(struct kconfig *kc, const char *name)
{
    struct kchoice *c = named_choice(kc, name);
    if (c)
        return c;
    c = karena_alloc(&kc->arena, sizeof *c);
    c->expr.op = KE_CHOICE;
    c->expr.choice = c;
    c->name = name;
    c->user_tri = -1;
    c->nodes_end = &c->nodes;
    c->members_end = &c->members;
    *kc->choices_end = c;
    kc->choices_end = &c->next;
    return c;
}

static void parse_choice(struct kconfig *kc, struct list *list)
{
    const char *name = kparse_peek(kc)->type == KT_END ? NULL : kparse_string_line(kc);
    struct knode *node = new_node(kc, KNODE_CHOICE, list->parent);
    node->choice = get_choice(kc, name);
    node->is_menuconfig = true;
    *node->choice->nodes_end = node;
    node->choice->nodes_end = &node->next_same;
    kgraph_choice(kc, node->choice);
    kparse_props(kc, node);
    children(kc, KT_ENDCHOICE, node);
    append(list, node);
}

static void parse_menu(struct kconfig *kc, struct list *list)
{
    struct knode *node = new_node(kc, KNODE_MENU, list->parent);
    node->prompt = kparse_string_line(kc);
    node->is_menuconfig = true;
    kgraph_block(kc);
    kparse_props(kc, node);
    children(kc, KT_ENDMENU, node);
    append(list, node);
}

static void parse_comment(struct kconfig *kc, struct list *list)
{
    struct knode *node = new_node(kc, KNODE_COMMENT, list->parent);
    node->prompt = kparse_string_line(kc);
    kgraph_comment(kc);
    kparse_props(kc, node);
    append(list, node);
}

static void parse_if(struct kconfig *kc, struct list *list)
{
    struct knode *node = new_node(kc, KNODE_IF, list->parent);
    kc->m_compared = false;
    node->dep = kparse_expr_line(kc);
    kgraph_block(kc);
    kgraph_line(kc, KT_IF);
    node->tests_m = kc->m_compared;
    children(kc, KT_ENDIF, node);
    append(list, node);
}

static void parse_source(struct kconfig *kc, struct list *list, int token)
{
    const char *pattern = kparse_string_line(kc);
    struct ktext **found = NULL;
    bool optional = token == KT_OSOURCE || token == KT_ORSOURCE;
    if (token != KT_SOURCE)
        klinux_at_most(kc, KERA_5);
    size_t n = kinput_source(kc, pattern, token == KT_RSOURCE || token == KT_ORSOURCE, &found);
    if (!n && !optional)
        kfail(kc, "'%s' not found (srctree is %s%s%s)", pattern, *kc->srctree ? "'" : "",
              *kc->srctree ? kc->srctree : "not set", *kc->srctree ? "'" : "");
    for (size_t i = 0; i < n; i++) {
        kinput_enter(kc, found[i]);
        kahead(kc);
        block(kc, KT_END, list, NULL);
        kinput_leave(kc);
    }
}

static void parse_title(struct kconfig *kc)
{
    kc->top->prompt = kparse_string_line(kc);
    klinux_find_fork(kc, kc->top->prompt);
    if (klinux_is_old(kc))
        kc->top->prompt = klex_environment(kc, kc->top->prompt);
}

static _Noreturn void fail_statement(struct kconfig *kc, int token, const struct knode *opened)
{
    const char *word = token == KT_ENDCHOICE ? "choice"
                       : token == KT_ENDIF   ? "if"
                       : token == KT_ENDMENU ? "menu"
                                             : NULL;
    if (word && opened)
        kfail(kc, "'end%s' does not close what was opened at %s:%u", word, opened->file, opened->line);
    if (word)
        kfail(kc, "'end%s' without '%s' in this file", word, word);
    kfail(kc, "this statement cannot stand here");
}

static void statement(struct kconfig *kc, int token, struct list *list, const struct knode *opened)
{
    switch (token) {
    case KT_CONFIG:
    case KT_MENUCONFIG: parse_config(kc, list, token == KT_MENUCONFIG); break;
    case KT_CHOICE: parse_choice(kc, list); break;
    case KT_MENU: parse_menu(kc, list); break;
    case KT_COMMENT: parse_comment(kc, list); break;
    case KT_IF: parse_if(kc, list); break;
    case KT_SOURCE:
    case KT_RSOURCE:
    case KT_OSOURCE:
    case KT_ORSOURCE: parse_source(kc, list, token); break;
    case KT_MAINMENU: parse_title(kc); break;
    case KT_END: break;
    default: fail_statement(kc, token, opened);
    }
}

// end_token: what closes the block; KT_END for a file. opened: where the block was opened, NULL for a file.
static void block(struct kconfig *kc, int end_token, struct list *list, const struct knode *opened)
{
    static const char *const closing[] = {
        [KT_ENDMENU] = "endmenu", [KT_ENDIF] = "endif", [KT_ENDCHOICE] = "endchoice"
    };
    if (kc->block_depth++ > KBLOCK_MAX_DEPTH)
        kfail(kc, "blocks are nested too deeply");
    while (klex_next(kc)) {
        int token = kc->tokens.data[0].type;
        kc->token_at = 1;
        if (token == end_token && token != KT_END) {
            kparse_end(kc);
            kc->block_depth--;
            return;
        }
        if (token == KT_END)
            continue;
        statement(kc, token, list, opened);
    }
    if (end_token != KT_END)
        kfail_at(kc, opened->file, opened->line, "no '%s' for this up to the end of the file (line %u)",
                 closing[end_token], kc->input->line);
    kc->block_depth--;
}

void kparse(struct kconfig *kc)
{
    struct knode *top = new_node(kc, KNODE_MENU, NULL);
    top->line = 1;
    top->is_menuconfig = true;
    top->prompt = "Main menu";
    kc->top = top;
    struct list list = { top, &top->list };
    block(kc, KT_END, &list, NULL);
}
