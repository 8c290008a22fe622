// SPDX-License-Identifier: MIT
// Frees twice, or writes past the end of a block, as its argument says.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *volatile block;

__attribute__((noinline)) static void free_twice(void)
{
    block = malloc(40);
    free(block);
    free(block);
    block = NULL; // after the call, so that it is no jump
}

__attribute__((noinline)) static void write_past(void)
{
    block = malloc(40);
    memset(block, 1, 40 + 16);
    free(block);
    block = NULL; // after the call, so that it is no jump
}

int main(int argc, char **argv)
{
    if (argc > 1)
        strcmp(argv[1], "past") ? free_twice() : write_past();
    puts("still alive");
    return 3;
}
