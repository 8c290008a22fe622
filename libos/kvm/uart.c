// SPDX-License-Identifier: MIT
// Console output: the first serial port, a 16550, polled, one FIFO full at a time.
#include "arch/x86_64/cpu.h"
#include "base/plat.h"
#include "kvm/kvm.h"

#define LSR_EMPTY 0x20 // the whole FIFO is free
#define LSR_IDLE 0x40  // and the byte before it is sent
#define FIFO_SIZE 16

unsigned uart_fifo = 1;

// Enabling the FIFOs empties the receiver, and the next byte would already be on its way when the first has been read
// to save it: where input has come before us, the port stays as it is.
void uart_init(void)
{
    if (inb(UART_PORT + UART_LSR) & UART_LSR_DATA)
        return;
    outb(UART_PORT + UART_FCR, UART_FCR_ENABLE);
    uart_fifo = FIFO_SIZE;
}

void plat_console_write(const char *bytes, size_t n)
{
    while (n > 0) {
        size_t burst = n < uart_fifo ? n : uart_fifo;
        n -= burst;
        while (!(inb(UART_PORT + UART_LSR) & LSR_EMPTY))
            ;
        bytes = outsb(UART_PORT + UART_DATA, bytes, burst);
    }
}

void uart_drain(void)
{
    while (!(inb(UART_PORT + UART_LSR) & LSR_IDLE))
        ;
}
