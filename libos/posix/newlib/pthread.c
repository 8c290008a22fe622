// SPDX-License-Identifier: MIT
// POSIX threads (XSH 2.9) on sched: life and death of a thread, and its state of the C library.
//
// A thread's control block lives until the thread has ended and nobody will join it. Who comes last frees it, decided
// by one atomic exchange of its phase:
//   joinable, then ended:    the thread leaves the block to pthread_join() or pthread_detach().
//   detached, then ended:    the thread frees its block itself, and does not touch it after.
#include "posix/newlib/private.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "mm/mm.h"
#include "sched/sched.h"

enum phase { JOINABLE, DETACHED, ENDED };

struct pthread {
    struct thread *thread;
    enum phase phase;
    void *(*start)(void *);
    void *arg;
    struct _pthread_cleanup_context *cleanup; // innermost first
    struct _reent reent;
};

static struct pthread boot_thread;    // its reent is newlib's global one
static unsigned living = 1;           // threads that have not ended, the boot thread included
static __thread struct pthread *self; // NULL: the boot thread, or a libOS thread on its behalf

static struct pthread *current(void)
{
    if (self)
        return self;
    if (!boot_thread.thread)
        boot_thread.thread = thread_self();
    return &boot_thread;
}

pthread_t pthread_self(void)
{
    return (pthread_t)current();
}

int pthread_equal(pthread_t a, pthread_t b)
{
    return a == b;
}

static _Noreturn void finish(struct pthread *p, void *result)
{
    while (p->cleanup) {
        struct _pthread_cleanup_context *c = p->cleanup;
        p->cleanup = c->_previous;
        c->_routine(c->_arg);
    }
    if (thread_end_hook)
        thread_end_hook();
    if (__atomic_sub_fetch(&living, 1, __ATOMIC_ACQ_REL) == 0)
        exit(0); // POSIX, pthread_exit(): the last thread ends the process
    if (p != &boot_thread) {
        _reclaim_reent(&p->reent);
        newlib_reent = NULL;
        self = NULL;
        if (__atomic_exchange_n(&p->phase, ENDED, __ATOMIC_ACQ_REL) == DETACHED)
            heap_free(p);
    }
    thread_exit(result);
}

static void *start(void *arg)
{
    struct pthread *p = arg;
    self = p;
    newlib_reent = &p->reent;
    finish(p, p->start(p->arg));
}

void __sinit(struct _reent *reent) WEAK; // newlib's; only in images with streams

int pthread_create(pthread_t *out, const pthread_attr_t *attr, void *(*fn)(void *), void *arg)
{
    struct pthread *p = heap_calloc(1, sizeof *p);
    if (!p)
        return EAGAIN;
    if (__sinit)
        __sinit(_GLOBAL_REENT); // so that exit() flushes streams that only threads use
    bool detached = attr && attr->__detachstate == PTHREAD_CREATE_DETACHED;
    p->phase = detached ? DETACHED : JOINABLE;
    p->start = fn;
    p->arg = arg;
    _REENT_INIT_PTR_ZEROED(&p->reent);
    __atomic_add_fetch(&living, 1, __ATOMIC_RELAXED);
    preempt_disable(); // the new thread must not run, and perhaps end, before its block is complete
    struct thread *t;
    int error = thread_create(&t, start, p, attr ? attr->__stacksize : 0, "pthread");
    if (!error) {
        p->thread = t;
        *out = (pthread_t)p;
        if (detached)
            thread_detach(t);
    }
    preempt_enable();
    if (!error)
        return 0;
    __atomic_sub_fetch(&living, 1, __ATOMIC_RELAXED);
    heap_free(p);
    return EAGAIN;
}

int pthread_join(pthread_t thread, void **result)
{
    struct pthread *p = (struct pthread *)thread;
    if (__atomic_load_n(&p->phase, __ATOMIC_ACQUIRE) == DETACHED)
        return EINVAL;
    int error = thread_join(p->thread, result);
    if (!error && p != &boot_thread)
        heap_free(p);
    return -error;
}

int pthread_detach(pthread_t thread)
{
    struct pthread *p = (struct pthread *)thread;
    struct thread *t = p->thread; // once the phase is DETACHED, p may go at any moment
    enum phase before = JOINABLE;
    __atomic_compare_exchange_n(&p->phase, &before, DETACHED, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
    if (before == DETACHED)
        return EINVAL;
    thread_detach(t);
    if (before == ENDED)
        heap_free(p);
    return 0;
}

void pthread_exit(void *result)
{
    finish(current(), result);
}

void _pthread_cleanup_push(struct _pthread_cleanup_context *context, void (*routine)(void *), void *arg)
{
    struct pthread *p = current();
    context->_routine = routine;
    context->_arg = arg;
    context->_previous = p->cleanup;
    p->cleanup = context;
}

void _pthread_cleanup_pop(struct _pthread_cleanup_context *context, int execute)
{
    current()->cleanup = context->_previous;
    if (execute)
        context->_routine(context->_arg);
}

int pthread_setname_np(pthread_t thread, const char *name)
{
    if (strlen(name) > 15)
        return ERANGE;
    thread_set_name(((struct pthread *)thread)->thread, name);
    return 0;
}

int pthread_getname_np(pthread_t thread, char *to, size_t n)
{
    const char *name = thread_name(((struct pthread *)thread)->thread);
    size_t length = strlen(name);
    if (length >= n)
        return ERANGE;
    memcpy(to, name, length + 1);
    return 0;
}

int pthread_kill(pthread_t thread, int signal)
{
    return thread == pthread_self() ? -uk_raise(signal) : -uk_kill(uk_getpid(), signal);
}
