// SPDX-License-Identifier: MIT
// Waiting with a deadline, and sleeping.
#include "sched/private.h"

#include "base/errno.h"

struct alarm {
    struct timer timer;
    struct thread *thread;
};

static void ring(struct timer *t)
{
    wake(container_of(t, struct alarm, timer)->thread, -UK_ETIMEDOUT);
}

// The alarm lives on the waiter's stack. If an event comes first, the alarm may still ring before the thread runs on:
// it finds the thread ready (wake()). The thread stops it before it returns.
int wait_until(struct wait_queue *q, uint64_t deadline, bool interruptible)
{
    struct alarm alarm = { { .fn = ring }, current };
    if (deadline == FOREVER)
        return wait_woken(q, interruptible);
    if (plat_clock() >= deadline)
        return -UK_ETIMEDOUT;
    timer_start(&alarm.timer, deadline);
    int err = wait_woken(q, interruptible);
    timer_stop(&alarm.timer);
    return err;
}

int thread_sleep(uint64_t deadline)
{
    struct wait_queue nobody = WAIT_QUEUE_INIT(nobody);
    unsigned long irq = plat_irq_save();
    int err = wait_until(&nobody, deadline, true);
    plat_irq_restore(irq);
    return err == -UK_ETIMEDOUT ? 0 : err;
}
