// SPDX-License-Identifier: MIT
// Sealing: page tables that are read-only, and a bit in the entries of what never changes again.
//
// A page table is memory as any other, mapped one to one: sealed, the entry that maps it is read-only. Changes that are
// still allowed go through a window of this file: with interrupts off, so that nothing else runs meanwhile, CR0.WP is
// cleared, which lets ring 0 write to read-only pages (Intel SDM volume 3, 4.6.1).
//
// Tables that are made later come from a pool of pages that are read-only already. One change cuts at most two pages at
// either end, a new pool two more: so with POOL_LOW pages in the pool, what has begun does not fail.
#include "arch/x86_64/cpu.h"
#include "arch/x86_64/paging.h"
#include "base/errno.h"

#define CR0_WRITE_PROTECT (1ul << 16)
#define POOL_SIZE 16u // pages
#define POOL_LOW 6u

extern const char __image_start[], __text_start[], __data_start[];

static bool sealed;
static uintptr_t pool;      // the next page
static unsigned pool_count; // how many are left

static void set_write_protect(bool on)
{
    uintptr_t others = read_cr0() & ~CR0_WRITE_PROTECT;
    write_cr0(on ? others | CR0_WRITE_PROTECT : others);
}

static int seal(uintptr_t start, unsigned pages)
{
    return paging_change(start, start + pages * PAGE_SIZE, PTE_R | PTE_SEALED);
}

// What is left of the old pool, a few pages at most, stays unused. Without memory for a new one, the old one goes on.
static void refill(void)
{
    uintptr_t pages = page_table_alloc(POOL_SIZE);
    if (!pages || seal(pages, POOL_SIZE) < 0)
        return;
    pool = pages;
    pool_count = POOL_SIZE;
}

unsigned long seal_open(void)
{
    unsigned long flags = plat_irq_save();
    set_write_protect(false);
    if (sealed && pool_count < POOL_LOW)
        refill();
    return flags;
}

void seal_close(unsigned long flags)
{
    set_write_protect(true);
    plat_irq_restore(flags);
}

uintptr_t seal_new_table(void)
{
    if (!sealed)
        return page_table_alloc(1);
    if (pool_count == 0)
        return 0;
    pool_count--;
    pool += PAGE_SIZE;
    return pool - PAGE_SIZE;
}

bool seal_allows(uintptr_t start, uintptr_t end, unsigned prot)
{
    if (!sealed)
        return true;
    if (prot & (PROT_PAGE_RX & ~PROT_PAGE_R))
        return false;
    uintptr_t size;
    for (uintptr_t at = start; at < end; at = ALIGN_DOWN(at, size) + size)
        if (*paging_entry(at, &size) & PTE_SEALED)
            return false;
    return true;
}

// A table of 2 MiB entries, and those below it.
static int seal_directory(uint64_t *table)
{
    int err = seal((uintptr_t)table, 1);
    for (unsigned i = 0; !err && i < 512; i++)
        if (paging_is_table(table[i]))
            err = seal(table[i] & PTE_ADDRESS, 1);
    return err;
}

static int seal_tables(void)
{
    int err = seal((uintptr_t)__page_tables, 2);
    for (uintptr_t i = 0; !err && i < 512; i++) {
        uint64_t entry = *paging_huge_entry(i << 30);
        if (paging_is_table(entry))
            err = seal_directory((uint64_t *)(entry & PTE_ADDRESS));
    }
    return err;
}

static int seal_image(void)
{
    uintptr_t text = (uintptr_t)__text_start, end = (uintptr_t)__data_start;
    int err = paging_change((uintptr_t)__image_start, text, PTE_R | PTE_SEALED);
    return err ? err : paging_change(text, end, (PTE_R & ~PTE_NX) | PTE_SEALED);
}

// The tables that this itself makes lie in the pool, which is sealed last, as a whole.
int plat_seal(void)
{
    unsigned long flags = seal_open();
    uintptr_t first = pool = page_table_alloc(POOL_SIZE);
    pool_count = first ? POOL_SIZE : 0;
    sealed = true;
    int err = seal_tables();
    if (!err)
        err = seal_image();
    if (!err && first)
        err = seal(first, POOL_SIZE);
    seal_close(flags);
    return err;
}
