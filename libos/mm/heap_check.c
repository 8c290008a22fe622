// SPDX-License-Identifier: MIT
// The heap: heap_usage() and heap_check(), the walker.
#include "mm/private.h"

#include "mm/mm.h"

void heap_usage(struct heap_usage *out)
{
    preempt_disable();
    quick_flush(SIZE_MAX);
    out->free = heap.free;
    out->from_pages = heap.from_pages;
    out->used = heap.from_pages - heap.free;
    out->largest_free = heap_largest();
    preempt_enable();
}

static const char *check_bin(unsigned i, size_t *free)
{
    if (!heap.bins[i] != !(heap.filled >> i & 1))
        return "heap: a bin and its bit disagree";
    const struct block *last = NULL;
    for (const struct block *b = heap.bins[i]; b; last = b, b = b->next) {
        const struct block *after = block_at(b, size_of(b));
        if (!(b->size & BLOCK_FREE) || b->prev != last)
            return "heap: a block in a bin is not free or not linked";
        if (b->size & BLOCK_PREV_FREE || after->size & BLOCK_FREE)
            return "heap: two free blocks touch";
        if (!(after->size & BLOCK_PREV_FREE) || after->prev_size != size_of(b))
            return "heap: the block after a free one does not know it";
        *free += size_of(b);
    }
    return NULL;
}

static const char *check_quick(void)
{
    size_t sum = 0;
    for (size_t i = 0; i < QUICK_COUNT; i++)
        for (const struct block *b = heap.quick[i]; b; b = b->next, sum += i) {
            if (size_of(b) != i * 16 || b->size & (BLOCK_FREE | BLOCK_PAGES))
                return "heap: a block is in the wrong quick list";
            if (sum >= heap.cached)
                break;
        }
    return sum == heap.cached ? NULL : "heap: quick lists have another size";
}

static const char *check_region(const struct region *region)
{
    const struct block *b = region->first;
    if (!(b->size & BLOCK_FIRST) || (uintptr_t)b % PAGE_SIZE)
        return "heap: a region begins with no first block";
    while (size_of(b) > 0) {
        const struct block *after = block_at(b, size_of(b));
        if (after > &region->mark)
            return "heap: a block reaches beyond its region";
        if (!(b->size & BLOCK_FREE) != !(after->size & BLOCK_PREV_FREE))
            return "heap: a block's header is overwritten";
        const char *damage = debug_damage(b);
        if (damage)
            return damage;
        b = after;
    }
    return b == &region->mark ? NULL : "heap: a region ends too early";
}

bool heap_check(const char **why)
{
    size_t free = 0;
    preempt_disable();
    *why = check_quick();
    for (unsigned i = 0; i < BIN_COUNT && !*why; i++)
        *why = check_bin(i, &free);
    if (!*why && free != heap.free)
        *why = "heap: free bytes do not add up";
    for (const struct block *mark = heap.regions; UK_DEBUG && mark && !*why; mark = mark->next)
        *why = check_region((const struct region *)mark);
    bool sound = !*why && (!UK_DEBUG || page_check(why));
    preempt_enable();
    return sound;
}
