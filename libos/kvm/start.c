// SPDX-License-Identifier: MIT
// plat_init(): from what the loader left in memory to boot_info.
#include "arch/x86_64/native.h"
#include "arch/x86_64/uart.h"
#include "base/boot.h"
#include "kvm/kvm.h"

extern const char __image_start[], __image_end[];

struct loader_info loader_info;

// What lies there stays: its pages are taken out of the RAM.
static void keep(const void *start, size_t size)
{
    if (start)
        ram_exclude((uintptr_t)start, (uintptr_t)start + size);
}

void plat_init(void)
{
    arch_init_traps();
    uart_init(UART_COM1);
    read_loader((const void *)arch_boot_data);
    if ((uintptr_t)loader_info.cmdline >= PAGE_SIZE) // no loader is known to put it into page zero, which goes away
        boot_info.cmdline = loader_info.cmdline;
    ram_exclude(0, PAGE_SIZE);
    ram_exclude((uintptr_t)__image_start, (uintptr_t)__image_end);
    keep(loader_info.module, loader_info.module_size);
    keep(boot_info.cmdline, boot_info.cmdline ? strlen(boot_info.cmdline) + 1 : 0);
    boot_place_stack();
    ram_map();
    arch_unmap_page(0);
    if (boot_running.stack_low < EXTENT_SIZE)
        arch_unmap_page(boot_running.stack_low - PAGE_SIZE);
    boot_use_block(loader_info.module, loader_info.module_size);
}
