// SPDX-License-Identifier: MIT
// oldconfig and oldaskconfig in Linux's style: the same questions as conf's, in its order, so that answers that were
// written for conf give the same .config.
//
// conf looks for something new; where there is, it goes through the whole menu that holds it, then looks on; and all
// over again until there is nothing new.
#include <stdlib.h>
#include <string.h>

#include "kconfig/front.h"

struct asker {
    struct kconfig *kc;
    const struct knode *menu; // the one that is gone through
    bool all;                 // what is answered is asked again
    bool found;               // something new
    bool ended;               // no more input: what is left keeps its value
    size_t lines;             // read
    buf_t line;
};

// Answers ------------------------------------------------------------------------------------------------------------

static void strip(buf_t *line)
{
    static const char blanks[] = " \t\n\v\f\r";
    size_t lead = strspn(line->s, blanks);
    while (line->len > lead && strchr(blanks, line->s[line->len - 1]))
        line->len--;
    memmove(line->s, line->s + lead, line->len - lead);
    line->len -= lead;
    line->s[line->len] = '\0';
}

static const char *read_line(struct asker *a)
{
    front_read_line(&a->ended, &a->line);
    a->lines++;
    return a->line.s;
}

static const char *read_word(struct asker *a)
{
    read_line(a);
    strip(&a->line);
    return a->line.s;
}

static void print_help(struct asker *a, const struct knode *node)
{
    const char *text = khelp_text(a->kc, node->help);
    printf("\n%s\n\n", text && *text ? text : "There is no help available for this option.");
}

// -1 if it is none.
static int tri_of(const char *word)
{
    static const char *const words[] = { "n", "m", "y", "N", "M", "Y", "no", "", "yes", "No", "", "Yes" };
    for (size_t i = 0; *word && i < COUNT(words); i++)
        if (!strcmp(word, words[i]))
            return (int)(i % 3);
    return -1;
}

// Values -------------------------------------------------------------------------------------------------------------

static bool is_61(const struct asker *a)
{
    return !klinux_is(a->kc, KERA_612);
}

// Setting a value computes all anew, which takes back what was asked of a choice that has a new member.
static void compute_anew(struct asker *a)
{
    for (struct kchoice *c = is_61(a) ? a->kc->choices : NULL; c; c = c->next)
        c->mixed |= kchoice_tri(a->kc, c) == 2 && klinux_has_new_member(a->kc, c);
}

struct limits { int old, low, high; bool is_bool; };

static bool allow(const struct limits *l, int tri)
{
    return l->high > l->low && tri >= l->low && tri <= l->high && !(l->is_bool && tri == 1);
}

static struct limits symbol_limits(struct asker *a, struct ksymbol *sym)
{
    struct limits l = { ksym_tri(a->kc, sym), klinux_floor(a->kc, sym), ksym_vis(a->kc, sym),
                        ksym_type_now(a->kc, sym) == KTYPE_BOOL };
    return l;
}

static struct limits choice_limits(struct asker *a, struct kchoice *choice)
{
    struct limits l = { kchoice_tri(a->kc, choice), klinux_choice_floor(a->kc, choice), kchoice_vis(a->kc, choice),
                        kchoice_type_now(a->kc, choice) == KTYPE_BOOL };
    return l;
}

// A member that becomes y answers for its choice and for all members that are visible.
static void answer_choice(struct asker *a, struct kchoice *choice)
{
    choice->was_set = true;
    choice->mixed = false;
    for (struct ksymbol *s = choice->members; s; s = s->detail->next_member)
        if (s->user_tri < 0 && ksym_vis(a->kc, s))
            ksym_set_tri(a->kc, s, 0);
}

static bool set_symbol(struct asker *a, struct ksymbol *sym, int tri)
{
    struct limits l = symbol_limits(a, sym);
    bool allowed = allow(&l, tri) && (!sym->choice || l.high < 2 || tri == 2);
    if ((!is_61(a) || tri != l.old) && !allowed)
        return false;
    if (tri != l.old)
        compute_anew(a);
    if (sym->choice && tri == 2)
        answer_choice(a, sym->choice);
    ksym_set_tri(a->kc, sym, tri);
    return true;
}

