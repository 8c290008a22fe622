// SPDX-License-Identifier: MIT
// Sleepers, a spinner, a pair that hands a byte to and fro through pipes, and a printer; for argv[1] seconds.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SLEEPERS 6
#define LINES 20 // a second

static volatile int over;
static volatile unsigned long slept[SLEEPERS], spun, turns;
static int there[2], back[2];

static void die(const char *what)
{
    printf("FAILED: %s\n", what);
    exit(1);
}

static unsigned long long now(void)
{
    struct timespec t;
    if (clock_gettime(CLOCK_MONOTONIC, &t))
        die("clock_gettime");
    return (unsigned long long)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void *sleeper(void *arg)
{
    long self = (long)arg;
    for (unsigned n = 0; !over; n++) {
        unsigned us = 200 + n * 977 % 20000;
        unsigned long long before = now();
        usleep(us);
        if (now() - before < us)
            die("a sleep ended early");
        slept[self]++;
    }
    return NULL;
}

static void *spinner(void *arg)
{
    while (!over)
        spun++;
    return arg;
}

static void *echo(void *arg)
{
    char byte;
    while (read(there[0], &byte, 1) == 1)
        if (write(back[1], &byte, 1) != 1)
            die("echo");
    close(back[1]);
    return arg;
}

static void *hand(void *arg)
{
    for (unsigned n = 0; !over; n++, turns++) {
        char byte = (char)n, got;
        if (write(there[1], &byte, 1) != 1 || read(back[0], &got, 1) != 1 || got != byte)
            die("a byte was lost on its way");
    }
    close(there[1]);
    return arg;
}

static void print(int seconds)
{
    unsigned long long start = now();
    for (int i = 0; i < seconds * LINES; i++) {
        char tail[60] = "";
        memset(tail, 'x', i % 60);
        printf("line %d of the printer: %s\n", i, tail);
        unsigned long long due = start + (i + 1) * (1000000ull / LINES), t = now();
        if (t < due)
            usleep((useconds_t)(due - t));
    }
}

int main(int argc, char **argv)
{
    pthread_t threads[SLEEPERS + 3];
    int seconds = argc > 1 ? atoi(argv[1]) : 1;
    if (pipe(there) || pipe(back))
        die("pipe");
    for (long i = 0; i < SLEEPERS; i++)
        pthread_create(&threads[i], NULL, sleeper, (void *)i);
    pthread_create(&threads[SLEEPERS], NULL, spinner, NULL);
    pthread_create(&threads[SLEEPERS + 1], NULL, echo, NULL);
    pthread_create(&threads[SLEEPERS + 2], NULL, hand, NULL);
    print(seconds);
    over = 1;
    for (int i = 0; i < SLEEPERS + 3; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < SLEEPERS; i++)
        if (slept[i] < (unsigned long)seconds)
            die("a sleeper did not run");
    if (!spun || turns < (unsigned long)seconds)
        die("somebody did not run");
    puts("all threads ran");
    return 0;
}
