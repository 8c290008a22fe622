// SPDX-License-Identifier: MIT
// The stack protector's value.
#include "base/base.h"
#include "base/boot.h"
#include "base/plat.h"
#include "uk/abi.h"

uint64_t boot_canary(void)
{
    uint64_t value = 0, seed = 0;
    plat_entropy(&value, sizeof value);
    const void *cursor = NULL;
    uint32_t length;
    const char *bytes = boot_record(UK_BOOT_SEED, &cursor, &length);
    if (bytes && length >= sizeof seed) // the end of it, so that what getrandom() makes of the beginning stays apart
        memcpy(&seed, bytes + length - sizeof seed, sizeof seed);
    value ^= seed;
    if (!value)
        value = plat_cycles() * 0x9e3779b97f4a7c15u;
    return value & ~0xffull;
}
