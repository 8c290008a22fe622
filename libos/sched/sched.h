// SPDX-License-Identifier: MIT
// Room sched, level 4: threads, wait queues, mutexes, condition variables, timers, readiness, deferred work.
//
// One CPU. A switch happens where a thread waits, and by the timer when a thread has used its slice while others are
// ready; never while preempt_depth > 0 or interrupts are off. Functions that wait say so and may be called only by a
// thread, with preempt_depth 0. The thread that booted (main's) is one of them from the beginning.
//
// Deadlines are plat_clock() nanoseconds. What has no deadline needs no timer: a constant FOREVER keeps them out of the
// image.
#ifndef SCHED_SCHED_H
#define SCHED_SCHED_H

#include "base/base.h"
#include "base/plat.h"

#define FOREVER UINT64_MAX // as a deadline: none

// run.c, thread.c -----------------------------------------------------------------------------------------------------

struct thread;
// Makes a thread that runs fn(arg); fn's return ends it, as thread_exit() does. stack_size in bytes (0: the option
// THREAD_STACK_SIZE; at least 16 KiB), rounded up to pages, with a guard page below. TLS is set up from the image's
// PT_TLS. name is copied (15 bytes kept). 0 or -ENOMEM. The new thread is ready at once. *out is valid until
// thread_join() or thread_detach().
int thread_create(struct thread **out, void *(*fn)(void *), void *arg, size_t stack_size, const char *name);
_Noreturn void thread_exit(void *result); // runs nothing of libc: the libc's door does that before
// Waits for t's end, frees t, hands out its result (result may be NULL). -EDEADLK for itself, -EINVAL if t is detached
// or somebody else joins it. No interruption ends it.
int thread_join(struct thread *t, void **result);
int thread_detach(struct thread *t);  // t is freed when it ends, or now. 0, or -EINVAL if that was said before
struct thread *thread_self(void);     // the boot thread too; any context: whom an interrupt interrupted
unsigned thread_count(void);          // that have not ended, the boot thread included
void thread_yield(void);              // lets all that are ready run first
uint64_t thread_idle_time(void);      // nanoseconds since main() in which nobody ran
const char *thread_name(const struct thread *t);
void thread_set_name(struct thread *t, const char *name); // copied, 15 bytes kept
// The stack: [low, high), without the guard page.
void thread_stack(const struct thread *t, uintptr_t *low, uintptr_t *high);
// A word for the libc's door (its pthread); NULL at first.
void *thread_get_libc(struct thread *t);
void thread_set_libc(struct thread *t, void *data);

// wait.c: a queue of waiting threads. ---------------------------------------------------------------------------------

// All zeros is an empty queue, too.
struct wait_queue { struct list waiters; };
#define WAIT_QUEUE_INIT(q) { { &(q).waiters, &(q).waiters } }
void wait_queue_init(struct wait_queue *q);
int wait_woken(struct wait_queue *q, bool interruptible);                    // the two halves of wait_on();
int wait_until(struct wait_queue *q, uint64_t deadline, bool interruptible); // sleep.c

// Called with interrupts off, under which the caller has found that it has to wait: queues it, gives the CPU away,
// returns with interrupts off. 0 when woken, -ETIMEDOUT when the clock had passed or passed the deadline, -EINTR when
// thread_interrupt() hit it. Waiting in a loop around the condition is up to the caller.
__attribute__((always_inline)) static inline int wait_on(struct wait_queue *q, uint64_t deadline)
{
    return deadline == FOREVER ? wait_woken(q, true) : wait_until(q, deadline, true);
}

// The same, but thread_interrupt() is left for later.
__attribute__((always_inline)) static inline int wait_on_uninterruptible(struct wait_queue *q, uint64_t deadline)
{
    return deadline == FOREVER ? wait_woken(q, false) : wait_until(q, deadline, false);
}

