// SPDX-License-Identifier: MIT
// Sealing: page tables that only a hypercall can change, and what plat_protect() refuses from then on.
//
// Xen lets us map page tables read-only at most, and looks at every change that is asked for. But a plain write to a
// last-level table is taken as such a request, too, while the domain has this assistance: sealed, it is a fault.
#include "base/errno.h"
#include "xen/private.h"

extern const char __image_start[], __data_start[];

static bool sealed;

int plat_seal(void)
{
    sealed = true;
    return hypercall(__HYPERVISOR_vm_assist, VMASST_CMD_disable, VMASST_TYPE_writable_pagetables, 0, 0) < 0 ? -UK_EINVAL
                                                                                                            : 0;
}

// Does [start, end) touch size bytes at address?
static bool touches(uintptr_t start, uintptr_t end, uintptr_t address, size_t size)
{
    return start < address + size && end > address;
}

bool xen_seal_allows(uintptr_t start, uintptr_t end, unsigned prot)
{
    if (!sealed)
        return true;
    if (prot & (PROT_PAGE_RX & ~PROT_PAGE_R))
        return false;
    return !touches(start, end, (uintptr_t)__image_start, (size_t)(__data_start - __image_start))
        && !touches(start, end, (uintptr_t)xen_start, PAGE_SIZE)
        && !touches(start, end, xen_start->mfn_list, xen_start->nr_pages * sizeof(unsigned long));
}
