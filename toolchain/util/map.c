// SPDX-License-Identifier: MIT
// A hash table from string to pointer: open addressing, linear probing, at most two thirds full.
#include "util/util.h"

#include <stdlib.h>
#include <string.h>

// Keys are short; what matters is that few of them share a slot.
static uint64_t hash_key(const char *key)
{
    size_t n = strlen(key);
    uint64_t h = n, word = 0;
    for (; n >= sizeof word; n -= sizeof word, key += sizeof word) {
        memcpy(&word, key, sizeof word);
        h = (h ^ word) * 0x9fb21c651e98df25u;
        h ^= h >> 32;
    }
    for (word = 0; n; n--)
        word = word << 8 | (unsigned char)key[n - 1];
    h = (h ^ word) * 0x9fb21c651e98df25u;
    return h ^ h >> 32;
}

// The slot that holds key, or the free one where it belongs. cap is a power of two and never full.
static struct map_entry *find(const map_t *m, const char *key, uint64_t hash)
{
    size_t i = hash & (m->cap - 1);
    while (m->slots[i].key && (m->slots[i].hash != hash || strcmp(m->slots[i].key, key)))
        i = (i + 1) & (m->cap - 1);
    return &m->slots[i];
}

void *map_get(const map_t *m, const char *key)
{
    return m->cap ? find(m, key, hash_key(key))->value : NULL;
}

static void grow(map_t *m)
{
    map_t old = *m;
    m->cap = old.cap ? old.cap * 2 : 16;
    m->slots = xcalloc(m->cap, sizeof *m->slots);
    for (const struct map_entry *e = old.slots; e < old.slots + old.cap; e++) {
        size_t i = e->hash & (m->cap - 1);
        while (e->key && m->slots[i].key)
            i = (i + 1) & (m->cap - 1);
        if (e->key)
            m->slots[i] = *e;
    }
    free(old.slots);
}

void **map_slot(map_t *m, const char *key)
{
    if (3 * (m->len + 1) > 2 * m->cap)
        grow(m);
    uint64_t hash = hash_key(key);
    struct map_entry *e = find(m, key, hash);
    if (!e->key) {
        e->key = key;
        e->hash = hash;
        m->len++;
    }
    return &e->value;
}

bool map_next(const map_t *m, size_t *i, struct map_entry *out)
{
    while (*i < m->cap) {
        struct map_entry *e = &m->slots[(*i)++];
        if (e->key) {
            *out = *e;
            return true;
        }
    }
    return false;
}

void map_free(map_t *m)
{
    free(m->slots);
    *m = (map_t){0};
}
