// SPDX-License-Identifier: MIT
// The small rest of <pthread.h> and <sched.h>: attributes, yielding, and what has no effect on one CPU without
// priorities.
#include "posix/newlib/private.h"

#include <limits.h>
#include <pthread.h>
#include <sched.h>

int pthread_attr_init(pthread_attr_t *attr)
{
    *attr = (pthread_attr_t){ .__guardsize = PAGESIZE };
    return 0;
}

int pthread_attr_destroy(pthread_attr_t *attr)
{
    (void)attr;
    return 0;
}

int pthread_attr_setdetachstate(pthread_attr_t *attr, int state)
{
    if (state != PTHREAD_CREATE_JOINABLE && state != PTHREAD_CREATE_DETACHED)
        return EINVAL;
    attr->__detachstate = state;
    return 0;
}

int pthread_attr_getdetachstate(const pthread_attr_t *attr, int *out)
{
    *out = attr->__detachstate;
    return 0;
}

int pthread_attr_setstacksize(pthread_attr_t *attr, size_t size)
{
    if (size < PTHREAD_STACK_MIN)
        return EINVAL;
    attr->__stacksize = size;
    return 0;
}

extern const unsigned long uk_config_THREAD_STACK_SIZE; // KiB; what sched gives for 0

int pthread_attr_getstacksize(const pthread_attr_t *attr, size_t *out)
{
    *out = attr->__stacksize ? attr->__stacksize : uk_config_THREAD_STACK_SIZE << 10;
    return 0;
}

// The size counts; the thread gets a stack of its own, with a guard page, all the same.
int pthread_attr_setstack(pthread_attr_t *attr, void *stack, size_t size)
{
    attr->__stack = stack;
    return pthread_attr_setstacksize(attr, size);
}

int pthread_attr_getstack(const pthread_attr_t *attr, void **stack, size_t *size)
{
    *stack = attr->__stack;
    return pthread_attr_getstacksize(attr, size);
}

int pthread_attr_setguardsize(pthread_attr_t *attr, size_t size)
{
    attr->__guardsize = size;
    return 0;
}

int pthread_attr_getguardsize(const pthread_attr_t *attr, size_t *out)
{
    *out = attr->__guardsize;
    return 0;
}

int pthread_attr_setscope(pthread_attr_t *attr, int scope)
{
    (void)attr;
    return scope == PTHREAD_SCOPE_SYSTEM ? 0 : scope == PTHREAD_SCOPE_PROCESS ? ENOTSUP : EINVAL;
}

int pthread_attr_getscope(const pthread_attr_t *attr, int *out)
{
    *out = attr->__scope;
    return 0;
}

int pthread_attr_setinheritsched(pthread_attr_t *attr, int how)
{
    attr->__inheritsched = how;
    return 0;
}

int pthread_attr_getinheritsched(const pthread_attr_t *attr, int *out)
{
    *out = attr->__inheritsched;
    return 0;
}

int pthread_attr_getschedpolicy(const pthread_attr_t *attr, int *out)
{
    *out = attr->__schedpolicy;
    return 0;
}

int pthread_attr_setschedpolicy(pthread_attr_t *attr, int policy)
{
    attr->__schedpolicy = policy;
    return 0;
}

int pthread_attr_setschedparam(pthread_attr_t *attr, const struct sched_param *param)
{
    attr->__schedparam = *param;
    return 0;
}

int pthread_attr_getschedparam(const pthread_attr_t *attr, struct sched_param *out)
{
    *out = attr->__schedparam;
    return 0;
}

int pthread_setschedparam(pthread_t thread, int policy, const struct sched_param *param)
{
    (void)thread;
    return policy == SCHED_OTHER && param->sched_priority == 0 ? 0 : EPERM;
}

int pthread_getschedparam(pthread_t thread, int *policy, struct sched_param *out)
{
    (void)thread;
    *policy = SCHED_OTHER;
    *out = (struct sched_param){ 0 };
    return 0;
}

int pthread_setschedprio(pthread_t thread, int priority)
{
    (void)thread;
    return priority == 0 ? 0 : EPERM;
}

int pthread_setconcurrency(int level)
{
    return level < 0 ? EINVAL : 0;
}

int pthread_getconcurrency(void)
{
    return 0;
}

int sched_getscheduler(pid_t pid)
{
    return (int)newlib_result(pid == 0 || pid == uk_getpid() ? SCHED_OTHER : -UK_ESRCH);
}

int sched_getparam(pid_t pid, struct sched_param *out)
{
    *out = (struct sched_param){ 0 };
    return sched_getscheduler(pid) < 0 ? -1 : 0;
}

int sched_get_priority_max(int policy)
{
    return policy < SCHED_OTHER || policy > SCHED_RR ? (int)newlib_result(-UK_EINVAL) : 0;
}

int sched_get_priority_min(int policy)
{
    return sched_get_priority_max(policy);
}

int sched_yield(void)
{
    if (queue_yield)
        queue_yield();
    return 0;
}

void pthread_yield(void)
{
    sched_yield();
}

// Cancellation is not provided, so its state is only remembered by the caller.
int pthread_setcancelstate(int state, int *old)
{
    if (state != PTHREAD_CANCEL_ENABLE && state != PTHREAD_CANCEL_DISABLE)
        return EINVAL;
    if (old)
        *old = PTHREAD_CANCEL_ENABLE;
    return 0;
}

int pthread_setcanceltype(int type, int *old)
{
    if (type != PTHREAD_CANCEL_DEFERRED && type != PTHREAD_CANCEL_ASYNCHRONOUS)
        return EINVAL;
    if (old)
        *old = PTHREAD_CANCEL_DEFERRED;
    return 0;
}

void pthread_testcancel(void)
{
}

// fork() never succeeds, so the handlers never run.
int pthread_atfork(void (*prepare)(void), void (*parent)(void), void (*child)(void))
{
    (void)prepare;
    (void)parent;
    (void)child;
    return 0;
}
