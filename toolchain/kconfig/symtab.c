// SPDX-License-Identifier: MIT
// Symbols by name: one table for names, one for quoted constants.
#include <stdlib.h>
#include <string.h>

#include "kconfig/tree.h"

unsigned ksym_hash(const char *s, size_t n)
{
    unsigned h = KSYM_HASH_START;
    for (size_t i = 0; i < n; i++)
        h = KSYM_HASH_STEP(h, (unsigned char)s[i]);
    return h;
}

// The slot that holds the name, or the free one where it belongs.
static struct kslot *find_slot(const struct ksymtab *t, const char *name, size_t n, unsigned hash)
{
    size_t i = hash & (t->size - 1);
    for (;; i = (i + 1) & (t->size - 1)) {
        struct kslot *slot = &t->slots[i];
        if (!slot->sym || (slot->hash == hash && slot->sym->size == n && !memcmp(slot->sym->name, name, n)))
            return slot;
    }
}

// The former slots stay in the arena, a third of all there ever were.
static void grow(struct kconfig *kc, struct ksymtab *t)
{
    struct ksymtab old = *t;
    t->size = old.size ? old.size * 4 : 512;
    t->slots = karena_alloc(&kc->arena, t->size * sizeof *t->slots);
    for (size_t i = 0; i < old.size; i++)
        if (old.slots[i].sym)
            *find_slot(t, old.slots[i].sym->name, old.slots[i].sym->size, old.slots[i].hash) = old.slots[i];
}

static struct ksymbol *make(struct kconfig *kc, const char *name, size_t n, unsigned hash, bool is_const)
{
    struct ksymbol *s = karena_alloc(&kc->arena, sizeof *s + n + 1);
    memcpy(s->name, name, n);
    s->expr.op = KE_SYMBOL;
    s->expr.sym = s;
    s->hash = hash;
    s->size = (unsigned)n;
    s->id = (unsigned)(kc->symbols.count + kc->constants.count);
    s->user_tri = -1;
    s->is_const = is_const;
    s->nodes_end = &s->nodes;
    s->selected_end = &s->selected;
    s->implied_end = &s->implied;
    return s;
}

static struct ksymbol *lookup(struct kconfig *kc, struct ksymtab *t, const char *name, size_t n, unsigned hash)
{
    if (3 * (t->count + 1) > 2 * t->size)
        grow(kc, t);
    struct kslot *slot = find_slot(t, name, n, hash);
    if (!slot->sym) {
        *slot = (struct kslot){ hash, make(kc, name, n, hash, t == &kc->constants) };
        t->count++;
    }
    return slot->sym;
}

struct ksymbol *ksym_lookup_hashed(struct kconfig *kc, const char *name, size_t n, unsigned hash)
{
    return lookup(kc, &kc->symbols, name, n, hash);
}

struct ksymbol *ksym_lookup(struct kconfig *kc, const char *name, size_t n)
{
    return lookup(kc, &kc->symbols, name, n, ksym_hash(name, n));
}

struct ksymbol *ksym_lookup_const(struct kconfig *kc, const char *name, size_t n)
{
    return lookup(kc, &kc->constants, name, n, ksym_hash(name, n));
}

struct ksymbol *ksym_find(const struct ksymtab *t, const char *name, size_t n)
{
    return t->size ? find_slot(t, name, n, ksym_hash(name, n))->sym : NULL;
}
