// SPDX-License-Identifier: MIT
// Console output: the first serial port.
#include "arch/x86_64/uart.h"
#include "base/plat.h"

void plat_console_write(const char *bytes, size_t n)
{
    uart_write(bytes, n);
}
