// SPDX-License-Identifier: MIT
// kconfig query NAME..., eval EXPRESSION..., lint, and the others that kconfig alone has: what a tree's author wants to know.
#include <stdlib.h>
#include <string.h>

#include "kconfig/front.h"

static int query_one(struct front *f, const char *name)
{
    struct ksymbol *sym = front_symbol(f, name);
    struct kchoice *choice = kconfig_choice(f->kc, name);
    buf_t b = { 0 };
    if (!sym && !choice)
        return front_fail_unknown(f, name);
    knode_info(f->kc, sym ? sym->nodes : choice->nodes, &b);
    fputs(b.s, stdout);
    free(b.s);
    return EXIT_OK;
}

static int query(struct front *f)
{
    if (!f->args.len)
        return front_usage(f, "which symbol? A name is missing", NULL);
    int r = front_read(f, NULL);
    for (size_t i = 0; !r && i < f->args.len; i++) {
        fputs(i ? "\n" : "", stdout);
        r = query_one(f, f->args.data[i]);
    }
    return r;
}

static int eval(struct front *f)
{
    if (!f->args.len)
        return front_usage(f, "an expression is missing", NULL);
    int r = front_read(f, NULL);
    for (size_t i = 0; !r && i < f->args.len; i++) {
        enum ktristate value;
        if (kconfig_eval(f->kc, f->args.data[i], &value))
            return EXIT_USER;
        puts(ktri_text[value]);
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

static void say(struct lint *l, const struct knode *node, unsigned line, const char *text)
{
    printf("%s:%u: %s: %s\n", node->file, line, node->sym->name, text);
    l->found++;
}

static bool is_always(const struct kconfig *kc, const struct kprop *p, const struct knode *node)
{
    return p->cond == &kc->y->expr || p->cond == node->dep;
}

// A default after one without a condition of its own never applies: if that has no dependencies, of no definition.
static bool lint_defaults(struct lint *l, const struct knode *node, bool final)
{
    bool always = final;
    for (struct kprop *p = NULL; (p = knode_prop(node, p, KPROP_DEFAULT));) {
        if (final)
            say(l, node, p->line, "this default cannot apply: one without a condition stands before it");
        else if (p->cond == &l->kc->n->expr)
            say(l, node, p->line, "this default cannot apply: its condition is n");
        else if (is_always(l->kc, p, node))
            final = true, always |= p->cond == &l->kc->y->expr;
    }
    return always;
}

static bool never_shown(const struct kconfig *kc, const struct knode *node)
{
    return node->prompt && node->prompt_cond == &kc->n->expr && node->dep != &kc->n->expr;
}

static void lint_symbol(struct lint *l, const struct ksymbol *sym)
{
    bool prompt = ksym_has_prompt(sym), value = false, final = false;
    const struct knode *first = sym->nodes;
    for (const struct knode *node = first; node; node = node->next_same) {
        final = lint_defaults(l, node, final);
        if (never_shown(l->kc, node))
            say(l, node, node->line, "the prompt is never shown: its condition is n");
        value |= knode_prop(node, NULL, KPROP_DEFAULT) != NULL;
    }
    if (prompt && !sym->choice && !ksym_help(l->kc, sym))
        say(l, first, first->line, "no help");
    if (!prompt && !sym->mark && !value)
        say(l, first, first->line, "nothing refers to it and nothing gives it a value");
    else if (!prompt && !value && !sym->reverse->selected && !sym->reverse->implied && !sym->is_env)
        say(l, first, first->line, "no prompt, no default, never selected: it is always n or empty");
}

static int lint(struct front *f)
{
    struct lint l = { .kc = f->kc };
    FOR_DEFINED (f->kc, s)
        s->mark = 0;
    for (const struct knode *node = f->kc->top; node; node = knode_after(node))
        knode_walk(node, mark_used, NULL);
    FOR_DEFINED (f->kc, s)
        lint_symbol(&l, s);
    kcheck_undefined(f->kc);
    return l.found || f->warnings ? EXIT_USER : EXIT_OK;
}

static int usage(FILE *to, int status)
{
    fputs("usage: kconfig query NAME... | kconfig eval EXPRESSION... | kconfig lint | kconfig harden FILE | "
          "kconfig COMMAND\n", to);
    for (const struct kcommand *c = kconfig_subcommands; c->name; c++)
        fprintf(to, "  %-14s %s\n", strchr(c->name, ' ') + 1, c->help);
    for (const struct kcommand *c = kconfig_commands; c->name; c++)
        if (c->run != cmd_kconfig)
            fprintf(to, "  %-14s %s\n", c->name, c->help);
    return status;
}

static int run(int argc, char **argv, char *name, int (*act)(struct front *f), unsigned flags)
{
    struct front f;
    argv[0] = name;
    int r = front_begin(&f, argc, argv, flags);
    return front_end(&f, r < 0 ? act(&f) : r);
}

int cmd_kconfig(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";
    if (!strcmp(what, "--help") || !strcmp(what, "-h"))
        return usage(stdout, EXIT_OK);
    for (const struct kcommand *c = kconfig_commands; c->name; c++)
        if (!strcmp(what, c->name) && c->run != cmd_kconfig)
            return c->run(argc - 1, argv + 1);
    if (!strcmp(what, "query"))
        return run(argc - 1, argv + 1, (char[]){ "kconfig query" }, query, FRONT_MANY | FRONT_HELP);
    if (!strcmp(what, "eval"))
        return run(argc - 1, argv + 1, (char[]){ "kconfig eval" }, eval, FRONT_MANY);
    if (!strcmp(what, "harden"))
        return run(argc - 1, argv + 1, (char[]){ "kconfig harden" }, front_harden, FRONT_MANY);
    if (!strcmp(what, "lint"))
        return run(argc - 1, argv + 1, (char[]){ "kconfig lint" }, lint, FRONT_KCONFIG | FRONT_HELP);
    return usage(stderr, EXIT_USAGE);
}
