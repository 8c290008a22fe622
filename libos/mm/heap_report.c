// SPDX-License-Identifier: MIT
// The heap: what is said when memory has run out; only in images whose application asks for memory itself.
#include "mm/private.h"

#include "mm/mm.h"

size_t heap_largest(void)
{
    size_t pages, free, total, largest = 0;
    page_usage(&pages, &free, &total);
    if (heap.filled)
        for (struct block *b = heap.bins[63 - __builtin_clzll(heap.filled)]; b; b = b->next)
            if (capacity(b) > largest)
                largest = capacity(b);
    size_t in_pages = pages > 0 ? (pages << PAGE_SHIFT) - HEADER : 0;
    if (in_pages > largest)
        largest = in_pages;
    return UK_DEBUG && largest > 0 ? largest - DEBUG_ROOM : largest;
}

void out_of_memory(size_t size)
{
    size_t pages, free, total;
    page_usage(&pages, &free, &total);
    log_line("out of memory: %zu bytes asked for, largest free block %zu, free in all %zu", size, heap_largest(),
             heap.free + (free << PAGE_SHIFT));
}
