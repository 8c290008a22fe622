// SPDX-License-Identifier: MIT
// The end of the guest: says how on the status channel, then powers off.
#include "base/plat.h"
#include "posix/posix.h"
#include "uk/abi.h"

// One copy for both.
__attribute__((noinline)) static _Noreturn void end(const char *word, int number, int status)
{
    char line[16];
    fmt_print(line, sizeof line, "%s%d", word, number);
    plat_status(line);
    plat_exit(status);
}

void uk_exit(int status)
{
    status &= 255;
    end(UK_STATUS_EXIT, status, status);
}

void uk_exit_signal(int signal)
{
    end(UK_STATUS_SIGNAL, signal, 128 + signal);
}
