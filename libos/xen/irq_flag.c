// SPDX-License-Identifier: MIT
// Interrupts off and on: events of Xen, which a byte in shared memory masks.
#include "xen/private.h"

// Unmasking tells Xen nothing, so what came while masked must be asked for:
//   1. an event that comes before the byte is cleared has set `pending`, and only that;
//   2. one that comes afterwards finds the byte clear: Xen enters the upcall at once, which clears `pending`;
//   3. so `pending`, read after the byte is cleared, is set exactly where an event waits for us. Any hypercall delivers it.
static void unmask(void)
{
    XEN_VCPU->evtchn_upcall_mask = 0;
    __asm__ volatile("" ::: "memory");
    if (*(volatile uint8_t *)&XEN_VCPU->evtchn_upcall_pending)
        hypercall(__HYPERVISOR_xen_version, 0, 0, 0, 0);
}

unsigned long plat_irq_save(void)
{
    unsigned long masked = XEN_VCPU->evtchn_upcall_mask;
    XEN_VCPU->evtchn_upcall_mask = 1;
    __asm__ volatile("" ::: "memory");
    return masked;
}

void plat_irq_restore(unsigned long masked)
{
    __asm__ volatile("" ::: "memory");
    if (!masked)
        unmask();
}

void plat_irq_enable(void)
{
    __asm__ volatile("" ::: "memory");
    unmask();
}

bool plat_irq_enabled(void)
{
    return !*(volatile uint8_t *)&XEN_VCPU->evtchn_upcall_mask;
}
