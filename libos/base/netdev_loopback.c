// SPDX-License-Identifier: MIT
// A network device without a network: the simplest driver of the contract.
#include "base/base.h"
#include "base/errno.h"
#include "base/netdev.h"

static void tell(struct netdev *d, unsigned what)
{
    if (d->event)
        d->event(d, what);
}

static struct netbuf *send(struct netdev *d, struct netbuf *list)
{
    struct netdev_loopback *l = container_of(d, struct netdev_loopback, dev);
    while (list && (l->queued < l->limit || !d->link)) {
        struct netbuf *b = list;
        list = b->next;
        b->next = NULL;
        if (!d->link) {
            b->done(b, -UK_ENODEV);
            continue;
        }
        *l->last = b;
        l->last = &b->next;
        l->queued++;
        d->counts.sent++;
    }
    if (l->first && l->armed) {
        l->armed = false;
        tell(d, NETDEV_EVENT_RECEIVE);
    }
    return list;
}

static struct netbuf *receive(struct netdev *d, unsigned queue, unsigned max)
{
    struct netdev_loopback *l = container_of(d, struct netdev_loopback, dev);
    struct netbuf *list = NULL, **end = &list;
    bool was_full = l->queued == l->limit;
    (void)queue;
    while (l->first && max-- > 0) {
        struct netbuf *b = l->first;
        l->first = b->next;
        b->next = NULL;
        if (b->flags & NETBUF_CSUM_PARTIAL) // its bytes have seen no wire
            b->flags |= NETBUF_CSUM_GOOD;
        *end = b;
        end = &b->next;
        l->queued--;
        d->counts.received++;
    }
    if (!l->first)
        l->last = &l->first;
    if (was_full && l->queued < l->limit)
        tell(d, NETDEV_EVENT_ROOM);
    return list;
}

static bool arm(struct netdev *d, unsigned queue)
{
    struct netdev_loopback *l = container_of(d, struct netdev_loopback, dev);
    (void)queue;
    l->armed = !l->first;
    return l->armed;
}

static const struct netdev_ops ops = { .send = send, .receive = receive, .arm = arm };

void netdev_loopback_init(struct netdev_loopback *l, const char *name, unsigned limit)
{
    memset(l, 0, sizeof *l);
    fmt_print(l->dev.name, sizeof l->dev.name, "%s", name);
    l->dev.queues = 1;
    l->dev.max_parts = 255;
    l->dev.ops = &ops;
    l->dev.features = NETDEV_CSUM4 | NETDEV_CSUM6 | NETDEV_GSO_TCP4 | NETDEV_GSO_TCP6;
    l->dev.mtu = 65535;
    l->dev.link = true;
    l->dev.large_receive = true;
    l->last = &l->first;
    l->limit = limit;
}
