// SPDX-License-Identifier: MIT
// The clock that a hypervisor keeps for a CPU, in shared memory: KVM and Xen use one layout (Xen: vcpu_time_info).
#ifndef ARCH_X86_64_PVCLOCK_H
#define ARCH_X86_64_PVCLOCK_H

#include <stdint.h>

struct pvclock {
    uint32_t version, pad0; // odd while the hypervisor writes
    uint64_t tsc, nanoseconds; // at the same moment
    uint32_t multiplier;       // nanoseconds a cycle, in units of 2^-32, after the shift
    int8_t shift;
    uint8_t flags, pad[2];
};
_Static_assert(sizeof(struct pvclock) == 32, "pvclock");

// (cycles * multiplier) >> 32, without losing the upper bits.
static inline uint64_t pvclock_scale(uint64_t cycles, uint64_t multiplier)
{
    return (uint64_t)((unsigned __int128)cycles * multiplier >> 32);
}

// Nanoseconds now. From any context.
uint64_t pvclock_read(const volatile struct pvclock *clock);

#endif
