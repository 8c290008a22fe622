// SPDX-License-Identifier: MIT
// Output through a 16550: polled, one FIFO full at a time.
#include "arch/x86_64/cpu.h"
#include "arch/x86_64/uart_private.h"

#define LSR_EMPTY 0x20 // the whole FIFO is free
#define LSR_IDLE 0x40  // and the byte before it is sent
#define FIFO_SIZE 16

uint16_t uart_port;
uint8_t uart_fifo = 1;

// Enabling the FIFOs empties the receiver, and the next byte would already be on its way when the first has been read
// to save it: where input has come before us, the port stays as it is.
void uart_init(uint16_t port)
{
    uart_port = port;
    if (inb(port + UART_LSR) & UART_LSR_DATA)
        return;
    outb(port + UART_FCR, UART_FCR_ENABLE);
    uart_fifo = FIFO_SIZE;
}

void uart_write(const char *bytes, size_t n)
{
    while (n > 0) {
        size_t burst = n < uart_fifo ? n : uart_fifo;
        n -= burst;
        while (!(inb(uart_port + UART_LSR) & LSR_EMPTY))
            ;
        bytes = outsb(uart_port + UART_DATA, bytes, burst);
    }
}

void uart_drain(void)
{
    while (!(inb(uart_port + UART_LSR) & LSR_IDLE))
        ;
}
