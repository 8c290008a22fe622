// SPDX-License-Identifier: MIT
// The time of day: the platform's clock plus what clock_settime() asked for.
#include "base/plat.h"
#include "fs/fs.h"

int64_t fs_time_offset;

int64_t fs_now(void)
{
    return (int64_t)plat_wall_clock() + fs_time_offset;
}
