// SPDX-License-Identifier: MIT
// The other things to wait for: pthread_once(), read-write locks, barriers, spin locks, semaphores (POSIX XSH).
//
// Their state is a few integers, changed with interrupts off, which on one CPU is enough.
#include "posix/newlib/private.h"

#include <pthread.h>
#include <semaphore.h>

#include "base/plat.h"

int pthread_once(pthread_once_t *once, void (*routine)(void))
{
    enum { NOT_RUN, RUNNING, DONE };
    if (__atomic_load_n(&once->__state, __ATOMIC_ACQUIRE) == DONE)
        return 0;
    unsigned long flags = plat_irq_save();
    while (once->__state == RUNNING)
        queue_wait_or_die(once->__queue, QUEUE_FOREVER);
    if (once->__state == NOT_RUN) {
        once->__state = RUNNING;
        plat_irq_restore(flags);
        routine();
        flags = plat_irq_save();
        once->__state = DONE;
        queue_wake_if_any(once->__queue, QUEUE_ALL);
    }
    plat_irq_restore(flags);
    return 0;
}

// Read-write locks: readers pass waiting writers, as in glibc and musl, since a thread may hold several read locks at
// once, and would else wait for the writer that waits for it. ---------------------------------------------------------

static bool take_read(pthread_rwlock_t *l)
{
    if (l->__holders < 0)
        return false;
    l->__holders++;
    return true;
}

static bool take_write(pthread_rwlock_t *l)
{
    if (l->__holders != 0)
        return false;
    l->__holders = -1;
    l->__owner = (pthread_t)lock_self();
    return true;
}

static int rwlock_take(pthread_rwlock_t *l, bool (*take)(pthread_rwlock_t *), uint64_t deadline)
{
    if (l->__holders < 0 && l->__owner == (pthread_t)lock_self())
        return EDEADLK;
    int error = 0;
    unsigned long flags = plat_irq_save();
    while (!take(l) && error != -UK_ETIMEDOUT)
        error = queue_wait_or_die(l->__queue, deadline);
    plat_irq_restore(flags);
    return error == -UK_ETIMEDOUT ? ETIMEDOUT : 0;
}

static int rwlock_try(pthread_rwlock_t *l, bool (*take)(pthread_rwlock_t *))
{
    unsigned long flags = plat_irq_save();
    bool taken = take(l);
    plat_irq_restore(flags);
    return taken ? 0 : EBUSY;
}

static int rwlock_timed(pthread_rwlock_t *l, bool (*take)(pthread_rwlock_t *), const struct timespec *until)
{
    uint64_t deadline;
    if (rwlock_try(l, take) == 0)
        return 0;
    if (!uk_deadline(UK_CLOCK_REALTIME, (const struct uk_timespec *)until, true, &deadline))
        return EINVAL;
    return rwlock_take(l, take, deadline);
}

int pthread_rwlock_rdlock(pthread_rwlock_t *l) { return rwlock_take(l, take_read, QUEUE_FOREVER); }
int pthread_rwlock_wrlock(pthread_rwlock_t *l) { return rwlock_take(l, take_write, QUEUE_FOREVER); }
int pthread_rwlock_tryrdlock(pthread_rwlock_t *l) { return rwlock_try(l, take_read); }
int pthread_rwlock_trywrlock(pthread_rwlock_t *l) { return rwlock_try(l, take_write); }

int pthread_rwlock_timedrdlock(pthread_rwlock_t *l, const struct timespec *until)
{
    return rwlock_timed(l, take_read, until);
}

int pthread_rwlock_timedwrlock(pthread_rwlock_t *l, const struct timespec *until)
{
    return rwlock_timed(l, take_write, until);
}

int pthread_rwlock_unlock(pthread_rwlock_t *l)
{
    unsigned long flags = plat_irq_save();
    l->__holders = l->__holders < 0 ? 0 : l->__holders - 1;
    l->__owner = 0;
    if (l->__holders == 0)
        queue_wake_if_any(l->__queue, QUEUE_ALL);
    plat_irq_restore(flags);
    return 0;
}

int pthread_rwlock_init(pthread_rwlock_t *l, const pthread_rwlockattr_t *attr)
{
    (void)attr;
    *l = (pthread_rwlock_t){ 0 };
    return 0;
}

int pthread_rwlock_destroy(pthread_rwlock_t *l)
{
    return l->__holders ? EBUSY : 0;
}

int pthread_rwlockattr_init(pthread_rwlockattr_t *attr)
{
    *attr = (pthread_rwlockattr_t){ 0 };
    return 0;
}

int pthread_rwlockattr_destroy(pthread_rwlockattr_t *attr)
{
    (void)attr;
    return 0;
}

