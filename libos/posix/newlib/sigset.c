// SPDX-License-Identifier: MIT
// Sets of signals (POSIX, sigemptyset() and its family): pure.
#include "posix/newlib/private.h"

#include <signal.h>

static int change(sigset_t *set, int signal, bool in)
{
    if (signal < 1 || signal >= NSIG)
        return (int)newlib_result(-UK_EINVAL);
    sigset_t bit = (sigset_t)1 << (signal - 1);
    *set = in ? *set | bit : *set & ~bit;
    return 0;
}

int sigemptyset(sigset_t *set)
{
    *set = 0;
    return 0;
}

int sigfillset(sigset_t *set)
{
    *set = ~(sigset_t)0;
    return 0;
}

int sigaddset(sigset_t *set, int signal)
{
    return change(set, signal, true);
}

int sigdelset(sigset_t *set, int signal)
{
    return change(set, signal, false);
}

int sigismember(const sigset_t *set, int signal)
{
    if (signal < 1 || signal >= NSIG)
        return (int)newlib_result(-UK_EINVAL);
    return (*set >> (signal - 1)) & 1;
}
