// SPDX-License-Identifier: MIT
// kconfig query NAME..., and kconfig lint: what a tree's author wants to know.
#include <stdlib.h>
#include <string.h>

#include "kconfig/front.h"

static int query(struct front *f)
{
    int r = front_read(f, NULL);
    for (size_t i = 0; !r && i < f->args.len; i++) {
        const char *name = f->args.data[i];
        struct ksymbol *sym = kconfig_symbol(f->kc, name);
        if (!sym && starts_with(name, f->kc->prefix))
            sym = kconfig_symbol(f->kc, name + strlen(f->kc->prefix));
        if (!sym)
            return front_fail_unknown(f, name);
        char *text = kconfig_explain(f->kc, sym);
        printf("%s%s", i ? "\n" : "", text);
        free(text);
    }
    return r;
}

// Lint ---------------------------------------------------------------------------------------------------------------

struct lint {
    struct kconfig *kc;
    unsigned found;
};

static void mark_used(void *ctx, const struct kexpr *leaf)
{
    (void)ctx;
    if (leaf->op == KE_SYMBOL)
        leaf->sym->mark = 1;
}

static void mark_node(const struct knode *node)
{
    kexpr_walk(node->dep, mark_used, NULL);
    kexpr_walk(node->visible, mark_used, NULL);
    kexpr_walk(node->prompt_cond, mark_used, NULL);
    for (const struct kprop *p = node->props; p; p = p->next) {
        kexpr_walk(p->cond, mark_used, NULL);
        if (p->kind == KPROP_DEFAULT)
            kexpr_walk(p->value, mark_used, NULL);
        else
            p->target->mark = 1;
        if (p->kind == KPROP_RANGE)
            p->high->mark = 1;
    }
}

static void say(struct lint *l, const struct knode *node, unsigned line, const char *text)
{
    printf("%s:%u: %s: %s\n", node->file, line, node->sym->name, text);
    l->found++;
}

static bool is_always(const struct kconfig *kc, const struct kprop *p, const struct knode *node)
{
    return p->cond == &kc->y->expr || p->cond == node->dep;
}

// A default after one without a condition of its own never applies.
static void lint_defaults(struct lint *l, const struct knode *node)
{
    const struct kprop *final = NULL;
    for (struct kprop *p = NULL; (p = knode_prop(node, p, KPROP_DEFAULT));) {
        if (final)
            say(l, node, p->line, "this default cannot apply: one without a condition stands before it");
        else if (p->cond == &l->kc->n->expr)
            say(l, node, p->line, "this default cannot apply: its condition is n");
        else if (is_always(l->kc, p, node))
            final = p;
    }
}

static void lint_symbol(struct lint *l, const struct ksymbol *sym)
{
    bool prompt = ksym_has_prompt(sym), value = false;
    const struct knode *first = sym->nodes;
    for (const struct knode *node = first; node; node = node->next_same) {
        lint_defaults(l, node);
        value |= knode_prop(node, NULL, KPROP_DEFAULT) != NULL;
    }
    if (prompt && !sym->choice && !ksym_help(l->kc, sym))
        say(l, first, first->line, "no help");
    if (!prompt && !sym->mark && !value)
        say(l, first, first->line, "nothing refers to it and nothing gives it a value");
    else if (!prompt && !value && !sym->selected && !sym->implied && !sym->env_var)
        say(l, first, first->line, "no prompt, no default, never selected: it is always n or empty");
}

static int lint(struct front *f)
{
    struct lint l = { .kc = f->kc };
    for (struct ksymbol *s = f->kc->defined; s; s = s->next_defined)
        s->mark = 0;
    for (const struct knode *node = f->kc->top; node; node = knode_after(node))
        mark_node(node);
    for (struct ksymbol *s = f->kc->defined; s; s = s->next_defined)
        lint_symbol(&l, s);
    kcheck_undefined(f->kc);
    return l.found ? EXIT_USER : EXIT_OK;
}

int cmd_kconfig(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";
    bool is_query = !strcmp(what, "query"), is_lint = !strcmp(what, "lint");
    for (const struct kcommand *c = kconfig_commands; c->name; c++)
        if (!strcmp(what, c->name) && c->run != cmd_kconfig)
            return c->run(argc - 1, argv + 1);
    if (!is_query && !is_lint) {
        fputs("usage: kconfig query NAME... | kconfig lint   [--kconfig FILE] [--config FILE]\n", stderr);
        return EXIT_USAGE;
    }
    struct front f;
    int r = front_begin(&f, argc - 1, argv + 1, is_lint ? FRONT_KCONFIG | FRONT_HELP : FRONT_HELP);
    if (r < 0)
        r = is_query ? query(&f) : lint(&f);
    return front_end(&f, r);
}
