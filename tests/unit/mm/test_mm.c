// SPDX-License-Identifier: MIT
// Runs the unit tests of libos/mm.
#include "tests.h"

int main(void)
{
    return run_pages_tests() + run_heap_tests() + run_heap_debug_tests();
}
