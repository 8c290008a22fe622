// SPDX-License-Identifier: MIT
// POSIX's names for clocks and sleeping.
#include "posix/newlib/private.h"

#include <sys/time.h>
#include <sys/times.h>
#include <time.h>
#include <unistd.h>

_Static_assert(sizeof(struct timespec) == sizeof(struct uk_timespec), "struct timespec is the libOS's own");

int clock_gettime(clockid_t clock, struct timespec *out)
{
    return (int)newlib_result(uk_clock_gettime(clock, (struct uk_timespec *)out));
}

int clock_getres(clockid_t clock, struct timespec *out)
{
    return (int)newlib_result(uk_clock_getres(clock, (struct uk_timespec *)out));
}

int clock_settime(clockid_t clock, const struct timespec *time)
{
    return (int)newlib_result(uk_clock_settime(clock, (const struct uk_timespec *)time));
}

// Returns the error's number (POSIX).
int clock_nanosleep(clockid_t clock, int flags, const struct timespec *time, struct timespec *left)
{
    return -uk_clock_nanosleep(clock, flags, (const struct uk_timespec *)time, (struct uk_timespec *)left);
}

int nanosleep(const struct timespec *time, struct timespec *left)
{
    return (int)newlib_result(uk_nanosleep((const struct uk_timespec *)time, (struct uk_timespec *)left));
}

unsigned sleep(unsigned seconds)
{
    struct uk_timespec time = { seconds, 0 }, left = { 0, 0 };
    if (uk_nanosleep(&time, &left) == 0)
        return 0;
    return (unsigned)(left.tv_sec + (left.tv_nsec > 0));
}

int usleep(useconds_t microseconds)
{
    struct uk_timespec time = { (int64_t)(microseconds / 1000000), (int64_t)(microseconds % 1000000 * 1000) };
    return (int)newlib_result(uk_nanosleep(&time, NULL));
}

int gettimeofday(struct timeval *restrict out, void *restrict zone)
{
    if (zone)
        *(struct timezone *)zone = (struct timezone){ 0, 0 };
    return out ? _gettimeofday_r(_REENT, out, NULL) : 0;
}

int settimeofday(const struct timeval *time, const struct timezone *zone)
{
    (void)zone;
    if (!time)
        return 0;
    struct uk_timespec t = { time->tv_sec, time->tv_usec * 1000 };
    return (int)newlib_result(uk_clock_settime(UK_CLOCK_REALTIME, &t));
}

clock_t times(struct tms *out)
{
    struct tms unused;
    return _times_r(_REENT, out ? out : &unused);
}

unsigned alarm(unsigned seconds)
{
    return uk_alarm(seconds);
}

// Days since 1970-01-01 of the civil date, counted in years that begin in March, so that a leap day is the last.
static int64_t days(int64_t year, unsigned month, int day)
{
    if (month < 2) // January, February
        year--;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    unsigned of_era = (unsigned)(year - era * 400);
    unsigned march_based = (month + 10) % 12;
    unsigned of_year = (153 * march_based + 2) / 5;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year + (day - 1) - 719468;
}

// The inverse of gmtime(): normalises *tm as mktime() does, in UTC.
time_t timegm(struct tm *tm)
{
    int64_t months = tm->tm_year * 12ll + tm->tm_mon;
    int64_t year = (months >= 0 ? months : months - 11) / 12;
    int64_t day = days(year + 1900, (unsigned)(months - year * 12), 1) + tm->tm_mday - 1;
    time_t result = day * 86400 + tm->tm_hour * 3600ll + tm->tm_min * 60ll + tm->tm_sec;
    gmtime_r(&result, tm);
    return result;
}
