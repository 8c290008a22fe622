// SPDX-License-Identifier: MIT
// Where newlib's own memory comes from.
//
// A program that only prints asks for one block in all, the buffer of stdout, when newlib nano is its C library. Such
// an image has no heap: heap_malloc.c comes with any other function that allocates (room.conf: when).
#include "posix/newlib/private.h"

#include <malloc.h>

void *heap_malloc(size_t size) WEAK; // heap_malloc.c
void heap_release(void *p) WEAK;

#define BUFFER_SIZE 1024 // st_blksize of the console

void *_malloc_r(struct _reent *reent, size_t size)
{
    static _Alignas(16) char buffer[BUFFER_SIZE];
    static bool taken;
    (void)reent;
    if (heap_malloc)
        return heap_malloc(size);
    if (taken || size > sizeof buffer)
        return NULL;
    taken = true;
    return buffer;
}

void _free_r(struct _reent *reent, void *p)
{
    (void)reent;
    if (heap_release)
        heap_release(p);
}
