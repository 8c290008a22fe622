// SPDX-License-Identifier: MIT
// Devices that make faults; see fault.h.
#include "fault.h"

#include "base/base.h"
#include "base/errno.h"

// Block devices -------------------------------------------------------------------------------------------------------

static bool is_bad(const struct fault_blkdev *f, const struct blk_request *r)
{
    return r->op != BLK_FLUSH && r->offset < f->bad_end && r->offset + r->size > f->bad_start;
}

// 1: it has ended here.
static unsigned forward(struct fault_blkdev *f, struct blk_request *r)
{
    int err = is_bad(f, r) ? -UK_EIO : f->under->ops->submit(f->under, r);
    if (err)
        r->done(r, err);
    return err != 0;
}

static int blk_submit(struct blkdev *d, struct blk_request *r)
{
    struct fault_blkdev *f = container_of(d, struct fault_blkdev, dev);
    if (f->refuse > 0) {
        f->refuse--;
        return -UK_ENOMEM;
    }
    struct blk_request **link = &f->held;
    while (*link && !f->reversed)
        link = &(*link)->driver.next;
    r->driver.next = *link;
    *link = r;
    return 0;
}

unsigned fault_release(struct fault_blkdev *f)
{
    struct blk_request *r = f->held;
    unsigned ended = 0;
    f->held = NULL;
    while (r) {
        struct blk_request *next = r->driver.next;
        r->driver.next = NULL;
        ended += forward(f, r);
        r = next;
    }
    return ended;
}

static unsigned blk_poll(struct blkdev *d, unsigned queue)
{
    struct fault_blkdev *f = container_of(d, struct fault_blkdev, dev);
    unsigned ended = f->hold ? 0 : fault_release(f);
    return ended + f->under->ops->poll(f->under, queue);
}

static void blk_set_poll_mode(struct blkdev *d, unsigned queue, bool on)
{
    struct fault_blkdev *f = container_of(d, struct fault_blkdev, dev);
    f->under->ops->set_poll_mode(f->under, queue, on);
}

static const struct blkdev_ops blk_ops = {
    .submit = blk_submit, .poll = blk_poll, .set_poll_mode = blk_set_poll_mode,
};

void fault_blkdev_init(struct fault_blkdev *f, const char *name, struct blkdev *under)
{
    *f = (struct fault_blkdev){ .dev = *under, .under = under };
    fmt_print(f->dev.name, sizeof f->dev.name, "%s", name);
    f->dev.ops = &blk_ops;
}

// Network devices -----------------------------------------------------------------------------------------------------

static bool is_due(unsigned *in)
{
    return *in > 0 && --*in == 0;
}

static struct netbuf *net_send(struct netdev *d, struct netbuf *list)
{
    struct fault_netdev *f = container_of(d, struct fault_netdev, dev);
    while (list && f->take > 0) {
        struct netbuf *b = list, *next = b->next;
        if (is_due(&f->corrupt_in))
            b->data[b->size / 2] ^= 1;
        b->next = NULL;
        if (is_due(&f->drop_in))
            b->done(b, 0); // as on a wire: nobody is told
        else if (f->under->ops->send(f->under, b))
            break;
        f->take--;
        list = next;
    }
    return list;
}

static struct netbuf *net_receive(struct netdev *d, unsigned queue, unsigned max)
{
    struct fault_netdev *f = container_of(d, struct fault_netdev, dev);
    return f->under->ops->receive(f->under, queue, max);
}

static bool net_arm(struct netdev *d, unsigned queue)
{
    struct fault_netdev *f = container_of(d, struct fault_netdev, dev);
    return f->under->ops->arm(f->under, queue);
}

static const struct netdev_ops net_ops = { .send = net_send, .receive = net_receive, .arm = net_arm };

static void pass_event(struct netdev *under, unsigned what)
{
    struct fault_netdev *f = under->user;
    if (f->dev.event)
        f->dev.event(&f->dev, what);
}

void fault_netdev_init(struct fault_netdev *f, const char *name, struct netdev *under)
{
    *f = (struct fault_netdev){ .dev = *under, .under = under, .take = UINT32_MAX };
    fmt_print(f->dev.name, sizeof f->dev.name, "%s", name);
    f->dev.ops = &net_ops;
    under->user = f;
    under->event = pass_event;
}
