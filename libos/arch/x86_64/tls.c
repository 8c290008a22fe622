// SPDX-License-Identifier: MIT
// The thread pointer.
#include "arch/x86_64/cpu.h"
#include "base/plat.h"

#define MSR_FS_BASE 0xc0000100

void plat_set_tls(void *thread_pointer)
{
    wrmsr(MSR_FS_BASE, (uintptr_t)thread_pointer);
}
