// SPDX-License-Identifier: MIT
// Mutexes, recursive ones too. Only threads use them, so preempt_disable() is enough where nobody waits.
#include "sched/private.h"

#include "base/errno.h"

void mutex_init(struct mutex *m, bool recursive)
{
    *m = (struct mutex)MUTEX_INIT(*m);
    m->recursive = recursive;
}

// Takes it where that is possible without waiting: 0, -EBUSY, or -EDEADLK.
static int try_lock(struct mutex *m)
{
    struct thread *self = current;
    if (m->owner && m->owner != self)
        return -UK_EBUSY;
    if (m->owner == self && !m->recursive)
        return -UK_EDEADLK;
    m->owner = self;
    m->depth++;
    return 0;
}

// A hand-over and a timeout that come together, as a story:
// 1. The waiter's timer fires, in an interrupt, while the owner is about to unlock.
// 2. Whichever takes the waiter out of the queue first also says what its wait returns (wake()): 0 exactly when the
// owner
//    has handed the mutex over to it, and else the owner finds it gone and hands the mutex to the next.
int mutex_lock(struct mutex *m, uint64_t deadline)
{
    preempt_disable();
    int err = try_lock(m);
    preempt_enable();
    if (err != -UK_EBUSY)
        return err;
    unsigned long irq = plat_irq_save();
    if (m->owner)
        err = wait_on_uninterruptible(&m->waiters, deadline);
    else
        err = try_lock(m);
    plat_irq_restore(irq);
    return err;
}

int mutex_trylock(struct mutex *m)
{
    preempt_disable();
    int err = try_lock(m);
    preempt_enable();
    return err ? -UK_EBUSY : 0;
}

static void hand_over(struct mutex *m)
{
    unsigned long irq = plat_irq_save();
    if (list_empty(&m->waiters.waiters)) {
        m->owner = NULL;
        m->depth = 0;
    } else {
        m->owner = container_of(m->waiters.waiters.next, struct thread, node);
        m->depth = 1;
        wake_up(&m->waiters, 1);
    }
    plat_irq_restore(irq);
}

int mutex_unlock(struct mutex *m)
{
    if (m->owner != current)
        return -UK_EPERM;
    preempt_disable();
    if (--m->depth == 0) {
        if (list_empty(&m->waiters.waiters))
            m->owner = NULL;
        else
            hand_over(m);
    }
    preempt_enable();
    return 0;
}
