// SPDX-License-Identifier: MIT
// What only ring 0 can do, for platforms that own the machine: traps, paging, boot data.
#ifndef ARCH_X86_64_NATIVE_H
#define ARCH_X86_64_NATIVE_H

#include "base/base.h"
#include "base/plat.h"

// entry.S --------------------------------------------------------------------------------------------------------------

extern const uint64_t arch_boot_data; // physical address of the PVH or multiboot information

// trap.c ---------------------------------------------------------------------------------------------------------------

#define ARCH_VECTOR_IRQ 32 // the first vector that is no exception
#define ARCH_VECTORS 48
// Sets up the descriptor tables, the exception stacks and what the CPU can do for safety (SMEP, SMAP, UMIP) and for
// applications (XSAVE). Once, before anything can fault.
void arch_init_traps(void);
// Enters stub with interrupts off when vector comes. ist: 0, or the number of an exception stack.
void arch_set_gate(unsigned vector, const void *stub, unsigned ist);

// paging.c -------------------------------------------------------------------------------------------------------------

// Maps RAM one to one, writable and not executable, in the largest pages there are. Called during boot for each range;
// tables come from page_table_alloc. 0 or -ENOMEM.
int arch_map_ram(uintptr_t start, uintptr_t end);
// Maps the large pages of a device's registers, uncached. 0 or -ENOMEM.
int arch_map_device(uintptr_t address, size_t size);
// Takes one page below 2 MiB away, for good.
void arch_unmap_page(uintptr_t address);
// Makes the large page that holds a physical address readable at the address returned; it is lost with the next call but
// one. For the very end, when RAM at the top of the first GiB is no longer needed.
const void *arch_window(uint64_t physical);

#endif