static bool set_choice(struct asker *a, struct kchoice *choice, int tri)
{
    struct limits l = choice_limits(a, choice);
    if (tri != l.old && !allow(&l, tri))
        return false;
    if (tri != l.old)
        compute_anew(a);
    kchoice_set_tri(a->kc, choice, tri);
    return true;
}

static bool set_text(struct asker *a, struct ksymbol *sym, const char *text)
{
    if (sym->type != KTYPE_STRING &&
        (!klinux_number_valid(sym->type, text) || klinux_clamp(a->kc, sym, text) != text))
        return false;
    bool bare = sym->type == KTYPE_HEX && strncmp(text, "0x", 2) && strncmp(text, "0X", 2);
    char *full = xasprintf("%s%s", bare ? "0x" : "", text);
    const char *user = ksym_user_value(sym);
    if (!user || strcmp(user, full))
        compute_anew(a);
    bool set = ksym_set_text(a->kc, sym, full);
    free(full);
    return set;
}

// Questions ----------------------------------------------------------------------------------------------------------

static void print_question(const char *prompt, const char *name, const struct limits *l)
{
    printf("%s%s%s%s [%c", prompt, name ? " (" : "", name ? name : "", name ? ")" : "", "NMY"[l->old]);
    for (int tri = 0; tri < 3; tri++)
        if (tri != l->old && allow(l, tri))
            printf("/%c", "nmy"[tri]);
    printf("/?] ");
}

static void ask_tri(struct asker *a, const struct knode *node)
{
    bool is_choice = node->kind == KNODE_CHOICE, done = false;
    while (!done) {
        struct limits l = is_choice ? choice_limits(a, node->choice) : symbol_limits(a, node->sym);
        print_question(node->prompt, is_choice ? node->choice->name : node->sym->name, &l);
        const char *word = read_word(a);
        int tri = *word ? tri_of(word) : l.old;
        if (tri < 0 && *word != '?')
            continue;
        done = tri >= 0 && (is_choice ? set_choice(a, node->choice, tri) : set_symbol(a, node->sym, tri));
        if (!done)
            print_help(a, node);
        done |= a->ended;
    }
}

static void ask_text(struct asker *a, const struct knode *node)
{
    for (bool done = false; !done; done |= a->ended) {
        const char *old = ksym_text(a->kc, node->sym);
        printf("%s (%s) [%s] ", node->prompt, node->sym->name, old);
        const char *line = read_line(a);
        if (!strcmp(line, "?"))
            print_help(a, node);
        else
            done = set_text(a, node->sym, *line ? line : old);
    }
}

static void ask_symbol(struct asker *a, const struct knode *node)
{
    struct ksymbol *sym = node->sym;
    if (ksym_vis(a->kc, sym) <= klinux_floor(a->kc, sym) || (ksym_user_value(sym) && !a->all))
        return;
    if (ksym_is_logic(sym))
        ask_tri(a, node);
    else
        ask_text(a, node);
}

// Choices ------------------------------------------------------------------------------------------------------------

static bool is_entry(struct asker *a, const struct knode *child)
{
    return child->kind == KNODE_SYMBOL && klinux_is_visible(a->kc, child);
}

static const struct knode *entry_at(struct asker *a, const struct knode *choice, long number)
{
    for (const struct knode *child = choice->list; child; child = child->next)
        if (is_entry(a, child) && !--number)
            return child;
    return NULL;
}

static void list_entries(struct asker *a, const struct knode *node, long *count, long *chosen)
{
    struct ksymbol *selected = kchoice_selection(a->kc, node->choice);
    printf("%s\n", node->prompt);
    for (const struct knode *child = node->list; child; child = child->next) {
        if (!is_entry(a, child))
            continue;
        ++*count;
        if (child->sym == selected)
            *chosen = *count;
        printf("%c %ld. %s (%s)%s\n", child->sym == selected ? '>' : ' ', *count, child->prompt, child->sym->name,
               ksym_user_value(child->sym) ? "" : " (NEW)");
    }
}

