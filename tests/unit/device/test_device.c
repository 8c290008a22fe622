// SPDX-License-Identifier: MIT
// Runs the tests of both contracts.
#include "test_device.h"

int main(void)
{
    int failed = run_blkdev_tests();
    return failed + run_netdev_tests() > 0;
}
