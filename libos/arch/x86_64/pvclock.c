// SPDX-License-Identifier: MIT
// Reads a clock that the hypervisor keeps.
#include "arch/x86_64/pvclock.h"

#include "arch/x86_64/cpu.h"

// The hypervisor makes the version odd, writes, and makes it even: what was read counts if it was even, and the same,
// before and after.
uint64_t pvclock_read(const volatile struct pvclock *clock)
{
    uint64_t now;
    uint32_t version;
    do {
        version = clock->version;
        uint64_t cycles = rdtsc() - clock->tsc;
        int shift = clock->shift;
        now = clock->nanoseconds + pvclock_scale(shift < 0 ? cycles >> -shift : cycles << shift, clock->multiplier);
    } while (version & 1 || version != clock->version);
    return now;
}
