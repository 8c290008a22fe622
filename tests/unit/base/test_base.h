// SPDX-License-Identifier: MIT
// What the files of this test share.
#ifndef TEST_BASE_H
#define TEST_BASE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

// platform.c: what the code under test sent to its platform.
extern char console_text[4096], status_text[4096];
extern int exit_status;      // of plat_exit(), -1 before
extern jmp_buf exit_jump;    // where plat_exit() goes
extern uint64_t cpu_random;  // what plat_entropy() gives; 0: this CPU has no generator
extern uint64_t cpu_cycles;
void platform_reset(void);

int run_string_tests(void);
int run_fmt_tests(void);
int run_boot_tests(void);
int run_panic_tests(void);
int run_one_shot_tests(void);

#endif
