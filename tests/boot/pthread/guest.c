// SPDX-License-Identifier: MIT
// POSIX threads, function by function. Exit status: how many checks failed; each is printed.
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int failed;
#define CHECK(condition) ((condition) ? (void)0 : (void)(failed++, printf("line %d: %s\n", __LINE__, #condition)))

static struct timespec in_ms(clockid_t clock, long ms)
{
    struct timespec t;
    clock_gettime(clock, &t);
    t.tv_nsec += ms * 1000000;
    t.tv_sec += t.tv_nsec / 1000000000;
    t.tv_nsec %= 1000000000;
    return t;
}

static void *twice(void *arg) { return (void *)(2 * (long)arg); }

static void *leaves(void *arg)
{
    pthread_exit(arg);
    return NULL;
}

static void life(void)
{
    pthread_t t;
    void *result;
    CHECK(pthread_create(&t, NULL, twice, (void *)21) == 0);
    CHECK(pthread_join(t, &result) == 0 && result == (void *)42);
    CHECK(pthread_create(&t, NULL, leaves, (void *)7) == 0);
    CHECK(pthread_join(t, &result) == 0 && result == (void *)7);
    CHECK(pthread_equal(pthread_self(), pthread_self()));
    CHECK(pthread_join(pthread_self(), NULL) == EDEADLK);
    pthread_attr_t attr;
    size_t size;
    pthread_attr_init(&attr);
    CHECK(pthread_attr_getstacksize(&attr, &size) == 0 && size >= 16384);
    CHECK(pthread_attr_setstacksize(&attr, 1) == EINVAL);
    CHECK(pthread_attr_setstacksize(&attr, 256 * 1024) == 0);
    CHECK(pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED) == 0);
    for (int i = 0; i < 200; i++) // without leaving memory behind
        CHECK(pthread_create(&t, &attr, twice, NULL) == 0), sched_yield();
    for (int i = 0; i < 200; i++)
        CHECK(pthread_create(&t, NULL, twice, NULL) == 0), i & 1 ? sched_yield() : 0, CHECK(pthread_detach(t) == 0);
    char name[16];
    CHECK(pthread_setname_np(pthread_self(), "fifteen letters") == 0);
    CHECK(pthread_setname_np(pthread_self(), "sixteen letters!") == ERANGE);
    CHECK(pthread_getname_np(pthread_self(), name, sizeof name) == 0 && !strcmp(name, "fifteen letters"));
}

static pthread_mutex_t plain = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t recursive = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static pthread_mutex_t checked = PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP;

static void *other_thread_locks(void *arg)
{
    (void)arg;
    struct timespec soon = in_ms(CLOCK_REALTIME, 20);
    CHECK(pthread_mutex_trylock(&plain) == EBUSY);
    CHECK(pthread_mutex_timedlock(&plain, &soon) == ETIMEDOUT);
    CHECK(pthread_mutex_trylock(&recursive) == EBUSY);
    CHECK(pthread_mutex_unlock(&recursive) == EPERM);
    CHECK(pthread_mutex_unlock(&checked) == EPERM);
    return NULL;
}

static long counter;
static void *count_up(void *arg)
{
    for (int i = 0; i < 2000; i++) {
        pthread_mutex_lock(arg);
        long seen = counter;
        if (i % 100 == 0)
            sched_yield();
        counter = seen + 1;
        pthread_mutex_unlock(arg);
    }
    return NULL;
}

static void mutexes(void)
{
    pthread_t t[4];
    CHECK(pthread_mutex_lock(&plain) == 0);
    CHECK(pthread_mutex_destroy(&plain) == EBUSY);
    CHECK(pthread_mutex_lock(&recursive) == 0 && pthread_mutex_lock(&recursive) == 0);
    CHECK(pthread_mutex_trylock(&recursive) == 0);
    CHECK(pthread_mutex_lock(&checked) == 0 && pthread_mutex_lock(&checked) == EDEADLK);
    CHECK(pthread_mutex_trylock(&checked) == EBUSY);
    pthread_create(t, NULL, other_thread_locks, NULL);
    pthread_join(*t, NULL);
    CHECK(pthread_mutex_unlock(&plain) == 0);
    for (int i = 0; i < 3; i++)
        CHECK(pthread_mutex_unlock(&recursive) == 0);
    CHECK(pthread_mutex_unlock(&recursive) == EPERM);
    CHECK(pthread_mutex_unlock(&checked) == 0);
    for (int i = 0; i < 4; i++)
        pthread_create(&t[i], NULL, count_up, &plain);
    for (int i = 0; i < 4; i++)
        pthread_join(t[i], NULL);
    CHECK(counter == 8000);
}

