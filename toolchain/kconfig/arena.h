// SPDX-License-Identifier: MIT
// Memory that lives as long as a tree, and short words: what is done so often that a call would cost more than it does.
#ifndef KCONFIG_ARENA_H
#define KCONFIG_ARENA_H

#include <string.h>

#include "util/util.h"

// Clang has another name for it.
#if defined __has_feature && !defined __SANITIZE_ADDRESS__
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif

// Objects are put at the front of what is left of a block, texts at its end.
struct karena { struct karena_block *blocks; struct karena_chunk *given; char *at, *end; size_t total; };
// Things of one kind that are walked over in the order they were made: side by side, the memory is read ahead.
struct kpool { char *at, *end; };

void karena_grow(struct karena *a, size_t need); // for the functions below
void kpool_grow(struct karena *a, struct kpool *pool);

// Aligned for pointers, not zeroed.
static inline void *karena_take(struct karena *a, size_t size)
{
    size = (size + 7) & ~(size_t)7;
    if ((size_t)(a->end - a->at) < size)
        karena_grow(a, size);
    a->at += size;
    return a->at - size;
}

// Of what was taken last, nothing from end on is needed.
static inline void karena_trim(struct karena *a, const char *end)
{
    a->at -= (size_t)(a->at - end) & ~(size_t)7;
}

static inline void *karena_alloc(struct karena *a, size_t size)
{
    return memset(karena_take(a, size), 0, size);
}

// size: a multiple of 8, at most 512.
static inline void *kpool_alloc(struct karena *a, struct kpool *pool, size_t size)
{
    if ((size_t)(pool->end - pool->at) < size)
        kpool_grow(a, pool);
    pool->at += size;
    return memset(pool->at - size, 0, size);
}

char *karena_text(struct karena *a, const char *s, size_t n);
// Takes a text of n bytes back, if it is what karena_text() made last.
static inline void karena_untext(struct karena *a, const char *text, size_t n)
{
    a->end += text == a->end ? n + 1 : 0;
}
// Memory that nobody points to any more; small things are put there.
void karena_give(struct karena *a, void *p, size_t size);
void karena_free(struct karena *a);

// Words --------------------------------------------------------------------------------------------------------------

static inline uint64_t kword_load8(const char *s)
{
    uint64_t v;
    memcpy(&v, s, sizeof v);
    return v;
}

static inline uint64_t kword_load4(const char *s)
{
    uint32_t v;
    memcpy(&v, s, sizeof v);
    return v;
}

// As !memcmp(), without the call, which costs more than comparing a word does.
static inline bool kword_same(const char *a, const char *b, size_t n)
{
    if (n < 4)
        return !memcmp(a, b, n);
    if (n < 8)
        return kword_load4(a) == kword_load4(b) && kword_load4(a + n - 4) == kword_load4(b + n - 4);
    for (size_t i = 0; i + 8 < n; i += 8)
        if (kword_load8(a + i) != kword_load8(b + i))
            return false;
    return kword_load8(a + n - 8) == kword_load8(b + n - 8);
}

#endif
