// SPDX-License-Identifier: MIT
// Our page tables: all RAM one to one, each page with the permissions of what lies in it.
//
// Xen keeps the tables that are in use: they can be read, and changed by hypercalls. A page can become a table while no
// writable mapping of it exists; Xen then checks every entry. So the way is, for as many 2 MiB pieces of RAM as free
// mapped pages can hold tables for:
//   1. the new last-level tables are filled as plain pages, 512 entries each;
//   2. a list of updates makes these pages read-only where they are mapped now,
//   3. and puts them into the table above, where the builder's tables for the first MiBs are replaced.
// The list goes to Xen in few hypercalls.
#include "base/boot.h"
#include "xen/private.h"

#define ENTRIES 512
#define QUEUE 128

extern const char __image_start[], __text_start[], __text_end[], __rodata_end[];

// Updates on their way to Xen. ----------------------------------------------------------------------------------------

static struct mmu_update queue[QUEUE];
static unsigned queued;

static void flush(void)
{
    if (queued && xen_mmu_update(queue, queued) < 0)
        panic("Xen refused a page table");
    queued = 0;
}

static void update(uint64_t entry_address, uint64_t value)
{
    if (queued == QUEUE)
        flush();
    queue[queued++] = (struct mmu_update){ .ptr = entry_address | MMU_NORMAL_PT_UPDATE, .val = value };
}

// The tables in use. --------------------------------------------------------------------------------------------------

static uint64_t *table_of(uint64_t entry)
{
    return xen_mfn_address((entry & PTE_ADDRESS) >> PAGE_SHIFT);
}

// The entry of the table above the second level, for the GiB that holds address.
static uint64_t *huge_entry(uintptr_t address)
{
    uint64_t *top = (uint64_t *)xen_start->pt_base;
    return table_of(top[0]) + (address >> 30);
}

// The entry of the second level, for the 2 MiB that hold address.
static uint64_t *large_entry(uintptr_t address)
{
    return table_of(*huge_entry(address)) + (address >> 21) % ENTRIES;
}

static uint64_t machine_address(const uint64_t *entry)
{
    uintptr_t address = (uintptr_t)entry;
    return xen_mfn(address) << PAGE_SHIFT | address % PAGE_SIZE;
}

uint64_t xen_entry_address(uintptr_t address)
{
    return (*large_entry(address) & PTE_ADDRESS) + (address >> PAGE_SHIFT) % ENTRIES * sizeof(uint64_t);
}

void xen_map_frame(void *page, uint64_t mfn)
{
    if (xen_update_va_mapping(page, mfn << PAGE_SHIFT | PTE_RW) < 0)
        panic("Xen refused to map a frame");
}

// Pages for tables. ---------------------------------------------------------------------------------------------------

static struct mem_range *pool; // the range of RAM behind what the builder left: its beginning is mapped
static uintptr_t first_table;  // the pages from here to pool->start are tables of ours
static uintptr_t mapped_end;   // of all that is mapped

static void find_pool(void)
{
    for (pool = boot_info.ram; pool->start < (uintptr_t)__image_start; pool++)
        if (pool == boot_info.ram + boot_info.ram_count - 1)
            panic("no memory for page tables");
    first_table = pool->start;
    for (mapped_end = 0; mapped_end < 1 << 30 && *large_entry(mapped_end); mapped_end += EXTENT_SIZE)
        ;
}

static uint64_t *take_tables(size_t count)
{
    uint64_t *tables = (uint64_t *)pool->start;
    pool->start += count * PAGE_SIZE;
    return tables;
}

static size_t free_tables(void)
{
    uintptr_t end = pool->end < mapped_end ? pool->end : mapped_end;
    return end > pool->start ? (end - pool->start) / PAGE_SIZE : 0;
}

// New tables. ---------------------------------------------------------------------------------------------------------

// The pieces [first, end) of 2 MiB; their tables lie one after another.
struct batch {
    uintptr_t start, end; // what they map
    uint64_t *tables;
};

// The longest part of the boot: one turn for each four pages.
static void fill(const struct batch *b)
{
    uintptr_t ram_end = xen_start->nr_pages << PAGE_SHIFT, end = b->end < ram_end ? b->end : ram_end;
    const unsigned long *p2m = (const unsigned long *)xen_start->mfn_list + (b->start >> PAGE_SHIFT);
    size_t count = (end - b->start) >> PAGE_SHIFT, all = (b->end - b->start) >> PAGE_SHIFT, i = 0;
    for (; i + 4 <= count; i += 4) {
        b->tables[i] = p2m[i] << PAGE_SHIFT | PTE_RW;
        b->tables[i + 1] = p2m[i + 1] << PAGE_SHIFT | PTE_RW;
        b->tables[i + 2] = p2m[i + 2] << PAGE_SHIFT | PTE_RW;
        b->tables[i + 3] = p2m[i + 3] << PAGE_SHIFT | PTE_RW;
    }
    for (; i < count; i++)
        b->tables[i] = p2m[i] << PAGE_SHIFT | PTE_RW;
    memset(b->tables + count, 0, (all - count) * sizeof *b->tables);
}

