// SPDX-License-Identifier: MIT
// The host's power button in a program that knows nothing of signals: SIGTERM's default action.
#include "base/plat.h"
#include "posix/posix.h"

extern __typeof__(signal_init) signal_init WEAK;

static void pressed(void)
{
    uk_exit_signal(UK_SIGTERM);
}

void shutdown_init(void)
{
    if (!signal_init) // else that has the button
        plat_shutdown_handler(pressed);
}
