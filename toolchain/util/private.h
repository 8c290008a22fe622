// SPDX-License-Identifier: MIT
// What the files of this room share among themselves.
#ifndef UTIL_PRIVATE_H
#define UTIL_PRIVATE_H

#include <signal.h>

// The process that proc_run(), proc_capture() or proc_feed() waits for, 0 if none. The signal handler of error.c passes
// its signal on, so that no compiler is left behind. Written by proc.c only.
extern volatile sig_atomic_t proc_child;

// Removes path, a file or a whole directory. Returns 0 or -errno of the first failure. Async-signal-safe: neither
// allocates nor locks, since the signal handler of error.c calls it.
int remove_path(const char *path);

#endif
