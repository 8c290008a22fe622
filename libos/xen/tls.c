// SPDX-License-Identifier: MIT
// The thread pointer.
#include "xen/private.h"

void plat_set_tls(void *thread_pointer)
{
    hypercall(__HYPERVISOR_set_segment_base, SEGBASE_FS, (uintptr_t)thread_pointer, 0, 0);
}
