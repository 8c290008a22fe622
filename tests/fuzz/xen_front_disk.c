// SPDX-License-Identifier: MIT
// The disk of the fuzz target xen_front: a backend that answers anything, and a program that reads and writes.
#include "xen_front.h"

#include <stdlib.h>
#include <string.h>

#include "../../libos/base/blkdev.c" // for their lists of devices, which each input begins anew
#include "../../libos/xen/front/blkfront.c"

// The backend. --------------------------------------------------------------------------------------------------------

static RING_IDX seen, answered; // requests, answers

static void raise(void)
{
    char path[100];
    fmt_print(path, sizeof path, "%s/event-channel", fuzz_disk.front);
    sim_raise(sim_number(path) % 64);
}

// An answer to the next request; each bit of how makes something in it wrong.
static void answer(blkif_sring_t *ring, unsigned how)
{
    static const int16_t statuses[] = { BLKIF_RSP_ERROR, BLKIF_RSP_EOPNOTSUPP, 7, -32768 };
    const struct blkif_request *q = &ring->ring[seen++ % BLKFRONT_SLOTS].req;
    const struct blkif_request_indirect *i = (const void *)q;
    bool indirect = q->operation == BLKIF_OP_INDIRECT;
    struct blkif_response a = { indirect ? i->id : q->id, indirect ? i->indirect_op : q->operation, BLKIF_RSP_OKAY };
    a.id = how & 1 ? a.id ^ fuzz_byte() : a.id;
    a.id = how & 2 ? a.id | (uint64_t)fuzz_word() << 32 : a.id;
    a.operation = how & 4 ? fuzz_byte() : a.operation;
    a.status = how & 8 ? statuses[fuzz_byte() % COUNT(statuses)] : a.status;
    if (how & 16)
        seen--;
    ring->ring[answered++ % BLKFRONT_SLOTS].rsp = a;
}

static void answer_some(blkif_sring_t *ring, unsigned how)
{
    unsigned count = how % 4 == 0 ? ring->req_prod - seen : how % 4;
    for (unsigned i = 0; i < count && i < BLKFRONT_SLOTS; i++)
        answer(ring, how & 4 ? fuzz_byte() : 0);
    ring->rsp_prod = answered;
    raise();
}

static void deed(void)
{
    blkif_sring_t *ring = fuzz_granted(fuzz_disk.front, "ring-ref");
    unsigned what = fuzz_byte();
    if (!ring)
        return;
    switch (what % 8) {
    case 0: case 1: case 2: answer_some(ring, what / 8); break;
    case 3: ring->rsp_prod += what & 8 ? fuzz_word() : what / 16; raise(); break;
    case 4: ring->req_event = fuzz_word(); break;
    case 5: fuzz_scribble(ring); break;
    case 6: raise(); break;
    case 7: seen = ring->req_prod - what / 8 % 4, answered = ring->rsp_prod; break;
    }
}

struct fuzz_backend fuzz_disk = {
    .front = "device/vbd/51712", .back = "/local/domain/0/backend/vbd/1/51712", .waits_for = XenbusStateInitialised,
    .deed = deed,
};

// The program. --------------------------------------------------------------------------------------------------------

static struct use {
    struct blk_request r;
    struct blk_segment s[2];
    bool under_way;
} uses[48];
static bool submitting;

static void submit(unsigned depth);

static void done(struct blk_request *r, int error)
{
    struct use *u = container_of(r, struct use, r);
    fuzz_check(u->under_way, "a request is done twice");
    fuzz_check(!submitting, "done() inside submit()");
    fuzz_check(preempt_depth == 0, "done() with preemption off");
    fuzz_check(error <= 0, "a positive error");
    u->under_way = false;
    free(u->s[0].data);
    free(u->s[1].data);
    if (fuzz_left() > 0 && fuzz_byte() % 4 == 0)
        submit(1);
}

static void set_segments(struct use *u)
{
    size_t first = u->r.size ? fuzz_word() % u->r.size : 0;
    u->s[0] = (struct blk_segment){ malloc(first), first };
    u->s[1] = (struct blk_segment){ malloc(u->r.size - first), u->r.size - first };
    memset(u->s[0].data, 0x11, first);
    memset(u->s[1].data, 0x22, u->r.size - first);
    u->r.segments = u->s;
    u->r.segment_count = 2;
}

static void submit(unsigned depth)
{
    struct blkdev *d = blkdev_at(fuzz_byte() % 2);
    unsigned i = 0, what = fuzz_byte();
    while (i < COUNT(uses) && uses[i].under_way)
        i++;
    if (!d || i == COUNT(uses) || submitting)
        return;
    struct use *u = &uses[i];
    *u = (struct use){ .r.op = what % 4, .r.flags = what / 4 % 2, .r.done = done, .under_way = true };
    if (u->r.op != BLK_FLUSH) {
        u->r.offset = fuzz_byte() * 512ul;
        u->r.size = (what & 64 ? fuzz_byte() * 4096ul : (what / 8 % 8 + 1) * 512);
    }
    if (u->r.op == BLK_READ || u->r.op == BLK_WRITE)
        set_segments(u);
    submitting = depth == 0;
    int err = blkdev_submit(d, &u->r);
    submitting = false;
    if (!err)
        return;
    free(u->s[0].data);
    free(u->s[1].data);
    u->under_way = false;
}

void fuzz_disk_use(void)
{
    struct blkdev *d = blkdev_at(0);
    unsigned what = fuzz_byte();
    if (what % 8 < 6)
        submit(0);
    else if (d && what % 8 == 6)
        d->ops->poll(d, 0);
    else if (d)
        d->ops->set_poll_mode(d, 0, what / 8 % 2);
}

void fuzz_disk_reset(void)
{
    devices = NULL;
    memset(uses, 0, sizeof uses);
    seen = answered = 0;
    fuzz_disk.mischief = 0;
    bus = (struct xenbus_bus){ 0 };
}

void fuzz_disk_init(void)
{
    blkfront_init();
}

void fuzz_disk_end(void)
{
    for (unsigned i = 0; i < COUNT(uses); i++)
        fuzz_check(!uses[i].under_way, "a request is lost");
}
