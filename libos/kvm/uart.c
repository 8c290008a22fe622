// SPDX-License-Identifier: MIT
// Console output: the first serial port, polled.
#include "arch/x86_64/cpu.h"
#include "base/plat.h"
#include "kvm/kvm.h"

#define LSR_EMPTY 0x20 // the transmitter takes a byte

void plat_console_write(const char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        while (!(inb(UART_PORT + UART_LSR) & LSR_EMPTY))
            ;
        outb(UART_PORT + UART_DATA, (uint8_t)bytes[i]);
    }
}
