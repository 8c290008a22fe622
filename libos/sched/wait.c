// SPDX-License-Identifier: MIT
// Wait queues: how a thread waits for an event and how the event finds it.
//
// The race between "nothing there, so I wait" and the event, as a story:
// 1. With interrupts off, a thread finds its condition false.
// 2. Still so, wait_woken() puts it into the queue and gives the CPU away. No other thread and no interrupt came
// between.
// 3. The event's side, later, finds it in the queue and makes it ready.
// 4. The thread runs on where it waited, with interrupts off, and looks at its condition again.
#include "sched/private.h"

#include "base/errno.h"

void wait_queue_init(struct wait_queue *q)
{
    list_init(&q->waiters);
}

int wait_woken(struct wait_queue *q, bool interruptible)
{
    struct thread *t = current;
    if (UK_DEBUG && (preempt_depth > 0 || plat_irq_enabled()))
        panic("sched: a wait where none is allowed");
    if (interruptible && t->interrupted) {
        t->interrupted = false;
        return -UK_EINTR;
    }
    if (!q->waiters.next)
        list_init(&q->waiters);
    list_add_tail(&q->waiters, &t->node);
    t->spent = false;
    t->state = interruptible ? THREAD_WAITING_INTERRUPTIBLE : THREAD_WAITING;
    schedule();
    return t->woken;
}

// What comes first ends a wait, and there is only one end: whoever comes second finds the thread ready. So of a timer,
// an event and an interruption that come together, the thread learns of the first, and no event is taken by a thread
// that has reported a timeout.
bool wake(struct thread *t, int woken)
{
    thread_check(t);
    if (t->state != THREAD_WAITING && t->state != THREAD_WAITING_INTERRUPTIBLE)
        return false;
    list_remove(&t->node);
    t->woken = woken;
    run_add(t);
    return true;
}

unsigned wake_up(struct wait_queue *q, unsigned count)
{
    unsigned done = 0;
    unsigned long irq = plat_irq_save();
    while (done < count && q->waiters.next && !list_empty(&q->waiters)) {
        wake(container_of(q->waiters.next, struct thread, node), 0);
        done++;
    }
    plat_irq_restore(irq);
    return done;
}

void thread_interrupt(struct thread *t)
{
    thread_check(t);
    unsigned long irq = plat_irq_save();
    if (t->state != THREAD_WAITING_INTERRUPTIBLE || !wake(t, -UK_EINTR))
        t->interrupted = true;
    plat_irq_restore(irq);
}
