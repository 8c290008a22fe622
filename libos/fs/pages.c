// SPDX-License-Identifier: MIT
// A tree of pages by number: files grow at their end or anywhere without copying what is there.
#include "fs/ramfs.h"
#include "mm/mm.h"

#define SLOT_BITS 6
#define SLOTS (1u << SLOT_BITS)

struct node {
    void *slots[SLOTS]; // nodes, or pages at the lowest level
};

// Which slot of a node at level (1: its slots are pages) leads to page number index.
static unsigned slot_of(uint64_t index, unsigned level)
{
    return (index >> (SLOT_BITS * (level - 1))) % SLOTS;
}

static bool reaches(const struct page_tree *t, uint64_t index)
{
    return index >> (SLOT_BITS * t->depth) == 0; // page numbers have 51 bits: depth is at most 9
}

void *page_tree_get(const struct page_tree *t, uint64_t index)
{
    if (!reaches(t, index))
        return NULL;
    void *p = t->top;
    for (unsigned level = t->depth; level > 0 && p; level--)
        p = ((struct node *)p)->slots[slot_of(index, level)];
    return p;
}

// One more level on top.
static bool grow(struct page_tree *t)
{
    if (t->top) {
        struct node *n = heap_calloc(1, sizeof *n);
        if (!n)
            return false;
        n->slots[0] = t->top;
        t->top = n;
    }
    t->depth++;
    return true;
}

void **page_tree_slot(struct page_tree *t, uint64_t index)
{
    while (!reaches(t, index))
        if (!grow(t))
            return NULL;
    void **slot = &t->top;
    for (unsigned level = t->depth; level > 0; level--) {
        if (!*slot)
            *slot = heap_calloc(1, sizeof(struct node));
        if (!*slot)
            return NULL;
        slot = &((struct node *)*slot)->slots[slot_of(index, level)];
    }
    return slot;
}

// Frees from the subtree at *slot what has numbers of first and above, counted from the subtree's start; then the
// subtree itself if nothing is left in it.
static size_t cut(void **slot, unsigned level, uint64_t first)
{
    if (!*slot)
        return 0;
    if (level == 0) {
        page_free(*slot, 1);
        *slot = NULL;
        return 1;
    }
    struct node *n = *slot;
    uint64_t span = 1ull << (SLOT_BITS * (level - 1)); // pages below one slot
    size_t freed = 0;
    bool empty = true;
    for (unsigned i = 0; i < SLOTS; i++) {
        uint64_t start = i * span;
        if (start + span > first)
            freed += cut(&n->slots[i], level - 1, first > start ? first - start : 0);
        empty &= !n->slots[i];
    }
    if (empty) {
        heap_free(n);
        *slot = NULL;
    }
    return freed;
}

size_t page_tree_cut(struct page_tree *t, uint64_t first)
{
    if (!reaches(t, first))
        return 0;
    if (t->depth == 0 && first > 0)
        return 0;
    size_t freed = cut(&t->top, t->depth, first);
    if (!t->top)
        t->depth = 0;
    return freed;
}
