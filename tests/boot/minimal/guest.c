// SPDX-License-Identifier: MIT
// Prints a line.
#include <stdio.h>

int main(void)
{
    puts("only this");
    return 0;
}
