// SPDX-License-Identifier: MIT
// A 16550 serial port (PC16550D data sheet), for platforms that may use I/O ports. One port, polled output.
#ifndef ARCH_X86_64_UART_H
#define ARCH_X86_64_UART_H

#include <stddef.h>
#include <stdint.h>

#define UART_COM1 0x3f8

// uart.c. From any context; the caller sees to it that writers do not meet.
extern uint16_t uart_port; // set by uart_init()
void uart_init(uint16_t port);
void uart_write(const char *bytes, size_t n); // returns when the last byte is in the FIFO
void uart_drain(void); // waits until all output has left the port: what is in it ends with the machine

// uart_input.c --------------------------------------------------------------------------------------------------------

void uart_input_init(void);  // once, before the others
int uart_next_byte(void);    // what has come; -1: nothing yet
void uart_input_on(void);    // from now on the port interrupts when something comes

#endif
