// SPDX-License-Identifier: MIT
// Console input: from the ring, with an event when something arrives; in a dom0 from the serial port.
#include "arch/x86_64/uart.h"
#include "base/boot.h"
#include "uk/abi.h"
#include "xen/private.h"
#include "xen/xen.h"

#include <xen/io/console.h>
#include <xen/physdev.h>

static void (*arrived)(void);

static int next_byte(void)
{
    volatile struct xencons_interface *ring = xen_console_ring();
    if (!ring)
        return uart_port ? uart_next_byte() : -1;
    uint32_t at = ring->in_cons;
    if (at == __atomic_load_n(&ring->in_prod, __ATOMIC_ACQUIRE))
        return -1;
    int byte = (unsigned char)ring->in[MASK_XENCONS_IDX(at, ring->in)];
    __atomic_store_n(&ring->in_cons, at + 1, __ATOMIC_RELEASE);
    return byte;
}

// The other side waits for room after a full ring: it is told once the reader has made some.
long plat_console_read(char *bytes, size_t n)
{
    if (xen_is_dom0() && !uart_port)
        return -1; // nobody can send any
    long count = boot_console_read(next_byte, bytes, n);
    if (count > 0 && !xen_is_dom0())
        xen_evtchn_notify(xen_start->console.domU.evtchn);
    return count;
}

static void event(void *arg)
{
    (void)arg;
    arrived();
}

// The event channel of the serial port's interrupt line.
static unsigned uart_event(void)
{
    struct physdev_map_pirq map = { .domid = DOMID_SELF, .type = MAP_PIRQ_TYPE_GSI, .index = xen_uart_irq,
                                    .pirq = xen_uart_irq };
    if (hypercall(__HYPERVISOR_physdev_op, PHYSDEVOP_map_pirq, (uintptr_t)&map, 0, 0) < 0)
        return XEN_PORTS;
    struct evtchn_bind_pirq bind = { .pirq = (uint32_t)map.pirq };
    return xen_event_op(EVTCHNOP_bind_pirq, &bind) < 0 ? XEN_PORTS : bind.port;
}

static unsigned port(void)
{
    if (!xen_is_dom0())
        return xen_start->console.domU.evtchn;
    uart_input_init();
    return uart_event();
}

void plat_console_listen(void (*fn)(void))
{
    arrived = fn;
    if (xen_is_dom0() && !uart_port)
        return;
    if (xen_evtchn_bind(port(), event, NULL) < 0)
        panic("Xen gives no console input");
    if (xen_is_dom0())
        uart_input_on();
    plat_status(UK_STATUS_INPUT);
}
