// SPDX-License-Identifier: MIT
// Says hello.
#include <stdio.h>

int main(void)
{
    puts("hello");
    return 0;
}
