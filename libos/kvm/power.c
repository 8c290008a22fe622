// SPDX-License-Identifier: MIT
// The end: the status channel, and the ways to power a machine off.
#include "arch/x86_64/cpu.h"
#include "arch/x86_64/uart.h"
#include "base/base.h"
#include "base/plat.h"
#include "kvm/acpi.h"
#include "uk/abi.h"

#define AML_PACKAGE 0x12 // ACPI 6.4, 20.2.5.4
#define AML_BYTE 0x0a
#define PM1_SLEEP_ENABLE (1u << 13) // 4.8.3.2.1
#define PM1_SLEEP_TYPE 10
#define REDUCED_SLEEP_ENABLE (1u << 5) // 4.8.3.7
#define REDUCED_SLEEP_TYPE 2
#define PATIENCE 100000 // turns of a loop until a machine that takes the hint is off

void plat_status(const char *line)
{
    if (!boot_info.status_port)
        return;
    while (*line)
        outb(boot_info.status_port, (uint8_t)*line++);
    outb(boot_info.status_port, '\n');
}

// The sleep type of "off": the first number of the package \_S5 (7.4.2.6), found by its name in the DSDT's bytes.
static unsigned sleep_type_off(const struct acpi_fadt *fadt)
{
    const struct acpi_table *dsdt = acpi_map_table(fadt->dsdt);
    const uint8_t *bytes = (const uint8_t *)dsdt;
    for (size_t i = sizeof *dsdt; dsdt && i + 9 < dsdt->length; i++)
        if (!memcmp(bytes + i, "_S5_", 4) && bytes[i + 4] == AML_PACKAGE) // its length, its count, the number
            return bytes[i + 7] == AML_BYTE ? bytes[i + 8] : bytes[i + 7];
    return 0;
}

static void acpi_off(void)
{
    const struct acpi_fadt *fadt = acpi_fadt();
    if (!fadt)
        return;
    unsigned type = sleep_type_off(fadt);
    if (fadt->flags & FADT_HARDWARE_REDUCED) {
        volatile uint8_t *reg = acpi_map(fadt->sleep_control.address, 1);
        if (reg)
            *reg = (uint8_t)(type << REDUCED_SLEEP_TYPE | REDUCED_SLEEP_ENABLE);
    } else {
        outw((uint16_t)fadt->pm1a_control, (uint16_t)(type << PM1_SLEEP_TYPE | PM1_SLEEP_ENABLE));
    }
    for (volatile unsigned i = 0; i < PATIENCE; i++)
        ;
}

_Noreturn void plat_exit(int status)
{
    plat_irq_save();
    uart_drain();
    // A fault on the way, from damaged tables or before there is memory for page tables, comes back here.
    static bool again;
    if (!again) {
        again = true;
        outb(UK_DEBUG_EXIT_PORT, (uint8_t)status);
        acpi_off();
    }
    static const struct { uint16_t limit; uint64_t base; } __attribute__((packed)) no_idt;
    __asm__ volatile("lidt %0; int3" : : "m"(no_idt)); // a triple fault resets every machine
    __builtin_unreachable();
}
