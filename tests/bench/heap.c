// SPDX-License-Identifier: MIT
// A guest for tests/bench/run: pairs of malloc and free, counted between count_from() and count_to().
//
//     heap pair N     the same size again and again
//     heap mixed N    1000 live blocks, of which a random one is replaced by one of a random size up to 512 bytes
//     heap grow N     N blocks of 48 bytes, then all are freed
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MARK __attribute__((noipa))

MARK void count_from(void)
{
}

MARK void count_to(void)
{
}

static void *blocks[1000];

static void pair(unsigned long count)
{
    for (unsigned long i = 0; i < count; i++) {
        void *volatile p = malloc(100);
        free(p);
    }
}

static void mixed(unsigned long count)
{
    unsigned random = 1;
    for (unsigned long i = 0; i < count; i++) {
        random = random * 1103515245 + 12345;
        void **at = &blocks[(random >> 16) % 1000];
        random = random * 1103515245 + 12345;
        free(*at);
        *at = malloc((random >> 16) % 512 + 1);
    }
}

static void grow(unsigned long count)
{
    void **list = NULL;
    for (unsigned long i = 0; i < count; i++) {
        void **p = malloc(48);
        *p = list;
        list = p;
    }
    while (list) {
        void **next = *list;
        free(list);
        list = next;
    }
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    void (*run)(unsigned long) = !strcmp(argv[1], "pair") ? pair : !strcmp(argv[1], "mixed") ? mixed : grow;
    count_from();
    run(strtoul(argv[2], NULL, 10));
    count_to();
    puts("done");
    return 0;
}
