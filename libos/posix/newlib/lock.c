// SPDX-License-Identifier: MIT
// The sleeping lock under pthread mutexes and newlib's own locks.
//
// Free to taken and back is one atomic step, without a look at the scheduler. Who finds it taken marks it (2) and
// queues with interrupts off, so that no release falls between mark and queue:
//   1. A holds the lock (1). B takes interrupts off, writes 2, queues and gives the CPU away.
//   2. A releases: it swaps in 0, sees the 2 and wakes one waiter.
//   3. B runs again and swaps in 2 (not 1: there may be more waiters). If it got 0, the lock is B's; else C was faster
//      between 2 and 3, and B queues again.
#include "posix/newlib/private.h"

#include "base/plat.h"

bool lock_try(struct lock *l)
{
    unsigned free = 0;
    if (!__atomic_compare_exchange_n(&l->state, &free, 1, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
        return false;
    l->owner = lock_self();
    return true;
}

static int lock_wait(struct lock *l, uint64_t deadline)
{
    int error = 0;
    unsigned long flags = plat_irq_save();
    while (__atomic_exchange_n(&l->state, 2, __ATOMIC_ACQUIRE) != 0) {
        error = queue_wait_or_die(l->queue, deadline);
        if (error == -UK_ETIMEDOUT)
            break;
        error = 0; // an interrupted thread goes on waiting: POSIX, pthread_mutex_lock()
    }
    plat_irq_restore(flags);
    return error;
}

int lock_take(struct lock *l, uint64_t deadline)
{
    if (lock_try(l))
        return 0;
    int error = lock_wait(l, deadline);
    if (!error)
        l->owner = lock_self();
    return error;
}

void lock_release(struct lock *l)
{
    l->owner = NULL;
    if (__atomic_exchange_n(&l->state, 0, __ATOMIC_RELEASE) != 2)
        return;
    unsigned long flags = plat_irq_save();
    queue_wake_if_any(l->queue, 1);
    plat_irq_restore(flags);
}
