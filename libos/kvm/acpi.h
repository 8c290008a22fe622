// SPDX-License-Identifier: MIT
// The ACPI tables that this room reads (ACPI 6.4, chapter 5).
#ifndef KVM_ACPI_H
#define KVM_ACPI_H

#include <stddef.h>
#include <stdint.h>

struct acpi_table { // 5.2.6
    char signature[4];
    uint32_t length;
    uint8_t rest[28];
};
_Static_assert(sizeof(struct acpi_table) == 36, "ACPI table header");

struct acpi_register { // 5.2.3.2, generic address structure
    uint8_t space, width, offset, access;
    uint64_t address;
} __attribute__((packed));
_Static_assert(sizeof(struct acpi_register) == 12, "ACPI generic address");

struct acpi_fadt { // 5.2.9, as far as it matters here
    struct acpi_table head;
    uint32_t facs, dsdt;
    uint8_t model, profile;
    uint16_t sci;
    uint32_t smi_command;
    uint8_t acpi_enable, other1[3];
    uint32_t pm1a_event, pm1b_event, pm1a_control;
    uint8_t other2[20], pm1_event_length, other3[23];
    uint32_t flags;
    uint8_t other4[24];
    uint64_t x_dsdt;
    uint8_t other5[96];
    struct acpi_register sleep_control, sleep_status;
} __attribute__((packed));
_Static_assert(offsetof(struct acpi_fadt, pm1a_control) == 64, "FADT");
_Static_assert(offsetof(struct acpi_fadt, flags) == 112, "FADT");
_Static_assert(offsetof(struct acpi_fadt, sleep_control) == 244, "FADT");

#define FADT_HARDWARE_REDUCED (1u << 20)

// Maps size bytes of firmware tables or registers. NULL when there is no memory for page tables.
void *acpi_map(uint64_t physical, size_t size);
const struct acpi_table *acpi_map_table(uint64_t physical);
// The machine's FADT, NULL if it has none.
const struct acpi_fadt *acpi_fadt(void);

#endif
