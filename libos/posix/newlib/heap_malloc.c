// SPDX-License-Identifier: MIT
// newlib's own memory, in images with a heap.
#include "posix/newlib/private.h"

#include <stdlib.h>

void *heap_malloc(size_t size);
void heap_release(void *p);

void *heap_malloc(size_t size)
{
    return malloc(size);
}

void heap_release(void *p)
{
    free(p);
}
