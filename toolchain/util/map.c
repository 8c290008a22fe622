// SPDX-License-Identifier: MIT
// A hash table from string to pointer: open addressing, linear probing, at most two thirds full.
#include "util/util.h"

#include <stdlib.h>
#include <string.h>

static uint64_t hash_key(const char *key)
{
    struct hash h = { 0 };
    hash_str(&h, key);
    return h.a ^ h.a >> 32;
}

// The slot that holds key, or the free one where it belongs. cap is a power of two and never full.
static struct map_entry *find(struct map_entry *slots, size_t cap, const char *key)
{
    size_t i = hash_key(key) & (cap - 1);
    while (slots[i].key && strcmp(slots[i].key, key))
        i = (i + 1) & (cap - 1);
    return &slots[i];
}

void *map_get(const map_t *m, const char *key)
{
    return m->cap ? find(m->slots, m->cap, key)->value : NULL;
}

static void grow(map_t *m)
{
    size_t cap = m->cap ? m->cap * 2 : 16;
    struct map_entry *slots = xcalloc(cap, sizeof *slots);
    for (size_t i = 0; i < m->cap; i++)
        if (m->slots[i].key)
            *find(slots, cap, m->slots[i].key) = m->slots[i];
    free(m->slots);
    m->slots = slots;
    m->cap = cap;
}

void **map_slot(map_t *m, const char *key)
{
    if (3 * (m->len + 1) > 2 * m->cap)
        grow(m);
    struct map_entry *e = find(m->slots, m->cap, key);
    if (!e->key) {
        e->key = key;
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
