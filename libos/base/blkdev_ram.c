// SPDX-License-Identifier: MIT
// A disk in memory: the simplest driver of the contract.
#include "base/base.h"
#include "base/blkdev.h"

static int submit(struct blkdev *d, struct blk_request *r)
{
    struct blkdev_ram *ram = container_of(d, struct blkdev_ram, dev);
    *ram->last = r;
    ram->last = &r->driver.next;
    if (!ram->polled && ram->later)
        ram->later(ram);
    return 0;
}

static void carry_out(struct blkdev_ram *ram, struct blk_request *r)
{
    if (r->op == BLK_READ)
        blk_copy_in(r, 0, ram->memory + r->offset, r->size);
    else if (r->op == BLK_WRITE)
        blk_copy_out(r, 0, ram->memory + r->offset, r->size);
    else if (r->op == BLK_DISCARD)
        memset(ram->memory + r->offset, 0, r->size);
}

static unsigned poll(struct blkdev *d, unsigned queue)
{
    struct blkdev_ram *ram = container_of(d, struct blkdev_ram, dev);
    struct blk_request *r = ram->first;
    unsigned count = 0;
    ram->first = NULL; // what done() submits waits for the next call
    ram->last = &ram->first;
    while (r && queue == 0) {
        struct blk_request *next = r->driver.next;
        carry_out(ram, r);
        r->done(r, 0);
        r = next;
        count++;
    }
    return count;
}

static void set_poll_mode(struct blkdev *d, unsigned queue, bool on)
{
    (void)queue;
    container_of(d, struct blkdev_ram, dev)->polled = on;
}

static const struct blkdev_ops ops = { .submit = submit, .poll = poll, .set_poll_mode = set_poll_mode };

void blkdev_ram_init(struct blkdev_ram *ram, const char *name, void *memory, size_t size)
{
    memset(ram, 0, sizeof *ram);
    fmt_print(ram->dev.name, sizeof ram->dev.name, "%s", name);
    ram->dev.queues = 1;
    ram->dev.alignment = 1;
    ram->dev.ops = &ops;
    ram->dev.flags = BLKDEV_DISCARD;
    ram->dev.sector_size = 512;
    ram->dev.best_size = size;
    ram->dev.size = size;
    ram->memory = memory;
    ram->last = &ram->first;
}
