// SPDX-License-Identifier: MIT
// A platform that takes notes instead of acting.
#include <string.h>

#include "base/plat.h"
#include "test_base.h"

char console_text[4096], status_text[4096];
int exit_status;
jmp_buf exit_jump;
uint64_t cpu_random, cpu_cycles;

void platform_reset(void)
{
    console_text[0] = status_text[0] = '\0';
    exit_status = -1;
    cpu_random = cpu_cycles = 0;
    memset(&boot_info, 0, sizeof boot_info);
}

void plat_console_write(const char *bytes, size_t n)
{
    size_t used = strlen(console_text);
    assert_true(used + n < sizeof console_text);
    memcpy(console_text + used, bytes, n);
    console_text[used + n] = '\0';
}

void plat_status(const char *line)
{
    assert_true(strlen(status_text) + strlen(line) + 2 < sizeof status_text);
    strcat(strcat(status_text, line), "\n");
}

_Noreturn void plat_exit(int status)
{
    exit_status = status;
    longjmp(exit_jump, 1);
}

bool plat_entropy(void *bytes, size_t n)
{
    assert_int_equal(n, sizeof cpu_random);
    if (!cpu_random)
        return false;
    memcpy(bytes, &cpu_random, n);
    return true;
}

uint64_t plat_cycles(void)
{
    return cpu_cycles;
}
