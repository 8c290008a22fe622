// SPDX-License-Identifier: MIT
// What only ring 0 can do, for platforms that own the machine: traps, paging, boot data.
#ifndef ARCH_X86_64_NATIVE_H
#define ARCH_X86_64_NATIVE_H

#include "arch/x86_64/layout.h"
#include "base/base.h"
#include "base/plat.h"

// entry.S -------------------------------------------------------------------------------------------------------------

extern const uint64_t arch_boot_data; // physical address of the PVH or multiboot information

// trap.c --------------------------------------------------------------------------------------------------------------

#define ARCH_VECTOR_IRQ 32 // the first vector that is no exception
#define ARCH_VECTORS (ARCH_VECTOR_IRQ + ARCH_IRQS)
// Sets up the descriptor tables, the exception stacks and what the CPU can do for safety (SMEP, SMAP, UMIP) and for
// applications (XSAVE). Once, before anything can fault.
void arch_init_traps(void);
// Enters stub with interrupts off when vector comes. ist: 0, or the number of an exception stack.
void arch_set_gate(unsigned vector, const void *stub, unsigned ist);

// irq.S, irq.c: interrupts. Vector ARCH_VECTOR_IRQ + irq calls fn(irq) with interrupts off; fn acknowledges. Afterwards
// the current thread gives the CPU away, where sched wants that (preempt_switch).
void arch_set_irq(unsigned irq, void (*fn)(unsigned irq));
// As one step: enables interrupts and waits for one. Returns with interrupts off.
void arch_halt(void);

// paging.c ------------------------------------------------------------------------------------------------------------

// Maps RAM one to one, writable and not executable, in the largest pages there are. Called during boot for each range;
// tables come from page_table_alloc. 0 or -ENOMEM.
int arch_map_ram(uintptr_t start, uintptr_t end);
// Maps the large pages of a device's registers, uncached. 0 or -ENOMEM.
int arch_map_device(uintptr_t address, size_t size);
// Takes one page below 2 MiB away, for good.
void arch_unmap_page(uintptr_t address);

#endif
