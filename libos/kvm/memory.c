// SPDX-License-Identifier: MIT
// The page tables of the RAM that is left for use.
#include "arch/x86_64/native.h"
#include "base/boot.h"
#include "kvm/kvm.h"

// A page table for ram_map(), from the first range above the image: its beginning is mapped already, or is mapped
// first.
static uintptr_t take_page(unsigned count)
{
    (void)count; // mm is not there yet
    for (unsigned i = 0; i < boot_info.ram_count; i++)
        if (boot_info.ram[i].start >= 1 << 20 && boot_info.ram[i].end - boot_info.ram[i].start >= PAGE_SIZE) {
            uintptr_t page = boot_info.ram[i].start;
            boot_info.ram[i].start += PAGE_SIZE;
            memset((void *)page, 0, PAGE_SIZE);
            return page;
        }
    return 0;
}

void ram_map(void)
{
    page_table_alloc = take_page;
    bool mapped = arch_map_ram(boot_running.stack_low, boot_running.stack_high) == 0;
    for (unsigned i = 0; i < boot_info.ram_count; i++)
        mapped &= arch_map_ram(boot_info.ram[i].start, boot_info.ram[i].end) == 0;
    if (!mapped)
        panic("no memory for page tables");
}
