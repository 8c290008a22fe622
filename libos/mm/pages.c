// SPDX-License-Identifier: MIT
// The page allocator: the free pieces of RAM in a tree that lies in the free pages themselves.
//
// Each free piece begins with a struct extent. The extents form one binary tree that is ordered twice (a Cartesian
// tree; C. J. Stephenson, Fast Fits, SOSP 1983): by address from left to right, and by size from the root downwards. So
// the root is the largest piece, "is there room at all" costs one comparison, and the lowest (or highest) piece that
// fits is found on one way down. Among equal sizes a hash of the address decides who is above, which keeps the tree
// flat when a fragmented memory consists of many pieces of one size; and since n different sizes need n * n / 2 pages,
// a way is never longer than about sqrt(2 * pages) steps. Nothing depends on the amount of RAM: taking it over at boot
// costs one insertion per range.
#include "mm/mm.h"

#include "base/base.h"
#include "base/plat.h"

// The heap's cache of small blocks (heap.c), where there is a heap: what of it makes whole pages comes back.
WEAK void quick_flush(size_t count);

struct extent {
    struct extent *child[2]; // at lower, at higher addresses
    size_t pages;
};

static struct extent *root;
static size_t total_pages, free_pages;

static uintptr_t end_of(const struct extent *e)
{
    return (uintptr_t)e + (e->pages << PAGE_SHIFT);
}

// Whether a stands above b in the tree.
static bool is_above(const struct extent *a, const struct extent *b)
{
    if (a->pages != b->pages)
        return a->pages > b->pages;
    const uint64_t golden = 0x9e3779b97f4a7c15; // Fibonacci hashing
    return (uintptr_t)a * golden > (uintptr_t)b * golden;
}

// Makes [start, end) an extent of the tree: finds its place from above, then splits the subtree there at its address.
static void insert(uintptr_t start, uintptr_t end)
{
    if (start == end)
        return;
    struct extent *e = (struct extent *)start;
    e->pages = (end - start) >> PAGE_SHIFT;
    struct extent **link = &root;
    while (*link && is_above(*link, e))
        link = &(*link)->child[*link < e];

    struct extent *rest = *link, **low = &e->child[0], **high = &e->child[1];
    *link = e;
    while (rest) {
        if (rest < e) {
            *low = rest;
            low = &rest->child[1];
            rest = *low;
        } else {
            *high = rest;
            high = &rest->child[0];
            rest = *high;
        }
    }
    *low = *high = NULL;
}

// Takes e out of the tree: its two subtrees are merged in its place.
static void take_out(struct extent *e)
{
    struct extent **link = &root;
    while (*link != e)
        link = &(*link)->child[*link < e];

    struct extent *low = e->child[0], *high = e->child[1];
    while (low && high) {
        if (is_above(low, high)) {
            *link = low;
            link = &low->child[1];
            low = *link;
        } else {
            *link = high;
            link = &high->child[0];
            high = *link;
        }
    }
    *link = low ? low : high;
}

// The first extent past `past` (NULL: the first of all) that has count pages, seen from the bottom (side 0) or top (1).
static struct extent *next_fit(const struct extent *past, size_t count, unsigned side)
{
    struct extent *best = NULL;
    for (struct extent *e = root; e && e->pages >= count;) {
        bool candidate = !past || (side ? e < past : e > past);
        if (candidate)
            best = e;
        e = e->child[candidate ? side : !side];
    }
    return best;
}

static void *carve(size_t count, size_t align, unsigned side)
{
    size_t size = count << PAGE_SHIFT;
    for (struct extent *e = next_fit(NULL, count, side); e; e = next_fit(e, count, side)) {
        uintptr_t start = (uintptr_t)e, end = end_of(e);
        uintptr_t at = side ? ALIGN_DOWN(end - size, align) : ALIGN_UP(start, align);
        if (at < start || at > end - size)
            continue;
        take_out(e);
        insert(start, at);
        insert(at + size, end);
        free_pages -= count;
        return (void *)at;
    }
    return NULL;
}

void *page_alloc(size_t count, size_t align)
{
    unsigned large = count >= EXTENT_SIZE / PAGE_SIZE;
    void *p = NULL;
    preempt_disable();
    if (large && align < EXTENT_SIZE)
        p = carve(count, EXTENT_SIZE, 1);
    if (!p)
        p = carve(count, align, large);
    if (!p && quick_flush) {
        quick_flush(SIZE_MAX);
        p = carve(count, align, large);
    }
    preempt_enable();
    return p;
}

void page_free(void *piece, size_t count)
{
    uintptr_t start = (uintptr_t)piece, end = start + (count << PAGE_SHIFT);
    preempt_disable();
    struct extent *before = NULL, *after = NULL;
    for (struct extent *e = root; e;) {
        if ((uintptr_t)e < start)
            before = e, e = e->child[1];
        else
            after = e, e = e->child[0];
    }
    if (UK_DEBUG && ((before && end_of(before) > start) || (after && (uintptr_t)after < end)))
        panic("pages: freed twice");
    free_pages += count;
    if (before && end_of(before) == start) {
        take_out(before);
        start = (uintptr_t)before;
    }
    if (after && (uintptr_t)after == end) {
        take_out(after);
        end = end_of(after);
    }
    insert(start, end);
    preempt_enable();
}

bool page_extend(void *start, size_t count, size_t more)
{
    struct extent *wanted = (struct extent *)((uintptr_t)start + (count << PAGE_SHIFT));
    preempt_disable();
    struct extent *e = root;
    while (e && e != wanted)
        e = e->child[e < wanted];
    bool fits = e && e->pages >= more;
    if (fits) {
        uintptr_t end = end_of(e);
        take_out(e);
        insert((uintptr_t)wanted + (more << PAGE_SHIFT), end);
        free_pages -= more;
    }
    preempt_enable();
    return fits;
}

void page_usage(size_t *largest, size_t *free, size_t *total)
{
    *largest = root ? root->pages : 0;
    *free = free_pages;
    *total = total_pages;
}

bool page_check(const char **why)
{
    size_t sum = 0;
    const struct extent *last = NULL;
    for (struct extent *e = next_fit(NULL, 1, 0); e; last = e, e = next_fit(e, 1, 0)) {
        sum += e->pages;
        *why = "pages: free pieces touch or overlap";
        if (last && end_of(last) >= (uintptr_t)e)
            return false;
        *why = "pages: a piece lies above a larger one";
        for (unsigned side = 0; side < 2; side++)
            if (e->child[side] && !is_above(e, e->child[side]))
                return false;
    }
    *why = "pages: free pages do not add up";
    return sum == free_pages;
}

static uintptr_t tables_alloc(unsigned count)
{
    void *tables = page_alloc(count, count * PAGE_SIZE);
    if (tables)
        memset(tables, 0, count * PAGE_SIZE);
    return (uintptr_t)tables;
}

// The RAM is ours from here on: the platform takes page tables from us, no longer from boot_info.
void pages_init(void)
{
    page_table_alloc = tables_alloc;
    for (unsigned i = 0; i < boot_info.ram_count; i++) {
        const struct mem_range *ram = &boot_info.ram[i];
        size_t count = (ram->end - ram->start) >> PAGE_SHIFT;
        if (count > 0)
            page_free((void *)ram->start, count);
        total_pages += count;
    }
}
