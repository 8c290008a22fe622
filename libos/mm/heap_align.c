// SPDX-License-Identifier: MIT
// The heap: heap_memalign().
#include "mm/private.h"

#include "mm/mm.h"

// Makes the block at whose payload is aligned out of the part of b that begins there; what lies before goes back.
static struct block *cut_front(struct block *b, struct block *at)
{
    size_t before = (uintptr_t)at - (uintptr_t)b;
    if (b->size & BLOCK_PAGES) {
        size_t pages = ALIGN_DOWN(before, PAGE_SIZE);
        at->prev_size = before - pages;
        at->size = b->size - before;
        heap.from_pages -= pages;
        if (pages > 0)
            page_free(b, pages >> PAGE_SHIFT);
    } else {
        at->size = size_of(b) - before;
        b->size -= at->size;
        block_put(b);
    }
    return at;
}

static struct block *aligned_take(size_t align, size_t size)
{
    size_t room;
    if (__builtin_add_overflow(size, align + BLOCK_MIN, &room))
        return NULL;
    struct block *b = block_take(room);
    if (!b)
        return NULL;
    if ((uintptr_t)payload_of(b) & (align - 1)) // a block before it needs room, too
        b = cut_front(b, block_of((void *)ALIGN_UP((uintptr_t)payload_of(b) + BLOCK_MIN, align)));
    // At least one byte, so that a block with pages of its own is never as small as those of the quick lists.
    size_t payload = (size > 0 ? size : 1) + (UK_DEBUG ? DEBUG_ROOM : 0);
    if (!(b->size & BLOCK_PAGES)) {
        block_cut(b, block_size(payload));
        return b;
    }
    size_t have = b->prev_size + size_of(b), want = ALIGN_UP(b->prev_size + HEADER + payload, PAGE_SIZE);
    if (want < have) {
        page_free((char *)b - b->prev_size + want, (have - want) >> PAGE_SHIFT);
        b->size -= have - want;
        heap.from_pages -= have - want;
    }
    return b;
}

void *heap_memalign(size_t align, size_t size)
{
    if (align <= 16)
        return heap_alloc(size);
    preempt_disable();
    struct block *b = aligned_take(align, size);
    if (!b && out_of_memory)
        out_of_memory(size);
    if (b && UK_DEBUG)
        debug_arm(b, size);
    preempt_enable();
    return b ? payload_of(b) : NULL;
}
