// SPDX-License-Identifier: MIT
// Memory that lives as long as a tree: blocks that are filled from the front and freed together; temporary buffers.
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "kconfig/tree.h"

enum { SMALL_BLOCK = 64 * 1024, LARGE_BLOCK = 2 * 1024 * 1024, ALIGN = 8, SMALL = 512 };

struct karena_chunk {
    struct karena_chunk *next;
    char *end;
};

struct karena_block {
    struct karena_block *next;
    size_t size;
};

// Large trees get blocks of the size of a huge page: the system then maps each at once, and not page by page.
static struct karena_block *large_block(void)
{
    struct karena_block *block = aligned_alloc(LARGE_BLOCK, LARGE_BLOCK);
    if (!block)
        fatal_errno("out of memory");
    (void)madvise(block, LARGE_BLOCK, MADV_HUGEPAGE); // where that is refused, it is slower
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

// What is left of the memory in use is lost; it is little unless something big is asked for.
static bool next_chunk(struct karena *a, size_t need)
{
    struct karena_chunk *chunk = a->given;
    if (!chunk || need > SMALL)
        return false;
    a->given = chunk->next;
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
}

// What was given back serves first, as it is.
void kpool_grow(struct karena *a, struct kpool *pool)
{
    enum { PAGE = 4096 };
    struct karena_chunk *chunk = a->given;
    if (chunk)
        a->given = chunk->next;
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
