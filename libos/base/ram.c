// SPDX-License-Identifier: MIT
// The RAM that is left for use: the machine's map without what is in use, as ascending ranges in boot_info; and the
// main thread's stack, taken out of it.
#include "base/boot.h"
#include "base/plat.h"

#define STACK_SHARE 8        // of a range, at most one part in so many becomes stack
#define REACH (512ull << 30) // of one entry of the top page table

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

extern const unsigned long uk_config_MAIN_STACK_SIZE; // KiB

void boot_place_stack(void)
{
    size_t wanted = uk_config_MAIN_STACK_SIZE << 10;
    if (wanted <= boot_running.stack_high - boot_running.stack_low)
        wanted = 0;
    uintptr_t top = 0;
    for (wanted = ALIGN_UP(wanted, EXTENT_SIZE); wanted > 0 && !(top = ram_take_stack(wanted)); wanted -= EXTENT_SIZE)
        ;
    if (top) {
        boot_running.stack_low = top - wanted;
        boot_running.stack_high = top;
    } else {
        ram_exclude(boot_running.stack_low - PAGE_SIZE, boot_running.stack_high);
    }
}
