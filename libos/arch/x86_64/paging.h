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
#define PTE_NX (1ull << 63)
#define PTE_ADDRESS 0x000ffffffffff000ull
#define PTE_RW (PTE_PRESENT | PTE_WRITE | PTE_ACCESSED | PTE_DIRTY | PTE_NX)
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

#endif
