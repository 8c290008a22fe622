// SPDX-License-Identifier: MIT
// uk/netdev.h: frames are copied between the application's memory and the device's.
#include "base/netdev.h"

#include "base/base.h"
#include "base/errno.h"
#include "mm/mm.h"
#include "sched/sched.h"
#include "uk/netdev.h"

#define ETHERNET 14 // bytes of header
#define BATCH 32    // frames that are taken from the device at once

struct uk_netdev {
    struct netdev *dev;
    struct netbuf *received;  // a list, of whoever receives
    // Guarded by interrupts off.
    unsigned events;          // NETDEV_EVENT_*
    struct wait_queue waiters;
};

static void event(struct netdev *dev, unsigned what)
{
    struct uk_netdev *d = dev->user;
    unsigned long irq = plat_irq_save();
    d->events |= what;
    wake_up(&d->waiters, UINT32_MAX);
    plat_irq_restore(irq);
}

int uk_netdev_open(const char *name, struct uk_netdev **out)
{
    struct netdev *dev = name ? netdev_find(name) : netdev_at(0);
    if (!dev) {
        log_line("no network device%s%s: this machine has %s", name ? " " : "", name ? name : "",
                 netdev_at(0) ? "others" : "none");
        return -UK_ENODEV;
    }
    if (dev->user)
        return -UK_EBUSY;
    struct uk_netdev *d = heap_calloc(1, sizeof *d);
    if (!d)
        return -UK_ENOMEM;
    d->dev = dev;
    wait_queue_init(&d->waiters);
    dev->user = d;
    dev->event = event;
    *out = d;
    return 0;
}

void uk_netdev_info(const struct uk_netdev *d, struct uk_netdev_info *out)
{
    const struct netdev *dev = d->dev;
    memset(out, 0, sizeof *out);
    memcpy(out->name, dev->name, sizeof out->name);
    memcpy(out->mac, dev->mac, sizeof out->mac);
    out->link = dev->link;
    out->mtu = dev->mtu;
    out->sent = dev->counts.sent;
    out->received = dev->counts.received;
    out->dropped = dev->counts.dropped;
}

// Waits until one of the events has come since it was last taken; it is taken. 0, -ETIMEDOUT, -EINTR.
static int wait_event(struct uk_netdev *d, unsigned wanted, uint64_t deadline)
{
    int err = 0;
    unsigned long irq = plat_irq_save();
    while (!(d->events & wanted) && !err)
        err = wait_on(&d->waiters, deadline);
    d->events &= ~wanted;
    plat_irq_restore(irq);
    return err;
}

// Sending -------------------------------------------------------------------------------------------------------------

static void sent(struct netbuf *b, int error)
{
    (void)error; // on the wire a frame may be lost as well
    heap_free(b);
}

static struct netbuf *copy_of(const struct netdev *dev, const void *frame, size_t size)
{
    size_t room = dev->headroom + size;
    struct netbuf *b = heap_alloc(sizeof *b + room);
    if (!b)
        return NULL;
    netbuf_init(b, b + 1, room, dev->headroom);
    memcpy(b->data, frame, size);
    b->size = (uint32_t)size;
    b->done = sent;
    return b;
}

int uk_netdev_send(struct uk_netdev *d, const void *frame, size_t size)
{
    if (size < ETHERNET || size > d->dev->mtu + ETHERNET)
        return -UK_EINVAL;
    if (!d->dev->link)
        return -UK_ENODEV;
    struct netbuf *b = copy_of(d->dev, frame, size);
    if (!b)
        return -UK_ENOMEM;
    while (d->dev->ops->send(d->dev, b)) {
        int err = wait_event(d, NETDEV_EVENT_ROOM | NETDEV_EVENT_LINK, FOREVER);
        if (err) {
            heap_free(b);
            return err;
        }
    }
    return 0;
}

// Receiving -----------------------------------------------------------------------------------------------------------

static uint64_t deadline_after(uint64_t timeout)
{
    if (timeout == UINT64_MAX)
        return FOREVER;
    uint64_t now = plat_clock();
    return timeout < FOREVER - now ? now + timeout : FOREVER;
}

// Event and arming in this order: a frame behind an empty receive() either makes arm() say no, or sets the event.
static int take_batch(struct uk_netdev *d, uint64_t timeout)
{
    const struct netdev_ops *ops = d->dev->ops;
    uint64_t deadline = 0;
    for (int err = 0; !(d->received = ops->receive(d->dev, 0, BATCH));) {
        if (!ops->arm(d->dev, 0))
            continue;
        deadline = deadline ? deadline : deadline_after(timeout);
        err = wait_event(d, NETDEV_EVENT_RECEIVE, deadline);
        if (err)
            return err;
    }
    return 0;
}

long uk_netdev_receive(struct uk_netdev *d, void *frame, size_t size, uint64_t timeout)
{
    int err = d->received ? 0 : take_batch(d, timeout);
    if (err)
        return err == -UK_ETIMEDOUT ? 0 : err;
    struct netbuf *b = d->received;
    d->received = b->next;
    b->next = NULL;
    size_t length = netbuf_size(b), n = length < size ? length : size;
    netbuf_copy_out(b, 0, frame, n);
    b->done(b, 0);
    return (long)length;
}
