// SPDX-License-Identifier: MIT
// Room mm, level 3: physical pages and the heap. Nothing here sleeps; all of it may be called with interrupts off, none
// of it from an interrupt handler. Each function keeps other threads out by preempt_disable().
#ifndef MM_MM_H
#define MM_MM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// pages.c: memory in whole pages, readable and writable, not zeroed. --------------------------------------------------

// Takes all of boot_info.ram, and gives memory for page tables (page_table_alloc, base/plat.h). Called once by
// uk_init().
void pages_init(void);
// count (at least 1) pages in one piece, aligned to align bytes (a power of two, at least PAGE_SIZE). NULL when there
// is no such piece. Pieces of 2 MiB and more come from the top of memory, at 2 MiB boundaries where possible; smaller
// ones are packed at the bottom. The caller owns the piece until page_free().
void *page_alloc(size_t count, size_t align);
// Gives back all or any part of such a piece. In a debug build pages that are free already panic.
void page_free(void *start, size_t count);
// Adds the more pages that follow the piece of count pages at start, if they are all free.
bool page_extend(void *start, size_t count, size_t more);
// The largest free piece, all free pages, and all pages there are, in pages.
void page_usage(size_t *largest, size_t *free, size_t *total);
// Walks all free pieces; false with a reason when their order is damaged.
bool page_check(const char **why);

// heap.c: blocks of any size, aligned to 16 bytes. The caller owns a block until heap_free(). -------------------------

void *heap_alloc(size_t size);                  // NULL when out of memory (with one log line); 0 gives a unique block
void *heap_calloc(size_t count, size_t size);   // zeroed; a product that overflows gives NULL
void *heap_realloc(void *p, size_t size);       // p NULL: heap_alloc; on failure NULL and p stays as it was
void *heap_memalign(size_t align, size_t size); // align: a power of two; otherwise as heap_alloc
void heap_free(void *p);                        // NULL: nothing; a bad, damaged or freed p panics in a debug build
size_t heap_usable(const void *p);              // bytes that may be used at p; at least the size asked for

// In bytes, headers included. used + free = from_pages.
struct heap_usage {
    size_t used;         // in blocks that the program holds
    size_t free;         // in blocks that the next heap_alloc() may take
    size_t largest_free; // the largest size heap_alloc() could give, pages included
    size_t from_pages;   // taken from the pages
};
void heap_usage(struct heap_usage *out);
// Walks the free blocks and their neighbours (in a debug build every block, with what was written past their ends or
// after they were freed, and the free pages); false with a reason when the heap is damaged.
bool heap_check(const char **why);

#endif
