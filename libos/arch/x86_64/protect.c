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

// Replaces a large page by a table of 512 smaller ones with the same permissions; step: the size of one.
static int split(uint64_t *entry, uintptr_t step)
{
    uintptr_t page = paging_new_table();
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
    if (address % PTE_HUGE_SIZE && *huge && !paging_is_table(*huge) && split(huge, EXTENT_SIZE) < 0)
        return -UK_ENOMEM;
    if (address % EXTENT_SIZE == 0 || !paging_is_table(*huge))
        return 0;
    uint64_t *large = paging_large_entry(address);
    return *large && !paging_is_table(*large) ? split(large, PAGE_SIZE) : 0;
}

uint64_t *paging_entry(uintptr_t address, uintptr_t *size)
{
    uint64_t *entry = paging_huge_entry(address);
    *size = PTE_HUGE_SIZE;
    if (!paging_is_table(*entry))
        return entry;
    entry = paging_large_entry(address);
    *size = EXTENT_SIZE;
    if (!paging_is_table(*entry))
        return entry;
    *size = PAGE_SIZE;
    return (uint64_t *)(*entry & PTE_ADDRESS) + (address >> PAGE_SHIFT & 511);
}

int paging_change(uintptr_t start, uintptr_t end, uint64_t flags)
{
    if (split_at(start) < 0 || split_at(end) < 0)
        return -UK_ENOMEM;
    uintptr_t size;
    for (uintptr_t at = start; at < end; at += size) {
        uint64_t *entry = paging_entry(at, &size);
        *entry = at | flags | (size == PAGE_SIZE ? 0 : PTE_LARGE);
        invlpg(at);
    }
    return 0;
}

int plat_protect(uintptr_t start, size_t size, unsigned prot)
{
    if ((start | size) % PAGE_SIZE || (prot & (PROT_PAGE_RW | PROT_PAGE_RX)) == (PROT_PAGE_RW | PROT_PAGE_RX))
        return -UK_EINVAL;
    if (seal_allows && !seal_allows(start, start + size, prot))
        return -UK_EACCES;
    unsigned long flags = seal_open ? seal_open() : 0;
    int err = paging_change(start, start + size, flags_of(prot));
    if (seal_close)
        seal_close(flags);
    return err;
}
