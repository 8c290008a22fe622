// SPDX-License-Identifier: MIT
// Preemption: a thread that computes for long gives way to the others that are ready.
//
// There is no regular tick. A timer runs while anybody but the current thread is ready. Each time it finds that no
// switch has happened since the last time, a switch is due. So a thread gets between one and two slices, switches need
// no look at the clock, and one thread alone, or threads that soon wait, cost (nearly) no interrupts.
#include "sched/private.h"

extern const unsigned long uk_config_TIME_SLICE; // ms

static void slice_end(struct timer *t);
static struct timer slice = { .fn = slice_end };
static unsigned switches_seen;

static void slice_start(void)
{
    if (slice.running)
        return;
    switches_seen = switches;
    timer_start(&slice, plat_clock() + uk_config_TIME_SLICE * 1000000);
}

static void slice_end(struct timer *t)
{
    (void)t;
    if (ready_count == 0)
        return;
    if (run_slice_ended(switches == switches_seen))
        preempt_wanted = true; // seen at the end of this interrupt, or by preempt_enable()
    slice_start();
}

// preempt_switch. Who calls preempt_enable() with interrupts off has a reason to keep the CPU: the switch stays due.
static void give_way(bool from_interrupt)
{
    if (!from_interrupt && !plat_irq_enabled())
        return;
    unsigned long irq = plat_irq_save();
    run_others();
    plat_irq_restore(irq);
}

void slice_init(void)
{
    preempt_switch = give_way;
    run_busy = slice_start;
}
