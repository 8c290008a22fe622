// SPDX-License-Identifier: MIT
// Readiness objects: what is ready, who waits for it, who collects it.
#include "sched/sched.h"

void ready_init(struct ready *r)
{
    r->flags = 0;
    wait_queue_init(&r->waiters);
    r->edge = NULL;
}

void ready_set(struct ready *r, unsigned flags)
{
    unsigned long irq = plat_irq_save();
    r->flags |= flags;
    wake_up(&r->waiters, UINT32_MAX);
    if (r->edge)
        r->edge(r, flags);
    plat_irq_restore(irq);
}

void ready_clear(struct ready *r, unsigned flags)
{
    unsigned long irq = plat_irq_save();
    r->flags &= ~flags;
    plat_irq_restore(irq);
}
