// SPDX-License-Identifier: MIT
// The page tables after entry.S: RAM in large pages, device registers, pages taken away.
#include "arch/x86_64/cpu.h"
#include "arch/x86_64/paging.h"

extern uint64_t __page_tables[], __page_table_last[];

uintptr_t (*page_table_alloc)(void);

#define PDPT (__page_tables + 512) // one entry a GiB; the only one, so that 512 GiB are within reach

// The entry of the page directory that maps the large page of address; a directory is made where there is none. NULL when
// there is no memory for it.
uint64_t *paging_large_entry(uintptr_t address)
{
    uint64_t *upper = &PDPT[address >> 30];
    if (!*upper) {
        uintptr_t table = page_table_alloc();
        if (!table)
            return NULL;
        *upper = table | PTE_PRESENT | PTE_WRITE;
    }
    return (uint64_t *)(*upper & PTE_ADDRESS) + (address >> 21 & 511);
}

static bool has_huge_pages(void)
{
    return cpuid(0x80000001, 0).d & 1 << 26;
}

int arch_map_ram(uintptr_t start, uintptr_t end)
{
    for (uintptr_t at = ALIGN_DOWN(start, EXTENT_SIZE); at < end;) {
        if (at % PTE_HUGE_SIZE == 0 && end - at >= PTE_HUGE_SIZE && !PDPT[at >> 30] && has_huge_pages()) {
            PDPT[at >> 30] = at | PTE_LARGE | PTE_RW;
            at += PTE_HUGE_SIZE;
            continue;
        }
        uint64_t *entry = paging_large_entry(at);
        if (!entry)
            return -1;
        do {
            if (!*entry)
                *entry = at | PTE_LARGE | PTE_RW;
            entry++;
            at += EXTENT_SIZE;
        } while (at < end && at % PTE_HUGE_SIZE);
    }
    return 0;
}

void arch_unmap_page(uintptr_t address)
{
    __page_table_last[address >> PAGE_SHIFT] = 0;
    invlpg(address);
}

int arch_map_device(uintptr_t address, size_t size)
{
    for (uintptr_t at = ALIGN_DOWN(address, EXTENT_SIZE); at < address + size; at += EXTENT_SIZE) {
        uint64_t *entry = paging_large_entry(at);
        if (!entry)
            return -1;
        if (!*entry)
            *entry = at | PTE_LARGE | PTE_RW | PTE_UNCACHED;
    }
    return 0;
}
