// SPDX-License-Identifier: MIT
// oldconfig: asks for a value of each visible symbol and choice that the .config does not answer; oldaskconfig: of each.
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kconfig/front.h"

struct asker {
    struct kconfig *kc;
    bool changed; // a value changed: symbols passed before may have become visible
    bool ended;   // no more input: everything left keeps its default
    bool all;     // what is answered is asked again
};

static const char *names(buf_t *b, const char *name, const struct knode *node)
{
    buf_printf(b, "%s, defined at ", name ? name : "choice");
    for (const struct knode *n = node; n; n = n->next_same)
        buf_printf(b, "%s%s:%u", n == node ? "" : ", ", n->file, n->line);
    return b->s;
}

static void read_answer(struct asker *a, buf_t *line)
{
    front_read_line(&a->ended, line);
    while (line->len && line->s[line->len - 1] == '\r')
        line->s[--line->len] = '\0';
}

static void print_help(const struct asker *a, const struct knode *node)
{
    const char *text = khelp_text(a->kc, node->help);
    printf("\n%s\n\n", text && *text ? text : "There is no help for this.");
}

static void default_text(struct asker *a, struct ksymbol *sym, buf_t *b)
{
    if (sym->type != KTYPE_BOOL && sym->type != KTYPE_TRISTATE) {
        buf_puts(b, ksym_text(a->kc, sym));
        return;
    }
    unsigned bits = ksym_assignable(a->kc, sym);
    for (int tri = 0; tri < 3; tri++)
        if (bits & 1u << tri)
            buf_printf(b, "%s%c", b->len ? "/" : "", ksym_tri(a->kc, sym) == tri ? "NMY"[tri] : "nmy"[tri]);
}

static bool is_question(struct asker *a, struct ksymbol *sym)
{
    if (ksym_user_value(sym) && !a->all)
        return false;
    unsigned bits = ksym_assignable(a->kc, sym);
    if (bits && !(bits & (bits - 1)))
        return false; // only one value is possible
    return !(sym->choice && kchoice_tri(a->kc, sym->choice) == 2);
}

// Empty input stands for the default. Returns false if the value was refused.
static bool answer_symbol(struct asker *a, struct ksymbol *sym, const char *answer)
{
    struct kconfig *kc = a->kc;
    const char *user = ksym_user_value(sym);
    char *old = xstrdup(ksym_text(kc, sym)), *before = user ? xstrdup(user) : NULL, *why = NULL;
    const char *value = *answer ? answer : old;
    bool bare = sym->type == KTYPE_HEX && strncmp(value, "0x", 2) && strncmp(value, "0X", 2);
    char *full = xasprintf("%s%s", bare ? "0x" : "", value);
    int r = kconfig_set(kc, sym, full, &why);
    bool number = sym->type == KTYPE_INT || sym->type == KTYPE_HEX;
    bool refused = *answer && (r == -EINVAL || (r == -EPERM && number));
    if (r && *answer)
        fprintf(stderr, "%s\n", why);
    if (refused && before)
        kconfig_set(kc, sym, before, NULL);
    else if (refused)
        kconfig_unset(kc, sym);
    if (!refused && strcmp(ksym_text(kc, sym), old))
        a->changed = true;
    free(why);
    free(full);
    free(before);
    free(old);
    return !refused;
}

static void ask_symbol(struct asker *a, const struct knode *node)
{
    struct ksymbol *sym = node->sym;
    if (!is_question(a, sym))
        return;
    buf_t name = { 0 }, value = { 0 }, line = { 0 };
    buf_puts(&value, "");
    names(&name, sym->name, sym->nodes);
    default_text(a, sym, &value);
    for (bool done = false; !done;) {
        printf("%s (%s) [%s] ", node->prompt, name.s, value.s);
        read_answer(a, &line);
        if (!strcmp(line.s, "?"))
            print_help(a, node);
        else
            done = answer_symbol(a, sym, line.s) || a->ended;
    }
    free(name.s);
    free(value.s);
    free(line.s);
}

// A choice is asked about again when it has visible members that the .config does not know.
static bool choice_is_question(struct asker *a, struct kchoice *choice)
{
    struct ksymbol *selected = choice->user_selection;
    if (a->all || !selected || ksym_vis(a->kc, selected) != 2)
        return true;
    for (struct ksymbol *s = choice->members; s; s = s->detail->next_member)
        if (s != selected && ksym_vis(a->kc, s) && !ksym_user_value(s))
            return true;
    return false;
}

