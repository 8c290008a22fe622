// SPDX-License-Identifier: MIT
// A machine for the unit tests of libos/sched: one CPU with virtual time, a timer and device interrupts, on which
// threads switch by ucontext. Time stands still unless a test (or the machine's own jitter) lets it pass, so every run
// is the same.
#ifndef TESTS_SCHED_MACHINE_H
#define TESTS_SCHED_MACHINE_H

#include "../mm/host.h"

#include "arch/x86_64/arch.h"
#include "base/errno.h"
#include "sched/private.h"

#define MS 1000000ull

extern uint64_t machine_now;        // ns
extern unsigned machine_timer_runs; // interrupts of the timer so far
extern unsigned machine_guards;     // pages that may not be touched at the moment
extern void *machine_tls;           // the thread pointer
// Each time interrupts come on, and each look at the clock, so much time passes at random (0: none).
extern uint64_t machine_jitter;

// Computes for so long: interrupts come where they fall due.
void machine_spin(uint64_t ns);
// A device interrupt at a time.
void machine_interrupt_at(uint64_t when, void (*fn)(void));
// In a thread a failed check ends the test program: cmocka can only return to the test's own stack.
#define CHECK(condition) \
    do { \
        if (!(condition)) \
            machine_fail(__FILE__, __LINE__, #condition); \
    } while (0)
_Noreturn void machine_fail(const char *file, int line, const char *condition);

int machine_start(void **state);     // group set-up: 4 MiB of RAM
int machine_all_free(void **state);  // after each test: no thread, page, guard or timer is left

#endif
