// SPDX-License-Identifier: MIT
// newlib's <sys/types.h> with a 64-bit nlink_t (newlib leaves no other way to widen it).
#ifndef _NLINK_T_DECLARED
typedef unsigned long nlink_t;
#define _NLINK_T_DECLARED
#endif

#include <newlib/sys/types.h>
