// SPDX-License-Identifier: MIT
// The disk's queues of requests: those that wait for the ring, and those that are finished and wait to be given back.
#include "xen/front/blkfront.h"

void blkfront_append(struct blk_request ***end, struct blk_request *r)
{
    r->driver.next = NULL;
    **end = r;
    *end = &r->driver.next;
}

void blkfront_finish(struct blkfront *f, struct blk_request *r)
{
    blkfront_append(&f->finished_end, r);
}

void blkfront_push_front(struct blkfront *f, struct blk_request *r)
{
    r->driver.next = f->waiting;
    if (!f->waiting)
        f->waiting_end = &r->driver.next;
    f->waiting = r;
}

void blkfront_pop_front(struct blkfront *f)
{
    f->waiting = f->waiting->driver.next;
    if (!f->waiting)
        f->waiting_end = &f->waiting;
}

unsigned blkfront_give_back(struct blkfront *f)
{
    struct blk_request *r = f->finished;
    unsigned count = 0;
    f->finished = NULL;
    f->finished_end = &f->finished;
    preempt_enable();
    for (; r; count++) {
        struct blk_request *next = r->driver.next;
        r->done(r, r->driver.error);
        r = next;
    }
    return count;
}

bool blkfront_is_flush(const struct blk_request *r)
{
    return r->op == BLK_FLUSH || r->driver.flushing;
}

bool blkfront_all_issued(const struct blk_request *r)
{
    return blkfront_is_flush(r) ? r->driver.issued > 0 : r->driver.issued == r->size;
}
