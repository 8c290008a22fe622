// SPDX-License-Identifier: MIT
// clock_gettime() and its relatives, and deadlines for those who wait.
#include "base/plat.h"
#include "fs/fs.h"
#include "posix/posix.h"
#include "sched/sched.h"

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

uint64_t uk_cpu_time(void)
{
    return plat_clock() - thread_idle_time();
}

// A thread has no account of its own: its processor time is all threads'.
static bool is_cpu_time(int clock)
{
    return clock == UK_CLOCK_PROCESS_CPUTIME_ID || clock == UK_CLOCK_THREAD_CPUTIME_ID;
}

int uk_clock_gettime(int clock, struct uk_timespec *out)
{
    if (clock < UK_CLOCK_REALTIME || clock > UK_CLOCK_BOOTTIME)
        return -UK_EINVAL;
    *out = timespec_of(is_realtime(clock) ? uk_realtime() : is_cpu_time(clock) ? uk_cpu_time() : plat_clock());
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

// In nanoseconds; 292 years are for ever.
static uint64_t nanoseconds(const struct uk_timespec *tv)
{
    return tv->tv_sec > INT64_MAX / SECOND - 1 ? UINT64_MAX : (uint64_t)(tv->tv_sec * SECOND + tv->tv_nsec);
}

static uint64_t in(uint64_t ns)
{
    uint64_t now = plat_clock();
    return now > UINT64_MAX - ns ? UINT64_MAX : now + ns;
}

bool uk_deadline_in(const struct uk_timespec *tv, uint64_t *deadline)
{
    if (!is_valid(tv))
        return false;
    *deadline = in(nanoseconds(tv));
    return true;
}

bool uk_deadline(int clock, const struct uk_timespec *tv, bool absolute, uint64_t *deadline)
{
    if (!is_valid(tv) || clock < UK_CLOCK_REALTIME || clock > UK_CLOCK_BOOTTIME)
        return false;
    if (!absolute)
        return uk_deadline_in(tv, deadline);
    uint64_t ns = nanoseconds(tv);
    if (is_realtime(clock) && ns != UINT64_MAX) {
        uint64_t now = uk_realtime();
        ns = in(ns > now ? ns - now : 0);
    }
    *deadline = ns;
    return true;
}
