// SPDX-License-Identifier: MIT
// In the place of libos/xen/hypercall.h on the host: hypercalls are functions of the test, and so is the way from a
// machine frame to its memory.
#ifndef XEN_HYPERCALL_H
#define XEN_HYPERCALL_H

#include <stddef.h>
#include <stdint.h>

#define __XEN_INTERFACE_VERSION__ 0x00040d00
#include <xen/event_channel.h>
#include <xen/sched.h>
#include <xen/xen.h>

#undef MACH2PHYS_VIRT_START
extern unsigned long fake_m2p[];
#define MACH2PHYS_VIRT_START fake_m2p

long hypercall(unsigned number, uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d);
long xen_event_op(unsigned command, void *arg);
long xen_sched_op(unsigned command, void *arg);
long xen_vcpu_op(unsigned command, void *arg);
long xen_mmu_update(const struct mmu_update *updates, unsigned count);
long xen_update_va_mapping(const void *address, uint64_t entry);

#endif
