// SPDX-License-Identifier: MIT
// POSIX mutexes (XSH, pthread_mutex_lock()) on the sleeping lock, which has their layout.
#include "posix/newlib/private.h"

#include <pthread.h>

_Static_assert(sizeof(pthread_mutex_t) == sizeof(struct lock), "a mutex is a lock");
_Static_assert(offsetof(pthread_mutex_t, __queue) == offsetof(struct lock, queue), "a mutex is a lock");
_Static_assert(offsetof(pthread_mutex_t, __owner) == offsetof(struct lock, owner), "a mutex is a lock");
_Static_assert(offsetof(pthread_mutex_t, __depth) == offsetof(struct lock, depth), "a mutex is a lock");

static struct lock *lock_of(pthread_mutex_t *m)
{
    return (struct lock *)m;
}

// Only the owner can see its own mark, so the question needs no lock.
static bool is_mine(const struct lock *l)
{
    return l->type != PTHREAD_MUTEX_NORMAL && l->owner == lock_self();
}

static int lock_again(struct lock *l, int error)
{
    if (l->type != PTHREAD_MUTEX_RECURSIVE)
        return error;
    if (l->depth == ~0u)
        return EAGAIN;
    l->depth++;
    return 0;
}

int pthread_mutex_lock(pthread_mutex_t *m)
{
    struct lock *l = lock_of(m);
    return is_mine(l) ? lock_again(l, EDEADLK) : -lock_take(l, QUEUE_FOREVER);
}

int pthread_mutex_trylock(pthread_mutex_t *m)
{
    struct lock *l = lock_of(m);
    if (is_mine(l))
        return lock_again(l, EBUSY);
    return lock_try(l) ? 0 : EBUSY;
}

int pthread_mutex_timedlock(pthread_mutex_t *m, const struct timespec *until)
{
    struct lock *l = lock_of(m);
    if (is_mine(l))
        return lock_again(l, EDEADLK);
    if (lock_try(l))
        return 0;
    uint64_t deadline;
    if (!uk_deadline(UK_CLOCK_REALTIME, (const struct uk_timespec *)until, true, &deadline))
        return EINVAL;
    return -lock_take(l, deadline);
}

int pthread_mutex_unlock(pthread_mutex_t *m)
{
    struct lock *l = lock_of(m);
    if (l->type != PTHREAD_MUTEX_NORMAL && l->owner != lock_self())
        return EPERM;
    if (l->depth > 0)
        l->depth--;
    else
        lock_release(l);
    return 0;
}

int pthread_mutex_init(pthread_mutex_t *m, const pthread_mutexattr_t *attr)
{
    *m = (pthread_mutex_t){ .__type = attr ? attr->type : PTHREAD_MUTEX_DEFAULT };
    return 0;
}

int pthread_mutex_destroy(pthread_mutex_t *m)
{
    return m->__state ? EBUSY : 0;
}

int pthread_mutexattr_init(pthread_mutexattr_t *attr)
{
    *attr = (pthread_mutexattr_t){ .type = PTHREAD_MUTEX_DEFAULT };
    return 0;
}

int pthread_mutexattr_destroy(pthread_mutexattr_t *attr)
{
    (void)attr;
    return 0;
}

int pthread_mutexattr_settype(pthread_mutexattr_t *attr, int type)
{
    if (type < PTHREAD_MUTEX_NORMAL || type > PTHREAD_MUTEX_ERRORCHECK)
        return EINVAL;
    attr->type = type;
    return 0;
}

int pthread_mutexattr_gettype(const pthread_mutexattr_t *attr, int *out)
{
    *out = attr->type;
    return 0;
}

// In one process shared and private are the same.
int pthread_mutexattr_setpshared(pthread_mutexattr_t *attr, int shared)
{
    attr->__pshared = shared;
    return 0;
}

int pthread_mutexattr_getpshared(const pthread_mutexattr_t *attr, int *out)
{
    *out = attr->__pshared;
    return 0;
}
