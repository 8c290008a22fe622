// SPDX-License-Identifier: MIT
// The end of a program: exit(), _exit(), abort() (C11 7.22.4, POSIX).
#include "posix/newlib/private.h"

#include <stdlib.h>
#include <unistd.h>

void run_atexit(int status) WEAK; // atexit.c: in images that register handlers
void raise_abort(void) WEAK;      // abort_signal.c: in images that can catch signals

extern void (*const __fini_array_start[])(void), (*const __fini_array_end[])(void);

// C11 7.22.4.4: handlers in reverse order of registration (which destructors count as before all of them), then
// streams.
void exit(int status)
{
    if (run_atexit)
        run_atexit(status);
    for (void (*const *f)(void) = __fini_array_end; f > __fini_array_start;)
        (*--f)();
    if (_GLOBAL_REENT->__cleanup)
        _GLOBAL_REENT->__cleanup(_GLOBAL_REENT);
    _exit(status);
}

void _exit(int status)
{
    uk_exit(status & 0xff);
}

// POSIX: SIGABRT's handler runs first if there is one; if it returns, the program ends all the same.
void abort(void)
{
    if (raise_abort)
        raise_abort();
    uk_exit_signal(UK_SIGABRT);
}
