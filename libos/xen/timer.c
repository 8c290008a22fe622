// SPDX-License-Identifier: MIT
// The one timer: this CPU's, one shot.
#include "xen/private.h"
#include "xen/xen.h"

#include <xen/vcpu.h>

static uint64_t wanted = UINT64_MAX;
static void (*expired)(void);

// A deadline in the past fires at once.
static void arm(void)
{
    struct vcpu_set_singleshot_timer timer = { .timeout_abs_ns = wanted };
    xen_vcpu_op(VCPUOP_set_singleshot_timer, &timer);
}

static void fire(void *arg)
{
    (void)arg;
    if (wanted == UINT64_MAX) // stopped after the event was on its way
        return;
    if (plat_clock() < wanted) { // set anew after the event was on its way
        arm();
        return;
    }
    wanted = UINT64_MAX;
    if (expired)
        expired();
}

static void set_up(void)
{
    static bool done;
    if (done)
        return;
    done = true;
    struct evtchn_bind_virq bind = { .virq = VIRQ_TIMER };
    if (xen_event_op(EVTCHNOP_bind_virq, &bind) < 0 || xen_evtchn_bind(bind.port, fire, NULL) < 0)
        panic("Xen gives no timer");
}

void plat_timer_set(uint64_t deadline)
{
    unsigned long flags = plat_irq_save();
    set_up();
    bool stopped = wanted == UINT64_MAX;
    wanted = deadline;
    if (deadline != UINT64_MAX)
        arm();
    else if (!stopped)
        xen_vcpu_op(VCPUOP_stop_singleshot_timer, NULL);
    plat_irq_restore(flags);
}

void plat_timer_handler(void (*fn)(void))
{
    expired = fn;
}
