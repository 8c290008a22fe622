// SPDX-License-Identifier: MIT
// The heap: free memory back to the pages; only in images whose application frees anything itself.
#include "mm/private.h"

#include "mm/mm.h"

// Gives the pages inside a free block back. What stays before them ends in a new end mark, what stays after them begins
// a region.
void give_back(struct block *b)
{
    uintptr_t end = (uintptr_t)block_at(b, size_of(b));
    struct block *after = (struct block *)end, *mark = NULL, *rest = NULL;
    uintptr_t from = (uintptr_t)b, to = end + END_MARK;
    if (!(b->size & BLOCK_FIRST)) {
        from = ALIGN_UP(from + BLOCK_MIN + END_MARK, PAGE_SIZE);
        mark = (struct block *)(from - END_MARK);
    }
    if (size_of(after) > 0) {
        to = ALIGN_DOWN(end - BLOCK_MIN, PAGE_SIZE);
        rest = (struct block *)to;
    }
    bin_remove(b);
    if (UK_DEBUG)
        debug_split_region(after, mark, rest);
    if (heap.end == to)
        heap.end = mark ? from : 0;
    if (mark) {
        mark->size = 0;
        make_free(b, (uintptr_t)mark - (uintptr_t)b);
    }
    if (rest) {
        rest->size = BLOCK_FIRST;
        make_free(rest, end - to);
    }
    heap.from_pages -= to - from;
    page_free((void *)from, (to - from) >> PAGE_SHIFT);
}
