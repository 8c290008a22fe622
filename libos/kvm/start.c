// SPDX-License-Identifier: MIT
// plat_init(): from what the loader left in memory to boot_info.
#include "arch/x86_64/native.h"
#include "base/boot.h"
#include "kvm/kvm.h"
#include "uk/abi.h"

extern const char __image_start[], __image_end[], __main_stack_low[], __main_stack_top[];

struct loader_info loader_info;

// What lies there stays: its pages are taken out of the RAM.
static void keep(const void *start, size_t size)
{
    if (start)
        ram_exclude((uintptr_t)start, (uintptr_t)start + size);
}

// The number in the first record of a type. Runs before there is a canary.
static no_stack_protector uint32_t number_record(uint32_t type, uint32_t otherwise)
{
    const void *cursor = NULL;
    uint32_t length;
    const uint32_t *number = boot_record(type, &cursor, &length);
    return number && length == sizeof *number ? *number : otherwise;
}

static void read_boot_block(void)
{
    const struct uk_boot_header *block = loader_info.module;
    if (block && boot_block_check(block, loader_info.module_size)) {
        boot_info.block = block;
        boot_info.block_size = block->size;
    }
    boot_info.status_port = (uint16_t)number_record(UK_BOOT_STATUS, 0);
    boot_info.console = number_record(UK_BOOT_CONSOLE, UK_CONSOLE_TTY_IN | UK_CONSOLE_TTY_OUT | UK_CONSOLE_TTY_ERR);
}

void plat_init(void)
{
    arch_init_traps();
    read_loader((const void *)arch_boot_data);
    boot_info.cmdline = loader_info.cmdline;
    ram_exclude(0, PAGE_SIZE);
    ram_exclude((uintptr_t)__main_stack_low - PAGE_SIZE, (uintptr_t)__main_stack_top);
    ram_exclude((uintptr_t)__image_start, (uintptr_t)__image_end);
    keep(loader_info.module, loader_info.module_size);
    keep(loader_info.cmdline, loader_info.cmdline ? strlen(loader_info.cmdline) + 1 : 0);
    ram_map();
    arch_unmap_page(0);
    arch_unmap_page((uintptr_t)__main_stack_low - PAGE_SIZE);
    read_boot_block();
}
