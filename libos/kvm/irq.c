// SPDX-License-Identifier: MIT
// The interrupt controllers: the old one silenced, the local APIC on, and waiting for it.
#include "arch/x86_64/cpu.h"
#include "arch/x86_64/native.h"
#include "kvm/apic.h"

#define PIC_MASTER_MASK 0x21
#define PIC_SLAVE_MASK 0xa1

#define MSR_APIC_BASE 0x1b
#define APIC_BASE_ENABLE (1u << 11)
#define SPURIOUS_ENABLE 0x100

volatile uint32_t *apic; // its registers

static void spurious(unsigned irq)
{
    (void)irq; // takes no acknowledgement (Intel SDM volume 3, 11.9)
}

void apic_end(void)
{
    apic[APIC_EOI / 4] = 0;
}

// The firmware leaves the old controller's lines open, at vectors that mean exceptions to us: before interrupts are
// enabled for the first time, it is masked.
void irq_init(void)
{
    outb(PIC_MASTER_MASK, 0xff);
    outb(PIC_SLAVE_MASK, 0xff);
    uint64_t base = rdmsr(MSR_APIC_BASE);
    wrmsr(MSR_APIC_BASE, base | APIC_BASE_ENABLE);
    apic = (volatile uint32_t *)(base & 0x000ffffffffff000ull);
    if (arch_map_device((uintptr_t)apic, PAGE_SIZE) < 0)
        panic("no memory to map the APIC");
    arch_set_irq(IRQ_SPURIOUS, spurious);
    apic[APIC_TASK_PRIORITY / 4] = 0;
    apic[APIC_LVT_LINT0 / 4] = APIC_LVT_MASKED;
    apic[APIC_SPURIOUS / 4] = SPURIOUS_ENABLE | (ARCH_VECTOR_IRQ + IRQ_SPURIOUS);
    __asm__ volatile("sti" : : : "memory");
}

void plat_idle(void)
{
    arch_halt();
}
