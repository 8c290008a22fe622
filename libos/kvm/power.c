// SPDX-License-Identifier: MIT
// The end: the status channel, and the ways to power a machine off.
#include "arch/x86_64/cpu.h"
#include "arch/x86_64/native.h"
#include "kvm/kvm.h"
#include "uk/abi.h"

void plat_status(const char *line)
{
    if (!boot_info.status_port)
        return;
    while (*line)
        outb(boot_info.status_port, (uint8_t)*line++);
    outb(boot_info.status_port, '\n');
}

_Noreturn void plat_exit(int status)
{
    outb(UK_DEBUG_EXIT_PORT, (uint8_t)status);
    static const struct { uint16_t limit; uint64_t base; } __attribute__((packed)) none;
    __asm__ volatile("lidt %0; int3" : : "m"(none)); // a triple fault
    __builtin_unreachable();
}
