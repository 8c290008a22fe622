// SPDX-License-Identifier: MIT
// The hello sample: prints its arguments and returns their number as the exit status.
#include <stdio.h>

int main(int argc, char **argv)
{
    puts("Hello, world!");
    for (int i = 1; i < argc; i++)
        puts(argv[i]);
    return argc - 1;
}
