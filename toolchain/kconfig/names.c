// SPDX-License-Identifier: MIT
// Names that a command is given: the symbol or choice, or why there is none.
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "kconfig/front.h"

static const char *without_prefix(const struct front *f, const char *name)
{
    return starts_with(name, f->kc->prefix) ? name + strlen(f->kc->prefix) : name;
}

struct ksymbol *front_symbol(const struct front *f, const char *name)
{
    struct ksymbol *sym = kconfig_symbol(f->kc, name);
    return sym ? sym : kconfig_symbol(f->kc, without_prefix(f, name));
}

static const char *near_name(const struct front *f, const char *name)
{
    strv_t names = { 0 };
    const char *found = NULL;
    FOR_DEFINED (f->kc, s) {
        strv_add(&names, s->name);
        if (!found && !strcasecmp(s->name, name))
            found = s->name;
    }
    for (struct kchoice *c = f->kc->choices; c; c = c->next)
        if (c->name)
            strv_add(&names, c->name);
    if (!found)
        found = nearest(name, &names);
    free(names.data);
    return found;
}

static void say_members(const struct kchoice *choice)
{
    fprintf(stderr, "  hint: %s is a choice; its members are", choice->name);
    for (const struct ksymbol *s = choice->members; s; s = s->detail->next_member)
        fprintf(stderr, "%s %s", s == choice->members ? "" : ",", s->name);
    fputs("\n", stderr);
}

struct search {
    const struct ksymbol *sym;
    bool found;
};

static void compare(void *ctx, const struct kexpr *leaf)
{
    struct search *s = ctx;
    s->found |= leaf->op == KE_SYMBOL && leaf->sym == s->sym;
}

enum { MOST_USES = 5 };

// Where something refers to a symbol that is defined nowhere.
static void say_uses(const struct front *f, const struct ksymbol *sym)
{
    unsigned uses = 0;
    for (const struct knode *node = f->kc->top; node; node = knode_after(node)) {
        struct search s = { .sym = sym };
        knode_walk(node, compare, &s);
        if (s.found && uses++ < MOST_USES)
            fprintf(stderr, "  %s:%u: %s refers to it\n", node->file, node->line, knode_name(node));
    }
    if (uses > MOST_USES)
        fprintf(stderr, "  and %u more\n", uses - MOST_USES);
}

static bool is_constant(const char *name)
{
    knum ignored;
    bool tri = *name && !name[1] && strchr("nmy", *name);
    return tri || knum_parse(name, 0, &ignored);
}

int front_fail_unknown(const struct front *f, const char *name)
{
    const char *bare = without_prefix(f, name), *near = near_name(f, bare);
    const struct kchoice *choice = kconfig_choice(f->kc, name);
    const struct ksymbol *sym = ksym_find(&f->kc->symbols, bare, strlen(bare));
    bool constant = !choice && is_constant(bare), undefined = !choice && !constant && sym;
    fprintf(stderr, constant    ? "%s: error: %s is a constant, no option\n"
                    : undefined ? "%s: error: %s is defined nowhere\n"
                                : "%s: error: there is no option %s\n",
            f->command, *name ? name : "''");
    if (choice)
        say_members(choice);
    else if (undefined)
        say_uses(f, sym);
    if (near && !choice && !constant)
        fprintf(stderr, "  hint: did you mean %s?\n", near);
    return EXIT_USER;
}
