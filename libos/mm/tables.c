// SPDX-License-Identifier: MIT
// Page tables for plat_protect(), from the page allocator; only in images that change protections.
#include "mm/mm.h"

#include "base/base.h"
#include "base/plat.h"

static uintptr_t table_alloc(void)
{
    void *table = page_alloc(1, PAGE_SIZE);
    if (table)
        memset(table, 0, PAGE_SIZE);
    return (uintptr_t)table;
}

void page_tables_init(void)
{
    page_table_alloc = table_alloc;
}
