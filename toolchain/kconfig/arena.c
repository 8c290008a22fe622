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

static char *take(struct karena *a, size_t size)
{
    while ((size_t)(a->end - a->at) < size)
        if (!next_chunk(a, size))
            new_block(a, size);
    char *p = a->at;
    a->at += size;
    return p;
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

void *karena_alloc(struct karena *a, size_t size)
{
    size_t pad = -(uintptr_t)a->at & (ALIGN - 1);
    size = (size + ALIGN - 1) & ~(size_t)(ALIGN - 1);
    if (pad && (size_t)(a->end - a->at) >= pad) // (no block yet: nothing to pad)
        a->at += pad;
    return memset(take(a, size), 0, size);
}

char *karena_text(struct karena *a, const char *s, size_t n)
{
    char *p = take(a, n + 1);
    memcpy(p, s, n);
    p[n] = '\0';
    return p;
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
