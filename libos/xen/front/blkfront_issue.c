// SPDX-License-Identifier: MIT
// From requests to the disk's ring: they are cut into pieces, one for each slot.
//
// Everything here runs in threads, with preemption off, which keeps the other threads out.
#include "base/errno.h"
#include "xen/front/blkfront.h"
#include "xen/xen.h"

#define DIRECT 11u // BLKIF_MAX_SEGMENTS_PER_REQUEST
_Static_assert(DIRECT == BLKIF_MAX_SEGMENTS_PER_REQUEST, "segments of a request");
_Static_assert(BLKFRONT_SLOTS == __CONST_RING_SIZE(blkif, PAGE_SIZE), "slots of a ring of one page");
_Static_assert(BLKFRONT_SEGMENTS <= PAGE_SIZE / sizeof(struct blkif_request_segment), "one page of segments is enough");

static struct blkfront_slot *free_slot(struct blkfront *f)
{
    for (unsigned i = 0; i < BLKFRONT_SLOTS; i++)
        if (!f->slots[i].used)
            return &f->slots[i];
    return NULL;
}

static uint8_t operation_of(const struct blkfront *f, const struct blk_request *r)
{
    return blkfront_is_flush(r)             ? f->flush
           : r->op == BLK_READ     ? BLKIF_OP_READ
           : r->op == BLK_WRITE    ? BLKIF_OP_WRITE
                                   : BLKIF_OP_DISCARD;
}

// The slot's pages, one for each segment; data that is to be written is in them afterwards.
static void take_pages(struct blkfront *f, struct blkfront_slot *s, bool indirect)
{
    struct blkfront_page **end = &s->pages;
    s->indirect = indirect ? blkfront_pool_take(f) : NULL;
    for (size_t done = 0; done < s->size; done += PAGE_SIZE) {
        struct blkfront_page *p = blkfront_pool_take(f);
        size_t n = s->size - done < PAGE_SIZE ? s->size - done : PAGE_SIZE;
        if (s->operation == BLKIF_OP_WRITE)
            blk_copy_out(s->request, s->at + done, p->data, n);
        *end = p;
        end = &p->next;
    }
}

static void put_segments(const struct blkfront_slot *s, struct blkif_request_segment *to)
{
    size_t left = s->size;
    for (const struct blkfront_page *p = s->pages; p; p = p->next, to++) {
        size_t n = left < PAGE_SIZE ? left : PAGE_SIZE;
        to->gref = p->grant;
        to->first_sect = 0;
        to->last_sect = (uint8_t)(n / BLKFRONT_SECTOR - 1);
        left -= n;
    }
}

static void put_transfer(struct blkfront *f, const struct blkfront_slot *s, uint64_t id, uint64_t sector)
{
    unsigned count = (unsigned)((s->size + PAGE_SIZE - 1) / PAGE_SIZE);
    struct blkif_request *q = RING_GET_REQUEST(&f->ring, f->ring.req_prod_pvt);
    if (s->indirect) {
        struct blkif_request_indirect *i = (struct blkif_request_indirect *)q;
        put_segments(s, (struct blkif_request_segment *)s->indirect->data);
        i->operation = BLKIF_OP_INDIRECT;
        i->indirect_op = s->operation;
        i->nr_segments = (uint16_t)count;
        i->id = id;
        i->sector_number = sector;
        i->handle = f->handle;
        i->indirect_grefs[0] = s->indirect->grant;
    } else {
        put_segments(s, q->seg);
        q->operation = s->operation;
        q->nr_segments = (uint8_t)count;
        q->handle = f->handle;
        q->id = id;
        q->sector_number = sector;
    }
}

static void put_discard(struct blkfront *f, const struct blk_request *r, uint64_t id)
{
    struct blkif_request_discard *q = (void *)RING_GET_REQUEST(&f->ring, f->ring.req_prod_pvt);
    *q = (struct blkif_request_discard){
        .operation = BLKIF_OP_DISCARD, .handle = f->handle, .id = id, .sector_number = r->offset / BLKFRONT_SECTOR,
        .nr_sectors = r->size / BLKFRONT_SECTOR,
    };
}

// How much of the request the next piece carries, as far as there are pages; 0: wait until others come back.
static size_t next_size(struct blkfront *f, const struct blk_request *r)
{
    uint64_t left = r->size - r->driver.issued;
    size_t size = left < f->max_segments * PAGE_SIZE ? (size_t)left : f->max_segments * PAGE_SIZE;
    unsigned pages = (unsigned)((size + PAGE_SIZE - 1) / PAGE_SIZE), need = pages + (pages > DIRECT);
    unsigned got = blkfront_pool_fill(f, need);
    if (got == need)
        return size;
    if (f->in_flight > 0) // a whole piece later is better than a small one now
        return 0;
    pages = got > DIRECT + 1 ? got - 1 : got < DIRECT ? got : DIRECT;
    return pages * PAGE_SIZE;
}

// The next piece of r. False: not now.
static bool issue(struct blkfront *f, struct blk_request *r)
{
    struct blkfront_slot *s = free_slot(f);
    bool data = !blkfront_is_flush(r) && r->op != BLK_DISCARD;
    size_t size = data && s ? next_size(f, r) : 0;
    if (!s || (data && !size))
        return false;
    *s = (struct blkfront_slot){
        .request = r, .at = r->driver.issued, .size = size, .operation = operation_of(f, r), .used = true,
    };
    uint64_t id = (uint64_t)(s - f->slots);
    if (data)
        take_pages(f, s, (size + PAGE_SIZE - 1) / PAGE_SIZE > DIRECT);
    if (r->op == BLK_DISCARD)
        put_discard(f, r, id);
    else
        put_transfer(f, s, id, data ? (r->offset + s->at) / BLKFRONT_SECTOR : 0);
    f->ring.req_prod_pvt++;
    f->in_flight++;
    r->driver.outstanding++;
    r->driver.issued = data ? r->driver.issued + size : r->op == BLK_DISCARD ? r->size : 1;
    return true;
}

// The story of the notification is told in protocol.h.
static void push(struct blkfront *f)
{
    int notify;
    RING_PUSH_REQUESTS_AND_CHECK_NOTIFY(&f->ring, notify);
    if (notify)
        xen_evtchn_notify(f->port);
}

static bool is_stuck(const struct blkfront *f, const struct blk_request *r)
{
    return f->in_flight == 0 && !blkfront_is_flush(r) && r->op != BLK_DISCARD;
}

void blkfront_issue(struct blkfront *f)
{
    RING_IDX before = f->ring.req_prod_pvt;
    while (f->open && f->waiting) {
        struct blk_request *r = f->waiting;
        if (blkfront_is_flush(r) && !f->flush) {
            r->driver.issued = 1;
        } else if (!issue(f, r)) {
            if (!is_stuck(f, r))
                break;
            r->driver.error = -UK_ENOMEM; // not one page, and none will come back
            r->driver.issued = r->size;
        }
        if (!blkfront_all_issued(r))
            continue;
        blkfront_pop_front(f);
        if (r->driver.outstanding == 0)
            blkfront_finish(f, r);
    }
    if (f->ring.req_prod_pvt != before)
        push(f);
}

int blkfront_submit(struct blkdev *d, struct blk_request *r)
{
    struct blkfront *f = container_of(d, struct blkfront, dev);
    preempt_disable();
    bool first = !f->waiting;
    blkfront_append(&f->waiting_end, r);
    if (first)
        blkfront_issue(f);
    if (f->finished) // done() is never called in here
        work_add(&f->reap);
    preempt_enable();
    return 0;
}
