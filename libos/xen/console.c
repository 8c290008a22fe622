// SPDX-License-Identifier: MIT
// Console output: the ring that the domain builder has set up with the console's backend; in a dom0 the serial port that
// the boot block names, else Xen's own console, which makes lines of what it gets.
#include "arch/x86_64/uart.h"
#include "xen/private.h"

#include <xen/io/console.h>

#define PATIENCE 2000000000ull // nanoseconds without a byte taken: nobody reads

struct xencons_interface *xen_console_ring(void)
{
    return xen_is_dom0() ? NULL : xen_mfn_address(xen_start->console.domU.mfn);
}

static void notify(void)
{
    struct evtchn_send send = { .port = xen_start->console.domU.evtchn };
    xen_event_op(EVTCHNOP_send, &send);
}

// Waits until less than `full` bytes are in the ring, or the other side does not move:
//   1. the port's bit is forgotten,
//   2. the ring is looked at,
//   3. Xen is asked to sleep until the bit is set. What the other side takes after 2 sets it.
// The bit may have stood for input as well: it is set again at the end.
static void wait_below(volatile struct xencons_interface *ring, uint32_t full)
{
    evtchn_port_t port = xen_start->console.domU.evtchn;
    uint32_t seen = ring->out_cons;
    uint64_t deadline = plat_clock() + PATIENCE;
    for (;;) {
        xen_forget(port);
        uint32_t taken = ring->out_cons;
        if (ring->out_prod - taken < full || (taken == seen && plat_clock() > deadline))
            break;
        if (taken != seen)
            deadline = plat_clock() + PATIENCE;
        seen = taken;
        xen_poll(port, PATIENCE);
    }
    xen_remember(port);
}

static void write_ring(volatile struct xencons_interface *ring, const char *bytes, size_t n)
{
    while (n > 0) {
        uint32_t at = ring->out_prod;
        size_t room = sizeof ring->out - (at - ring->out_cons), count = n < room ? n : room;
        if (!count) {
            wait_below(ring, sizeof ring->out);
            if (ring->out_prod - ring->out_cons == sizeof ring->out)
                return; // nobody reads
            continue;
        }
        for (size_t i = 0; i < count; i++)
            ring->out[MASK_XENCONS_IDX(at + i, ring->out)] = bytes[i];
        __atomic_store_n(&ring->out_prod, at + (uint32_t)count, __ATOMIC_RELEASE);
        notify();
        bytes += count;
        n -= count;
    }
}

void plat_console_write(const char *bytes, size_t n)
{
    unsigned long flags = plat_irq_save(); // one writer at a time, also where an interrupt writes
    if (!xen_is_dom0())
        write_ring(xen_console_ring(), bytes, n);
    else if (uart_port)
        uart_write(bytes, n);
    else
        hypercall(__HYPERVISOR_console_io, CONSOLEIO_write, n, (uintptr_t)bytes, 0);
    plat_irq_restore(flags);
}

void xen_console_drain(void)
{
    if (!xen_is_dom0())
        wait_below(xen_console_ring(), 1);
    else if (uart_port)
        uart_drain();
}
