// SPDX-License-Identifier: MIT
// Needs more memory than the smallest machines have: a large array.
#include <stdio.h>

static volatile char large[3 << 20];

int main(void)
{
    for (unsigned i = 0; i < sizeof large; i += 4096)
        large[i] = 1;
    puts("enough");
    return 0;
}
