// SPDX-License-Identifier: MIT
// How the heap is used: newlib's <malloc.h>.
#include <malloc.h>

#include "base/base.h"
#include "mm/mm.h"

struct mallinfo mallinfo(void)
{
    struct heap_usage usage;
    heap_usage(&usage);
    return (struct mallinfo){
        .arena = usage.from_pages,
        .uordblks = usage.used,
        .fordblks = usage.free,
        .keepcost = usage.largest_free,
    };
}

void malloc_stats(void)
{
    struct heap_usage usage;
    heap_usage(&usage);
    log_line("heap: %zu bytes from the pages, %zu used, %zu free", usage.from_pages, usage.used, usage.free);
}
