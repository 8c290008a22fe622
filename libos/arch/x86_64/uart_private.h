// SPDX-License-Identifier: MIT
// The 16550's registers, for the two files that know it.
#ifndef ARCH_X86_64_UART_PRIVATE_H
#define ARCH_X86_64_UART_PRIVATE_H

#include "arch/x86_64/uart.h"
#include "base/base.h"

enum { UART_DATA = 0, UART_IER = 1, UART_FCR = 2, UART_LCR = 3, UART_MCR = 4, UART_LSR = 5 };
#define UART_LSR_DATA 1
#define UART_FCR_ENABLE 1

extern uint8_t uart_fifo; // how many bytes may be written at once; 1: the FIFOs are off

#endif
