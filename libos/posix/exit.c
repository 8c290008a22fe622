// SPDX-License-Identifier: MIT
// The end of the guest: says how on the status channel, then powers off.
#include "base/plat.h"
#include "posix/posix.h"
#include "uk/abi.h"

// "WORD N", N of 0..255: no more formatting than that, since all programs hold this.
static void report(const char *word, unsigned number)
{
    char line[16];
    size_t n = strlen(word);
    memcpy(line, word, n);
    if (number >= 100)
        line[n++] = (char)('0' + number / 100);
    if (number >= 10)
        line[n++] = (char)('0' + number / 10 % 10);
    line[n++] = (char)('0' + number % 10);
    line[n] = '\0';
    plat_status(line);
}

void uk_exit(int status)
{
    status &= 255;
    report(UK_STATUS_EXIT, (unsigned)status);
    plat_exit(status);
}

void uk_exit_signal(int signal)
{
    report(UK_STATUS_SIGNAL, (unsigned)signal);
    plat_exit(128 + signal);
}
