// SPDX-License-Identifier: MIT
// newlib's <time.h> with Linux's clock numbers.
#ifndef _UK_TIME_H
#define _UK_TIME_H

#include <newlib/time.h>

#undef TIMER_ABSTIME
#define TIMER_ABSTIME 1
#undef CLOCK_REALTIME
#define CLOCK_REALTIME 0
#undef CLOCK_MONOTONIC
#define CLOCK_MONOTONIC 1
#undef CLOCK_PROCESS_CPUTIME_ID
#define CLOCK_PROCESS_CPUTIME_ID 2
#undef CLOCK_THREAD_CPUTIME_ID
#define CLOCK_THREAD_CPUTIME_ID 3
#undef CLOCK_MONOTONIC_RAW
#define CLOCK_MONOTONIC_RAW 4
#undef CLOCK_REALTIME_COARSE
#define CLOCK_REALTIME_COARSE 5
#undef CLOCK_MONOTONIC_COARSE
#define CLOCK_MONOTONIC_COARSE 6
#undef CLOCK_BOOTTIME
#define CLOCK_BOOTTIME 7
#undef CLOCK_REALTIME_ALARM
#undef CLOCK_BOOTTIME_ALARM

__BEGIN_DECLS

// The names that POSIX gives to newlib's _timezone, _daylight and _tzname.
#if __MISC_VISIBLE || __XSI_VISIBLE
extern long _timezone;
extern int _daylight;
#ifndef daylight
#define daylight _daylight
#endif
#endif
#if __MISC_VISIBLE
time_t timegm(struct tm *);
#endif

__END_DECLS

#endif
