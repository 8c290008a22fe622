// SPDX-License-Identifier: MIT
// Interrupts off and on: the CPU's interrupt flag.
#include "base/plat.h"

#define FLAGS_IF 0x200ul

unsigned long plat_irq_save(void)
{
    unsigned long flags;
    __asm__ volatile("pushf; pop %0; cli" : "=r"(flags) : : "memory");
    return flags;
}

void plat_irq_restore(unsigned long flags)
{
    if (flags & FLAGS_IF)
        __asm__ volatile("sti" : : : "memory");
}

void plat_irq_enable(void)
{
    __asm__ volatile("sti" : : : "memory");
}

bool plat_irq_enabled(void)
{
    unsigned long flags;
    __asm__ volatile("pushf; pop %0" : "=r"(flags));
    return flags & FLAGS_IF;
}
