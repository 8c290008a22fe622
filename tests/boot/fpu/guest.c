// SPDX-License-Identifier: MIT
// Threads that compute in all vector registers at the same time, each with values of its own, and see them unchanged;
// and one that fills the x87 registers, of which others see nothing.
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

// Makes the compiler believe that four vectors change, and keep them in registers.
#define TOUCH(v) __asm__ volatile("" : "+x"((v)[0]), "+x"((v)[1]), "+x"((v)[2]), "+x"((v)[3]))

// Sixteen vectors stay in registers while the loop runs.
static int spin(long number)
{
    vector v[16];
    for (int i = 0; i < 16; i++)
        v[i] = (vector){ 0 } + (double)(number * 100 + i);
    while (!stop) {
        TOUCH(v);
        TOUCH(v + 4);
        TOUCH(v + 8);
        TOUCH(v + 12);
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

// All eight x87 registers are in use for most of the time.
static void *fill_x87(void *unused)
{
    while (!stop) {
        for (int i = 0; i < 8; i++)
            __asm__ volatile("fld1");
        for (int i = 0; i < 100000; i++)
            __asm__ volatile("");
        for (int i = 0; i < 8; i++)
            __asm__ volatile("fstp %st");
    }
    return unused;
}

// The tag word of FNSTENV (Intel SDM volume 1, 8.1.7): every register is empty.
static int x87_is_empty(void)
{
    struct {
        unsigned short words[14];
    } environment;
    __asm__ volatile("fnstenv %0; fldenv %0" : "=m"(environment));
    return environment.words[4] == 0xffff;
}

static int main_sees_its_own_x87(void)
{
    pthread_t thread;
    int empty = 1;
    if (pthread_create(&thread, NULL, fill_x87, NULL))
        return 0;
    for (int turn = 0; turn < 10; turn++) {
        usleep(1000);
        empty &= x87_is_empty();
    }
    stop = 1;
    pthread_join(thread, NULL);
    stop = 0;
    return empty;
}

int main(void)
{
    pthread_t threads[THREADS];
    void *wrong;
    if (!main_sees_its_own_x87())
        return 3;
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
