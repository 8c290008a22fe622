// SPDX-License-Identifier: MIT
// Room mm, level 3: physical pages and the heap. Nothing here sleeps; all of it may be called with interrupts off, none
// of it from an interrupt handler.
#ifndef MM_MM_H
#define MM_MM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// pages.c: memory in whole pages, readable and writable, not zeroed. ---------------------------------------------------

// count pages in one piece, aligned to align bytes (a power of two, at least PAGE_SIZE). NULL when there is no such piece.
void *page_alloc(size_t count, size_t align);
void page_free(void *start, size_t count);
// The largest piece and the total, in pages.
void page_usage(size_t *largest, size_t *free, size_t *total);

// heap.c: blocks of any size, aligned to 16 bytes. ---------------------------------------------------------------------

void *heap_alloc(size_t size);                  // NULL when out of memory (with one log line); 0 gives a unique block
void *heap_calloc(size_t count, size_t size);   // overflow gives NULL
void *heap_realloc(void *p, size_t size);       // p NULL: heap_alloc; on failure p stays as it was
void *heap_memalign(size_t align, size_t size); // align: a power of two
void heap_free(void *p);                        // NULL: nothing; a bad or freed p panics in a debug build
size_t heap_usable(const void *p);
struct heap_usage { size_t used, free, largest_free, from_pages; };
void heap_usage(struct heap_usage *out);
bool heap_check(const char **why); // walks every block; false with a reason when the heap is damaged

#endif
