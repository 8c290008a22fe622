// SPDX-License-Identifier: MIT
// The heap: heap_calloc(), heap_realloc() and heap_usable().
#include "mm/private.h"

#include "mm/mm.h"

void *heap_calloc(size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes)) {
        if (out_of_memory)
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

void *heap_realloc(void *p, size_t size)
{
    if (!p)
        return heap_alloc(size);
    preempt_disable();
    bool done = resize_in_place && resize_in_place(block_of(p), size);
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
