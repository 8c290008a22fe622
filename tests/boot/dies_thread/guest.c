// SPDX-License-Identifier: MIT
// Overflows the stack of a second thread, or calls abort() there, as its argument says.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static volatile int forever = 1;

__attribute__((noinline, noclone)) static int recurse(int n)
{
    volatile char frame[512];
    frame[n & 511] = (char)n;
    return forever ? recurse(n + 1) + frame[(n + 1) & 511] : 0;
}

static void *body(void *how)
{
    if (!strcmp(how, "overflow"))
        recurse(0);
    abort();
}

int main(int argc, char **argv)
{
    pthread_t thread;
    if (argc < 2 || pthread_create(&thread, NULL, body, argv[1]))
        return 1;
    pthread_join(thread, NULL);
    puts("still alive");
    return 3;
}
