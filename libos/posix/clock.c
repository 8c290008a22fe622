// SPDX-License-Identifier: MIT
// clock_gettime() and its relatives, and deadlines for those who wait.
#include "base/plat.h"
#include "fs/fs.h"
#include "posix/posix.h"

#define SECOND 1000000000ll

static bool is_realtime(int clock)
{
    return clock == UK_CLOCK_REALTIME || clock == UK_CLOCK_REALTIME_COARSE;
}

static struct uk_timespec timespec_of(uint64_t ns)
{
    return (struct uk_timespec){ (int64_t)(ns / SECOND), (int64_t)(ns % SECOND) };
}

uint64_t uk_realtime(void)
{
    return (uint64_t)fs_now();
}

int uk_clock_gettime(int clock, struct uk_timespec *out)
{
    if (clock < UK_CLOCK_REALTIME || clock > UK_CLOCK_BOOTTIME)
        return -UK_EINVAL;
    *out = timespec_of(is_realtime(clock) ? uk_realtime() : plat_clock());
    return 0;
}

int uk_clock_getres(int clock, struct uk_timespec *out)
{
    if (clock < UK_CLOCK_REALTIME || clock > UK_CLOCK_BOOTTIME)
        return -UK_EINVAL;
    if (out)
        *out = timespec_of(1);
    return 0;
}

static bool is_valid(const struct uk_timespec *t)
{
    return t->tv_sec >= 0 && t->tv_nsec >= 0 && t->tv_nsec < SECOND;
}

int uk_clock_settime(int clock, const struct uk_timespec *time)
{
    if (clock != UK_CLOCK_REALTIME || !is_valid(time) || time->tv_sec >= INT64_MAX / SECOND)
        return -UK_EINVAL;
    fs_time_offset = time->tv_sec * SECOND + time->tv_nsec - (int64_t)plat_wall_clock();
    return 0;
}

static uint64_t sum_or_forever(uint64_t a, uint64_t b)
{
    return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

bool uk_deadline(int clock, const struct uk_timespec *tv, bool absolute, uint64_t *deadline)
{
    if (!is_valid(tv) || clock < UK_CLOCK_REALTIME || clock > UK_CLOCK_BOOTTIME)
        return false;
    const int64_t most = INT64_MAX / SECOND - 1; // 292 years: for ever
    uint64_t ns = tv->tv_sec > most ? UINT64_MAX : (uint64_t)(tv->tv_sec * SECOND + tv->tv_nsec);
    if (absolute && !is_realtime(clock)) {
        *deadline = ns;
        return true;
    }
    if (absolute) {
        uint64_t now = uk_realtime();
        ns = ns > now ? ns == UINT64_MAX ? ns : ns - now : 0;
    }
    *deadline = sum_or_forever(plat_clock(), ns);
    return true;
}
