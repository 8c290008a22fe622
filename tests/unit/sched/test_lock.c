// SPDX-License-Identifier: MIT
// Unit tests of mutexes and condition variables.
#include "tests.h"

static struct mutex mutex;
static struct cond cond;
static char order[64];
static unsigned order_count;

static struct thread *start(void *(*fn)(void *), const void *arg)
{
    struct thread *t;
    CHECK(thread_create(&t, fn, (void *)arg, 0, "test") == 0);
    return t;
}

static void note(char c)
{
    order[order_count++] = c;
    order[order_count] = '\0';
}

static void lock_and_unlock(void **state)
{
    (void)state;
    mutex_init(&mutex, false);
    assert_int_equal(mutex_unlock(&mutex), -UK_EPERM);
    assert_int_equal(mutex_lock(&mutex, FOREVER), 0);
    assert_int_equal(mutex_lock(&mutex, FOREVER), -UK_EDEADLK);
    assert_int_equal(mutex_trylock(&mutex), -UK_EBUSY);
    assert_int_equal(mutex_unlock(&mutex), 0);
    assert_int_equal(mutex_unlock(&mutex), -UK_EPERM);
    assert_int_equal(mutex_trylock(&mutex), 0);
    assert_int_equal(mutex_unlock(&mutex), 0);
    struct mutex fixed = MUTEX_INIT(fixed);
    assert_int_equal(mutex_lock(&fixed, FOREVER), 0);
    assert_int_equal(mutex_unlock(&fixed), 0);
}

static void recursive(void **state)
{
    (void)state;
    mutex_init(&mutex, true);
    for (unsigned i = 0; i < 3; i++)
        assert_int_equal(mutex_lock(&mutex, FOREVER), 0);
    assert_int_equal(mutex_trylock(&mutex), 0);
    for (unsigned i = 0; i < 4; i++)
        assert_int_equal(mutex_unlock(&mutex), 0);
    assert_int_equal(mutex_unlock(&mutex), -UK_EPERM);
}

static void *lock_note_unlock(void *arg)
{
    CHECK(mutex_lock(&mutex, FOREVER) == 0);
    note(*(char *)arg);
    thread_yield();
    CHECK(mutex_unlock(&mutex) == 0);
    return NULL;
}

static void *try_foreign(void *arg)
{
    (void)arg;
    CHECK(mutex_unlock(&mutex) == -UK_EPERM);
    CHECK(mutex_trylock(&mutex) == -UK_EBUSY);
    return NULL;
}

static void handed_over_in_order(void **state)
{
    (void)state;
    order_count = 0;
    mutex_init(&mutex, false);
    mutex_lock(&mutex, FOREVER);
    struct thread *a = start(lock_note_unlock, "a"), *b = start(lock_note_unlock, "b"), *c = start(try_foreign, NULL);
    thread_yield();
    mutex_unlock(&mutex);
    assert_int_equal(mutex_trylock(&mutex), -UK_EBUSY); // it is a's already
    assert_int_equal(mutex_lock(&mutex, FOREVER), 0);
    assert_string_equal(order, "ab");
    mutex_unlock(&mutex);
    thread_join(a, NULL), thread_join(b, NULL), thread_join(c, NULL);
}

static int timed_result;

static void *lock_until(void *arg)
{
    timed_result = mutex_lock(&mutex, *(uint64_t *)arg);
    if (timed_result == 0)
        mutex_unlock(&mutex);
    return NULL;
}

static void timed_lock(void **state)
{
    (void)state;
    mutex_init(&mutex, false);
    mutex_lock(&mutex, FOREVER);
    uint64_t deadline = machine_now + 10 * MS;
    thread_join(start(lock_until, &deadline), NULL);
    assert_int_equal(timed_result, -UK_ETIMEDOUT);
    assert_int_equal(machine_now, deadline);
    mutex_unlock(&mutex);
    assert_int_equal(mutex_trylock(&mutex), 0); // not handed to the one that has gone
    mutex_unlock(&mutex);
}

// Unlock and timeout together, in both orders: the mutex belongs to who says 0, else to nobody.
static void unlock_against_timeout(void **state)
{
    (void)state;
    for (unsigned timeout_first = 0; timeout_first < 2; timeout_first++) {
        mutex_init(&mutex, false);
        mutex_lock(&mutex, FOREVER);
        uint64_t deadline = machine_now + 10 * MS;
        struct thread *t = start(lock_until, &deadline);
        thread_yield();
        preempt_disable();
        if (timeout_first)
            machine_spin(20 * MS);
        mutex_unlock(&mutex);
        if (!timeout_first)
            machine_spin(20 * MS);
        assert_ptr_equal(mutex.owner, timeout_first ? NULL : t);
        preempt_enable();
        thread_join(t, NULL);
        assert_int_equal(timed_result, timeout_first ? -UK_ETIMEDOUT : 0);
        assert_null(mutex.owner);
    }
}

static bool flag;

static void *wait_for_flag(void *arg)
{
    CHECK(mutex_lock(&mutex, FOREVER) == 0);
    while (!flag)
        CHECK(cond_wait(&cond, &mutex, FOREVER) == 0);
    CHECK(mutex.owner == thread_self());
    note(*(char *)arg);
    CHECK(mutex_unlock(&mutex) == 0);
    return NULL;
}

static void condition(void **state)
{
    (void)state;
    order_count = 0;
    flag = false;
    mutex_init(&mutex, false);
    cond_init(&cond);
    assert_int_equal(cond_wait(&cond, &mutex, FOREVER), -UK_EPERM);
    cond_signal(&cond); // nobody
    struct thread *a = start(wait_for_flag, "a"), *b = start(wait_for_flag, "b"), *c = start(wait_for_flag, "c");
    thread_yield();
    mutex_lock(&mutex, FOREVER);
    flag = true;
    cond_signal(&cond);
    mutex_unlock(&mutex);
    thread_yield();
    thread_yield();
    assert_string_equal(order, "a");
    cond_broadcast(&cond);
    thread_join(a, NULL), thread_join(b, NULL), thread_join(c, NULL);
    assert_string_equal(order, "abc");
}

static void condition_with_deadline(void **state)
{
    (void)state;
    mutex_init(&mutex, true);
    cond_init(&cond);
    mutex_lock(&mutex, FOREVER);
    mutex_lock(&mutex, FOREVER); // twice: the whole lock is given up, and comes back
    uint64_t deadline = machine_now + 10 * MS;
    struct thread *t = start(lock_until, &(uint64_t){ machine_now + 1000 * MS });
    assert_int_equal(cond_wait(&cond, &mutex, deadline), -UK_ETIMEDOUT);
    assert_int_equal(timed_result, 0); // it had the mutex meanwhile
    assert_int_equal(mutex.depth, 2);
    assert_int_equal(cond_wait(&cond, &mutex, machine_now), -UK_ETIMEDOUT);
    mutex_unlock(&mutex), mutex_unlock(&mutex);
    assert_int_equal(mutex_unlock(&mutex), -UK_EPERM);
    thread_join(t, NULL);
}

int run_lock_tests(void)
{
    const struct CMUnitTest tests[] = {
        TEST(lock_and_unlock),
        TEST(recursive),
        TEST(handed_over_in_order),
        TEST(timed_lock),
        TEST(unlock_against_timeout),
        TEST(condition),
        TEST(condition_with_deadline),
    };
    return cmocka_run_group_tests_name("locks", tests, machine_start, NULL);
}
