// SPDX-License-Identifier: MIT
// The interrupt controllers, for this room: registers (Intel SDM volume 3, table 11-1) and how our interrupts are
// numbered.
#ifndef KVM_APIC_H
#define KVM_APIC_H

#include <stdbool.h>
#include <stdint.h>

// Interrupts of arch/x86_64: one for each line of the first IOAPIC, in the lower of two priority classes; the timer in
// the upper one, so that it can be let through alone.
enum { IRQ_LINES = 16, IRQ_TIMER = 16, IRQ_SPURIOUS = 23 };
#define PRIORITY_LINES 0x2f // as task priority: only the timer comes through

enum {
    APIC_ID = 0x20, APIC_TASK_PRIORITY = 0x80, APIC_EOI = 0xb0, APIC_SPURIOUS = 0xf0, APIC_LVT_TIMER = 0x320,
    APIC_LVT_LINT0 = 0x350, APIC_INITIAL = 0x380, APIC_CURRENT = 0x390, APIC_DIVIDE = 0x3e0,
};
#define APIC_LVT_MASKED 0x10000u
#define APIC_LVT_PERIODIC 0x20000u
#define APIC_DIVIDE_BY_1 0xb
// The timer's rate: QEMU's own APIC counts nanoseconds, and so does KVM's.
#define APIC_HZ 1000000000ull

void irq_init(void);            // the module's init
extern volatile uint32_t *apic; // set by it
void apic_end(void);            // acknowledges the interrupt that is being handled

// ioapic.c: line of the first IOAPIC calls fn with interrupts off; fn calls apic_end(). level: level-triggered.
void ioapic_connect(unsigned line, bool level, void (*fn)(unsigned irq));

#endif
