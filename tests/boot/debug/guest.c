// SPDX-License-Identifier: MIT
// Something to stop in.
#include <stdio.h>

__attribute__((noinline)) static int twice(int n)
{
    printf("twice %d\n", n);
    return 2 * n;
}

int main(int argc, char **argv)
{
    (void)argv;
    return twice(argc) + 1;
}
