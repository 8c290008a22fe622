// SPDX-License-Identifier: MIT
// nanosleep() and clock_nanosleep().
#include "base/plat.h"
#include "posix/posix.h"
#include "sched/sched.h"

static int sleep_until(uint64_t deadline, struct uk_timespec *left)
{
    int err = thread_sleep(deadline);
    if (err && left) {
        uint64_t now = plat_clock();
        uint64_t rest = deadline > now ? deadline - now : 0;
        *left = (struct uk_timespec){ (int64_t)(rest / 1000000000), (int64_t)(rest % 1000000000) };
    }
    return err;
}

int uk_nanosleep(const struct uk_timespec *time, struct uk_timespec *left)
{
    uint64_t deadline;
    return uk_deadline_in(time, &deadline) ? sleep_until(deadline, left) : -UK_EINVAL;
}

int uk_clock_nanosleep(int clock, int flags, const struct uk_timespec *time, struct uk_timespec *left)
{
    uint64_t deadline;
    bool absolute = flags & UK_TIMER_ABSTIME;
    if ((flags & ~UK_TIMER_ABSTIME) || clock == UK_CLOCK_THREAD_CPUTIME_ID)
        return -UK_EINVAL;
    if (!uk_deadline(clock, time, absolute, &deadline))
        return -UK_EINVAL;
    return sleep_until(deadline, absolute ? NULL : left);
}
