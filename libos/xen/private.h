// SPDX-License-Identifier: MIT
// What the files of room xen share.
#ifndef XEN_PRIVATE_H
#define XEN_PRIVATE_H

#include "base/base.h"
#include "base/plat.h"
#include "xen/hypercall.h"

// start.c -------------------------------------------------------------------------------------------------------------

extern const struct start_info *xen_start; // set by entry.S; a page of RAM that stays
extern struct shared_info xen_shared;      // the hypervisor's page, once plat_init() has mapped it here
#define XEN_VCPU (&xen_shared.vcpu_info[0])

extern uint16_t xen_uart_irq; // the line of uart_port, in a dom0

static inline bool xen_is_dom0(void)
{
    return xen_start->flags & SIF_INITDOMAIN;
}

// Pages ---------------------------------------------------------------------------------------------------------------
//
// A page has two numbers. Our addresses are pseudo-physical: one to one in our page tables, which hold machine frames.
// xen_start->mfn_list leads from ours to the machine's (p2m), Xen's table at MACH2PHYS_VIRT_START back (M2P).

static inline uint64_t xen_mfn(uintptr_t address)
{
    return ((const unsigned long *)xen_start->mfn_list)[address >> PAGE_SHIFT];
}

static inline void *xen_mfn_address(uint64_t mfn)
{
    return (void *)(((const unsigned long *)MACH2PHYS_VIRT_START)[mfn] << PAGE_SHIFT);
}

// Page table entries (Intel SDM volume 3, 4.5). Xen adds the user bit: it runs us in ring 3.
#define PTE_R (1ull | 1ull << 5 | 1ull << 63) // present, accessed, not executable
#define PTE_RW (PTE_R | 1ull << 1 | 1ull << 6)
#define PTE_RX (1ull | 1ull << 5)
#define PTE_TABLE (1ull | 1ull << 1 | 1ull << 2 | 1ull << 5) // of an upper table
#define PTE_ADDRESS 0x000ffffffffff000ull

// memory.c ------------------------------------------------------------------------------------------------------------

void xen_map_ram(void); // builds the page tables; after boot_place_stack()
// The machine address of the last-level entry that maps address, as mmu_update wants it.
uint64_t xen_entry_address(uintptr_t address);
// Maps a machine frame of the hypervisor's over a page of the image.
void xen_map_frame(void *page, uint64_t mfn);

// seal.c: may the pages of [start, end) get this protection? NULL in an image that is not to be sealed.
bool xen_seal_allows(uintptr_t start, uintptr_t end, unsigned prot) WEAK;

// trap.c --------------------------------------------------------------------------------------------------------------

void xen_init_traps(void);

// poll.c --------------------------------------------------------------------------------------------------------------

// Sleeps until port's bit is set (also while events are masked) or so many nanoseconds have passed.
void xen_poll(evtchn_port_t port, uint64_t timeout);
void xen_forget(evtchn_port_t port); // clears port's bit

// Sets port's bit again: its handler runs once events are unmasked.
void xen_remember(evtchn_port_t port);

// power.c -------------------------------------------------------------------------------------------------------------

extern bool xen_reboots; // the host wants the domain again after its end

// console.c -----------------------------------------------------------------------------------------------------------

struct xencons_interface *xen_console_ring(void); // NULL in a dom0
void xen_console_drain(void); // waits until the other side has taken all output, or does not move

#endif
