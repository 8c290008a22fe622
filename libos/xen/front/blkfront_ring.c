// SPDX-License-Identifier: MIT
// The disk's ring: requests are cut into pieces on their way in, and put together from answers on their way out.
//
// Everything here runs in threads, with preemption off, which keeps the other threads out; the interrupt only queues
// the work that reaps. A request is given back with preemption on again, so that done() may submit the next.
#include "base/errno.h"
#include "mm/mm.h"
#include "xen/front/blkfront.h"
#include "xen/xen.h"

#define DIRECT 11u // BLKIF_MAX_SEGMENTS_PER_REQUEST
_Static_assert(DIRECT == BLKIF_MAX_SEGMENTS_PER_REQUEST, "segments of a request");
_Static_assert(BLKFRONT_SLOTS == __CONST_RING_SIZE(blkif, PAGE_SIZE), "slots of a ring of one page");
_Static_assert(BLKFRONT_SEGMENTS <= PAGE_SIZE / sizeof(struct blkif_request_segment), "one page of segments is enough");

// Queues of requests --------------------------------------------------------------------------------------------------

static void append(struct blk_request ***end, struct blk_request *r)
{
    r->driver.next = NULL;
    **end = r;
    *end = &r->driver.next;
}

static void finish(struct blkfront *f, struct blk_request *r)
{
    append(&f->finished_end, r);
}

static void push_front(struct blkfront *f, struct blk_request *r)
{
    r->driver.next = f->waiting;
    if (!f->waiting)
        f->waiting_end = &r->driver.next;
    f->waiting = r;
}

static void pop_front(struct blkfront *f)
{
    f->waiting = f->waiting->driver.next;
    if (!f->waiting)
        f->waiting_end = &f->waiting;
}

// Preemption is off; is on when this returns. How many were given back.
static unsigned give_back(struct blkfront *f)
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

static bool is_flush(const struct blk_request *r)
{
    return r->op == BLK_FLUSH || r->driver.flushing;
}

static bool all_issued(const struct blk_request *r)
{
    return is_flush(r) ? r->driver.issued > 0 : r->driver.issued == r->size;
}

// All of it has been issued and answered. A write with BLK_FUA goes round once more, as a flush.
static void complete(struct blkfront *f, struct blk_request *r)
{
    if (r->op == BLK_WRITE && (r->flags & BLK_FUA) && f->flush && !r->driver.flushing && !r->driver.error) {
        r->driver.flushing = true;
        r->driver.issued = 0;
        append(&f->waiting_end, r);
    } else {
        finish(f, r);
    }
}

// Requests to the ring ------------------------------------------------------------------------------------------------

static struct blkfront_slot *free_slot(struct blkfront *f)
{
    for (unsigned i = 0; i < BLKFRONT_SLOTS; i++)
        if (!f->slots[i].used)
            return &f->slots[i];
    return NULL;
}

static uint8_t operation_of(const struct blkfront *f, const struct blk_request *r)
{
    return is_flush(r)             ? f->flush
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
    bool data = !is_flush(r) && r->op != BLK_DISCARD;
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
    return f->in_flight == 0 && !is_flush(r) && r->op != BLK_DISCARD;
}

static void issue_all(struct blkfront *f)
{
    RING_IDX before = f->ring.req_prod_pvt;
    while (f->open && f->waiting) {
        struct blk_request *r = f->waiting;
        if (is_flush(r) && !f->flush) {
            r->driver.issued = 1;
        } else if (!issue(f, r)) {
            if (!is_stuck(f, r))
                break;
            r->driver.error = -UK_ENOMEM; // not one page, and none will come back
            r->driver.issued = r->size;
        }
        if (!all_issued(r))
            continue;
        pop_front(f);
        if (r->driver.outstanding == 0)
            finish(f, r);
    }
    if (f->ring.req_prod_pvt != before)
        push(f);
}

// Answers from the ring -----------------------------------------------------------------------------------------------

static int error_of(int16_t status)
{
    return status == BLKIF_RSP_OKAY ? 0 : status == BLKIF_RSP_EOPNOTSUPP ? -UK_EOPNOTSUPP : -UK_EIO;
}

// A backend may promise a flush or a discard, and find out later that its disk cannot do it. Where nothing can be
// flushed, nothing is cached that a flush could save.
static int lose_operation(struct blkfront *f, uint8_t operation)
{
    if (operation == BLKIF_OP_DISCARD) {
        f->dev.flags &= ~(unsigned)BLKDEV_DISCARD;
        return -UK_EOPNOTSUPP;
    }
    if (operation != BLKIF_OP_FLUSH_DISKCACHE && operation != BLKIF_OP_WRITE_BARRIER)
        return -UK_EIO;
    if (f->flush)
        log_line("%s: the backend cannot flush", f->dev.name);
    f->flush = 0;
    f->dev.flags &= ~(unsigned)BLKDEV_CACHE;
    return 0;
}

static void take_data(const struct blkfront_slot *s)
{
    size_t done = 0;
    for (const struct blkfront_page *p = s->pages; p; p = p->next, done += PAGE_SIZE)
        blk_copy_in(s->request, s->at + done, p->data, s->size - done < PAGE_SIZE ? s->size - done : PAGE_SIZE);
}

static void release_slot(struct blkfront *f, struct blkfront_slot *s)
{
    blkfront_pool_give(f, s->pages);
    blkfront_pool_give(f, s->indirect);
    s->used = false;
    f->in_flight--;
}

