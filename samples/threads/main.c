// SPDX-License-Identifier: MIT
// The threads sample: a bounded queue between producers and consumers while another thread spins without ever waiting.
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { PRODUCERS = 4, CONSUMERS = 3, ITEMS_EACH = 1000, QUEUE_SIZE = 8 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t not_full = PTHREAD_COND_INITIALIZER, not_empty = PTHREAD_COND_INITIALIZER;
static int queue[QUEUE_SIZE];
static unsigned head, count;
static unsigned producers_left = PRODUCERS;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key;
static atomic_int destructor_runs;
static atomic_bool stop_spinning;
static atomic_ulong spins;

static void count_destructor(void *value)
{
    free(value);
    destructor_runs++;
}

static void make_key(void)
{
    pthread_key_create(&key, count_destructor);
}

static void put(int item)
{
    pthread_mutex_lock(&lock);
    while (count == QUEUE_SIZE)
        pthread_cond_wait(&not_full, &lock);
    queue[(head + count++) % QUEUE_SIZE] = item;
    pthread_cond_signal(&not_empty);
    pthread_mutex_unlock(&lock);
}

// Takes one item; returns 0 when the producers have finished and the queue is empty.
static int take(int *item)
{
    pthread_mutex_lock(&lock);
    while (count == 0 && producers_left > 0)
        pthread_cond_wait(&not_empty, &lock);
    int got = count > 0;
    if (got) {
        *item = queue[head];
        head = (head + 1) % QUEUE_SIZE;
        count--;
        pthread_cond_signal(&not_full);
    }
    pthread_mutex_unlock(&lock);
    return got;
}

static void *produce(void *arg)
{
    pthread_once(&once, make_key);
    pthread_setspecific(key, malloc(1));
    int first = *(int *)arg;
    for (int i = 0; i < ITEMS_EACH; i++)
        put(first + i);
    pthread_mutex_lock(&lock);
    producers_left--;
    pthread_cond_broadcast(&not_empty);
    pthread_mutex_unlock(&lock);
    return NULL;
}

static void *consume(void *arg)
{
    (void)arg;
    long *sum = calloc(1, sizeof *sum);
    for (int item; take(&item);)
        *sum += item;
    return sum;
}

static void *spin(void *arg)
{
    (void)arg;
    while (!stop_spinning)
        spins++;
    return NULL;
}

int main(void)
{
    pthread_t spinner, producer[PRODUCERS], consumer[CONSUMERS];
    int first[PRODUCERS];
    pthread_create(&spinner, NULL, spin, NULL);
    for (int i = 0; i < CONSUMERS; i++)
        pthread_create(&consumer[i], NULL, consume, NULL);
    for (int i = 0; i < PRODUCERS; i++) {
        first[i] = i * ITEMS_EACH;
        pthread_create(&producer[i], NULL, produce, &first[i]);
    }
    for (int i = 0; i < PRODUCERS; i++)
        pthread_join(producer[i], NULL);
    long total = 0;
    for (int i = 0; i < CONSUMERS; i++) {
        void *sum;
        pthread_join(consumer[i], &sum);
        total += *(long *)sum;
        free(sum);
    }
    nanosleep(&(struct timespec){ .tv_nsec = 20000000 }, NULL);
    stop_spinning = 1;
    pthread_join(spinner, NULL);
    printf("sum %ld, destructors %d, the spinner ran: %s\n", total, destructor_runs, spins > 0 ? "yes" : "no");
    return total == 7998000 && destructor_runs == PRODUCERS ? 0 : 1;
}
