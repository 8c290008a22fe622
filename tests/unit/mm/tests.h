// SPDX-License-Identifier: MIT
// The groups of unit tests of libos/mm.
#ifndef TESTS_MM_TESTS_H
#define TESTS_MM_TESTS_H

#include "host.h"

int run_pages_tests(void);
int run_heap_tests(void);
int run_heap_debug_tests(void);

#endif
