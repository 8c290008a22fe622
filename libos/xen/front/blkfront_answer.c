// SPDX-License-Identifier: MIT
// From the disk's ring back to requests: answers are checked and put together, and what becomes of requests whose backend
// breaks the protocol, goes, or comes back.
//
// Everything here runs in threads, with preemption off, which keeps the other threads out; the interrupt only queues
// the work that reaps. A request is given back with preemption on again, so that done() may submit the next.
#include "base/errno.h"
#include "xen/front/blkfront.h"

// All of it has been issued and answered. A write with BLK_FUA goes round once more, as a flush.
static void complete(struct blkfront *f, struct blk_request *r)
{
    if (r->op == BLK_WRITE && (r->flags & BLK_FUA) && f->flush && !r->driver.flushing && !r->driver.error) {
        r->driver.flushing = true;
        r->driver.issued = 0;
        blkfront_append(&f->waiting_end, r);
    } else {
        blkfront_finish(f, r);
    }
}

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
    if (--r->driver.outstanding == 0 && blkfront_all_issued(r))
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
        if (r && --r->driver.outstanding == 0 && blkfront_all_issued(r)) {
            r->driver.error = error;
            blkfront_finish(f, r);
        }
    }
    while (f->waiting) {
        struct blk_request *r = f->waiting;
        blkfront_pop_front(f);
        r->driver.error = error;
        blkfront_finish(f, r);
    }
}

static void reap(struct blkfront *f)
{
    const char *wrong = NULL;
    do {
        wrong = take_answers(f, ring_produced(&f->ring));
    } while (!wrong && !f->polled && !ring_ask(&f->ring, f->ring.rsp_cons + 1));
    if (wrong && !(f->dev.flags & BLKDEV_GONE)) {
        f->open = false;
        f->dev.flags |= BLKDEV_GONE;
        fail_all(f, -UK_EIO);
        xenbus_fail(&f->bus, wrong);
    }
    blkfront_issue(f);
}

unsigned blkfront_poll(struct blkdev *d, unsigned queue)
{
    struct blkfront *f = container_of(d, struct blkfront, dev);
    (void)queue;
    preempt_disable();
    if (f->ring.sring)
        reap(f);
    return blkfront_give_back(f);
}

static void reap_work(struct work *w)
{
    blkfront_poll(&container_of(w, struct blkfront, reap)->dev, 0);
}

void blkfront_interrupt(void *arg)
{
    struct blkfront *f = arg;
    work_add(&f->reap);
}

void blkfront_set_poll_mode(struct blkdev *d, unsigned queue, bool on)
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
    blkfront_give_back(f);
}

// What was written before may be lost with the backend, even if only a flush was missing; its errors are its own.
static void begin_anew(struct blk_request *r)
{
    r->driver.issued = 0;
    r->driver.error = 0;
    r->driver.flushing = false;
}

void blkfront_ring_take_back(struct blkfront *f)
{
    preempt_disable();
    f->open = false;
    f->ring.sring = NULL;
    struct blk_request *first = f->waiting; // may be partly on its way
    for (struct blk_request *r = first; r; r = r->driver.next)
        begin_anew(r);
    for (unsigned i = 0; i < BLKFRONT_SLOTS; i++) {
        struct blkfront_slot *s = &f->slots[i];
        if (!s->used)
            continue;
        struct blk_request *r = s->request;
        release_slot(f, s);
        if (r && --r->driver.outstanding == 0 && r != first) {
            begin_anew(r);
            blkfront_push_front(f, r);
        }
    }
    preempt_enable();
}

void blkfront_ring_fail(struct blkfront *f, int error)
{
    preempt_disable();
    f->dev.flags |= BLKDEV_GONE;
    fail_all(f, error);
    blkfront_give_back(f);
}
