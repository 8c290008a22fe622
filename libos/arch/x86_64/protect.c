// SPDX-License-Identifier: MIT
// Changes how pages may be used: plat_protect() on our own page tables.
#include "arch/x86_64/cpu.h"
#include "arch/x86_64/paging.h"
#include "base/errno.h"

static uint64_t flags_of(unsigned prot)
{
    uint64_t flags = prot & PROT_PAGE_R ? PTE_PRESENT | PTE_ACCESSED : 0;
    if (prot & (PROT_PAGE_RW & ~PROT_PAGE_R))
        flags |= PTE_WRITE | PTE_DIRTY;
    if (!(prot & (PROT_PAGE_RX & ~PROT_PAGE_R)))
        flags |= PTE_NX;
    return flags;
}

static bool is_table(uint64_t entry)
{
    return entry & PTE_PRESENT && !(entry & PTE_LARGE);
}

// Replaces a large page by a table of 512 smaller ones with the same permissions; step: the size of one.
static int split(uint64_t *entry, uintptr_t step)
{
    uintptr_t page = page_table_alloc ? page_table_alloc() : 0;
    if (!page)
        return -UK_ENOMEM;
    uint64_t *table = (uint64_t *)page;
    uint64_t part = step == PAGE_SIZE ? *entry & ~PTE_LARGE : *entry;
    for (unsigned i = 0; i < 512; i++)
        table[i] = part + i * step;
    *entry = page | PTE_PRESENT | PTE_WRITE;
    return 0;
}

// Makes sure that no large page lies across address.
static int split_at(uintptr_t address)
{
    uint64_t *huge = paging_huge_entry(address);
    if (address % PTE_HUGE_SIZE && *huge && !is_table(*huge) && split(huge, EXTENT_SIZE) < 0)
        return -UK_ENOMEM;
    if (address % EXTENT_SIZE == 0 || !is_table(*huge))
        return 0;
    uint64_t *large = paging_large_entry(address);
    return *large && !is_table(*large) ? split(large, PAGE_SIZE) : 0;
}

// Sets the entry that maps address; returns how much it maps.
static uintptr_t set_entry(uintptr_t address, uint64_t flags)
{
    uintptr_t size = PTE_HUGE_SIZE;
    uint64_t *entry = paging_huge_entry(address);
    if (is_table(*entry)) {
        size = EXTENT_SIZE;
        entry = paging_large_entry(address);
    }
    if (size == EXTENT_SIZE && is_table(*entry)) {
        size = PAGE_SIZE;
        entry = (uint64_t *)(*entry & PTE_ADDRESS) + (address >> PAGE_SHIFT & 511);
    }
    *entry = address | flags | (size == PAGE_SIZE ? 0 : PTE_LARGE);
    invlpg(address);
    return size;
}

int plat_protect(uintptr_t start, size_t size, unsigned prot)
{
    if ((start | size) % PAGE_SIZE || (prot & (PROT_PAGE_RW | PROT_PAGE_RX)) == (PROT_PAGE_RW | PROT_PAGE_RX))
        return -UK_EINVAL;
    uintptr_t end = start + size;
    if (split_at(start) < 0 || split_at(end) < 0)
        return -UK_ENOMEM;
    for (uintptr_t at = start; at < end;)
        at += set_entry(at, flags_of(prot));
    return 0;
}
