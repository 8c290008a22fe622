// SPDX-License-Identifier: MIT
// A thread that spins must not hang the others: main() goes on, sleeps, and ends.
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static volatile unsigned long counter;

static void *spin(void *unused)
{
    (void)unused;
    for (;;)
        counter++;
    return NULL;
}

int main(void)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, spin, NULL))
        return 1;
    for (int i = 0; i < 3; i++) {
        unsigned long before = counter;
        while (counter == before) // main() spins as well, until the other had its turn
            ;
        usleep(10000);
    }
    puts("both ran");
    return 6;
}
