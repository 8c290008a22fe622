// SPDX-License-Identifier: MIT
// Runs the unit tests of libos/sched.
#include "tests.h"

int main(void)
{
    return run_timer_tests() + run_thread_tests() + run_wait_tests() + run_lock_tests() +
           run_stress_tests() + run_ready_tests(); // the last leaves a thread
}
