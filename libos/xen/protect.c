// SPDX-License-Identifier: MIT
// Changes how pages may be used: plat_protect() by updates of the page tables that Xen keeps.
#include "base/errno.h"
#include "xen/private.h"

#define BATCH 32

uintptr_t (*page_table_alloc)(unsigned count); // never called: all RAM has its tables

static uint64_t flags_of(unsigned prot)
{
    switch (prot) {
    case PROT_PAGE_R: return PTE_R;
    case PROT_PAGE_RW: return PTE_RW;
    case PROT_PAGE_RX: return PTE_RX;
    }
    return 0;
}

// The updates, and what the CPU may still remember of the pages, in one hypercall.
static long apply(const struct mmu_update *updates, unsigned count)
{
    struct mmuext_op forget = { .cmd = MMUEXT_TLB_FLUSH_LOCAL };
    struct multicall_entry calls[] = {
        { .op = __HYPERVISOR_mmu_update, .args = { (uintptr_t)updates, count, 0, DOMID_SELF } },
        { .op = __HYPERVISOR_mmuext_op, .args = { (uintptr_t)&forget, 1, 0, DOMID_SELF } },
    };
    long result = hypercall(__HYPERVISOR_multicall, (uintptr_t)calls, COUNT(calls), 0, 0);
    return result < 0 ? result : (long)calls[0].result;
}

int plat_protect(uintptr_t start, size_t size, unsigned prot)
{
    if ((start | size) % PAGE_SIZE || (prot & (PROT_PAGE_RW | PROT_PAGE_RX)) == (PROT_PAGE_RW | PROT_PAGE_RX))
        return -UK_EINVAL;
    if (xen_seal_allows && !xen_seal_allows(start, start + size, prot))
        return -UK_EACCES;
    struct mmu_update updates[BATCH];
    uint64_t flags = flags_of(prot);
    for (uintptr_t at = start; at < start + size;) {
        unsigned count = 0;
        for (; count < BATCH && at < start + size; at += PAGE_SIZE)
            updates[count++] = (struct mmu_update){ xen_entry_address(at) | MMU_NORMAL_PT_UPDATE,
                                                    flags ? xen_mfn(at) << PAGE_SHIFT | flags : 0 };
        if (apply(updates, count) < 0)
            return -UK_EINVAL;
    }
    return 0;
}
