// SPDX-License-Identifier: MIT
// The malloc family (C11 7.22.3, POSIX) on mm's heap.
#include "posix/newlib/private.h"

#include <malloc.h>
#include <stdlib.h>

#include "mm/mm.h"

static void *checked(void *p)
{
    if (!p)
        errno = ENOMEM;
    return p;
}

void *malloc(size_t size)
{
    return checked(heap_alloc(size));
}

void *calloc(size_t count, size_t size)
{
    return checked(heap_calloc(count, size));
}

void *realloc(void *p, size_t size)
{
    return checked(heap_realloc(p, size));
}

void free(void *p)
{
    heap_free(p);
}

static bool is_power_of_two(size_t n)
{
    return n != 0 && (n & (n - 1)) == 0;
}

void *memalign(size_t align, size_t size)
{
    if (is_power_of_two(align))
        return checked(heap_memalign(align, size));
    errno = EINVAL;
    return NULL;
}

int posix_memalign(void **out, size_t align, size_t size)
{
    if (!is_power_of_two(align) || align % sizeof(void *) != 0)
        return EINVAL;
    void *p = heap_memalign(align, size);
    if (!p)
        return ENOMEM;
    *out = p;
    return 0;
}

void *valloc(size_t size)
{
    return memalign(4096, size);
}

void *pvalloc(size_t size)
{
    return memalign(4096, (size + 4095) & ~(size_t)4095);
}

size_t malloc_usable_size(void *p)
{
    return p ? heap_usable(p) : 0;
}
