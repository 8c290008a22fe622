// SPDX-License-Identifier: MIT
// Console input: the first serial port, with an interrupt when something arrives.
#include "arch/x86_64/native.h"
#include "arch/x86_64/uart.h"
#include "base/boot.h"
#include "kvm/apic.h"
#include "kvm/kvm.h"
#include "uk/abi.h"

#define LINE 4 // of the IOAPIC

static void (*arrived)(void);

void input_init(void)
{
    uart_input_init();
}

long plat_console_read(char *bytes, size_t n)
{
    return boot_console_read(uart_next_byte, bytes, n);
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
    uart_input_on();
    plat_irq_restore(flags);
    plat_status(UK_STATUS_INPUT);
}
