// SPDX-License-Identifier: MIT
// Takes all memory in large and in small pieces, and finds in each what was written there. The program waits, too (for
// input that does not come): so the power button is set up, whose registers lie beyond the RAM on some machines.
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define PAGE 4096ul

struct piece {
    struct piece *next;
    size_t size;
};

static struct piece *pieces;
static size_t total;

// Pieces of size bytes until there are no more; each page of each gets its own address.
static void take(size_t size)
{
    struct piece *p;
    while ((p = malloc(size))) {
        for (size_t at = PAGE; at + sizeof(void *) <= size; at += PAGE)
            *(void **)((char *)p + at) = (char *)p + at;
        *p = (struct piece){ pieces, size };
        pieces = p;
        total += size;
    }
}

static int wrong_pages(void)
{
    int wrong = 0;
    for (struct piece *p = pieces; p; p = p->next)
        for (size_t at = PAGE; at + sizeof(void *) <= p->size; at += PAGE)
            wrong += *(void **)((char *)p + at) != (char *)p + at;
    return wrong;
}

int main(void)
{
    struct pollfd input = { 0, POLLIN, 0 };
    poll(&input, 1, 10);
    for (size_t size = 64ul << 20; size >= 16384; size /= 4)
        take(size);
    if (total / PAGE < (size_t)sysconf(_SC_PHYS_PAGES) * 3 / 4)
        return printf("only %zu of %ld pages\n", total / PAGE, sysconf(_SC_PHYS_PAGES)), 1;
    if (wrong_pages())
        return printf("%d pages are wrong\n", wrong_pages()), 2;
    puts("all checks passed");
    return 0;
}
