// SPDX-License-Identifier: MIT
// The stations of the boot that main.c calls, and what platforms share on the way.
#ifndef BASE_BOOT_H
#define BASE_BOOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/base.h"

_Noreturn void uk_boot(void);      // main.c; called by the entry code
void uk_init(void);                // generated for each image: calls the modules' init functions
_Noreturn void uk_start_app(void); // the libc's start code

// The main thread. plat_init() may put its stack elsewhere than the one it runs on; uk_boot() goes on there.
extern struct running boot_running;

// boot_record.c: is this a boot block (uk/abi.h) whose records all lie inside it? size: of the memory it lies in.
bool boot_block_check(const void *block, size_t size);
// canary.c: the stack protector's value, from the host's seed, the CPU's generator and its cycle counter. The lowest
// byte is zero, so that no string holds it.
uint64_t boot_canary(void);
extern uint64_t __stack_chk_guard; // guard.c

#endif
