// SPDX-License-Identifier: MIT
// plat_init(): from what the loader left in memory to boot_info.
#include "arch/x86_64/native.h"
#include "base/boot.h"
#include "kvm/kvm.h"
#include "uk/abi.h"

extern const char __image_start[], __image_end[];

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

extern const unsigned long uk_config_MAIN_STACK_SIZE; // KiB

// The main thread's stack: as large as the configuration asks for, or as the RAM allows, in whole large pages; else the
// boot stack stays.
static void place_stack(void)
{
    size_t wanted = uk_config_MAIN_STACK_SIZE << 10;
    if (wanted <= boot_running.stack_high - boot_running.stack_low)
        wanted = 0;
    uintptr_t top = 0;
    for (wanted = ALIGN_UP(wanted, EXTENT_SIZE); wanted > 0 && !(top = ram_take_stack(wanted)); wanted -= EXTENT_SIZE)
        ;
    if (top) {
        boot_running.stack_low = top - wanted;
        boot_running.stack_high = top;
    } else {
        ram_exclude(boot_running.stack_low - PAGE_SIZE, boot_running.stack_high);
    }
}

void plat_init(void)
{
    arch_init_traps();
    uart_init();
    read_loader((const void *)arch_boot_data);
    if ((uintptr_t)loader_info.cmdline >= PAGE_SIZE) // no loader is known to put it into page zero, which goes away
        boot_info.cmdline = loader_info.cmdline;
    ram_exclude(0, PAGE_SIZE);
    ram_exclude((uintptr_t)__image_start, (uintptr_t)__image_end);
    keep(loader_info.module, loader_info.module_size);
    keep(boot_info.cmdline, boot_info.cmdline ? strlen(boot_info.cmdline) + 1 : 0);
    place_stack();
    ram_map();
    arch_unmap_page(0);
    if (boot_running.stack_low < EXTENT_SIZE)
        arch_unmap_page(boot_running.stack_low - PAGE_SIZE);
    read_boot_block();
}
