// SPDX-License-Identifier: MIT
// What the files of this test share.
#ifndef TEST_DEVICE_H
#define TEST_DEVICE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/base.h"
#include "base/errno.h"
#include "fault.h"

int run_blkdev_tests(void);
int run_netdev_tests(void);

#endif