static const char *member_prompt(const struct ksymbol *sym)
{
    const char *prompt = ksym_prompt(sym);
    return prompt ? prompt : sym->name;
}

static unsigned list_members(struct asker *a, const struct knode *node)
{
    unsigned n = 0;
    buf_t name = { 0 };
    printf("%s (%s)\n", node->prompt, names(&name, node->choice->name, node->choice->nodes));
    free(name.s);
    for (struct ksymbol *s = node->choice->members; s; s = s->detail->next_member)
        if (ksym_vis(a->kc, s) == 2)
            printf("%c %u. %s (%s)\n", s == kchoice_selection(a->kc, node->choice) ? '>' : ' ', ++n, member_prompt(s),
                   s->name);
    return n;
}

static struct ksymbol *visible_member(struct asker *a, struct kchoice *choice, unsigned long index)
{
    for (struct ksymbol *s = choice->members; s; s = s->detail->next_member)
        if (ksym_vis(a->kc, s) == 2 && !--index)
            return s;
    return NULL;
}

static struct ksymbol *ask_member(struct asker *a, const struct knode *node, unsigned count)
{
    struct ksymbol *chosen = NULL;
    buf_t line = { 0 };
    while (!chosen) {
        printf("choice[1-%u]: ", count);
        read_answer(a, &line);
        char *end;
        unsigned long index = strtoul(line.s, &end, 10);
        if (!strcmp(line.s, "?"))
            print_help(a, node);
        else if (!*line.s)
            chosen = kchoice_selection(a->kc, node->choice);
        else if (*end || !index || index > count)
            fprintf(stderr, "a number from 1 to %u is wanted\n", count);
        else
            chosen = visible_member(a, node->choice, index);
    }
    free(line.s);
    return chosen;
}

// All members that are visible now count as answered afterwards; those that appear later make it a question again.
static void ask_choice(struct asker *a, const struct knode *node)
{
    struct kchoice *choice = node->choice;
    if (!choice_is_question(a, choice) || kchoice_tri(a->kc, choice) != 2)
        return;
    unsigned count = list_members(a, node);
    if (!count)
        return;
    struct ksymbol *chosen = ask_member(a, node, count);
    if (ksym_tri(a->kc, chosen) != 2)
        a->changed = true;
    ksym_set_tri(a->kc, chosen, 2);
    for (struct ksymbol *s = choice->members; s; s = s->detail->next_member)
        if (s != chosen && ksym_vis(a->kc, s))
            ksym_set_tri(a->kc, s, 0);
}

static void ask_node(struct asker *a, const struct knode *node)
{
    if (!node->prompt)
        return;
    if (node->kind == KNODE_SYMBOL && ksym_vis(a->kc, node->sym))
        ask_symbol(a, node);
    else if (node->kind == KNODE_CHOICE && kchoice_vis(a->kc, node->choice))
        ask_choice(a, node);
    else if (a->all && (node->kind == KNODE_MENU || node->kind == KNODE_COMMENT) && kconfig_is_shown(a->kc, node))
        printf("*\n* %s\n*\n", node->prompt);
}

// Everything at most once; after that, what has become visible.
static void ask(struct asker *a)
{
    if (a->kc->style == KSTYLE_LINUX) {
        klinux_ask(a->kc, a->all);
        return;
    }
    do {
        a->changed = false;
        for (const struct knode *node = a->kc->top; node; node = knode_after(node))
            ask_node(a, node);
        a->all = false;
    } while (a->changed);
}

void front_ask_new(struct front *f)
{
    ask(&(struct asker){ .kc = f->kc });
}

static int run(int argc, char **argv, bool all)
{
    struct front f;
    int r = front_begin(&f, argc, argv, FRONT_KCONFIG | FRONT_HELP);
    if (r < 0)
        r = front_read(&f, stdout);
    if (!r) {
        ask(&(struct asker){ .kc = f.kc, .all = all });
        r = front_write_config(&f);
    }
    return front_end(&f, r);
}

int cmd_oldconfig(int argc, char **argv)
{
    return run(argc, argv, false);
}

int cmd_oldaskconfig(int argc, char **argv)
{
    return run(argc, argv, true);
}
