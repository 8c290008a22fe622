// SPDX-License-Identifier: MIT
// Room sched, level 4: threads, wait queues, mutexes, condition variables, timers, readiness.
//
// One CPU. A switch happens where a thread waits, and by the timer when a thread has used its slice while others are
// ready; never while preempt_depth > 0 or interrupts are off. Functions that wait say so and may be called only by a
// thread, with preempt_depth 0 and interrupts on.
#ifndef SCHED_SCHED_H
#define SCHED_SCHED_H

#include "base/base.h"

#define FOREVER UINT64_MAX // as a deadline in plat_clock() nanoseconds

// thread.c ------------------------------------------------------------------------------------------------------------

struct thread;
// Makes a thread that runs fn(arg); fn's return ends it. stack_size in bytes (0: the default), rounded up to pages, with a
// guard page below. TLS is set up from the image's PT_TLS. 0 or -ENOMEM. The new thread is ready at once.
int thread_create(struct thread **out, void *(*fn)(void *), void *arg, size_t stack_size, const char *name);
_Noreturn void thread_exit(void *result); // runs nothing of libc: the libc's door does that before
int thread_join(struct thread *t, void **result); // waits; frees t. -EDEADLK for itself, -EINVAL if detached or joined
void thread_detach(struct thread *t);
struct thread *thread_self(void); // the boot thread too
void thread_yield(void);
const char *thread_name(const struct thread *t);
void thread_set_name(struct thread *t, const char *name); // copied, 15 bytes kept
// A word for the libc's door (its pthread); NULL at first.
void *thread_get_libc(struct thread *t);
void thread_set_libc(struct thread *t, void *data);

// wait.c: a queue of waiting threads. The caller's condition is checked under preempt_disable(), or with interrupts off
// when an interrupt handler wakes. -------------------------------------------------------------------------------------

struct wait_queue { struct list waiters; };
#define WAIT_QUEUE_INIT(q) { { &(q).waiters, &(q).waiters } }
void wait_queue_init(struct wait_queue *q);
// Called with interrupts off: queues the caller, gives the CPU away, returns with interrupts off. 0 when woken,
// -ETIMEDOUT when the clock passed deadline, -EINTR when thread_interrupt() hit it.
int wait_on(struct wait_queue *q, uint64_t deadline);
unsigned wake_up(struct wait_queue *q, unsigned count); // any context, interrupt handlers too; returns how many
void thread_interrupt(struct thread *t); // any context

// mutex.c (may wait; never from interrupts) ---------------------------------------------------------------------------

struct mutex { struct thread *owner; unsigned depth; bool recursive; struct wait_queue waiters; };
#define MUTEX_INIT(m) { NULL, 0, false, WAIT_QUEUE_INIT((m).waiters) }
void mutex_init(struct mutex *m, bool recursive);
int mutex_lock(struct mutex *m, uint64_t deadline); // 0, -ETIMEDOUT, -EDEADLK (not recursive and owned by the caller)
int mutex_trylock(struct mutex *m);                 // 0 or -EBUSY
int mutex_unlock(struct mutex *m);                  // 0, or -EPERM for who does not own it

struct cond { struct wait_queue waiters; };
void cond_init(struct cond *c);
int cond_wait(struct cond *c, struct mutex *m, uint64_t deadline); // 0 or -ETIMEDOUT; m is owned again in both cases
void cond_signal(struct cond *c);
void cond_broadcast(struct cond *c);

// timer.c -------------------------------------------------------------------------------------------------------------

struct timer { struct list node; uint64_t deadline; void (*fn)(struct timer *); };
void timer_start(struct timer *t, uint64_t deadline); // fn runs in interrupt context; restarts a running one
bool timer_stop(struct timer *t);                     // true if it had not run
int thread_sleep(uint64_t deadline);                  // waits; 0 or -EINTR

// ready.c: readiness, shared by console, pipes and later sockets. -----------------------------------------------------

// What can be waited for: a set of level flags, a queue for threads, and an edge callback for whoever collects readiness.
enum { READY_IN = 1, READY_OUT = 4, READY_ERR = 8, READY_HUP = 16 }; // poll()'s values
struct ready {
    unsigned flags;
    struct wait_queue waiters;
    void (*edge)(struct ready *r, unsigned flags); // any context; NULL if nobody collects
};
void ready_init(struct ready *r);
void ready_set(struct ready *r, unsigned flags);   // any context: adds flags, wakes, calls edge
void ready_clear(struct ready *r, unsigned flags); // any context
int ready_wait(struct ready *r, unsigned flags, uint64_t deadline); // waits; 0, -ETIMEDOUT, -EINTR

#endif