// What of [start, end) lies in the batch gets other permissions; none: it is not mapped.
static void mark(const struct batch *b, uintptr_t start, uintptr_t end, uint64_t flags)
{
    start = start < b->start ? b->start : ALIGN_DOWN(start, PAGE_SIZE);
    for (; start < end && start < b->end; start += PAGE_SIZE)
        b->tables[(start - b->start) / PAGE_SIZE] = flags ? xen_mfn(start) << PAGE_SHIFT | flags : 0;
}

static void mark_all(const struct batch *b)
{
    uintptr_t p2m = xen_start->mfn_list, info = (uintptr_t)xen_start;
    uintptr_t low = boot_running.stack_low;
    mark(b, 0, PAGE_SIZE, 0);
    mark(b, low - (low < EXTENT_SIZE ? PAGE_SIZE : EXTENT_SIZE), low, 0); // the stack's guard
    mark(b, (uintptr_t)__image_start, (uintptr_t)__text_start, PTE_R);
    mark(b, (uintptr_t)__text_start, (uintptr_t)__text_end, PTE_RX);
    mark(b, p2m, p2m + xen_start->nr_pages * sizeof(unsigned long), PTE_R);
    mark(b, info, info + PAGE_SIZE, PTE_R);
    mark(b, xen_start->pt_base, xen_start->pt_base + xen_start->nr_pt_frames * PAGE_SIZE, PTE_R);
    mark(b, first_table, pool->start, PTE_R);
    uintptr_t shared = (uintptr_t)&xen_shared;
    if (shared >= b->start && shared < b->end)
        b->tables[(shared - b->start) / PAGE_SIZE] = xen_start->shared_info | PTE_RW;
}

static void protect_table(const void *page)
{
    update(xen_entry_address((uintptr_t)page), xen_mfn((uintptr_t)page) << PAGE_SHIFT | PTE_R);
}

static void use(const struct batch *b)
{
    size_t count = (b->end - b->start) / EXTENT_SIZE;
    for (size_t i = 0; i < count; i++)
        protect_table(b->tables + i * ENTRIES);
    for (size_t i = 0; i < count; i++)
        update(machine_address(large_entry(b->start + i * EXTENT_SIZE)),
               xen_mfn((uintptr_t)(b->tables + i * ENTRIES)) << PAGE_SHIFT | PTE_TABLE);
    flush();
}

// All RAM. -------------------------------------------------------------------------------------------------------------

// An empty table of the second level for a GiB that has none.
static void add_huge(uintptr_t address)
{
    uint64_t *table = take_tables(1);
    memset(table, 0, PAGE_SIZE);
    protect_table(table);
    update(machine_address(huge_entry(address)), xen_mfn((uintptr_t)table) << PAGE_SHIFT | PTE_TABLE);
    flush();
}

// As many pieces of [start, end) as there are tables for. Returns where they end.
static uintptr_t map_some(uintptr_t start, uintptr_t end)
{
    if (free_tables() < 2)
        panic("no memory for page tables");
    if (!*huge_entry(start))
        add_huge(start);
    size_t count = (end - start) / EXTENT_SIZE, left = ENTRIES - (start >> 21) % ENTRIES;
    count = count < left ? count : left;
    count = count < free_tables() ? count : free_tables();
    struct batch b = { start, start + count * EXTENT_SIZE, take_tables(count) };
    fill(&b);
    mark_all(&b);
    use(&b);
    mapped_end = b.end > mapped_end ? b.end : mapped_end;
    return b.end;
}

static void map(uintptr_t start, uintptr_t end)
{
    while (start < end)
        start = map_some(start, end);
}

// The builder leaves room for 128 tables at least, which may be too little for a large image and what lies behind it: then
// RAM that is not mapped yet comes first, since it brings more room.
void xen_map_ram(void)
{
    uintptr_t ram_end = ALIGN_UP(xen_start->nr_pages << PAGE_SHIFT, EXTENT_SIZE);
    find_pool();
    uintptr_t first = ram_end / EXTENT_SIZE <= free_tables() ? 0 : mapped_end;
    map(first, ram_end);
    map(0, first);
    struct mmuext_op forget = { .cmd = MMUEXT_TLB_FLUSH_LOCAL }; // the builder let us write and execute everything
    hypercall(__HYPERVISOR_mmuext_op, (uintptr_t)&forget, 1, 0, DOMID_SELF);
}