// The number that the line begins with; 0 if it is to be asked again.
static long read_number(struct asker *a, const struct knode *node, long count, long chosen)
{
    printf("choice[1-%ld?]: ", count);
    const char *word = read_word(a);
    if (*word == '?')
        print_help(a, node);
    return !*word ? chosen : *word >= '0' && *word <= '9' ? strtol(word, NULL, 10) : 0;
}

// NULL if there is nothing to choose from.
static const struct knode *ask_entry(struct asker *a, const struct knode *node, bool is_new)
{
    for (;;) {
        long count = 0, chosen = 0, number;
        list_entries(a, node, &count, &chosen);
        a->line.len = 0;
        number = count == 1 ? 1 : is_new || a->all ? read_number(a, node, count, chosen) : chosen;
        const struct knode *entry = entry_at(a, node, number);
        bool help = a->line.len && a->line.s[a->line.len - 1] == '?';
        if (entry && help)
            print_help(a, entry);
        else if (entry || a->ended || !count || (!is_new && !a->all))
            return entry;
    }
}

static void choose(struct asker *a, const struct kchoice *choice, const struct ksymbol *chosen)
{
    for (struct ksymbol *s = choice->members; s; s = s->detail->next_member)
        if (ksym_vis(a->kc, s))
            ksym_set_tri(a->kc, s, s == chosen ? 2 : 0);
}

static void walk(struct asker *a, const struct knode *node);

static void ask_choice(struct asker *a, const struct knode *node)
{
    struct kchoice *choice = node->choice;
    bool is_new = is_61(a) ? !klinux_choice_is_answered(a->kc, choice) : klinux_has_new_member(a->kc, choice);
    struct limits l = choice_limits(a, choice);
    if (is_61(a) && l.high > l.low && (is_new || a->all))
        ask_tri(a, node);
    if (is_61(a) && kchoice_tri(a->kc, choice) != 2)
        return;
    const struct knode *entry = ask_entry(a, node, is_new);
    if (!entry)
        return;
    if (!is_61(a)) {
        choose(a, choice, entry->sym);
        return;
    }
    set_symbol(a, entry->sym, 2);
    for (const struct knode *child = entry->list; child; child = child->next)
        walk(a, child);
}

// Menus --------------------------------------------------------------------------------------------------------------

static bool is_menu(const struct knode *node)
{
    return node->kind == KNODE_MENU || (node->kind == KNODE_SYMBOL && node->is_menuconfig && node->prompt);
}

static void look(struct asker *a, const struct knode *node);

static void walk(struct asker *a, const struct knode *node)
{
    if (!klinux_is_visible(a->kc, node))
        return;
    if (is_menu(node) && !a->all && a->menu != node) {
        look(a, node);
        return;
    }
    if (node->kind == KNODE_MENU || node->kind == KNODE_COMMENT)
        printf("*\n* %s\n*\n", node->prompt);
    if (node->kind == KNODE_SYMBOL)
        ask_symbol(a, node);
    if (node->kind == KNODE_CHOICE) {
        ask_choice(a, node);
        if (!is_61(a) || kchoice_tri(a->kc, node->choice) != 1)
            return;
    }
    for (const struct knode *child = node->list; child; child = child->next)
        walk(a, child);
}

static void look(struct asker *a, const struct knode *node)
{
    if (!klinux_is_visible(a->kc, node))
        return;
    if (klinux_is_new(a->kc, node)) {
        a->found = true;
        const struct knode *menu = node;
        while (menu->parent && !is_menu(menu))
            menu = menu->parent;
        a->menu = menu;
        walk(a, menu);
    }
    for (const struct knode *child = node->list; child; child = child->next)
        look(a, child);
}

// Where something is new and cannot be asked for, conf goes on without an end.
void klinux_ask(struct kconfig *kc, bool all)
{
    struct asker a = { .kc = kc, .menu = kc->top, .all = all };
    if (all)
        walk(&a, kc->top);
    a.all = false;
    size_t before;
    do {
        before = a.lines + kc->owners.len;
        a.found = false;
        look(&a, kc->top);
    } while (a.found && !a.ended && a.lines + kc->owners.len != before);
    free(a.line.s);
}
