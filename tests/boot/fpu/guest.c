// SPDX-License-Identifier: MIT
// Threads that compute in all vector registers at the same time, each with values of its own, and see them unchanged.
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

#define THREADS 3
#ifdef WIDE
typedef double vector __attribute__((vector_size(32)));
#else
typedef double vector __attribute__((vector_size(16)));
#endif

static volatile int stop;
static volatile unsigned long rounds[THREADS];

// Sixteen vectors stay in registers while the loop runs; the empty asm makes the compiler believe that they change.
static int spin(long number)
{
    vector v[16];
    for (int i = 0; i < 16; i++)
        v[i] = (vector){ 0 } + (double)(number * 100 + i);
    while (!stop) {
        __asm__ volatile("" : "+x"(v[0]), "+x"(v[1]), "+x"(v[2]), "+x"(v[3]), "+x"(v[4]), "+x"(v[5]), "+x"(v[6]), "+x"(v[7]));
        __asm__ volatile("" : "+x"(v[8]), "+x"(v[9]), "+x"(v[10]), "+x"(v[11]), "+x"(v[12]), "+x"(v[13]), "+x"(v[14]), "+x"(v[15]));
        rounds[number]++;
    }
    for (int i = 0; i < 16; i++)
        for (unsigned j = 0; j < sizeof(vector) / sizeof(double); j++)
            if (v[i][j] != (double)(number * 100 + i))
                return 1;
    return 0;
}

static void *run(void *number)
{
    return (void *)(long)spin((long)number);
}

int main(void)
{
    pthread_t threads[THREADS];
    void *wrong;
    for (long i = 0; i < THREADS; i++)
        if (pthread_create(&threads[i], NULL, run, (void *)i))
            return 1;
    for (int turn = 0; turn < 10; turn++) {
        unsigned long before = rounds[0];
        while (rounds[0] == before) // several switches among those that spin
            usleep(20000);
    }
    stop = 1;
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], &wrong);
        if (wrong || !rounds[i])
            return 2;
    }
    puts("kept");
    return 5;
}
