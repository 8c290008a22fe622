// SPDX-License-Identifier: MIT
// The boot on one page: from the entry code to the application.
#include "arch/x86_64/arch.h"
#include "base/base.h"
#include "base/boot.h"
#include "base/plat.h"

extern char __main_tls[], __main_tcb[];
extern const char __tls_image[], __tls_filesz[];

// Thread-local storage of the main thread (System V ABI, variant II): fs:0 points to itself, the canary is at fs:0x28.
static inline void set_up_tls(void)
{
    *(void **)__main_tcb = __main_tcb;
    plat_set_tls(__main_tcb);
    memcpy(__main_tls, __tls_image, (size_t)__tls_filesz);
}

#pragma weak __stack_chk_guard // in the image where Clang's code uses it

static inline void set_canary(uint64_t value)
{
    *(uint64_t *)(__main_tcb + 0x28) = value;
    if (&__stack_chk_guard)
        __stack_chk_guard = value;
}

static void run(void)
{
    uk_init();      // the modules of this image, by level
    uk_start_app(); // the C library's start, main(), exit
}

// On the boot stack, interrupts off, page tables in place.
_Noreturn no_stack_protector void uk_boot(void)
{
    set_up_tls();
    plat_init();                                       // traps, memory map, boot block
    set_canary(boot_canary());                         // no function that returns has read the old one
    arch_run_on(boot_running.stack_high, run);         // the main thread's stack
}
