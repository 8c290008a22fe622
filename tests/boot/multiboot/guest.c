// SPDX-License-Identifier: MIT
// Booted by multiboot: prints its arguments.
#include <stdio.h>

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        printf("<%s>\n", argv[i]);
    puts("multiboot");
    return 0;
}
