// SPDX-License-Identifier: MIT
// abort() in images that can catch signals: unblocks SIGABRT and raises it.
#include "posix/newlib/private.h"

void raise_abort(void);

void raise_abort(void)
{
    uk_sigset set = (uk_sigset)1 << (UK_SIGABRT - 1);
    uk_sigprocmask(UK_SIG_UNBLOCK, &set, NULL);
    uk_raise(UK_SIGABRT);
}
