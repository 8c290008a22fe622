// SPDX-License-Identifier: MIT
// Clocks go forward, sleeping takes as long as asked or longer, the time of day is the host's (the argument, in seconds).
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

static long long clock_ns(clockid_t id)
{
    struct timespec t;
    if (clock_gettime(id, &t)) {
        perror("clock_gettime");
        exit(10);
    }
    if (t.tv_nsec < 0 || t.tv_nsec > 999999999)
        exit(11);
    return t.tv_sec * 1000000000ll + t.tv_nsec;
}

static int sleeps(long long ns)
{
    struct timespec t = { .tv_sec = ns / 1000000000, .tv_nsec = (long)(ns % 1000000000) };
    long long before = clock_ns(CLOCK_MONOTONIC);
    int result = nanosleep(&t, NULL);
    return result == 0 && clock_ns(CLOCK_MONOTONIC) - before >= ns;
}

int main(int argc, char **argv)
{
    long long last = clock_ns(CLOCK_MONOTONIC);
    for (int i = 0; i < 10000; i++) {
        long long now = clock_ns(CLOCK_MONOTONIC);
        if (now < last)
            return 1;
        last = now;
    }
    if (!sleeps(0) || !sleeps(1) || !sleeps(1000) || !sleeps(3000000) || !sleeps(30000000))
        return 2;
    long long host = argc > 1 ? atoll(argv[1]) : 0;
    struct timeval tv;
    if (gettimeofday(&tv, NULL) || llabs(tv.tv_sec - host) > 600 || llabs(time(NULL) - host) > 600)
        return 3;
    // Who sleeps uses no processor time.
    long long used = clock_ns(CLOCK_PROCESS_CPUTIME_ID), since = clock_ns(CLOCK_MONOTONIC);
    clock_t ticks = clock();
    sleeps(500000000);
    used = clock_ns(CLOCK_PROCESS_CPUTIME_ID) - used;
    if (used > (clock_ns(CLOCK_MONOTONIC) - since) / 2 || clock() - ticks > CLOCKS_PER_SEC / 4)
        return 5;
    // Both clocks must agree on how long something takes.
    long long mono = clock_ns(CLOCK_MONOTONIC), real = clock_ns(CLOCK_REALTIME);
    sleeps(20000000);
    long long drift = (clock_ns(CLOCK_REALTIME) - real) - (clock_ns(CLOCK_MONOTONIC) - mono);
    printf("drift %lld ns\n", drift);
    return llabs(drift) > 10000000 ? 4 : 0;
}
