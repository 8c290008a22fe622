// SPDX-License-Identifier: MIT
// Memory that lives as long as a tree: blocks that are filled from the front and freed together; temporary buffers.
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "kconfig/tree.h"

// Under AddressSanitizer, memory that was given back may not be touched before it is taken again.
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(p, size) ((void)(p), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(p, size) ((void)(p), (void)(size))
#endif

enum { SMALL_BLOCK = 64 * 1024, LARGE_BLOCK = 256 * 1024, ALIGN = 8, SMALL = 512 };

struct karena_chunk {
    struct karena_chunk *next;
    char *end;
};

struct karena_block {
    struct karena_block *next;
    size_t size;
};

// Large trees will use all of a block: the system then maps its pages together, and not each when it is first touched.
static struct karena_block *large_block(void)
{
    enum { PAGE = 4096 };
    struct karena_block *block = xmalloc(LARGE_BLOCK);
    uintptr_t start = (uintptr_t)block & -(uintptr_t)PAGE;
#ifdef MADV_POPULATE_WRITE
    (void)madvise((void *)start, (uintptr_t)block + LARGE_BLOCK - start, MADV_POPULATE_WRITE); // else it is slower
#endif
    return block;
}

static void new_block(struct karena *a, size_t need)
{
    size_t size = need + sizeof(struct karena_block);
    bool large = size <= LARGE_BLOCK && a->total > 4 * SMALL_BLOCK;
    size = large ? LARGE_BLOCK : size > SMALL_BLOCK ? size : SMALL_BLOCK;
    struct karena_block *block = large ? large_block() : xmalloc(size);
    block->next = a->blocks;
    block->size = size;
    a->blocks = block;
    a->at = (char *)(block + 1);
    a->end = (char *)block + size;
    a->total += size;
}

static struct karena_chunk *take_chunk(struct karena *a)
{
    struct karena_chunk *chunk = a->given;
    if (chunk) {
        a->given = chunk->next;
        ASAN_UNPOISON_MEMORY_REGION(chunk, (size_t)(chunk->end - (char *)chunk));
    }
    return chunk;
}

// What is left of the memory in use is lost; it is little unless something big is asked for.
static bool next_chunk(struct karena *a, size_t need)
{
    struct karena_chunk *chunk = need > SMALL ? NULL : take_chunk(a);
    if (!chunk)
        return false;
    a->at = (char *)chunk;
    a->end = chunk->end;
    return true;
}

void karena_grow(struct karena *a, size_t need)
{
    do
        if (!next_chunk(a, need))
            new_block(a, need);
    while ((size_t)(a->end - a->at) < need);
}

void karena_give(struct karena *a, void *p, size_t size)
{
    size_t pad = -(uintptr_t)p & (ALIGN - 1);
    if (size < SMALL + pad)
        return;
    struct karena_chunk *chunk = (struct karena_chunk *)((char *)p + pad);
    *chunk = (struct karena_chunk){ a->given, (char *)p + size };
    a->given = chunk;
    ASAN_POISON_MEMORY_REGION(chunk + 1, (size_t)(chunk->end - (char *)(chunk + 1)));
}

// What was given back serves first, as it is.
void kpool_grow(struct karena *a, struct kpool *pool)
{
    enum { PAGE = 4096 };
    struct karena_chunk *chunk = take_chunk(a);
    pool->at = chunk ? (char *)chunk : karena_take(a, PAGE);
    pool->end = chunk ? chunk->end : pool->at + PAGE;
}

char *karena_text(struct karena *a, const char *s, size_t n)
{
    if ((size_t)(a->end - a->at) < n + 1)
        karena_grow(a, n + 1);
    a->end -= n + 1;
    memcpy(a->end, s, n);
    a->end[n] = '\0';
    return a->end;
}

void karena_free(struct karena *a)
{
    while (a->blocks) {
        struct karena_block *next = a->blocks->next;
        free(a->blocks);
        a->blocks = next;
    }
}

buf_t *ktemp(struct kconfig *kc)
{
    if (kc->temps_used == kc->temps.len)
        vec_push(&kc->temps, xcalloc(1, sizeof(buf_t)));
    buf_t *b = kc->temps.data[kc->temps_used++];
    b->len = 0;
    buf_add(b, "", 0);
    return b;
}

void ktemp_back(struct kconfig *kc, size_t mark)
{
    enum { KEEP = 1 << 16 }; // a buffer that grew beyond this is not kept
    while (kc->temps_used > mark) {
        buf_t *b = kc->temps.data[--kc->temps_used];
        if (b->cap > KEEP) {
            free(b->s);
            *b = (buf_t){ 0 };
        }
    }
}
