// SPDX-License-Identifier: MIT
// The page tables after entry.S: RAM in large pages, device registers, pages taken away.
#include "arch/x86_64/cpu.h"
#include "arch/x86_64/paging.h"
#include "base/errno.h"

extern uint64_t __page_table_last[];

uintptr_t (*page_table_alloc)(unsigned count);

uint64_t *paging_large_entry(uintptr_t address)
{
    uint64_t *huge = paging_huge_entry(address);
    if (!*huge) {
        uintptr_t table = paging_new_table();
        if (!table)
            return NULL;
        *huge = table | PTE_PRESENT | PTE_WRITE;
    }
    return (uint64_t *)(*huge & PTE_ADDRESS) + (address >> 21 & 511);
}

static bool has_huge_pages(void)
{
    return cpuid(0x80000001, 0).d & 1 << 26;
}

int arch_map_ram(uintptr_t start, uintptr_t end)
{
    for (uintptr_t at = ALIGN_DOWN(start, EXTENT_SIZE); at < end;) {
        uint64_t *huge = paging_huge_entry(at);
        if (at % PTE_HUGE_SIZE == 0 && end - at >= PTE_HUGE_SIZE && !*huge && has_huge_pages()) {
            *huge = at | PTE_LARGE | PTE_RW;
            at += PTE_HUGE_SIZE;
            continue;
        }
        uint64_t *entry = paging_large_entry(at);
        if (!entry)
            return -UK_ENOMEM;
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

static int map_device(uintptr_t address, size_t size)
{
    for (uintptr_t at = ALIGN_DOWN(address, EXTENT_SIZE); at < address + size; at += EXTENT_SIZE) {
        uint64_t *entry = paging_large_entry(at);
        if (!entry)
            return -UK_ENOMEM;
        if (!*entry)
            *entry = at | PTE_LARGE | PTE_RW | PTE_UNCACHED;
    }
    return 0;
}

int arch_map_device(uintptr_t address, size_t size)
{
    unsigned long flags = seal_open ? seal_open() : 0;
    int err = map_device(address, size);
    if (seal_close)
        seal_close(flags);
    return err;
}
