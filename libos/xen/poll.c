// SPDX-License-Identifier: MIT
// Waiting for one event channel, without its handler.
#include "xen/private.h"

void xen_poll(evtchn_port_t port, uint64_t timeout)
{
    struct sched_poll poll = { .nr_ports = 1, .timeout = plat_clock() + timeout };
    set_xen_guest_handle(poll.ports, &port);
    xen_sched_op(SCHEDOP_poll, &poll);
}

// From the port's bit upwards, as Xen does it.
void xen_remember(evtchn_port_t port)
{
    __atomic_fetch_or(&xen_shared.evtchn_pending[port / 64], 1ul << port % 64, __ATOMIC_SEQ_CST);
    __atomic_fetch_or(&XEN_VCPU->evtchn_pending_sel, 1ul << port / 64, __ATOMIC_SEQ_CST);
    *(volatile uint8_t *)&XEN_VCPU->evtchn_upcall_pending = 1;
}

void xen_forget(evtchn_port_t port)
{
    __atomic_fetch_and(&xen_shared.evtchn_pending[port / 64], ~(1ul << port % 64), __ATOMIC_SEQ_CST);
}
