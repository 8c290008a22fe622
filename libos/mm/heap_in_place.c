// SPDX-License-Identifier: MIT
// The heap: blocks that grow and shrink where they are; only in images whose application calls realloc() itself.
#include "mm/private.h"

#include "mm/mm.h"

// Makes a block with pages of its own as small or large as payload needs, if that can be done where it is.
static bool resize_pages(struct block *b, size_t payload)
{
    size_t have = b->prev_size + size_of(b), want = ALIGN_UP(b->prev_size + payload + HEADER, PAGE_SIZE);
    char *start = (char *)b - b->prev_size;
    if (payload < PAGES_MIN / 2)
        return false; // better off in a region
    if (want < have)
        page_free(start + want, (have - want) >> PAGE_SHIFT);
    else if (want > have && !page_extend(start, have >> PAGE_SHIFT, (want - have) >> PAGE_SHIFT))
        return false;
    b->size += want - have;
    heap.from_pages += want - have;
    return true;
}

// Makes b that large with the free block after it.
static bool absorb(struct block *b, size_t size)
{
    struct block *after = block_at(b, size_of(b));
    if (!(after->size & BLOCK_FREE) || size_of(b) + size_of(after) < size)
        return false;
    bin_remove(after);
    b->size += size_of(after);
    block_at(b, size_of(b))->size &= ~(size_t)BLOCK_PREV_FREE;
    block_cut(b, size);
    return true;
}

bool resize_in_place(struct block *b, size_t payload)
{
    if (UK_DEBUG || payload > PTRDIFF_MAX)
        return false; // a debug build always moves: what is used after realloc is found
    if (b->size & BLOCK_PAGES)
        return resize_pages(b, payload);
    size_t have = size_of(b), want = block_size(payload);
    if (want > have)
        return want < PAGES_MIN && absorb(b, want);
    if (have - want > have / 4)
        block_cut(b, want);
    return true;
}
