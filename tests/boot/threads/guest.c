// SPDX-License-Identifier: MIT
// What threads must keep apart and what they must share: registers of the FPU under preemption, thread-local storage,
// mutexes, condition variables with deadlines, many short lives, more threads than memory has room for.
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { THREADS = 4 };

static void check(int ok, const char *what)
{
    if (!ok) {
        printf("wrong: %s\n", what);
        exit(1);
    }
}

static pthread_t start(void *(*fn)(void *), void *arg)
{
    pthread_t t;
    check(pthread_create(&t, NULL, fn, arg) == 0, "pthread_create");
    return t;
}

// SSE and x87 registers and the rounding mode: all threads compute at once for several slices, each its own numbers.
struct sum {
    double seed, result;
    long double wide;
    unsigned long rounds;
};

static void *compute(void *arg)
{
    struct sum *s = arg;
    double x = s->seed;
    long double y = s->seed;
    for (unsigned long i = 0; i < s->rounds; i++) {
        x = x * 1.0000001 + 0.25;
        y = y / 1.0000001L + 0.125L;
    }
    s->result = x;
    s->wide = y;
    return NULL;
}

static void floating_point(void)
{
    struct sum alone[THREADS], together[THREADS];
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        alone[i] = together[i] = (struct sum){ .seed = i + 1, .rounds = 2000000 };
        compute(&alone[i]);
        threads[i] = start(compute, &together[i]);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        check(together[i].result == alone[i].result, "a double register of a preempted thread");
        check(together[i].wide == alone[i].wide, "an x87 register of a preempted thread");
    }
}

static __thread int own = 42;
static __thread char name[100] __attribute__((aligned(128)));

static void *local(void *arg)
{
    check(own == 42 && name[0] == 0 && (unsigned long)name % 128 == 0, "thread-local storage at the start");
    own = (int)(long)arg;
    snprintf(name, sizeof name, "%ld", (long)arg);
    errno = own;
    struct timespec t = { 0, 2000000 };
    nanosleep(&t, NULL);
    check(own == (int)(long)arg && atol(name) == (long)arg && errno == own, "thread-local storage later");
    return NULL;
}

static void thread_local_storage(void)
{
    pthread_t threads[THREADS];
    for (long i = 0; i < THREADS; i++)
        threads[i] = start(local, (void *)(i + 1000));
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    check(own == 42, "thread-local storage of main");
}

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static unsigned long counter, turn;

static void *count(void *me)
{
    for (int i = 0; i < 2000; i++) {
        pthread_mutex_lock(&mutex);
        while (turn % THREADS != (unsigned long)me)
            pthread_cond_wait(&changed, &mutex);
        unsigned long seen = counter;
        for (volatile int spin = 0; spin < 50; spin++)
            ;
        counter = seen + 1;
        turn++;
        pthread_cond_broadcast(&changed);
        pthread_mutex_unlock(&mutex);
    }
    return NULL;
}

static void locks(void)
{
    pthread_t threads[THREADS];
    for (long i = 0; i < THREADS; i++)
        threads[i] = start(count, (void *)i);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    check(counter == 2000 * THREADS, "a counter under a mutex");

    struct timespec before, deadline, after;
    clock_gettime(CLOCK_REALTIME, &before);
    deadline = before;
    deadline.tv_nsec += 20000000;
    if (deadline.tv_nsec >= 1000000000)
        deadline.tv_sec++, deadline.tv_nsec -= 1000000000;
    pthread_mutex_lock(&mutex);
    int err;
    while ((err = pthread_cond_timedwait(&changed, &mutex, &deadline)) == 0)
        ;
    pthread_mutex_unlock(&mutex);
    clock_gettime(CLOCK_REALTIME, &after);
    check(err == ETIMEDOUT, "pthread_cond_timedwait times out");
    check(after.tv_sec > deadline.tv_sec || (after.tv_sec == deadline.tv_sec && after.tv_nsec >= deadline.tv_nsec),
          "pthread_cond_timedwait waits long enough");
}

static void *nothing(void *arg)
{
    return arg;
}

static void *wait_for_main(void *arg)
{
    pthread_mutex_lock(&mutex);
    pthread_mutex_unlock(&mutex);
    return arg;
}

static void many(void)
{
    for (long i = 0; i < 500; i++) { // one after the other: their memory must come back
        void *result;
        pthread_join(start(nothing, (void *)i), &result);
        check(result == (void *)i, "a result");
        pthread_detach(start(nothing, NULL));
    }
    static pthread_t all[5000];
    int made = 0, err = 0;
    pthread_mutex_lock(&mutex);
    while (made < 5000 && (err = pthread_create(&all[made], NULL, wait_for_main, NULL)) == 0)
        made++;
    pthread_mutex_unlock(&mutex);
    check(err == EAGAIN && made > 20, "more threads than there is memory for");
    for (int i = 0; i < made; i++)
        check(pthread_join(all[i], NULL) == 0, "joining many");
    pthread_join(start(nothing, NULL), NULL);
}

int main(void)
{
    floating_point();
    thread_local_storage();
    locks();
    many();
    puts("all right");
    return 0;
}
