// SPDX-License-Identifier: MIT
// The power button: the fixed one of q35 and pc, the generic event device of microvm.
#include "arch/x86_64/cpu.h"
#include "arch/x86_64/native.h"
#include "kvm/acpi.h"
#include "kvm/apic.h"

#define PM1_BUTTON (1u << 8) // ACPI 6.4, 4.8.3.1
// QEMU, include/hw/i386/microvm.h: the device's line, and how far before the sleep registers its selector lies.
#define GED_LINE 9
#define GED_REGISTERS 0x200
#define GED_POWER_DOWN 2u // QEMU, include/hw/acpi/generic_event_device.h

static void (*pressed)(void);
static uint16_t pm1_status;
static volatile uint32_t *ged; // reading it tells the events and forgets them

static void fixed_button(unsigned irq)
{
    (void)irq;
    bool ours = inw(pm1_status) & PM1_BUTTON;
    outw(pm1_status, PM1_BUTTON); // before the acknowledgement: the line is level-triggered
    apic_end();
    if (ours)
        pressed();
}

static void ged_event(unsigned irq)
{
    (void)irq;
    uint32_t events = *ged;
    apic_end();
    if (events & GED_POWER_DOWN)
        pressed();
}

static void start_fixed(const struct acpi_fadt *fadt)
{
    pm1_status = (uint16_t)fadt->pm1a_event;
    if (fadt->smi_command && !(inw((uint16_t)fadt->pm1a_control) & 1)) // the firmware owns the events still
        outb((uint16_t)fadt->smi_command, fadt->acpi_enable);
    outw(pm1_status, PM1_BUTTON);
    outw((uint16_t)(pm1_status + fadt->pm1_event_length / 2), PM1_BUTTON);
    ioapic_connect(fadt->sci, true, fixed_button);
}

void plat_shutdown_handler(void (*fn)(void))
{
    const struct acpi_fadt *fadt = acpi_fadt();
    if (!fadt)
        return;
    unsigned long flags = plat_irq_save();
    pressed = fn;
    if (!(fadt->flags & FADT_HARDWARE_REDUCED)) {
        start_fixed(fadt);
    } else if ((ged = acpi_map(fadt->sleep_control.address - GED_REGISTERS, sizeof *ged))) {
        ioapic_connect(GED_LINE, false, ged_event);
    }
    plat_irq_restore(flags);
}
