// SPDX-License-Identifier: MIT
// Calls of the hypervisor (Xen public headers, from libxen-dev): the SYSCALL instruction with the number in RAX.
#ifndef XEN_HYPERCALL_H
#define XEN_HYPERCALL_H

#include <stddef.h>
#include <stdint.h>

#define __XEN_INTERFACE_VERSION__ 0x00040d00 // of Xen 4.13; without it, sched_op would be an older call
#include <xen/event_channel.h>
#include <xen/sched.h>
#include <xen/xen.h>

static inline long hypercall(unsigned number, uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d)
{
    long result;
    register uintptr_t r10 __asm__("r10") = d;
    __asm__ volatile("syscall"
                     : "=a"(result), "+D"(a), "+S"(b), "+d"(c), "+r"(r10)
                     : "0"((unsigned long)number)
                     : "rcx", "r8", "r9", "r11", "memory");
    return result;
}

static inline long xen_event_op(unsigned command, void *arg)
{
    return hypercall(__HYPERVISOR_event_channel_op, command, (uintptr_t)arg, 0, 0);
}

static inline long xen_sched_op(unsigned command, void *arg)
{
    return hypercall(__HYPERVISOR_sched_op, command, (uintptr_t)arg, 0, 0);
}

static inline long xen_vcpu_op(unsigned command, void *arg)
{
    return hypercall(__HYPERVISOR_vcpu_op, command, 0, (uintptr_t)arg, 0);
}

static inline long xen_mmu_update(const struct mmu_update *updates, unsigned count)
{
    return hypercall(__HYPERVISOR_mmu_update, (uintptr_t)updates, count, 0, DOMID_SELF);
}

// Replaces the entry that maps the page at address.
static inline long xen_update_va_mapping(const void *address, uint64_t entry)
{
    return hypercall(__HYPERVISOR_update_va_mapping, (uintptr_t)address, entry, UVMF_INVLPG | UVMF_LOCAL, 0);
}

#endif
