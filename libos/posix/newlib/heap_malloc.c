// SPDX-License-Identifier: MIT
// newlib's own memory, in images with a heap.
//
// It comes from the program's malloc(), whoever defines that, since free() must fit strdup(). Where the program uses no
// malloc(), the weak references stay empty, and what only programs need of a heap stays out.
#include "posix/newlib/private.h"

#include <malloc.h>

#include "mm/mm.h"

void *malloc(size_t size) WEAK;
void *calloc(size_t count, size_t size) WEAK;
void *realloc(void *p, size_t size) WEAK;
void free(void *p) WEAK;

void *heap_malloc(size_t size);
void heap_release(void *p);

static void *checked(struct _reent *reent, void *p)
{
    if (!p)
        reent->_errno = ENOMEM;
    return p;
}

void *heap_malloc(size_t size)
{
    return malloc ? malloc(size) : checked(_REENT, heap_alloc(size));
}

void heap_release(void *p)
{
    if (free)
        free(p);
    else
        heap_free(p);
}

void *_calloc_r(struct _reent *reent, size_t count, size_t size)
{
    return calloc ? calloc(count, size) : checked(reent, heap_calloc(count, size));
}

void *_realloc_r(struct _reent *reent, void *p, size_t size)
{
    return realloc ? realloc(p, size) : checked(reent, heap_realloc(p, size));
}
