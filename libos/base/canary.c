// SPDX-License-Identifier: MIT
// The stack protector's value.
#include "base/base.h"
#include "base/boot.h"
#include "base/plat.h"
#include "uk/abi.h"

// It runs before there is a canary.
no_stack_protector uint64_t boot_canary(void)
{
    uint64_t value = plat_cycles() * 0x9e3779b97f4a7c15u, random = 0;
    plat_entropy(&random, sizeof random);
    const void *cursor = NULL;
    uint32_t length;
    const uint64_t *seed = boot_record(UK_BOOT_SEED, &cursor, &length);
    if (seed && length >= sizeof *seed) // its end, so that what getrandom() makes of the beginning stays apart
        value ^= seed[length / sizeof *seed - 1];
    return (value ^ random) & ~0xffull;
}
