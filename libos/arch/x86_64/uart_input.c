// SPDX-License-Identifier: MIT
// Input from a 16550.
#include "arch/x86_64/cpu.h"
#include "arch/x86_64/uart_private.h"

#define IER_RECEIVED 1
#define FCR_14_BYTES (UART_FCR_ENABLE | 0xc0) // an interrupt for 14 bytes, or for fewer after four characters' time
#define LCR_8N1 3
#define LCR_DIVISOR 0x80
#define MCR_LINES 0x0b // DTR, RTS, and OUT2, which lets the interrupt out

void uart_input_init(void)
{
    if (uart_fifo > 1)
        outb(uart_port + UART_FCR, FCR_14_BYTES);
    outb(uart_port + UART_LCR, LCR_8N1 | LCR_DIVISOR);
    outb(uart_port + UART_DATA, 1); // 115200 baud: those four characters take 0.35 ms
    outb(uart_port + UART_IER, 0);
    outb(uart_port + UART_LCR, LCR_8N1);
}

int uart_next_byte(void)
{
    return inb(uart_port + UART_LSR) & UART_LSR_DATA ? inb(uart_port + UART_DATA) : -1;
}

void uart_input_on(void)
{
    outb(uart_port + UART_MCR, MCR_LINES);
    outb(uart_port + UART_IER, IER_RECEIVED);
}