static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static int tokens, woken;

static void *take_token(void *arg)
{
    (void)arg;
    pthread_mutex_lock(&plain);
    while (tokens == 0)
        pthread_cond_wait(&cond, &plain);
    tokens--;
    woken++;
    pthread_mutex_unlock(&plain);
    return NULL;
}

static void conditions(void)
{
    pthread_t t[3];
    for (int i = 0; i < 3; i++)
        pthread_create(&t[i], NULL, take_token, NULL);
    usleep(1000);
    pthread_mutex_lock(&plain);
    tokens = 1;
    pthread_cond_signal(&cond);
    pthread_mutex_unlock(&plain);
    usleep(1000);
    CHECK(woken == 1);
    pthread_mutex_lock(&plain);
    tokens = 2;
    pthread_cond_broadcast(&cond);
    pthread_mutex_unlock(&plain);
    for (int i = 0; i < 3; i++)
        pthread_join(t[i], NULL);
    CHECK(woken == 3 && tokens == 0);

    pthread_condattr_t attr;
    pthread_cond_t timed;
    pthread_condattr_init(&attr);
    CHECK(pthread_condattr_setclock(&attr, 77) == EINVAL);
    CHECK(pthread_condattr_setclock(&attr, CLOCK_MONOTONIC) == 0);
    pthread_cond_init(&timed, &attr);
    struct timespec until = in_ms(CLOCK_MONOTONIC, 20), real = in_ms(CLOCK_REALTIME, 20), now;
    pthread_mutex_lock(&recursive);
    pthread_mutex_lock(&recursive);
    CHECK(pthread_cond_timedwait(&timed, &recursive, &until) == ETIMEDOUT);
    clock_gettime(CLOCK_MONOTONIC, &now);
    CHECK(now.tv_sec > until.tv_sec || (now.tv_sec == until.tv_sec && now.tv_nsec >= until.tv_nsec));
    CHECK(pthread_cond_timedwait(&cond, &recursive, &real) == ETIMEDOUT);
    CHECK(pthread_mutex_unlock(&recursive) == 0 && pthread_mutex_unlock(&recursive) == 0);
    CHECK(pthread_mutex_unlock(&recursive) == EPERM);
}

static pthread_key_t key, second_key;
static int destroyed;
static void destroy(void *value)
{
    destroyed += (int)(long)value;
    if (value == (void *)1)
        pthread_setspecific(key, (void *)10); // destroyed in the next round
}

static void *use_keys(void *arg)
{
    (void)arg;
    CHECK(pthread_getspecific(key) == NULL);
    CHECK(pthread_setspecific(key, (void *)1) == 0);
    CHECK(pthread_getspecific(key) == (void *)1);
    return NULL;
}

static int once_runs;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static void run_once(void) { usleep(2000), once_runs++; }
static void *try_once(void *arg)
{
    pthread_once(&once, run_once);
    CHECK(once_runs == 1);
    return arg;
}

static void keys_and_once(void)
{
    pthread_t t[3];
    CHECK(pthread_key_create(&key, destroy) == 0);
    CHECK(pthread_setspecific(key, (void *)99) == 0);
    pthread_create(t, NULL, use_keys, NULL);
    pthread_join(*t, NULL);
    CHECK(destroyed == 11 && pthread_getspecific(key) == (void *)99);
    CHECK(pthread_key_delete(key) == 0);
    CHECK(pthread_setspecific(key, (void *)1) == EINVAL);
    CHECK(pthread_key_create(&second_key, NULL) == 0 && pthread_getspecific(second_key) == NULL);
    for (int i = 0; i < 3; i++)
        pthread_create(&t[i], NULL, try_once, NULL);
    for (int i = 0; i < 3; i++)
        pthread_join(t[i], NULL);
    CHECK(once_runs == 1);
}

static pthread_rwlock_t rw = PTHREAD_RWLOCK_INITIALIZER;
static pthread_barrier_t barrier;
static sem_t sem;
static int serial;
static void *second(void *arg)
{
    struct timespec soon = in_ms(CLOCK_REALTIME, 10);
    CHECK(pthread_rwlock_tryrdlock(&rw) == 0 && pthread_rwlock_unlock(&rw) == 0);
    CHECK(pthread_rwlock_trywrlock(&rw) == EBUSY);
    CHECK(pthread_rwlock_timedwrlock(&rw, &soon) == ETIMEDOUT);
    serial += pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD;
    CHECK(pthread_rwlock_wrlock(&rw) == 0);
    CHECK(pthread_rwlock_wrlock(&rw) == EDEADLK);
    CHECK(pthread_rwlock_unlock(&rw) == 0);
    CHECK(sem_post(&sem) == 0);
    return arg;
}

