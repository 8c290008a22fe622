// SPDX-License-Identifier: MIT
// Uses memory up, in blocks of the size that its argument gives; then all must be free again.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct node {
    struct node *next;
};

static unsigned long fill(size_t size)
{
    struct node *list = NULL, *node;
    unsigned long count = 0;
    errno = 0;
    while ((node = malloc(size))) {
        memset(node, 0x5a, size < 4096 ? size : 4096);
        node->next = list;
        list = node;
        count++;
    }
    int error = errno;
    while ((node = list)) {
        list = node->next;
        free(node);
    }
    return error == ENOMEM ? count : 0;
}

int main(int argc, char **argv)
{
    size_t size = argc > 1 ? strtoul(argv[1], NULL, 0) : 4096;
    unsigned long first = fill(size), second = fill(size);
    errno = 0;
    void *volatile huge = malloc((size_t)1 << 40);
    int error = errno;
    printf("%lu blocks, then %lu; huge: %s\n", first, second, huge ? "given" : strerror(error));
    return !(first > 0 && second + 2 >= first && !huge && error == ENOMEM);
}
