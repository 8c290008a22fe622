// SPDX-License-Identifier: MIT
// Grants: the table in which we allow other domains to use single pages of ours. Its size is fixed.
#include "base/errno.h"
#include "xen/private.h"
#include "xen/xen.h"

#include <xen/grant_table.h>

#define FRAMES 4
#define PER_FRAME (PAGE_SIZE / sizeof(struct grant_entry_v1))
#define REFERENCES (FRAMES * PER_FRAME)

// Xen's frames are mapped over these pages.
static struct grant_entry_v1 table[REFERENCES] __attribute__((aligned(4096)));
static uint16_t next_free[REFERENCES]; // 0: the end; the first references are reserved for xenstore and console
static uint16_t first_free;

void grants_init(void)
{
    xen_pfn_t frames[FRAMES];
    struct gnttab_setup_table setup = { .dom = DOMID_SELF, .nr_frames = FRAMES };
    set_xen_guest_handle(setup.frame_list, frames);
    if (hypercall(__HYPERVISOR_grant_table_op, GNTTABOP_setup_table, (uintptr_t)&setup, 1, 0) < 0 || setup.status)
        panic("Xen gives no grant table");
    for (unsigned i = 0; i < FRAMES; i++)
        xen_map_frame(table + i * PER_FRAME, frames[i]);
    for (unsigned i = GNTTAB_NR_RESERVED_ENTRIES; i < REFERENCES - 1; i++)
        next_free[i] = (uint16_t)(i + 1);
    first_free = GNTTAB_NR_RESERVED_ENTRIES;
}

int xen_grant(uint16_t domain, const void *page, bool readonly)
{
    unsigned long flags = plat_irq_save();
    unsigned reference = first_free;
    first_free = next_free[reference];
    plat_irq_restore(flags);
    if (!reference)
        return -UK_ENOSPC;
    table[reference].domid = domain;
    table[reference].frame = (uint32_t)xen_mfn((uintptr_t)page);
    // The entry counts from the moment the flags are there.
    __atomic_store_n(&table[reference].flags, GTF_permit_access | (readonly ? GTF_readonly : 0), __ATOMIC_RELEASE);
    return (int)reference;
}

// Xen sets the bits of use while the page is mapped, so they and the permission go away in one step or not at all.
int xen_grant_end(unsigned reference)
{
    uint16_t seen = __atomic_load_n(&table[reference].flags, __ATOMIC_ACQUIRE);
    do {
        if (seen & (GTF_reading | GTF_writing))
            return -UK_EBUSY;
    } while (!__atomic_compare_exchange_n(&table[reference].flags, &seen, 0, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE));
    unsigned long flags = plat_irq_save();
    next_free[reference] = first_free;
    first_free = (uint16_t)reference;
    plat_irq_restore(flags);
    return 0;
}
