// SPDX-License-Identifier: MIT
// What the files of this test program share.
#ifndef TEST_UTIL_H
#define TEST_UTIL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

int run_system_tests(void);

#endif
