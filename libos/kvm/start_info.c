// SPDX-License-Identifier: MIT
// The loader's information in its two forms: PVH start_info and Multiboot 1.
#include "base/base.h"
#include "base/boot.h"
#include "kvm/kvm.h"

struct start_info { // Xen, arch-x86/hvm/start_info.h
    uint32_t magic, version, flags, module_count;
    uint64_t modules, cmdline, rsdp, memmap;
    uint32_t memmap_entries, reserved;
};
_Static_assert(sizeof(struct start_info) == 56, "start_info");

struct start_module {
    uint64_t start, size, cmdline, reserved;
};
_Static_assert(sizeof(struct start_module) == 32, "start_info module");

struct start_range {
    uint64_t start, size;
    uint32_t type, reserved;
};
_Static_assert(sizeof(struct start_range) == 24, "start_info memory map entry");

struct multiboot_info { // Multiboot 0.6.96, 3.3
    uint32_t flags, mem_lower, mem_upper, boot_device, cmdline, module_count, modules, syms[4], mmap_length, mmap;
};
_Static_assert(sizeof(struct multiboot_info) == 52, "multiboot information");

struct multiboot_module {
    uint32_t start, end, string, reserved;
};
_Static_assert(sizeof(struct multiboot_module) == 16, "multiboot module");

struct multiboot_range {
    uint32_t size; // of the rest
    uint64_t start, length;
    uint32_t type;
} __attribute__((packed));
_Static_assert(sizeof(struct multiboot_range) == 24, "multiboot memory map entry");

#define START_INFO_MAGIC 0x336ec578
#define RANGE_RAM 1
#define MULTIBOOT_CMDLINE 4
#define MULTIBOOT_MODULES 8

static void read_start_info(const struct start_info *info)
{
    const struct start_range *range = (const void *)info->memmap;
    for (uint32_t i = 0; i < info->memmap_entries; i++)
        if (range[i].type == RANGE_RAM)
            ram_add(range[i].start, range[i].start + range[i].size);
    if (info->module_count) {
        const struct start_module *module = (const void *)info->modules;
        loader_info.module = (const void *)module->start;
        loader_info.module_size = module->size;
    }
    loader_info.cmdline = (const char *)info->cmdline;
    loader_info.rsdp = info->rsdp;
}

static void read_multiboot(const struct multiboot_info *info)
{
    uintptr_t at = info->mmap;
    while (at < (uintptr_t)info->mmap + info->mmap_length) {
        const struct multiboot_range *range = (const void *)at;
        if (range->type == RANGE_RAM)
            ram_add(range->start, range->start + range->length);
        at += range->size + sizeof range->size;
    }
    if (info->flags & MULTIBOOT_MODULES && info->module_count) {
        const struct multiboot_module *module = (const void *)(uintptr_t)info->modules;
        loader_info.module = (const void *)(uintptr_t)module->start;
        loader_info.module_size = module->end - module->start;
    }
    if (info->flags & MULTIBOOT_CMDLINE)
        loader_info.cmdline = (const char *)(uintptr_t)info->cmdline;
}

void read_loader(const void *info)
{
    if (*(const uint32_t *)info == START_INFO_MAGIC)
        read_start_info(info);
    else
        read_multiboot(info);
}
