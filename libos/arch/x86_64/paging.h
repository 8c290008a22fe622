// SPDX-License-Identifier: MIT
// Page table entries (Intel SDM volume 3, 4.5), for this room only.
#ifndef ARCH_X86_64_PAGING_H
#define ARCH_X86_64_PAGING_H

#include "arch/x86_64/native.h"

#define PTE_PRESENT 1ull
#define PTE_WRITE 2ull
#define PTE_UNCACHED 0x18ull // PCD, PWT
#define PTE_ACCESSED 0x20ull
#define PTE_DIRTY 0x40ull
#define PTE_LARGE 0x80ull // an entry of a page directory (2 MiB) or above it (1 GiB) that maps a page itself
#define PTE_SEALED 0x200ull // the CPU ignores it: this entry never changes again (seal.c)
#define PTE_NX (1ull << 63)
#define PTE_ADDRESS 0x000ffffffffff000ull
#define PTE_R (PTE_PRESENT | PTE_ACCESSED | PTE_NX)
#define PTE_RW (PTE_R | PTE_WRITE | PTE_DIRTY)
#define PTE_HUGE_SIZE (1ul << 30)

extern uint64_t __page_tables[]; // kvm.lds: the top table, then that of the 1 GiB entries, then one of 2 MiB entries

// The entry for the GiB that holds address.
static inline uint64_t *paging_huge_entry(uintptr_t address)
{
    return &__page_tables[512 + (address >> 30)];
}

// The entry for the 2 MiB that hold address; their GiB is not mapped by one page. A table is made where there is none.
// NULL when there is no memory for it.
uint64_t *paging_large_entry(uintptr_t address);

static inline bool paging_is_table(uint64_t entry)
{
    return entry & PTE_PRESENT && !(entry & PTE_LARGE);
}

// protect.c -----------------------------------------------------------------------------------------------------------

// The entry that maps address, at whatever level, and how much it maps.
uint64_t *paging_entry(uintptr_t address, uintptr_t *size);
// Gives the pages of [start, end) these flags; large ones across a border are cut. 0 or -ENOMEM.
int paging_change(uintptr_t start, uintptr_t end, uint64_t flags);

// seal.c: NULL in an image that is not to be sealed -------------------------------------------------------------------

// Around all changes of page tables: between the two they are writable, and interrupts are off.
unsigned long seal_open(void) WEAK;
void seal_close(unsigned long flags) WEAK;
// May the pages of [start, end) get this protection?
bool seal_allows(uintptr_t start, uintptr_t end, unsigned prot) WEAK;
uintptr_t seal_new_table(void) WEAK; // a zeroed page that is mapped read-only once this is sealed, or 0

static inline uintptr_t paging_new_table(void)
{
    if (seal_new_table)
        return seal_new_table();
    return page_table_alloc ? page_table_alloc(1) : 0;
}

#endif
