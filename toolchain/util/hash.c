// SPDX-License-Identifier: MIT
// A fast 128-bit hash for cache keys; not for use against an adversary.
#include "util/util.h"

#include <string.h>

// Both halves of the 128-bit product, folded: every bit of the input reaches every bit of the result.
static uint64_t fold(uint64_t x, uint64_t y)
{
    unsigned __int128 product = (unsigned __int128)x * y;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static void add_word(struct hash *h, uint64_t word)
{
    h->a = fold(h->a ^ word, 0x9e3779b97f4a7c15u) + h->b;
    h->b = fold(h->b + word, 0xd6e8feb86659fd93u) ^ (h->a << 23 | h->a >> 41);
}

void hash_add(struct hash *h, const void *bytes, size_t n)
{
    const uint8_t *p = bytes;
    add_word(h, n);
    for (; n >= 8; n -= 8, p += 8) {
        uint64_t word;
        memcpy(&word, p, 8);
        add_word(h, word);
    }
    if (n) {
        uint64_t word = 0;
        memcpy(&word, p, n);
        add_word(h, word);
    }
}

void hash_str(struct hash *h, const char *s)
{
    hash_add(h, s, strlen(s) + 1);
}

char *hash_hex(const struct hash *h)
{
    return xasprintf("%016llx%016llx", (unsigned long long)h->a, (unsigned long long)h->b);
}
