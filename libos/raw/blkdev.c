// SPDX-License-Identifier: MIT
// uk/blkdev.h: a request for each call, and a wait for its end.
#include "base/blkdev.h"

#include "base/base.h"
#include "base/errno.h"
#include "sched/sched.h"
#include "uk/blkdev.h"

_Static_assert(UK_BLKDEV_READONLY == BLKDEV_READONLY && UK_BLKDEV_CACHE == BLKDEV_CACHE &&
                   UK_BLKDEV_DISCARD == BLKDEV_DISCARD && UK_BLKDEV_DURABLE == BLK_FUA,
               "the same flags");

int uk_blkdev_open(const char *name, struct uk_blkdev **out)
{
    struct blkdev *d = name ? blkdev_find(name) : blkdev_at(0);
    if (!d) {
        log_line("no block device%s%s: this machine has %s", name ? " " : "", name ? name : "",
                 blkdev_at(0) ? "others" : "none");
        return -UK_ENODEV;
    }
    *out = (struct uk_blkdev *)d;
    return 0;
}

void uk_blkdev_info(const struct uk_blkdev *device, struct uk_blkdev_info *out)
{
    const struct blkdev *d = (const struct blkdev *)device;
    memset(out, 0, sizeof *out);
    memcpy(out->name, d->name, sizeof out->name);
    out->size = d->size;
    out->sector_size = d->sector_size;
    out->flags = d->flags & (UK_BLKDEV_READONLY | UK_BLKDEV_CACHE | UK_BLKDEV_DISCARD);
}

struct call {
    struct blk_request request;
    struct wait_queue end;
    bool ended;
    int error;
};

static void ended(struct blk_request *r, int error)
{
    struct call *c = container_of(r, struct call, request);
    unsigned long irq = plat_irq_save();
    c->error = error;
    c->ended = true;
    wake_up(&c->end, 1);
    plat_irq_restore(irq);
}

static int wait_for(struct call *c)
{
    unsigned long irq = plat_irq_save();
    while (!c->ended)
        wait_on_uninterruptible(&c->end, FOREVER);
    plat_irq_restore(irq);
    return c->error;
}

static int carry_out(struct uk_blkdev *d, enum blk_op op, void *data, uint64_t size, uint64_t offset, unsigned flags)
{
    const struct blk_segment segment = { .data = data, .size = size };
    struct call c = {
        .request = {
            .op = op, .flags = flags, .offset = offset, .size = size, .segments = &segment,
            .segment_count = data != NULL, .done = ended,
        },
    };
    wait_queue_init(&c.end);
    int err = blkdev_submit((struct blkdev *)d, &c.request);
    return err ? err : wait_for(&c);
}

int uk_blkdev_read(struct uk_blkdev *d, void *data, size_t size, uint64_t offset)
{
    return size ? carry_out(d, BLK_READ, data, size, offset, 0) : 0;
}

int uk_blkdev_write(struct uk_blkdev *d, const void *data, size_t size, uint64_t offset, unsigned flags)
{
    return size ? carry_out(d, BLK_WRITE, (void *)data, size, offset, flags) : 0;
}

int uk_blkdev_flush(struct uk_blkdev *d)
{
    return carry_out(d, BLK_FLUSH, NULL, 0, 0, 0);
}

int uk_blkdev_discard(struct uk_blkdev *d, uint64_t offset, uint64_t size)
{
    return size ? carry_out(d, BLK_DISCARD, NULL, size, offset, 0) : 0;
}
