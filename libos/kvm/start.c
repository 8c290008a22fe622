// SPDX-License-Identifier: MIT
// plat_init(): from what the loader left in memory to boot_info.
#include "arch/x86_64/native.h"
#include "base/boot.h"
#include "kvm/kvm.h"
#include "uk/abi.h"

extern const char __image_start[], __image_end[], __main_stack_low[], __main_stack_top[];

struct loader_info loader_info;

// The loader's texts and tables stay where they are: their pages are taken out of the RAM.
static void keep(const void *start, size_t size)
{
    if (size)
        ram_exclude((uintptr_t)start, (uintptr_t)start + size);
}

static void read_boot_block(void)
{
    const void *block = loader_info.module;
    boot_info.console = UK_CONSOLE_TTY_IN | UK_CONSOLE_TTY_OUT | UK_CONSOLE_TTY_ERR;
    if (!block || !boot_block_check(block, loader_info.module_size))
        return;
    boot_info.block = block;
    boot_info.block_size = ((const struct uk_boot_header *)block)->size;
    const void *cursor = NULL;
    uint32_t length;
    const uint32_t *word = boot_record(UK_BOOT_STATUS, &cursor, &length);
    if (word && length == sizeof *word)
        boot_info.status_port = (uint16_t)*word;
    cursor = NULL;
    word = boot_record(UK_BOOT_CONSOLE, &cursor, &length);
    if (word && length == sizeof *word)
        boot_info.console = *word;
}

void plat_init(void)
{
    arch_init_traps();
    read_loader((const void *)arch_boot_data);
    ram_exclude(0, PAGE_SIZE);
    ram_exclude((uintptr_t)__main_stack_low - PAGE_SIZE, (uintptr_t)__main_stack_top);
    ram_exclude((uintptr_t)__image_start, (uintptr_t)__image_end);
    keep(loader_info.module, loader_info.module_size);
    if (loader_info.cmdline) {
        keep(loader_info.cmdline, strlen(loader_info.cmdline) + 1);
        boot_info.cmdline = loader_info.cmdline;
    }
    ram_map();
    arch_unmap_page(0);
    arch_unmap_page((uintptr_t)__main_stack_low - PAGE_SIZE);
    read_boot_block();
}
