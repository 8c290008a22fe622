// SPDX-License-Identifier: MIT
// Event channels: from a bit in shared memory to its handler.
#include "base/errno.h"
#include "xen/private.h"
#include "xen/xen.h"

#include <xen/callback.h>

_Static_assert(offsetof(struct shared_info, vcpu_info[0].evtchn_upcall_pending) == 0, "event_entry.S");
_Static_assert(offsetof(struct shared_info, vcpu_info[0].evtchn_upcall_mask) == 1, "event_entry.S");
_Static_assert(XEN_PORTS == sizeof(xen_ulong_t) * 8, "one word of ports");

extern const char xen_upcall[];

static struct {
    void (*fn)(void *arg);
    void *arg;
} handlers[XEN_PORTS];

// Called by xen_upcall with events masked. A notification is never lost:
//   1. Xen sets the port's bit, then the word's bit in the selector, then `pending`;
//   2. we clear in the opposite order, each before looking at what it stands for;
//   3. so whatever is set behind our look sets `pending` again, and the upcall's end comes back here.
// A port's bit is cleared before its handler runs, so what comes while it runs makes it run again.
void xen_take_events(void);
void xen_take_events(void)
{
    XEN_VCPU->evtchn_upcall_pending = 0;
    __atomic_exchange_n(&XEN_VCPU->evtchn_pending_sel, 0, __ATOMIC_SEQ_CST);
    xen_ulong_t ports = *(volatile xen_ulong_t *)&xen_shared.evtchn_pending[0] & ~xen_shared.evtchn_mask[0];
    for (; ports; ports &= ports - 1) {
        unsigned port = (unsigned)__builtin_ctzl(ports);
        __atomic_fetch_and(&xen_shared.evtchn_pending[0], ~(1ul << port), __ATOMIC_SEQ_CST);
        if (handlers[port].fn)
            handlers[port].fn(handlers[port].arg);
    }
}

// The module's init: events are enabled from here on.
void events_init(void)
{
    struct callback_register callback = {
        .type = CALLBACKTYPE_event, .flags = CALLBACKF_mask_events, .address = (uintptr_t)xen_upcall,
    };
    if (hypercall(__HYPERVISOR_callback_op, CALLBACKOP_register, (uintptr_t)&callback, 0, 0) < 0)
        panic("Xen refused the upcall");
    plat_irq_enable();
}

// One step for Xen: unmasks, and sleeps unless an event is pending. An event between our caller's look and this sleep is
// pending then, so it is not lost; it is taken by the upcall before the hypercall returns.
void plat_idle(void)
{
    xen_sched_op(SCHEDOP_block, NULL);
    XEN_VCPU->evtchn_upcall_mask = 1;
    __asm__ volatile("" ::: "memory");
}

int xen_evtchn_alloc(uint16_t domain)
{
    struct evtchn_alloc_unbound alloc = { .dom = DOMID_SELF, .remote_dom = domain };
    return xen_event_op(EVTCHNOP_alloc_unbound, &alloc) < 0 ? -UK_ENOSPC : (int)alloc.port;
}

int xen_evtchn_bind(unsigned port, void (*fn)(void *arg), void *arg)
{
    if (port >= XEN_PORTS)
        return -UK_ENOSPC;
    handlers[port].arg = arg;
    handlers[port].fn = fn;
    struct evtchn_unmask unmask = { .port = port };
    xen_event_op(EVTCHNOP_unmask, &unmask); // delivers what is pending
    return 0;
}

void xen_evtchn_close(unsigned port)
{
    struct evtchn_close close = { .port = port };
    if (port < XEN_PORTS) {
        __atomic_fetch_or(&xen_shared.evtchn_mask[0], 1ul << port, __ATOMIC_SEQ_CST);
        handlers[port].fn = NULL;
    }
    xen_event_op(EVTCHNOP_close, &close);
}

void xen_evtchn_notify(unsigned port)
{
    struct evtchn_send send = { .port = port };
    xen_event_op(EVTCHNOP_send, &send);
}
