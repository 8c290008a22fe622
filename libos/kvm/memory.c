// SPDX-License-Identifier: MIT
// The RAM that is left for use: the loader's map without what is in use, as ascending ranges in boot_info.
#include "arch/x86_64/native.h"
#include "kvm/kvm.h"

#define REACH (512ull << 30) // of the page tables

static struct mem_range *const ram = boot_info.ram;

// Makes a copy of range index behind it; what follows moves up. False if there is no place left.
static bool copy_range(unsigned index)
{
    if (boot_info.ram_count == BOOT_RAM_MAX)
        return false;
    for (unsigned i = boot_info.ram_count++; i > index; i--)
        ram[i] = ram[i - 1];
    return true;
}

void ram_add(uint64_t start, uint64_t end)
{
    start = ALIGN_UP(start, PAGE_SIZE);
    end = ALIGN_DOWN(end < REACH ? end : REACH, PAGE_SIZE);
    if (start >= end)
        return;
    unsigned index = boot_info.ram_count;
    while (index > 0 && ram[index - 1].start > start)
        index--;
    if (copy_range(index))
        ram[index] = (struct mem_range){ start, end };
}

void ram_exclude(uintptr_t start, uintptr_t end)
{
    start = ALIGN_DOWN(start, PAGE_SIZE);
    end = ALIGN_UP(end, PAGE_SIZE);
    for (unsigned i = 0; i < boot_info.ram_count; i++) {
        struct mem_range *r = &ram[i];
        if (r->end <= start || r->start >= end)
            continue;
        if (r->start < start && r->end > end && copy_range(i)) // the middle: two pieces stay
            r[1].start = end;
        if (r->start < start)
            r->end = start;
        else
            r->start = end < r->end ? end : r->end; // an empty range is harmless
    }
}

// A page table for ram_map(), from the first range above the image: its beginning is mapped already, or is mapped first.
static uintptr_t take_page(void)
{
    for (unsigned i = 0; i < boot_info.ram_count; i++)
        if (ram[i].start >= 1 << 20 && ram[i].end - ram[i].start >= PAGE_SIZE) {
            uintptr_t page = ram[i].start;
            ram[i].start += PAGE_SIZE;
            memset((void *)page, 0, PAGE_SIZE);
            return page;
        }
    return 0;
}

void ram_map(void)
{
    page_table_alloc = take_page;
    for (unsigned i = 0; i < boot_info.ram_count; i++)
        if (arch_map_ram(ram[i].start, ram[i].end) < 0)
            panic("no memory for page tables");
}
