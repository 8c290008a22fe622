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

// ram.c: for plat_init(), the RAM in boot_info ------------------------------------------------------------------------

void ram_add(uint64_t start, uint64_t end);       // a range of the machine's map; ranges may come in any order
void ram_exclude(uintptr_t start, uintptr_t end); // what lies there is in use
// Takes size bytes, a multiple of a large page, for the main thread's stack; the large page below it, which is no RAM
// either, is not to be mapped. Its top; 0 where that would be too much.
uintptr_t ram_take_stack(size_t size);
// The main thread's stack: as large as the configuration asks for, or as the RAM allows, in whole large pages; else the
// boot stack stays, and is taken out of the RAM with the page below it.
void boot_place_stack(void);

// The boot block ------------------------------------------------------------------------------------------------------

// boot_record.c: takes what the loader calls its first module (NULL: none) as the boot block, if it is one, and from its
// records what boot_info holds.
void boot_use_block(const void *module, size_t size);
// Is this a boot block (uk/abi.h) whose records all lie inside it? size: of the memory it lies in.
bool boot_block_check(const void *block, size_t size);
// console_frame.c: plat_console_read() over next_byte, which gives a byte of the console's input, or -1: nothing yet.
long boot_console_read(int (*next_byte)(void), char *bytes, size_t n);
// canary.c: the stack protector's value, from the host's seed, the CPU's generator and its cycle counter. The lowest
// byte is zero, so that no string holds it.
uint64_t boot_canary(void);
extern uint64_t __stack_chk_guard; // guard.c

#endif
