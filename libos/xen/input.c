// SPDX-License-Identifier: MIT
// Console input: from the ring, with an event when something arrives; in a dom0 from Xen.
#include "base/boot.h"
#include "uk/abi.h"
#include "xen/private.h"
#include "xen/xen.h"

#include <xen/io/console.h>

static void (*arrived)(void);

static int next_of_dom0(void)
{
    static char bytes[64];
    static long count, at;
    if (at == count) {
        at = 0;
        count = hypercall(__HYPERVISOR_console_io, CONSOLEIO_read, sizeof bytes, (uintptr_t)bytes, 0);
        count = count < 0 ? 0 : count;
    }
    return at < count ? (unsigned char)bytes[at++] : -1;
}

static int next_byte(void)
{
    volatile struct xencons_interface *ring = xen_console_ring();
    if (!ring)
        return next_of_dom0();
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

static unsigned port(void)
{
    if (!xen_is_dom0())
        return xen_start->console.domU.evtchn;
    struct evtchn_bind_virq bind = { .virq = VIRQ_CONSOLE };
    return xen_event_op(EVTCHNOP_bind_virq, &bind) < 0 ? XEN_PORTS : bind.port;
}

void plat_console_listen(void (*fn)(void))
{
    arrived = fn;
    if (xen_evtchn_bind(port(), event, NULL) < 0)
        panic("Xen gives no console input");
    plat_status(UK_STATUS_INPUT);
}
