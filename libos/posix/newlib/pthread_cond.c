// SPDX-License-Identifier: MIT
// POSIX condition variables (XSH, pthread_cond_wait()).
//
// Interrupts are off from the release of the mutex to the queueing, so no signal falls in between; a thread that was
// interrupted returns as from a spurious wake-up.
#include "posix/newlib/private.h"

#include <pthread.h>

#include "base/plat.h"

static int wait_until(pthread_cond_t *c, pthread_mutex_t *m, uint64_t deadline)
{
    struct lock *l = (struct lock *)m;
    if (l->type != PTHREAD_MUTEX_NORMAL && l->owner != lock_self())
        return EPERM;
    unsigned depth = l->depth;
    l->depth = 0;
    unsigned long flags = plat_irq_save();
    lock_release(l);
    int error = queue_wait_or_die(c->__queue, deadline);
    plat_irq_restore(flags);
    lock_take(l, QUEUE_FOREVER);
    l->depth = depth;
    return error == -UK_ETIMEDOUT ? ETIMEDOUT : 0;
}

int pthread_cond_wait(pthread_cond_t *c, pthread_mutex_t *m)
{
    return wait_until(c, m, QUEUE_FOREVER);
}

int pthread_cond_timedwait(pthread_cond_t *c, pthread_mutex_t *m, const struct timespec *until)
{
    uint64_t deadline;
    if (!uk_deadline(c->__clock, (const struct uk_timespec *)until, true, &deadline))
        return EINVAL;
    return wait_until(c, m, deadline);
}

static int wake(pthread_cond_t *c, unsigned count)
{
    unsigned long flags = plat_irq_save();
    queue_wake_if_any(c->__queue, count);
    plat_irq_restore(flags);
    return 0;
}

int pthread_cond_signal(pthread_cond_t *c)
{
    return wake(c, 1);
}

int pthread_cond_broadcast(pthread_cond_t *c)
{
    return wake(c, QUEUE_ALL);
}

int pthread_cond_init(pthread_cond_t *c, const pthread_condattr_t *attr)
{
    *c = (pthread_cond_t){ .__clock = attr ? attr->__clock : UK_CLOCK_REALTIME };
    return 0;
}

int pthread_cond_destroy(pthread_cond_t *c)
{
    (void)c;
    return 0;
}

int pthread_condattr_init(pthread_condattr_t *attr)
{
    *attr = (pthread_condattr_t){ .__clock = UK_CLOCK_REALTIME };
    return 0;
}

int pthread_condattr_destroy(pthread_condattr_t *attr)
{
    (void)attr;
    return 0;
}

int pthread_condattr_setclock(pthread_condattr_t *attr, clockid_t clock)
{
    if (clock != UK_CLOCK_REALTIME && clock != UK_CLOCK_MONOTONIC)
        return EINVAL;
    attr->__clock = clock;
    return 0;
}

int pthread_condattr_getclock(const pthread_condattr_t *restrict attr, clockid_t *restrict out)
{
    *out = attr->__clock;
    return 0;
}

int pthread_condattr_setpshared(pthread_condattr_t *attr, int shared)
{
    attr->__pshared = shared;
    return 0;
}

int pthread_condattr_getpshared(const pthread_condattr_t *attr, int *out)
{
    *out = attr->__pshared;
    return 0;
}
