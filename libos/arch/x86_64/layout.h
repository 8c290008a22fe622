// SPDX-License-Identifier: MIT
// Numbers that assembly and C of this room share.
#ifndef ARCH_X86_64_LAYOUT_H
#define ARCH_X86_64_LAYOUT_H

// PVH start_info (Xen, arch-x86/hvm/start_info.h): its fields, and those of its first module.
#define START_INFO_MAGIC 0x336ec578
#define START_INFO_MODULES 12 // how many
#define START_INFO_MODULE_LIST 16
#define START_INFO_MEMMAP 40
#define START_INFO_MEMMAP_ENTRIES 48
#define MODULE_START 0
#define MODULE_SIZE 8

#define ARCH_CODE_SELECTOR 8
#define ARCH_TSS_SELECTOR 16
#define ARCH_GDT_SIZE 32

#define ARCH_EXCEPTIONS 22 // those above 21 do not come here: their gates are empty
#define ARCH_TRAP_STUB 7
#define ARCH_IRQS 24

#endif