// Makes the first count waiters (or all there are) ready, in the order in which they came. Any context, interrupt
// handlers too. Returns how many.
unsigned wake_up(struct wait_queue *q, unsigned count);
// Ends t's interruptible wait with -EINTR: the one it is in, else its next one. Any context.
void thread_interrupt(struct thread *t);

// mutex.c (may wait; never from interrupts) ---------------------------------------------------------------------------

// Fair: an unlock hands the mutex to the first waiter.
struct mutex { struct thread *owner; unsigned depth; bool recursive; struct wait_queue waiters; };
#define MUTEX_INIT(m) { NULL, 0, false, WAIT_QUEUE_INIT((m).waiters) }
void mutex_init(struct mutex *m, bool recursive);
int mutex_lock(struct mutex *m, uint64_t deadline); // 0, -ETIMEDOUT, -EDEADLK (not recursive and owned by the caller)
int mutex_trylock(struct mutex *m);                 // 0 or -EBUSY; a recursive one that is owned is locked once more
int mutex_unlock(struct mutex *m);                  // 0, or -EPERM for who does not own it

// cond.c
struct cond { struct wait_queue waiters; };
void cond_init(struct cond *c);
// Unlocks m (whatever its depth) and waits, as one step. 0 or -ETIMEDOUT, m is owned again in both cases; -EPERM if it
// was not. May return without a signal.
int cond_wait(struct cond *c, struct mutex *m, uint64_t deadline);
void cond_signal(struct cond *c);
void cond_broadcast(struct cond *c);

// timer.c, sleep.c ----------------------------------------------------------------------------------------------------

// All zeros but fn is a timer that does not run. Only timer_ functions touch the other fields.
struct timer {
    void (*fn)(struct timer *); // set by the owner; runs in interrupt context
    uint64_t deadline;
    uint64_t order;             // among equal deadlines
    struct timer *before, *after;
    bool running;
};
// Any context. fn runs as soon as the clock has passed deadline; a running timer gets the new deadline. t must stay
// where it is until fn runs or timer_stop().
void timer_start(struct timer *t, uint64_t deadline);
bool timer_stop(struct timer *t);     // any context; true if it was running: fn has not run and will not
int thread_sleep(uint64_t deadline);  // waits; 0 or -EINTR

// ready.c: readiness, shared by console, pipes and later sockets. -----------------------------------------------------

// What can be waited for: a set of level flags, a queue for threads, and an edge callback for whoever collects
// readiness.
enum { READY_IN = 1, READY_OUT = 4, READY_ERR = 8, READY_HUP = 16 }; // poll()'s values
struct ready {
    unsigned flags;
    struct wait_queue waiters;
    void (*edge)(struct ready *r, unsigned flags); // any context, interrupts off; NULL if nobody collects
};
void ready_init(struct ready *r);
void ready_set(struct ready *r, unsigned flags);   // any context: adds flags, wakes all, calls edge
void ready_clear(struct ready *r, unsigned flags); // any context

// Waits until one of flags is set. 0, -ETIMEDOUT, -EINTR.
__attribute__((always_inline)) static inline int ready_wait(struct ready *r, unsigned flags, uint64_t deadline)
{
    int err = 0;
    unsigned long irq = plat_irq_save();
    while (!(r->flags & flags) && !err)
        err = wait_on(&r->waiters, deadline);
    plat_irq_restore(irq);
    return err;
}

// work.c: what an interrupt handler leaves to a thread. ---------------------------------------------------------------

// All zeros but fn is work that is not queued.
struct work {
    void (*fn)(struct work *); // set by the owner; runs in the thread "work", may wait, may add its work again
    struct work *next;
    bool queued;
};
// Any context, never allocates: queues w at the end. Nothing when it is queued already (it has not begun to run).
void work_add(struct work *w);

// Each module's init, called once by uk_init() in images that contain the module.
void timers_init(void); // lets interrupts in
void slice_init(void);
void work_init(void);

#endif
