// SPDX-License-Identifier: MIT
// Prints a line and ends.
#include <stdio.h>

int main(void)
{
    puts("once more");
    return 17;
}
