// SPDX-License-Identifier: MIT
// newlib's <sys/select.h> with room for 1024 descriptors in an fd_set, as on Linux.
#ifndef FD_SETSIZE
#define FD_SETSIZE 1024
#endif

#include <newlib/sys/select.h>
