// SPDX-License-Identifier: MIT
// The one place where a negative number of the libOS becomes errno: both use Linux's numbers.
#include "posix/newlib/private.h"

long newlib_result(long result)
{
    if (result >= 0)
        return result;
    errno = (int)-result;
    return -1;
}
