// SPDX-License-Identifier: MIT
// Room kvm, level 2: the platform of machines with PC devices (QEMU's microvm, q35, pc). This header is the room's own;
// everybody else sees base/plat.h.
#ifndef KVM_KVM_H
#define KVM_KVM_H

#include <stddef.h>
#include <stdint.h>

// memory.c ------------------------------------------------------------------------------------------------------------

void ram_map(void); // maps the RAM of boot_info and the main thread's stack; page tables take pages away

// start_info.c --------------------------------------------------------------------------------------------------------

struct loader_info {
    const char *cmdline; // NULL if there is none
    const void *module;  // the first one, NULL if there is none
    uint64_t module_size;
    uint64_t rsdp; // physical address, 0 if the loader does not say
};
extern struct loader_info loader_info;
void read_loader(const void *info); // fills loader_info, adds the RAM

// input.c -------------------------------------------------------------------------------------------------------------

void input_init(void); // the module's init

#endif
