// SPDX-License-Identifier: MIT
// The IOAPIC: connects a device's line to a vector (Intel 82093AA, 3.2.4).
#include "arch/x86_64/native.h"
#include "kvm/apic.h"

#define IOAPIC_BASE 0xfec00000ul // on every machine that QEMU has
#define IOAPIC_SELECT 0
#define IOAPIC_WINDOW 4 // in words
#define IOAPIC_REDIRECTION 0x10
#define REDIRECTION_LEVEL 0x8000u

static void write_register(unsigned index, uint32_t value)
{
    volatile uint32_t *ioapic = (volatile uint32_t *)IOAPIC_BASE;
    ioapic[IOAPIC_SELECT] = index;
    ioapic[IOAPIC_WINDOW] = value;
}

void ioapic_connect(unsigned line, bool level, void (*fn)(unsigned irq))
{
    if (arch_map_device(IOAPIC_BASE, PAGE_SIZE) < 0)
        panic("no memory to map the IOAPIC");
    arch_set_irq(line, fn);
    write_register(IOAPIC_REDIRECTION + 2 * line + 1, apic[APIC_ID / 4] & 0xff000000);
    write_register(IOAPIC_REDIRECTION + 2 * line, (ARCH_VECTOR_IRQ + line) | (level ? REDIRECTION_LEVEL : 0));
}
