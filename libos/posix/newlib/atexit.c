// SPDX-License-Identifier: MIT
// Runs the handlers of atexit(), on_exit() and __cxa_atexit(): in images that register any.
#include "posix/newlib/private.h"

void __call_exitprocs(int status, void *dso); // newlib
void run_atexit(int status);

void run_atexit(int status)
{
    __call_exitprocs(status, NULL);
}
