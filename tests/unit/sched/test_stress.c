// SPDX-License-Identifier: MIT
// Many threads, preempted at random places: what locks protect stays right, nobody is forgotten, nothing is left
// behind.
#include "tests.h"

enum { THREADS = 12, ROUNDS = 400, SLOTS = 5 };

static struct mutex mutex = MUTEX_INIT(mutex);
static struct cond not_empty, not_full;
static unsigned long counter, shadow, produced, consumed;
static unsigned slots[SLOTS], first, filled, producers, timeouts;

static struct thread *start(void *(*fn)(void *))
{
    struct thread *t;
    CHECK(thread_create(&t, fn, NULL, 0, "stress") == 0);
    return t;
}

// Computes, with a chance of being preempted.
static void compute(void)
{
    machine_spin(host_random() % 3 * MS);
}

static void *count(void *unused)
{
    for (unsigned i = 0; i < ROUNDS; i++) {
        int err = mutex_lock(&mutex, host_random() % 4 ? FOREVER : plat_clock() + host_random() % 20 * MS);
        if (err == -UK_ETIMEDOUT) {
            timeouts++;
            continue;
        }
        CHECK(err == 0);
        unsigned long seen = counter++;
        compute();
        CHECK(shadow == seen); // nobody was here meanwhile
        shadow = seen + 1;
        CHECK(mutex_unlock(&mutex) == 0);
        if (host_random() % 4 == 0)
            thread_sleep(plat_clock() + host_random() % 5 * MS);
    }
    return unused;
}

static void run(void *(*fn)(void *), void *(*other)(void *))
{
    struct thread *all[THREADS];
    for (unsigned i = 0; i < THREADS; i++)
        all[i] = start(i % 2 ? fn : other);
    for (unsigned i = 0; i < THREADS; i++)
        CHECK(thread_join(all[i], NULL) == 0);
}

static void mutual_exclusion(void **state)
{
    (void)state;
    counter = shadow = 0;
    timeouts = 0;
    host_seed(11);
    machine_jitter = MS;
    unsigned before = switches;
    run(count, count);
    assert_int_equal(counter + timeouts, THREADS * ROUNDS);
    assert_int_equal(counter, shadow);
    assert_true(timeouts > 50);
    assert_true(switches - before > THREADS * ROUNDS / 2);
}

static void *produce(void *unused)
{
    for (unsigned i = 0; i < ROUNDS; i++) {
        CHECK(mutex_lock(&mutex, FOREVER) == 0);
        while (filled == SLOTS)
            CHECK(cond_wait(&not_full, &mutex, FOREVER) == 0);
        unsigned item = (unsigned)host_random() % 1000;
        slots[(first + filled++) % SLOTS] = item;
        produced += item;
        cond_signal(&not_empty);
        CHECK(mutex_unlock(&mutex) == 0);
        if (host_random() % 8 == 0)
            compute();
    }
    CHECK(mutex_lock(&mutex, FOREVER) == 0);
    if (--producers == 0)
        cond_broadcast(&not_empty);
    CHECK(mutex_unlock(&mutex) == 0);
    return unused;
}

static void *consume(void *unused)
{
    CHECK(mutex_lock(&mutex, FOREVER) == 0);
    for (;;) {
        while (filled == 0 && producers > 0)
            cond_wait(&not_empty, &mutex, host_random() % 2 ? FOREVER : plat_clock() + 3 * MS);
        if (filled == 0)
            break;
        consumed += slots[first];
        first = (first + 1) % SLOTS;
        filled--;
        cond_signal(&not_full);
        if (host_random() % 8 == 0)
            compute();
    }
    CHECK(mutex_unlock(&mutex) == 0);
    return unused;
}

static void producers_and_consumers(void **state)
{
    (void)state;
    cond_init(&not_empty);
    cond_init(&not_full);
    producers = THREADS / 2;
    host_seed(12);
    machine_jitter = MS / 2;
    run(produce, consume);
    assert_true(produced > 0);
    assert_int_equal(produced, consumed);
    assert_int_equal(filled, 0);
}

// Threads that are born, sleep, are interrupted and end in any order; some joined, some not.
static unsigned ended;

static void *short_life(void *unused)
{
    uint64_t deadline = plat_clock() + host_random() % 10 * MS;
    int err = thread_sleep(deadline);
    CHECK(err == 0 ? machine_now >= deadline : err == -UK_EINTR);
    ended++;
    return unused;
}

static void births_and_deaths(void **state)
{
    (void)state;
    struct thread *all[8] = { NULL };
    host_seed(13);
    machine_jitter = MS / 4;
    ended = 0;
    unsigned begun = 0;
    for (unsigned round = 0; round < 3000; round++) {
        struct thread **t = &all[host_random() % COUNT(all)];
        if (!*t) {
            *t = start(short_life);
            begun++;
        } else if (host_random() % 3 == 0) {
            thread_interrupt(*t);
        } else {
            CHECK((host_random() % 2 ? thread_join(*t, NULL) : thread_detach(*t)) == 0);
            *t = NULL;
        }
        if (host_random() % 16 == 0)
            thread_sleep(plat_clock() + MS);
    }
    for (unsigned i = 0; i < COUNT(all); i++)
        if (all[i])
            CHECK(thread_join(all[i], NULL) == 0);
    thread_sleep(plat_clock() + 100 * MS);
    assert_int_equal(ended, begun);
}

int run_stress_tests(void)
{
    const struct CMUnitTest tests[] = {
        TEST(mutual_exclusion),
        TEST(producers_and_consumers),
        TEST(births_and_deaths),
    };
    return cmocka_run_group_tests_name("stress", tests, machine_start, NULL);
}
