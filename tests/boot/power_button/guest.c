// SPDX-License-Identifier: MIT
// Sleeps for long.
#include <stdio.h>
#include <unistd.h>

int main(void)
{
    puts("ready");
    fflush(stdout);
    for (;;)
        sleep(1000);
}