static void others(void)
{
    pthread_t t;
    CHECK(pthread_barrier_init(&barrier, NULL, 0) == EINVAL);
    pthread_barrier_init(&barrier, NULL, 2);
    CHECK(sem_init(&sem, 0, 0) == 0);
    CHECK(sem_trywait(&sem) == -1 && errno == EAGAIN);
    struct timespec soon = in_ms(CLOCK_REALTIME, 10);
    CHECK(sem_timedwait(&sem, &soon) == -1 && errno == ETIMEDOUT);
    CHECK(pthread_rwlock_rdlock(&rw) == 0 && pthread_rwlock_rdlock(&rw) == 0);
    pthread_create(&t, NULL, second, NULL);
    serial += pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD;
    CHECK(pthread_rwlock_unlock(&rw) == 0 && pthread_rwlock_unlock(&rw) == 0);
    CHECK(sem_wait(&sem) == 0);
    CHECK(pthread_join(t, NULL) == 0 && serial == 1);
    int value;
    CHECK(sem_getvalue(&sem, &value) == 0 && value == 0);
    pthread_spinlock_t spin;
    pthread_spin_init(&spin, 0);
    CHECK(pthread_spin_lock(&spin) == 0 && pthread_spin_trylock(&spin) == EBUSY && pthread_spin_unlock(&spin) == 0);
}

static void *write_lock(void *arg)
{
    CHECK(pthread_rwlock_wrlock(&rw) == 0 && pthread_rwlock_unlock(&rw) == 0);
    return arg;
}

// Who holds a read lock gets a second one also while a writer waits, as on Linux: nothing else would end the wait.
static void read_again(void)
{
    pthread_t t;
    CHECK(pthread_rwlock_rdlock(&rw) == 0 && pthread_create(&t, NULL, write_lock, NULL) == 0);
    usleep(20000);
    CHECK(pthread_rwlock_rdlock(&rw) == 0);
    CHECK(pthread_rwlock_unlock(&rw) == 0 && pthread_rwlock_unlock(&rw) == 0 && pthread_join(t, NULL) == 0);
}

static int cleaned;
static void clean(void *arg) { cleaned = cleaned * 10 + (int)(long)arg; }
static void *cleans(void *arg)
{
    pthread_cleanup_push(clean, (void *)1);
    pthread_cleanup_push(clean, (void *)2);
    pthread_cleanup_push(clean, (void *)3);
    pthread_cleanup_pop(1);
    pthread_exit(arg);
    pthread_cleanup_pop(0);
    pthread_cleanup_pop(0);
    return NULL;
}

// Each thread has its own errno, strtok() state and number conversion; streams are shared and locked.
static void *own_state(void *arg)
{
    char text[] = "a b c d e f", line[64];
    long n = 0;
    for (char *word = strtok(text, " "); word; word = strtok(NULL, " ")) {
        errno = 1000 + (int)(long)arg;
        sched_yield();
        snprintf(line, sizeof line, "%s %.3f", word, (double)(long)arg / 8);
        CHECK(strtod(line + 2, NULL) == (double)(long)arg / 8);
        CHECK(errno == 1000 + (int)(long)arg);
        n++;
    }
    free(malloc((size_t)n * 100));
    return (void *)n;
}

static void state(void)
{
    pthread_t t[8];
    void *words;
    pthread_create(t, NULL, cleans, NULL);
    pthread_join(*t, NULL);
    CHECK(cleaned == 321);
    errno = 5;
    for (long i = 0; i < 8; i++)
        pthread_create(&t[i], NULL, own_state, (void *)i);
    for (int i = 0; i < 8; i++)
        CHECK(pthread_join(t[i], &words) == 0 && words == (void *)6);
    CHECK(errno == 5);
}

static void *takes_stdout(void *arg)
{
    CHECK(ftrylockfile(stdout) != 0);
    return arg;
}

static void streams(void) // before anything is printed
{
    pthread_t t;
    flockfile(stdout);
    flockfile(stdout);
    pthread_create(&t, NULL, takes_stdout, NULL);
    pthread_join(t, NULL);
    funlockfile(stdout);
    funlockfile(stdout);
}

int main(void)
{
    streams();
    life();
    mutexes();
    conditions();
    keys_and_once();
    others();
    read_again();
    state();
    return failed;
}
