// SPDX-License-Identifier: MIT
// Interrupt handlers, and waiting for an interrupt.
#include "arch/x86_64/native.h"

extern const char arch_irq_stubs[];

void (*arch_irq_handlers[ARCH_IRQS])(unsigned irq);

void arch_set_irq(unsigned irq, void (*fn)(unsigned irq))
{
    arch_irq_handlers[irq] = fn;
    arch_set_gate(ARCH_VECTOR_IRQ + irq, arch_irq_stubs + 8 * irq, 0);
}

// STI takes effect after the next instruction: an interrupt that is pending ends the HLT.
void arch_halt(void)
{
    __asm__ volatile("sti; hlt; cli" : : : "memory");
}
