// SPDX-License-Identifier: MIT
// In the place of libos/arch/x86_64/xsave.h on the host, where nobody may ask Xen for the CPU.
#ifndef ARCH_X86_64_XSAVE_H
#define ARCH_X86_64_XSAVE_H

#include "arch/x86_64/cpu.h"

uint32_t xsave_enable(struct cpuid (*id)(uint32_t leaf, uint32_t subleaf)); // the test's

#endif
