// SPDX-License-Identifier: MIT
// clock_nanosleep(): below sleep(), usleep(), nanosleep().
#include "base/plat.h"
#include "posix/posix.h"
#include "sched/sched.h"

int uk_clock_nanosleep(int clock, int flags, const struct uk_timespec *time, struct uk_timespec *left)
{
    uint64_t deadline;
    bool absolute = flags & UK_TIMER_ABSTIME;
    if ((flags & ~UK_TIMER_ABSTIME) || clock == UK_CLOCK_THREAD_CPUTIME_ID)
        return -UK_EINVAL;
    if (!uk_deadline(clock, time, absolute, &deadline))
        return -UK_EINVAL;
    int err = thread_sleep(deadline);
    if (err && left && !absolute) {
        uint64_t now = plat_clock();
        uint64_t rest = deadline > now ? deadline - now : 0;
        *left = (struct uk_timespec){ (int64_t)(rest / 1000000000), (int64_t)(rest % 1000000000) };
    }
    return err;
}
