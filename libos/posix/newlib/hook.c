// SPDX-License-Identifier: MIT
// The hook by which thread-specific data, where it is used, takes part in the end of a thread.
#include "posix/newlib/private.h"

void (*thread_end_hook)(void);
