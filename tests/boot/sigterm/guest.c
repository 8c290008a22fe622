// SPDX-License-Identifier: MIT
// Waits for SIGTERM, which the machine's power button becomes: with a handler, or (argument "default") without.
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t got;

static void handler(int signal)
{
    got = signal;
}

int main(int argc, char **argv)
{
    if (argc < 2 || strcmp(argv[1], "default"))
        signal(SIGTERM, handler);
    puts("ready");
    fflush(stdout);
    while (!got)
        usleep(5000);
    printf("signal %d\n", got);
    return 5;
}
