// SPDX-License-Identifier: MIT
// Symbols by name: one table for names, one for quoted constants.
#include <stdlib.h>
#include <string.h>

#include "kconfig/tree.h"

static uint64_t mix(uint64_t h, uint64_t v)
{
    h = (h ^ v) * 0x9fb21c651e98df25u;
    return h ^ h >> 32;
}

// Eight bytes at a time; the last eight overlap those before.
unsigned ksym_hash(const char *s, size_t n)
{
    uint64_t h = n;
    if (n > 8) {
        for (size_t i = 0; i + 8 < n; i += 8)
            h = mix(h, kword_load8(s + i));
        h = mix(h, kword_load8(s + n - 8));
    } else if (n >= 4) {
        h = mix(h, kword_load4(s) | kword_load4(s + n - 4) << 32);
    } else if (n) {
        h = mix(h, (unsigned char)s[0] | (unsigned char)s[n / 2] << 8 | (unsigned char)s[n - 1] << 16);
    }
    return (unsigned)h;
}

// The slot that holds the name, or the free one where it belongs.
static struct kslot *find_slot(const struct ksymtab *t, const char *name, size_t n, unsigned hash)
{
    size_t i = hash & (t->size - 1);
    for (;; i = (i + 1) & (t->size - 1)) {
        struct kslot *slot = &t->slots[i];
        if (!slot->sym || (slot->hash == hash && slot->sym->expr.name_size == n && kword_same(slot->sym->name, name, n)))
            return slot;
    }
}

static struct kslot *free_slot(const struct ksymtab *t, unsigned hash)
{
    size_t i = hash & (t->size - 1);
    while (t->slots[i].sym)
        i = (i + 1) & (t->size - 1);
    return &t->slots[i];
}

static void grow(struct kconfig *kc, struct ksymtab *t)
{
    struct ksymtab old = *t;
    t->size = old.size ? old.size * 4 : 512;
    t->slots = karena_alloc(&kc->arena, t->size * sizeof *t->slots);
    for (size_t i = 0; i < old.size; i++)
        if (old.slots[i].sym)
            *free_slot(t, old.slots[i].hash) = old.slots[i];
    karena_give(&kc->arena, old.slots, old.size * sizeof *old.slots);
}

static struct ksymbol *make(struct kconfig *kc, const char *name, size_t n, bool is_const)
{
    struct ksymbol *s = karena_take(&kc->arena, offsetof(struct ksymbol, name) + n + 1);
    memset(s, 0, offsetof(struct ksymbol, name));
    memcpy(s->name, name, n);
    s->name[n] = '\0';
    s->expr.op = KE_SYMBOL;
    s->expr.sym = s;
    s->expr.name_size = (unsigned)n;
    s->id = (unsigned)(kc->symbols.count + kc->constants.count);
    s->user_tri = -1;
    s->is_const = is_const;
    s->detail = &kc->no_detail;
    s->reverse = &kc->no_reverse;
    return s;
}

static struct ksymbol *lookup(struct kconfig *kc, struct ksymtab *t, const char *name, size_t n, unsigned hash)
{
    if (3 * (t->count + 1) > 2 * t->size)
        grow(kc, t);
    struct kslot *slot = find_slot(t, name, n, hash);
    if (!slot->sym) {
        *slot = (struct kslot){ hash, make(kc, name, n, t == &kc->constants) };
        t->count++;
    }
    return slot->sym;
}

void ksym_fetch(const struct kconfig *kc, const char *name, size_t n)
{
    __builtin_prefetch(&kc->symbols.slots[ksym_hash(name, n) & (kc->symbols.size - 1)]);
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

struct kdetail *ksym_detail(struct kconfig *kc, struct ksymbol *sym)
{
    if (sym->detail == &kc->no_detail)
        sym->detail = karena_alloc(&kc->arena, sizeof *sym->detail);
    return sym->detail;
}
