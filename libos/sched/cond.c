// SPDX-License-Identifier: MIT
// Condition variables.
#include "sched/private.h"

#include "base/errno.h"

void cond_init(struct cond *c)
{
    wait_queue_init(&c->waiters);
}

// No signal is lost between unlock and wait: interrupts are off, so nobody else runs until the caller is in the queue.
int cond_wait(struct cond *c, struct mutex *m, uint64_t deadline)
{
    if (m->owner != current)
        return -UK_EPERM;
    unsigned depth = m->depth;
    unsigned long irq = plat_irq_save();
    m->depth = 1;
    mutex_unlock(m);
    int err = wait_on_uninterruptible(&c->waiters, deadline);
    plat_irq_restore(irq);
    mutex_lock(m, FOREVER);
    m->depth = depth;
    return err;
}

void cond_signal(struct cond *c)
{
    wake_up(&c->waiters, 1);
}

void cond_broadcast(struct cond *c)
{
    wake_up(&c->waiters, UINT32_MAX);
}