static void take_answer(struct blkfront *f, struct blkfront_slot *s, int16_t status)
{
    struct blk_request *r = s->request;
    int err = error_of(status);
    if (err == -UK_EOPNOTSUPP)
        err = lose_operation(f, s->operation);
    if (r && !err && s->operation == BLKIF_OP_READ)
        take_data(s);
    release_slot(f, s);
    if (!r)
        return;
    if (err)
        r->driver.error = err;
    if (--r->driver.outstanding == 0 && all_issued(r))
        complete(f, r);
}

// An answer that fits to no request, or an index that promises more answers than there can be: NULL, or what is wrong.
static const char *take_answers(struct blkfront *f, RING_IDX produced)
{
    if (produced - f->ring.rsp_cons > f->in_flight)
        return "more answers than requests";
    for (; f->ring.rsp_cons != produced; f->ring.rsp_cons++) {
        struct blkif_response a;
        RING_COPY_RESPONSE(&f->ring, f->ring.rsp_cons, &a);
        struct blkfront_slot *s = a.id < BLKFRONT_SLOTS ? &f->slots[a.id] : NULL;
        if (!s || !s->used)
            return "an answer to no request";
        if (a.operation != s->operation && !(s->indirect && a.operation == BLKIF_OP_INDIRECT))
            return "an answer to another operation";
        take_answer(f, s, a.status);
    }
    return NULL;
}

// Preemption is off. All requests end with error; the backend may still use the slots' pages.
static void fail_all(struct blkfront *f, int error)
{
    for (unsigned i = 0; i < BLKFRONT_SLOTS; i++) {
        struct blkfront_slot *s = &f->slots[i];
        struct blk_request *r = s->used ? s->request : NULL;
        s->request = NULL;
        if (r && --r->driver.outstanding == 0 && all_issued(r)) {
            r->driver.error = error;
            finish(f, r);
        }
    }
    while (f->waiting) {
        struct blk_request *r = f->waiting;
        pop_front(f);
        r->driver.error = error;
        finish(f, r);
    }
}

static void reap(struct blkfront *f)
{
    const char *wrong = NULL;
    do {
        wrong = take_answers(f, ring_produced(&f->ring));
    } while (!wrong && !f->polled && !ring_ask(&f->ring, f->ring.rsp_cons + 1));
    if (wrong) {
        f->open = false;
        f->dev.flags |= BLKDEV_GONE;
        fail_all(f, -UK_EIO);
        xenbus_fail(&f->bus, wrong);
    }
    issue_all(f);
}

static unsigned poll(struct blkdev *d, unsigned queue)
{
    struct blkfront *f = container_of(d, struct blkfront, dev);
    (void)queue;
    preempt_disable();
    if (f->ring.sring)
        reap(f);
    return give_back(f);
}

static void reap_work(struct work *w)
{
    poll(&container_of(w, struct blkfront, reap)->dev, 0);
}

void blkfront_interrupt(void *arg)
{
    struct blkfront *f = arg;
    work_add(&f->reap);
}

static int submit(struct blkdev *d, struct blk_request *r)
{
    struct blkfront *f = container_of(d, struct blkfront, dev);
    preempt_disable();
    bool first = !f->waiting;
    append(&f->waiting_end, r);
    if (first)
        issue_all(f);
    if (f->finished) // done() is never called in here
        work_add(&f->reap);
    preempt_enable();
    return 0;
}

static void set_poll_mode(struct blkdev *d, unsigned queue, bool on)
{
    struct blkfront *f = container_of(d, struct blkfront, dev);
    (void)queue;
    preempt_disable();
    f->polled = on;
    if (f->ring.sring && on)
        (void)ring_ask(&f->ring, f->ring.rsp_cons - 1); // an index that no answer reaches
    else
        work_add(&f->reap); // which asks
    preempt_enable();
}

const struct blkdev_ops blkfront_ops = { .submit = submit, .poll = poll, .set_poll_mode = set_poll_mode };

// The driver's turns --------------------------------------------------------------------------------------------------

void blkfront_ring_init(struct blkfront *f)
{
    f->waiting_end = &f->waiting;
    f->finished_end = &f->finished;
    f->reap.fn = reap_work;
}

void blkfront_ring_open(struct blkfront *f)
{
    preempt_disable();
    f->open = true;
    reap(f); // asks for events
    give_back(f);
}

void blkfront_ring_take_back(struct blkfront *f)
{
    preempt_disable();
    f->open = false;
    f->ring.sring = NULL;
    struct blk_request *first = f->waiting;
    if (first) // it may be partly on its way
        first->driver.issued = 0;
    for (unsigned i = 0; i < BLKFRONT_SLOTS; i++) {
        struct blkfront_slot *s = &f->slots[i];
        if (!s->used)
            continue;
        struct blk_request *r = s->request;
        release_slot(f, s);
        if (r && --r->driver.outstanding == 0 && r != first) {
            r->driver.issued = 0;
            r->driver.error = 0;
            r->driver.flushing = false; // what was written before may be lost with the backend
            push_front(f, r);
        }
    }
    preempt_enable();
}

void blkfront_ring_fail(struct blkfront *f, int error)
{
    preempt_disable();
    f->dev.flags |= BLKDEV_GONE;
    fail_all(f, error);
    give_back(f);
}
