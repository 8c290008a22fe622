// SPDX-License-Identifier: MIT
// The unit of clock() and times(): microseconds, as POSIX (XSI) asks of CLOCKS_PER_SEC.
#ifndef _UK_MACHINE_TIME_H
#define _UK_MACHINE_TIME_H

#define _CLOCKS_PER_SEC_ 1000000

#endif
