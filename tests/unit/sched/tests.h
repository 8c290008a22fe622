// SPDX-License-Identifier: MIT
// The groups of unit tests of libos/sched.
#ifndef TESTS_SCHED_TESTS_H
#define TESTS_SCHED_TESTS_H

#include "machine.h"

#define TEST(name) cmocka_unit_test_teardown(name, machine_all_free)

int run_thread_tests(void);
int run_wait_tests(void);
int run_timer_tests(void);
int run_lock_tests(void);
int run_ready_tests(void);
int run_stress_tests(void);

#endif
