// SPDX-License-Identifier: MIT
// Deferred work: a thread that runs what interrupt handlers leave behind. Queueing only links the caller's structure.
#include "sched/sched.h"

static struct work *head, **tail = &head;
static struct wait_queue arrived = WAIT_QUEUE_INIT(arrived);

void work_add(struct work *w)
{
    unsigned long irq = plat_irq_save();
    if (!w->queued) {
        w->queued = true;
        w->next = NULL;
        *tail = w;
        tail = &w->next;
        wake_up(&arrived, 1);
    }
    plat_irq_restore(irq);
}

static struct work *take(void)
{
    unsigned long irq = plat_irq_save();
    while (!head)
        wait_on_uninterruptible(&arrived, FOREVER);
    struct work *w = head;
    head = w->next;
    if (!head)
        tail = &head;
    w->queued = false; // from here on it may be added again
    plat_irq_restore(irq);
    return w;
}

static void *worker(void *unused)
{
    for (;;) {
        struct work *w = take();
        w->fn(w);
    }
    return unused;
}

void work_init(void)
{
    struct thread *t;
    if (thread_create(&t, worker, NULL, 0, "work") != 0)
        panic("work: no memory for its thread");
    thread_detach(t);
}
