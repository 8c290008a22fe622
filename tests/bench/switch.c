// SPDX-License-Identifier: MIT
// A guest for tests/bench/run: two threads take turns N times, by sched_yield ("yield") or through a condition variable
// ("cond"), or one thread locks and unlocks a free mutex ("mutex"); counted between count_from() and count_to().
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MARK __attribute__((noipa))

MARK void count_from(void)
{
}

MARK void count_to(void)
{
}

static unsigned long turns;
static int turn;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

static void *yield(void *unused)
{
    for (unsigned long i = 0; i < turns; i++)
        sched_yield();
    return unused;
}

static void *alternate(void *self)
{
    int me = self != NULL;
    pthread_mutex_lock(&mutex);
    for (unsigned long i = 0; i < turns; i++) {
        while (turn != me)
            pthread_cond_wait(&changed, &mutex);
        turn = !me;
        pthread_cond_signal(&changed);
    }
    pthread_mutex_unlock(&mutex);
    return NULL;
}

static void *lock(void *unused)
{
    for (unsigned long i = 0; i < turns; i++) {
        pthread_mutex_lock(&mutex);
        pthread_mutex_unlock(&mutex);
    }
    return unused;
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    void *(*fn)(void *) = !strcmp(argv[1], "yield") ? yield : !strcmp(argv[1], "cond") ? alternate : lock;
    turns = strtoul(argv[2], NULL, 10);
    pthread_t other;
    count_from();
    if (fn != lock && pthread_create(&other, NULL, fn, &other) != 0)
        return 1;
    fn(NULL);
    if (fn != lock)
        pthread_join(other, NULL);
    count_to();
    puts("done");
    return 0;
}
