// SPDX-License-Identifier: MIT
// What the files of the heap share: the layout of blocks and the heap's state.
#ifndef MM_PRIVATE_H
#define MM_PRIVATE_H

#include "base/base.h"
#include "base/plat.h"

// The heap takes regions from the pages. A region is blocks, one after the other, and an end mark of size 0:
//
//     | prev_size | size+flags | payload ... |     a block, 16-byte aligned; the payload too
//                              | next | prev |     in a free block
//     | prev_size | 0+flags |                      the end mark (in a debug build a struct region)
//
// A block's prev_size belongs to the block before it: it is the last part of that one's payload, and only while that
// one is free it holds that one's size (a boundary tag: Knuth, The Art of Computer Programming 1, 2.5).
struct block {
    size_t prev_size;
    size_t size; // of the whole block, a multiple of 16, and BLOCK_ flags
    struct block *next, *prev;
};
_Static_assert(sizeof(struct block) == 32, "the smallest block");

enum {
    BLOCK_FREE = 1,      // in a bin
    BLOCK_PREV_FREE = 2, // the block before is in a bin
    BLOCK_FIRST = 4,     // begins a region (and a page)
    BLOCK_PAGES = 8,     // has pages of its own: prev_size is its distance from their start, size ends with them
    BLOCK_FLAGS = 15,
};

enum {
    HEADER = 16,              // before the payload
    BLOCK_MIN = 32,
    QUICK_COUNT = 65,         // quick lists: one for each block size up to 1024
    QUICK_MAX = 1024,
    FLUSH_STEP = 32,          // blocks that go from quick lists to bins at once,
    FLUSH_STEPS = 64,         // at most so often before the heap grows,
    FLUSH_SHARE = 8,          // more than once while quick lists have more than this part of the heap
    REFILL = 1024,            // bytes that are cut at once into blocks for a quick list
    PAGES_MIN = 64 << 10,     // blocks of this size and more get pages of their own
    REGION_MIN = 64 << 10,    // a region has at least this size, where memory allows
    GIVE_BACK = 256 << 10,    // a free block of this size gives its pages back: no new region may become so large
    BIN_COUNT = 64,
};

// Ends a region. Debug builds chain the regions, for heap_check().
struct region {
    struct block mark; // next and prev chain the regions
    struct block *first;
    size_t unused;
};
#define END_MARK (UK_DEBUG ? sizeof(struct region) : HEADER)

struct heap {
    struct block *quick[QUICK_COUNT]; // free, but not BLOCK_FREE: taken again as they are
    struct block *bins[BIN_COUNT];    // free, coalesced; four bins for each power of two
    uint64_t filled;                  // bit i: bins[i] is not empty
    size_t cached;                    // the size of all blocks in quick lists, in units of 16 bytes
    size_t flushing;                  // the quick list whose turn it is to be emptied
    size_t free;                      // bytes in bins
    size_t from_pages;                // bytes taken from the pages
    uintptr_t end;                    // of the region taken last, 0 when that is gone
    struct block *regions;            // debug builds: the end marks
};
extern struct heap heap;

static inline size_t size_of(const struct block *b)
{
    return b->size & ~(size_t)BLOCK_FLAGS;
}

static inline struct block *block_at(const void *start, size_t distance)
{
    return (struct block *)((uintptr_t)start + distance);
}

static inline struct block *block_of(const void *payload)
{
    return (struct block *)((uintptr_t)payload - HEADER);
}

static inline void *payload_of(struct block *b)
{
    return (char *)b + HEADER;
}

// Bytes of payload that b has: without pages of its own it reaches into the next block's prev_size.
static inline size_t capacity(const struct block *b)
{
    return size_of(b) - (b->size & BLOCK_PAGES ? HEADER : HEADER - sizeof b->prev_size);
}

// heap.c; all with preempt_depth > 0. Block sizes include the header.
size_t block_size(size_t payload);            // of a block for so many bytes (at most PTRDIFF_MAX)
struct block *block_take(size_t payload);     // NULL when out of memory
void block_put(struct block *b);
void block_cut(struct block *b, size_t size); // gives back what b, not BLOCK_PAGES, has beyond size
void quick_flush(size_t count);               // moves so many blocks from quick lists to the bins
void make_free(struct block *b, size_t size); // [b, b+size), whose neighbours are not free; BLOCK_FIRST stays
void bin_remove(struct block *b);

// Parts that an image may do without: modules of their own, which room.conf's `when` brings in.
WEAK void give_back(struct block *b);                     // heap_trim.c
WEAK bool resize_in_place(struct block *b, size_t size);  // heap_in_place.c: to so many bytes of payload, if possible
WEAK void out_of_memory(size_t size);                     // heap_report.c: the log line
size_t heap_largest(void);                                // the largest payload that block_take() could give

// heap_debug.c: only called in debug builds.
enum { DEBUG_ROOM = 16 };                        // bytes more in each block
void *debug_arm(struct block *b, size_t size);   // taken for size bytes: checks and fills it; returns its payload
void debug_disarm(struct block *b);              // to be freed: panics when it is no block or damaged; then poisons it
size_t debug_size(const struct block *b);        // the size asked for
const char *debug_damage(const struct block *b); // what is wrong with a block in use or free; NULL: nothing
void debug_poison(void *start, size_t size);     // what is free looks like this
void debug_add_region(struct block *mark, struct block *first);
void debug_remove_region(struct block *mark);
// Pages go from the middle of a region: mark, if any, ends what stays before; rest, if any, begins what stays after.
void debug_split_region(struct block *after, struct block *mark, struct block *rest);

#endif
