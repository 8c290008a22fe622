// SPDX-License-Identifier: MIT
// The clocks: Xen's for this CPU, and the time of day beside it.
#include "arch/x86_64/pvclock.h"
#include "xen/private.h"

#define NANOSECONDS 1000000000ull

_Static_assert(sizeof(struct vcpu_time_info) == sizeof(struct pvclock), "one layout");
_Static_assert(offsetof(struct vcpu_time_info, tsc_to_system_mul) == offsetof(struct pvclock, multiplier), "one layout");

uint64_t plat_clock(void)
{
    return pvclock_read((const volatile struct pvclock *)&XEN_VCPU->time);
}

// Xen tells the time of day at which its clock was zero; the version is odd while it writes.
uint64_t plat_wall_clock(void)
{
    const volatile struct shared_info *shared = &xen_shared;
    uint64_t zero;
    uint32_t version;
    do {
        version = shared->wc_version;
        zero = ((uint64_t)shared->wc_sec_hi << 32 | shared->wc_sec) * NANOSECONDS + shared->wc_nsec;
    } while (version & 1 || version != shared->wc_version);
    return zero + plat_clock();
}
