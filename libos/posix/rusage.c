// SPDX-License-Identifier: MIT
// getrusage(): processor time and memory in use.
#include "base/plat.h"
#include "mm/mm.h"
#include "posix/posix.h"

int uk_getrusage(int who, struct uk_rusage *out)
{
    if (who < -1 || who > 1)
        return -UK_EINVAL;
    memset(out, 0, sizeof *out);
    if (who == -1)
        return 0;
    size_t largest, free_pages, total;
    uint64_t us = uk_cpu_time() / 1000;
    page_usage(&largest, &free_pages, &total);
    out->ru_utime = (struct uk_timeval){ (int64_t)(us / 1000000), (int64_t)(us % 1000000) };
    out->ru_maxrss = (int64_t)((total - free_pages) * (PAGE_SIZE / 1024));
    return 0;
}
