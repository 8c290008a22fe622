// SPDX-License-Identifier: MIT
// The RAM that is left for use: the loader's map without what is in use, as ascending ranges in boot_info.
#include "arch/x86_64/native.h"
#include "base/boot.h"
#include "kvm/kvm.h"

#define STACK_SHARE 8            // of a range, at most one part in so many becomes stack
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

// The stack lies at the end of a range, in whole large pages; the large page below it is no RAM and is never mapped.
uintptr_t ram_take_stack(size_t wanted)
{
    for (unsigned i = boot_info.ram_count; i-- > 0;) {
        uintptr_t top = ALIGN_DOWN(ram[i].end, EXTENT_SIZE);
        if (top > ram[i].start && top - ram[i].start >= (wanted + EXTENT_SIZE) * STACK_SHARE) {
            ram_exclude(top - wanted - EXTENT_SIZE, top);
            return top;
        }
    }
    return 0;
}

// A page table for ram_map(), from the first range above the image: its beginning is mapped already, or is mapped
// first.
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
    bool mapped = arch_map_ram(boot_running.stack_low, boot_running.stack_high) == 0;
    for (unsigned i = 0; i < boot_info.ram_count; i++)
        mapped &= arch_map_ram(ram[i].start, ram[i].end) == 0;
    if (!mapped)
        panic("no memory for page tables");
}
