// SPDX-License-Identifier: MIT
// The main thread ends before another one.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void handler(void) { puts("exit handler"); }

static void *other(void *arg)
{
    usleep(5000);
    puts("thread ends");
    return arg;
}

int main(void)
{
    pthread_t t;
    atexit(handler);
    if (pthread_create(&t, NULL, other, NULL))
        return 1;
    puts("main leaves");
    pthread_exit(NULL);
}
