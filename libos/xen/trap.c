// SPDX-License-Identifier: MIT
// Exceptions: the table that tells Xen where to enter. A fault always ends the guest.
//
// Xen pushes the frame on the present stack. Where there is none to push on, as after a stack overflow, it ends the
// domain itself and prints the registers on its own console.
#include "arch/x86_64/fault.h"
#include "xen/private.h"
#include "xen/trap.h"

#define TRAP_MASK_EVENTS 4 // trap_info.flags: events are masked on the way in
#define ANY_RING 3         // INT3 and INTO may come from our ring

extern const char xen_trap_stubs[];

void xen_init_traps(void)
{
    struct trap_info table[XEN_EXCEPTIONS + 1];
    for (unsigned vector = 0; vector < XEN_EXCEPTIONS; vector++)
        table[vector] = (struct trap_info){ (uint8_t)vector, TRAP_MASK_EVENTS | (vector == 3 || vector == 4 ? ANY_RING : 0),
                                            FLAT_KERNEL_CS, (uintptr_t)xen_trap_stubs + XEN_TRAP_STUB * vector };
    memset(&table[XEN_EXCEPTIONS], 0, sizeof table[0]);
    if (hypercall(__HYPERVISOR_set_trap_table, (uintptr_t)table, 0, 0, 0) < 0)
        panic("Xen refused the trap table");
}

// Called by xen_trap_stubs with events masked.
_Noreturn void xen_trap(struct trap_frame *f);
_Noreturn void xen_trap(struct trap_frame *f)
{
    arch_fault(f, fault_vector(f, xen_trap_stubs, XEN_TRAP_STUB), XEN_VCPU->arch.cr2);
}
