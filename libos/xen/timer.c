// SPDX-License-Identifier: MIT
// This virtual CPU's own timer, one shot.
#include "base/one_shot.h"
#include "xen/private.h"
#include "xen/xen.h"

#include <xen/vcpu.h>

// Xen's times are signed: a negative one would be long past.
void one_shot_arm(uint64_t deadline)
{
    struct vcpu_set_singleshot_timer timer = { .timeout_abs_ns = deadline < INT64_MAX ? deadline : INT64_MAX };
    xen_vcpu_op(VCPUOP_set_singleshot_timer, &timer);
}

void one_shot_stop(void)
{
    xen_vcpu_op(VCPUOP_stop_singleshot_timer, NULL);
}

static void fire(void *arg)
{
    (void)arg;
    one_shot_fired();
}

void one_shot_init(void)
{
    struct evtchn_bind_virq bind = { .virq = VIRQ_TIMER };
    if (xen_event_op(EVTCHNOP_bind_virq, &bind) < 0 || xen_evtchn_bind(bind.port, fire, NULL) < 0)
        panic("Xen gives no timer");
}
