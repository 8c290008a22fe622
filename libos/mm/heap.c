// SPDX-License-Identifier: MIT
// The heap: heap_alloc() and heap_free(), and how they get memory from the pages and give it back.
//
// Three layers. Small blocks come from quick lists, one for each size, last in first out: some 20 instructions each
// way. A quick list that is empty gets several blocks at once, cut from a piece of a bin. The bins hold coalesced free
// blocks by size class, four classes for each power of two, with one word that says which are filled: a block is found
// without a search. When no bin has one, some blocks go from the quick lists to the bins; when there is still none, a
// region is taken from the pages. Large blocks have pages of their own, and large free blocks give their pages back.
// Only when no pages are left either are the quick lists emptied at once: else nothing takes longer the more blocks
// there are.
#include "mm/private.h"

#include "mm/mm.h"

struct heap heap;

size_t block_size(size_t payload)
{
    size_t size = ALIGN_UP(payload + sizeof(size_t), 16ul);
    return size < BLOCK_MIN ? BLOCK_MIN : size;
}

// Bins --------------------------------------------------------------------------------------------------------------

// Sizes [2^n, 2^(n+1)) in four steps, from 32 on. Free blocks are smaller than 2 * GIVE_BACK + PAGES_MIN: bin 59.
static unsigned bin_of(size_t size)
{
    unsigned log2 = 63 - (unsigned)__builtin_clzl(size);
    return (log2 - 5) * 4 + (size >> (log2 - 2) & 3);
}

static void bin_add(struct block *b)
{
    unsigned i = bin_of(size_of(b));
    heap.free += size_of(b);
    heap.filled |= 1ull << i;
    b->prev = NULL;
    b->next = heap.bins[i];
    if (b->next)
        b->next->prev = b;
    heap.bins[i] = b;
}

void bin_remove(struct block *b)
{
    unsigned i = bin_of(size_of(b));
    heap.free -= size_of(b);
    if (b->next)
        b->next->prev = b->prev;
    if (b->prev)
        b->prev->next = b->next;
    else if (!(heap.bins[i] = b->next))
        heap.filled &= ~(1ull << i);
}

void make_free(struct block *b, size_t size)
{
    struct block *after = block_at(b, size);
    b->size = size | BLOCK_FREE | (b->size & BLOCK_FIRST);
    after->prev_size = size;
    after->size |= BLOCK_PREV_FREE;
    bin_add(b);
}

// Takes a free block of at least size bytes out of its bin: the first of the size's own class if it is large enough,
// else the first of the next class that has any. NULL when there is none.
static struct block *find(size_t size)
{
    unsigned i = bin_of(size);
    struct block *b = heap.bins[i];
    if (!b || size_of(b) < size) {
        uint64_t larger = heap.filled & -2ull << i;
        if (!larger)
            return NULL;
        b = heap.bins[__builtin_ctzll(larger)];
    }
    bin_remove(b);
    b->size &= ~(size_t)BLOCK_FREE;
    block_at(b, size_of(b))->size &= ~(size_t)BLOCK_PREV_FREE;
    return b;
}

// Regions -----------------------------------------------------------------------------------------------------------

// Frees a block of a region, joining it with free neighbours. The pages of a large free block go back, and those of a
// whole region, except the one taken last: a program that frees and takes its only block again should not fetch pages
// each time.
static void coalesce(struct block *b)
{
    size_t size = size_of(b);
    struct block *after = block_at(b, size);
    if (after->size & BLOCK_FREE) {
        size += size_of(after);
        bin_remove(after);
        if (UK_DEBUG)
            debug_poison(after, BLOCK_MIN);
    }
    if (b->size & BLOCK_PREV_FREE) {
        struct block *before = (struct block *)((uintptr_t)b - b->prev_size);
        size += size_of(before);
        bin_remove(before);
        if (UK_DEBUG)
            debug_poison(b, BLOCK_MIN);
        b = before;
    }
    make_free(b, size);
    if (!give_back)
        return;
    after = block_at(b, size);
    bool whole_region = b->size & BLOCK_FIRST && size_of(after) == 0;
    if (size >= GIVE_BACK || (whole_region && (uintptr_t)after + END_MARK != heap.end))
        give_back(b);
}

// Takes a region that has room for a block of size bytes; one that follows the last one prolongs it.
static void grow(size_t size)
{
    size_t least = ALIGN_UP(size + END_MARK, PAGE_SIZE), bytes = least < REGION_MIN ? REGION_MIN : least;
    uintptr_t start = (uintptr_t)page_alloc(bytes >> PAGE_SHIFT, PAGE_SIZE);
    if (!start)
        start = (uintptr_t)page_alloc((bytes = least) >> PAGE_SHIFT, PAGE_SIZE);
    if (!start)
        return;
    struct block *b = (struct block *)start, *mark = block_at(b, bytes - END_MARK), *first = b;
    if (start == heap.end) {
        b = (struct block *)(start - END_MARK);
        if (UK_DEBUG) {
            first = ((struct region *)b)->first;
            debug_remove_region(b);
        }
    } else {
        b->size = BLOCK_FIRST;
    }
    b->size |= (uintptr_t)mark - (uintptr_t)b;
    mark->size = 0;
    if (UK_DEBUG) {
        debug_poison(payload_of(b), size_of(b) - HEADER);
        debug_add_region(mark, first);
    }
    heap.from_pages += bytes;
    heap.end = start + bytes;
    coalesce(b);
}

