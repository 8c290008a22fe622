// SPDX-License-Identifier: MIT
// Runs the groups of unit tests of libos/base.
#include "test_base.h"

int main(void)
{
    return run_string_tests() + run_fmt_tests() + run_boot_tests() + run_panic_tests() + run_one_shot_tests();
}