int pthread_rwlockattr_setpshared(pthread_rwlockattr_t *attr, int shared)
{
    attr->__pshared = shared;
    return 0;
}

int pthread_rwlockattr_getpshared(const pthread_rwlockattr_t *attr, int *out)
{
    *out = attr->__pshared;
    return 0;
}

// Barriers ------------------------------------------------------------------------------------------------------------

int pthread_barrier_init(pthread_barrier_t *b, const pthread_barrierattr_t *attr, unsigned count)
{
    (void)attr;
    if (count == 0)
        return EINVAL;
    *b = (pthread_barrier_t){ .__count = count };
    return 0;
}

int pthread_barrier_destroy(pthread_barrier_t *b)
{
    return b->__arrived ? EBUSY : 0;
}

int pthread_barrierattr_init(pthread_barrierattr_t *attr)
{
    *attr = (pthread_barrierattr_t){ 0 };
    return 0;
}

int pthread_barrierattr_destroy(pthread_barrierattr_t *attr)
{
    (void)attr;
    return 0;
}

int pthread_barrier_wait(pthread_barrier_t *b)
{
    unsigned long flags = plat_irq_save();
    bool last = ++b->__arrived == b->__count;
    if (last) {
        b->__arrived = 0;
        b->__round++;
        queue_wake_if_any(b->__queue, QUEUE_ALL);
    } else {
        for (unsigned round = b->__round; round == b->__round;)
            queue_wait_or_die(b->__queue, QUEUE_FOREVER);
    }
    plat_irq_restore(flags);
    return last ? PTHREAD_BARRIER_SERIAL_THREAD : 0;
}

// Spin locks: on one CPU the holder has to run before anybody can go on, so who finds it taken yields. ----------------

int pthread_spin_init(pthread_spinlock_t *l, int shared)
{
    (void)shared;
    *l = 0;
    return 0;
}

int pthread_spin_destroy(pthread_spinlock_t *l)
{
    return *l ? EBUSY : 0;
}

int pthread_spin_trylock(pthread_spinlock_t *l)
{
    return __atomic_exchange_n(l, 1, __ATOMIC_ACQUIRE) ? EBUSY : 0;
}

int pthread_spin_lock(pthread_spinlock_t *l)
{
    while (pthread_spin_trylock(l)) {
        if (!queue_yield)
            panic("deadlock: the only thread waits for another");
        queue_yield();
    }
    return 0;
}

int pthread_spin_unlock(pthread_spinlock_t *l)
{
    __atomic_store_n(l, 0, __ATOMIC_RELEASE);
    return 0;
}

// Semaphores ----------------------------------------------------------------------------------------------------------

int sem_init(sem_t *s, int shared, unsigned value)
{
    (void)shared;
    if (value > 0x7fffffff)
        return (int)newlib_result(-UK_EINVAL);
    *s = (sem_t){ .__value = value };
    return 0;
}

int sem_destroy(sem_t *s)
{
    (void)s;
    return 0;
}

int sem_post(sem_t *s)
{
    int error = 0;
    unsigned long flags = plat_irq_save();
    if (s->__value == 0x7fffffff)
        error = -UK_EOVERFLOW;
    else if (s->__value++ == 0)
        queue_wake_if_any(s->__queue, 1);
    plat_irq_restore(flags);
    return (int)newlib_result(error);
}

static int sem_take(sem_t *s, uint64_t deadline)
{
    int error = 0;
    unsigned long flags = plat_irq_save();
    while (s->__value == 0 && !error)
        error = queue_wait_or_die(s->__queue, deadline);
    if (s->__value > 0) {
        s->__value--;
        error = 0;
    }
    if (s->__value > 0)
        queue_wake_if_any(s->__queue, 1); // posted twice before the first of two waiters ran
    plat_irq_restore(flags);
    return (int)newlib_result(error);
}

int sem_wait(sem_t *s)
{
    return sem_take(s, QUEUE_FOREVER);
}

int sem_trywait(sem_t *s)
{
    unsigned long flags = plat_irq_save();
    bool taken = s->__value > 0;
    s->__value -= taken;
    plat_irq_restore(flags);
    return (int)newlib_result(taken ? 0 : -UK_EAGAIN);
}

int sem_timedwait(sem_t *restrict s, const struct timespec *restrict until)
{
    uint64_t deadline;
    if (sem_trywait(s) == 0)
        return 0;
    if (!uk_deadline(UK_CLOCK_REALTIME, (const struct uk_timespec *)until, true, &deadline))
        return (int)newlib_result(-UK_EINVAL);
    return sem_take(s, deadline);
}

int sem_getvalue(sem_t *restrict s, int *restrict out)
{
    *out = (int)s->__value;
    return 0;
}