// Blocks ------------------------------------------------------------------------------------------------------------

static struct block *region_take(size_t size)
{
    struct block *b = find(size);
    bool many = heap.cached > 0;
    for (unsigned i = 0; !b && many && i < FLUSH_STEPS; i++) {
        quick_flush(FLUSH_STEP);
        b = find(size);
        many = heap.cached * 16 > heap.from_pages / FLUSH_SHARE;
    }
    if (!b) {
        grow(size); // where that fails, at least the quick lists are empty: page_alloc()
        b = find(size);
    }
    return b;
}

static struct block *pages_take(size_t payload)
{
    size_t bytes = ALIGN_UP(payload + HEADER, PAGE_SIZE);
    struct block *b = page_alloc(bytes >> PAGE_SHIFT, PAGE_SIZE);
    if (b) {
        heap.from_pages += bytes;
        b->prev_size = 0;
        b->size = bytes | BLOCK_PAGES;
    }
    return b;
}

struct block *block_take(size_t payload)
{
    if (payload > PTRDIFF_MAX)
        return NULL;
    if (UK_DEBUG)
        payload += DEBUG_ROOM;
    size_t size = block_size(payload);
    if (size >= PAGES_MIN)
        return pages_take(payload);
    struct block *b = region_take(size);
    if (b)
        block_cut(b, size);
    return b;
}

void block_put(struct block *b)
{
    if (b->size & BLOCK_PAGES) {
        size_t bytes = b->prev_size + size_of(b);
        heap.from_pages -= bytes;
        if (UK_DEBUG)
            debug_poison(&b->size, sizeof b->size);
        page_free((char *)b - b->prev_size, bytes >> PAGE_SHIFT);
    } else {
        coalesce(b);
    }
}

void block_cut(struct block *b, size_t size)
{
    size_t rest = size_of(b) - size;
    if (rest < BLOCK_MIN)
        return;
    b->size -= rest;
    struct block *r = block_at(b, size);
    r->size = rest;
    coalesce(r);
}

// Quick lists -------------------------------------------------------------------------------------------------------

static inline void quick_add(struct block *b, size_t list)
{
    b->next = heap.quick[list];
    heap.quick[list] = b;
    heap.cached += list;
}

void quick_flush(size_t count)
{
    while (count > 0 && heap.cached > 0) {
        struct block *b = heap.quick[heap.flushing];
        if (b) {
            heap.quick[heap.flushing] = b->next;
            heap.cached -= heap.flushing;
            count--;
            coalesce(b);
        } else {
            heap.flushing = (heap.flushing + 1) % QUICK_COUNT;
        }
    }
}

// Takes a block of a quick list's size, and as many more for the list as REFILL allows. The last one may be 16 bytes
// larger.
static struct block *refill(size_t size)
{
    struct block *b = region_take(size);
    if (!b)
        return NULL;
    size_t count = size_of(b) < REFILL ? size_of(b) / size : REFILL / size;
    block_cut(b, count * size);
    while (--count > 0) {
        struct block *piece = block_at(b, count * size);
        piece->size = size_of(b) - count * size;
        b->size -= piece->size;
        quick_add(piece, piece->size / 16);
    }
    return b;
}

// The interface -----------------------------------------------------------------------------------------------------

static __attribute__((noinline)) void *alloc_slowly(size_t size, size_t list)
{
    struct block *b = list > 0 ? refill(list * 16) : block_take(size);
    if (!b && out_of_memory)
        out_of_memory(size);
    if (b && UK_DEBUG)
        debug_arm(b, size);
    preempt_enable();
    return b ? payload_of(b) : NULL;
}

// flatten: preempt_disable() and preempt_enable() inline, which -Os would not do. This is the way of nearly every
// malloc.
__attribute__((flatten)) void *heap_alloc(size_t size)
{
    size_t list = 0;
    preempt_disable();
    if (!UK_DEBUG && size <= QUICK_MAX - sizeof(size_t)) {
        list = size <= BLOCK_MIN - sizeof(size_t) ? BLOCK_MIN / 16 : (size + sizeof(size_t) + 15) / 16;
        struct block *b = heap.quick[list];
        if (b) {
            heap.quick[list] = b->next;
            heap.cached -= list;
            preempt_enable();
            return payload_of(b);
        }
    }
    return alloc_slowly(size, list);
}

void heap_free(void *p)
{
    if (!p)
        return;
    struct block *b = block_of(p);
    preempt_disable();
    if (UK_DEBUG)
        debug_disarm(b);
    size_t list = b->size / 16;
    if (!UK_DEBUG && list < QUICK_COUNT)
        quick_add(b, list);
    else
        block_put(b);
    preempt_enable();
}
