// SPDX-License-Identifier: MIT
// What the search for dependency loops and the list of what something depends on share. Private to loop.c, loop_deps.c.
#ifndef KCONFIG_LOOP_H
#define KCONFIG_LOOP_H

#include "kconfig/tree.h"

enum { NEW, OPEN, DONE };

// What depends on something: a symbol or a choice. from_choice: a member that was reached through its choice.
struct item {
    struct ksymbol *sym;
    struct kchoice *choice;
    struct ksymbol *skip;
    bool from_choice;
};
struct frame {
    struct item item;
    size_t first, next, end; // its dependencies: a range of deps
    unsigned height;
};

struct search {
    struct kconfig *kc;
    VEC(struct item) deps;
    VEC(struct frame) stack;
    unsigned height; // of the dependencies being added: the highest that is done already
    unsigned highest;
    bool whole;      // choices are entered with all their members
    bool none;       // the rough graph has no loop
    bool folds;      // conditions that hold always or never are no dependencies, nor are bounds of ranges
    bool unbounded;  // bounds were left out
    bool orders;     // the other pass: there are no loops but through bounds, which are left there
    bool looped;     // there is one
    bool inside;     // an expression that is simplified
    bool drops;      // y and n drop out of it
};

static inline unsigned char *mark_of(const struct item *item)
{
    return item->sym ? &item->sym->mark : &item->choice->mark;
}

// Is it a member of a choice that is being searched? Then the choice leads back to itself, wherever it was entered.
static inline bool is_sibling(const struct ksymbol *sym)
{
    return sym->choice && sym->choice->mark == OPEN;
}

// loop_deps.c: appends what the item depends on to s->deps, but for what is done; its height goes to s->height.
void kloop_add_deps(struct search *s, const struct item *item);

#endif
