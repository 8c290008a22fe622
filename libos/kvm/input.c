// SPDX-License-Identifier: MIT
// Console input: the first serial port, with an interrupt when something arrives.
#include "arch/x86_64/cpu.h"
#include "arch/x86_64/native.h"
#include "base/boot.h"
#include "kvm/apic.h"
#include "kvm/kvm.h"
#include "uk/abi.h"

#define LINE 4 // of the IOAPIC
#define IER_RECEIVED 1
#define FCR_14_BYTES (UART_FCR_ENABLE | 0xc0) // an interrupt for 14 bytes, or for fewer after four characters' time
#define LCR_8N1 3
#define LCR_DIVISOR 0x80
#define MCR_LINES 0x0b // DTR, RTS, and OUT2, which lets the interrupt out

static void (*arrived)(void);

void input_init(void)
{
    if (uart_fifo > 1)
        outb(UART_PORT + UART_FCR, FCR_14_BYTES);
    outb(UART_PORT + UART_LCR, LCR_8N1 | LCR_DIVISOR);
    outb(UART_PORT + UART_DATA, 1); // 115200 baud: those four characters take 0.35 ms
    outb(UART_PORT + UART_IER, 0);
    outb(UART_PORT + UART_LCR, LCR_8N1);
}

static int next_byte(void)
{
    return inb(UART_PORT + UART_LSR) & UART_LSR_DATA ? inb(UART_PORT + UART_DATA) : -1;
}

long plat_console_read(char *bytes, size_t n)
{
    return boot_console_read(next_byte, bytes, n);
}

static void interrupt(unsigned irq)
{
    (void)irq;
    apic_end();
    arrived();
}

void plat_console_listen(void (*fn)(void))
{
    unsigned long flags = plat_irq_save();
    arrived = fn;
    ioapic_connect(LINE, false, interrupt);
    outb(UART_PORT + UART_MCR, MCR_LINES);
    outb(UART_PORT + UART_IER, IER_RECEIVED);
    plat_irq_restore(flags);
    plat_status(UK_STATUS_INPUT);
}
