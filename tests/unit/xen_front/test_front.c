// SPDX-License-Identifier: MIT
// Runs the tests of the bus and of both drivers.
#include "sim.h"

int main(void)
{
    int failed = run_xenbus_tests();
    failed += run_blkfront_tests();
    failed += run_blkfront_backend_tests();
    failed += run_netfront_tests();
    return failed + run_netfront_receive_tests() > 0;
}
