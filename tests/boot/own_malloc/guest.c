// SPDX-License-Identifier: MIT
// The simplest allocator: it never gives anything out twice.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Alignas(16) char pool[65536];
static size_t used;
static int freed;

static int is_ours(const void *p)
{
    return (const char *)p >= pool && (const char *)p < pool + sizeof pool;
}

void *malloc(size_t size)
{
    void *p = pool + used;
    size_t step = (size + 15) & ~(size_t)15;
    if (step > sizeof pool - used)
        return NULL;
    used += step;
    return p;
}

void *calloc(size_t count, size_t size)
{
    return malloc(count * size); // fresh, so zeroed
}

void *realloc(void *old, size_t size)
{
    void *p = malloc(size);
    return p && old ? memmove(p, old, size) : p;
}

void free(void *p)
{
    freed += is_ours(p);
}

int main(void)
{
    char *copy = strdup("own");
    int ours = is_ours(copy);
    free(copy);
    int count = freed;
    printf("strdup: %s\nfreed: %d\n", ours ? "own block" : "another's", count);
    printf("printf: %f\n", 1.5);
    return 0;
}
