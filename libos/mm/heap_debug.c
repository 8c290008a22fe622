// SPDX-License-Identifier: MIT
// The heap of a debug build: fills, fences and the checks that find misuse where it happens.
//
// A block that was asked for with n bytes:
//
//     | header | n bytes, at first 0xaa | fence 0xbd ... | cookie |
//
// The cookie is the last word of the capacity: n, mixed with the block's address. Free memory is filled with 0xdd, also
// over the headers of blocks that were joined with others, so that a stale pointer finds no header there.
#include "mm/private.h"

#include "mm/mm.h"

#define FRESH 0xaa
#define FENCE 0xbd
#define DEAD 0xdd
#define COOKIE 0x5ca1ab1e0ddba11ull
#define CHECK_EVERY 4096 // allocations: then the whole heap is walked
#define DEAD_WORD 0xddddddddddddddddull

#define WRITTEN_AFTER_FREE "heap: a block was written after it was freed"

static size_t *cookie_of(const struct block *b)
{
    return (size_t *)((uintptr_t)payload_of((struct block *)b) + capacity(b) - sizeof(size_t));
}

static bool filled_with(const void *start, const void *end, uint8_t byte)
{
    for (const uint8_t *at = start; at < (const uint8_t *)end; at++)
        if (*at != byte)
            return false;
    return true;
}

size_t debug_size(const struct block *b)
{
    return *cookie_of(b) ^ COOKIE ^ (uintptr_t)b;
}

void debug_poison(void *start, size_t size)
{
    memset(start, DEAD, size);
}

const char *debug_damage(const struct block *b)
{
    const char *payload = payload_of((struct block *)b);
    if (b->size & BLOCK_FREE)
        return filled_with(b + 1, block_at(b, size_of(b)), DEAD) ? NULL : WRITTEN_AFTER_FREE;
    size_t size = debug_size(b);
    if (size > capacity(b) - DEBUG_ROOM / 2)
        return "heap: a block's end is overwritten";
    return filled_with(payload + size, cookie_of(b), FENCE) ? NULL : "heap: a block was written past its end";
}

void *debug_arm(struct block *b, size_t size)
{
    if (!(b->size & BLOCK_PAGES) && !filled_with(b + 1, block_at(b, size_of(b)), DEAD))
        panic(WRITTEN_AFTER_FREE);
    char *payload = payload_of(b);
    *cookie_of(b) = size ^ COOKIE ^ (uintptr_t)b;
    memset(payload, FRESH, size);
    memset(payload + size, FENCE, (size_t)((char *)cookie_of(b) - payload) - size);
    static unsigned calls;
    const char *why;
    if (++calls % CHECK_EVERY == 0 && !heap_check(&why))
        panic(why);
    return payload;
}

static bool in_ram(uintptr_t address)
{
    for (unsigned i = 0; i < boot_info.ram_count; i++)
        if (address >= boot_info.ram[i].start && address < boot_info.ram[i].end)
            return true;
    return false;
}

void debug_disarm(struct block *b)
{
    if ((uintptr_t)b % 16 || !in_ram((uintptr_t)b))
        panic("heap: a pointer was freed that is no block");
    if (b->size == DEAD_WORD || b->size & BLOCK_FREE)
        panic("heap: a block was freed twice");
    if (size_of(b) < BLOCK_MIN || !in_ram((uintptr_t)block_at(b, size_of(b)) - 1))
        panic("heap: a pointer was freed that is no block");
    const char *damage = debug_damage(b);
    if (damage)
        panic(damage);
    size_t whole = (size_t)((char *)(cookie_of(b) + 1) - (char *)payload_of(b));
    debug_poison(payload_of(b), whole);
}

// Regions -----------------------------------------------------------------------------------------------------------

void debug_add_region(struct block *mark, struct block *first)
{
    ((struct region *)mark)->first = first;
    mark->prev = NULL;
    mark->next = heap.regions;
    if (mark->next)
        mark->next->prev = mark;
    heap.regions = mark;
}

void debug_remove_region(struct block *mark)
{
    if (mark->next)
        mark->next->prev = mark->prev;
    if (mark->prev)
        mark->prev->next = mark->next;
    else
        heap.regions = mark->next;
}

void debug_split_region(struct block *after, struct block *mark, struct block *rest)
{
    while (size_of(after) > 0)
        after = block_at(after, size_of(after));
    struct region *region = (struct region *)after;
    if (mark)
        debug_add_region(mark, region->first);
    if (rest)
        region->first = rest;
    else
        debug_remove_region(after);
}
