// SPDX-License-Identifier: MIT
// Finds the FADT: RSDP, then RSDT or XSDT (ACPI 6.4, 5.2.5 to 5.2.9).
#include "kvm/acpi.h"

#include "arch/x86_64/native.h"
#include "kvm/kvm.h"

struct rsdp {
    char signature[8];
    uint8_t checksum, oem[6], revision;
    uint32_t rsdt, length;
    uint64_t xsdt;
} __attribute__((packed));
_Static_assert(sizeof(struct rsdp) == 32, "RSDP");

#define SEARCH_START 0xe0000 // 5.2.5.1
#define SEARCH_END 0x100000
#define TABLE_MAX (1 << 20)

void *acpi_map(uint64_t physical, size_t size)
{
    return arch_map_device(physical, size) < 0 ? NULL : (void *)physical;
}

// By the loader's word, or by searching the BIOS area.
static const struct rsdp *find_rsdp(void)
{
    if (loader_info.rsdp)
        return acpi_map(loader_info.rsdp, sizeof(struct rsdp));
    for (uintptr_t at = SEARCH_START; at < SEARCH_END; at += 16)
        if (!memcmp((const void *)at, "RSD PTR ", 8))
            return (const void *)at;
    return NULL;
}

const struct acpi_table *acpi_map_table(uint64_t physical)
{
    return acpi_map(physical, TABLE_MAX);
}

// An address in the RSDT (4 bytes) or the XSDT (8 bytes, at any alignment).
static uint64_t entry_at(const char *at, unsigned width)
{
    typedef uint32_t __attribute__((aligned(1), may_alias)) half;
    const half *halves = (const half *)at;
    return width == 8 ? halves[0] | (uint64_t)halves[1] << 32 : halves[0];
}

const struct acpi_fadt *acpi_fadt(void)
{
    const struct rsdp *rsdp = find_rsdp();
    if (!rsdp)
        return NULL;
    unsigned width = rsdp->revision >= 2 && rsdp->xsdt ? 8 : 4;
    const struct acpi_table *root = acpi_map_table(width == 8 ? rsdp->xsdt : rsdp->rsdt);
    for (size_t at = sizeof *root; root && at + width <= root->length; at += width) {
        const struct acpi_table *table = acpi_map_table(entry_at((const char *)root + at, width));
        if (table && !memcmp(table->signature, "FACP", 4))
            return (const void *)table;
    }
    return NULL;
}
