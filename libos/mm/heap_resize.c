// SPDX-License-Identifier: MIT
// The heap: heap_calloc(), heap_realloc() and heap_usable().
#include "mm/private.h"

#include "mm/mm.h"

void *heap_calloc(size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        out_of_memory(SIZE_MAX);
        return NULL;
    }
    void *p = heap_alloc(bytes);
    return p ? memset(p, 0, bytes) : NULL;
}

size_t heap_usable(const void *p)
{
    const struct block *b = block_of(p);
    return UK_DEBUG ? debug_size(b) : capacity(b);
}

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

static bool resize(struct block *b, size_t payload)
{
    if (UK_DEBUG || payload > PTRDIFF_MAX)
        return false; // a debug build always moves: what is used after realloc is found
    if (b->size & BLOCK_PAGES)
        return resize_pages(b, payload);
    size_t have = size_of(b), want = block_size(payload);
    if (want > have)
        return want < PAGES_MIN && block_absorb(b, want);
    if (have - want > have / 4)
        block_cut(b, want);
    return true;
}

void *heap_realloc(void *p, size_t size)
{
    if (!p)
        return heap_alloc(size);
    preempt_disable();
    bool done = resize(block_of(p), size);
    preempt_enable();
    if (done)
        return p;
    void *to = heap_alloc(size);
    if (!to)
        return NULL;
    size_t have = heap_usable(p);
    memcpy(to, p, have < size ? have : size);
    heap_free(p);
    return to;
}
