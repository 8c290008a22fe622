// SPDX-License-Identifier: MIT
// Page tables for plat_protect(), from the page allocator; only in images that change protections.
#include "mm/mm.h"

#include "base/base.h"
#include "base/plat.h"

static uintptr_t tables_alloc(unsigned count)
{
    void *tables = page_alloc(count, count * PAGE_SIZE);
    if (tables)
        memset(tables, 0, count * PAGE_SIZE);
    return (uintptr_t)tables;
}

void page_tables_init(void)
{
    page_table_alloc = tables_alloc;
}
