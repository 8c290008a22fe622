// SPDX-License-Identifier: MIT
// Symbols by name: one table for names, one for quoted constants.
#include <stdlib.h>
#include <string.h>

#include "kconfig/tree.h"

static unsigned hash_name(const char *s, size_t n)
{ // FNV-1a
    unsigned h = 2166136261u;
    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)s[i]) * 16777619u;
    return h;
}

static void grow(struct ksymtab *t)
{
    size_t size = t->size ? t->size * 2 : 1024;
    struct ksymbol **buckets = xcalloc(size, sizeof *buckets);
    for (size_t i = 0; i < t->size; i++) {
        for (struct ksymbol *s = t->buckets[i], *next; s; s = next) {
            next = s->hash_next;
            s->hash_next = buckets[s->hash & (size - 1)];
            buckets[s->hash & (size - 1)] = s;
        }
    }
    free(t->buckets);
    t->buckets = buckets;
    t->size = size;
}

static struct ksymbol *find(const struct ksymtab *t, const char *name, size_t n, unsigned hash)
{
    if (!t->size)
        return NULL;
    for (struct ksymbol *s = t->buckets[hash & (t->size - 1)]; s; s = s->hash_next)
        if (s->hash == hash && !strncmp(s->name, name, n) && !s->name[n])
            return s;
    return NULL;
}

static struct ksymbol *make(struct kconfig *kc, struct ksymtab *t, const char *name, size_t n, unsigned hash)
{
    if (t->count >= t->size)
        grow(t);
    struct ksymbol *s = karena_alloc(&kc->arena, sizeof *s);
    s->expr.op = KE_SYMBOL;
    s->expr.sym = s;
    s->name = karena_text(&kc->arena, name, n);
    s->hash = hash;
    s->id = (unsigned)(kc->symbols.count + kc->constants.count);
    s->user_tri = -1;
    s->is_const = t == &kc->constants;
    s->nodes_end = &s->nodes;
    s->selected_end = &s->selected;
    s->implied_end = &s->implied;
    s->hash_next = t->buckets[hash & (t->size - 1)];
    t->buckets[hash & (t->size - 1)] = s;
    t->count++;
    return s;
}

static struct ksymbol *lookup(struct kconfig *kc, struct ksymtab *t, const char *name, size_t n)
{
    unsigned hash = hash_name(name, n);
    struct ksymbol *s = find(t, name, n, hash);
    return s ? s : make(kc, t, name, n, hash);
}

struct ksymbol *ksym_lookup(struct kconfig *kc, const char *name, size_t n)
{
    return lookup(kc, &kc->symbols, name, n);
}

struct ksymbol *ksym_lookup_const(struct kconfig *kc, const char *name, size_t n)
{
    return lookup(kc, &kc->constants, name, n);
}

struct ksymbol *ksym_find(const struct ksymtab *t, const char *name, size_t n)
{
    return find(t, name, n, hash_name(name, n));
}
