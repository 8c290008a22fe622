// SPDX-License-Identifier: MIT
// Which struct _reent is the calling thread's: its own where it has one, else newlib's global one.
//
// The boot thread uses the global one, whose __cleanup exit() calls. Threads of pthread_create() get theirs in their
// first step (pthread.c); a libOS thread that calls into the C library shares the boot thread's.
#include "posix/newlib/private.h"

__thread struct _reent *newlib_reent;

struct _reent *__getreent(void)
{
    return newlib_reent ? newlib_reent : _global_impure_ptr;
}
