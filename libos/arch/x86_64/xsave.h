// SPDX-License-Identifier: MIT
// The wide registers (AVX and on), for platforms' start.
#ifndef ARCH_X86_64_XSAVE_H
#define ARCH_X86_64_XSAVE_H

#include "arch/x86_64/cpu.h"

#define CPUID_XSAVE (1u << 26) // leaf 1, ECX
#define CR4_OSXSAVE (1u << 18)
#define XCR0_STATES 0xe7u // x87, SSE, AVX, AVX-512

// Switches on what the CPU has of the extended states; id is the platform's cpuid. The size that XSAVE takes, 0 where there
// is only FXSAVE (Intel SDM volume 1, 13.3). In ring 0, or where a hypervisor emulates it.
static inline uint32_t xsave_enable(struct cpuid (*id)(uint32_t leaf, uint32_t subleaf))
{
    if (!(id(1, 0).c & CPUID_XSAVE))
        return 0;
    write_cr4(read_cr4() | CR4_OSXSAVE);
    __asm__ volatile("xsetbv" : : "c"(0), "a"(id(13, 0).a & XCR0_STATES), "d"(0));
    return id(13, 0).b; // of what is enabled now
}

#endif
