// SPDX-License-Identifier: MIT
// A disk's backend: connects, carries requests out, and lies when it is told to; see sim.h.
#include "sim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *below(const char *dir, const char *name)
{
    static char paths[4][160];
    static unsigned next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", dir, name);
    return path;
}

static void set_state(struct sim_disk *d, enum xenbus_state state)
{
    sim_write(below(d->back, "state"), "%u", state);
}

static bool turn_disk(void *arg);

void sim_disk_start(struct sim_disk *d)
{
    d->gone = d->attached = false;
    d->kept_count = 0;
    sim_write(below(d->back, "online"), "1");
    sim_write(below(d->back, "mode"), "w");
    if (!sim_read(below(d->back, "feature-flush-cache")))
        sim_write(below(d->back, "feature-flush-cache"), "1");
    sim_write(below(d->front, "backend"), "%s", d->back);
    sim_write(below(d->front, "backend-id"), "0");
    if (!sim_read(below(d->front, "state")))
        sim_write(below(d->front, "state"), "%u", XenbusStateInitialising);
    set_state(d, XenbusStateInitWait);
    sim_backend(turn_disk, d);
}

static void detach(struct sim_disk *d)
{
    if (d->attached)
        sim_grants[d->ring_reference].mapped--;
    d->attached = false;
    d->kept_count = 0;
}

void sim_disk_crash(struct sim_disk *d)
{
    detach(d);
    d->gone = true;
}

static void attach(struct sim_disk *d)
{
    d->ring_reference = (unsigned)sim_number(below(d->front, "ring-ref"));
    d->port = (unsigned)sim_number(below(d->front, "event-channel"));
    BACK_RING_INIT(&d->ring, (blkif_sring_t *)sim_page(d->ring_reference, true), PAGE_SIZE);
    sim_grants[d->ring_reference].mapped++;
    d->attached = true;
    if (!sim_read(below(d->back, "sectors")))
        sim_write(below(d->back, "sectors"), "%llu", (unsigned long long)d->size / 512);
    set_state(d, XenbusStateConnected);
}

// Requests ------------------------------------------------------------------------------------------------------------

static bool transfer(struct sim_disk *d, bool write, uint64_t sector, const struct blkif_request_segment *s,
                     unsigned count)
{
    bool bad = false;
    d->most_segments = count > d->most_segments ? count : d->most_segments;
    for (unsigned i = 0; i < count; i++) {
        assert_true(s[i].first_sect <= s[i].last_sect && s[i].last_sect < 8);
        size_t n = (s[i].last_sect - s[i].first_sect + 1u) * 512;
        unsigned char *page = (unsigned char *)sim_page(s[i].gref, true) + s[i].first_sect * 512, *at;
        if (sector * 512 + n > d->size || (d->bad_sector >= sector && d->bad_sector < sector + n / 512)) {
            bad = true;
        } else {
            at = d->bytes + sector * 512;
            memcpy(write ? at : page, write ? page : at, n);
        }
        sector += n / 512;
    }
    return !bad;
}

static int16_t carry_out(struct sim_disk *d, const struct blkif_request *q, uint8_t *operation)
{
    const struct blkif_request_indirect *i = (const void *)q;
    const struct blkif_request_discard *discard = (const void *)q;
    *operation = q->operation;
    d->requests++;
    switch (q->operation) {
    case BLKIF_OP_FLUSH_DISKCACHE: d->flushes++; return d->refuses_flush ? BLKIF_RSP_EOPNOTSUPP : 0;
    case BLKIF_OP_WRITE_BARRIER: d->barriers++; return d->refuses_flush ? BLKIF_RSP_EOPNOTSUPP : 0;
    case BLKIF_OP_DISCARD:
        d->discards++;
        memset(d->bytes + discard->sector_number * 512, 0, discard->nr_sectors * 512);
        return 0;
    case BLKIF_OP_INDIRECT:
        d->indirect++;
        *operation = i->indirect_op;
        return transfer(d, i->indirect_op == BLKIF_OP_WRITE, i->sector_number, sim_page(i->indirect_grefs[0], false),
                        i->nr_segments)
                   ? 0
                   : BLKIF_RSP_ERROR;
    }
    assert_true(q->nr_segments > 0 && q->nr_segments <= 11);
    return transfer(d, q->operation == BLKIF_OP_WRITE, q->sector_number, q->seg, q->nr_segments) ? 0 : BLKIF_RSP_ERROR;
}

static void put_answer(struct sim_disk *d, uint64_t id, uint8_t operation, int16_t status)
{
    *RING_GET_RESPONSE(&d->ring, d->ring.rsp_prod_pvt++) = (struct blkif_response){ id, operation, status };
}

static void answer(struct sim_disk *d, const struct blkif_request *q)
{
    uint8_t operation;
    const struct blkif_request_indirect *i = (const void *)q;
    uint64_t id = q->operation == BLKIF_OP_INDIRECT ? i->id : q->id;
    int16_t status = carry_out(d, q, &operation);
    switch (d->lie) {
    case SIM_HONEST: break;
    case SIM_BAD_ID: id = 0x100000001 + id; break;
    case SIM_TWICE: break; // see serve()
    case SIM_WRONG_OPERATION: operation ^= 1; break;
    case SIM_TOO_MANY: d->ring.rsp_prod_pvt += 40; break;
    case SIM_RANDOM:
        memset(RING_GET_RESPONSE(&d->ring, d->ring.rsp_prod_pvt), rand(), sizeof(struct blkif_response));
        d->ring.rsp_prod_pvt += (unsigned)rand() % 3;
        return;
    }
    put_answer(d, id, operation, status);
}

static bool take_requests(struct sim_disk *d)
{
    bool any = false;
    int more;
    do {
        while (d->ring.req_cons != d->ring.sring->req_prod && d->kept_count < 32) {
            d->kept[d->kept_count++] = *RING_GET_REQUEST(&d->ring, d->ring.req_cons++);
            any = true;
        }
        RING_FINAL_CHECK_FOR_REQUESTS(&d->ring, more);
    } while (more && d->kept_count < 32);
    return any;
}

static bool serve(struct sim_disk *d)
{
    bool any = take_requests(d);
    int notify;
    if (d->hold || !d->kept_count)
        return any;
    for (unsigned i = 0; i < d->kept_count; i++)
        answer(d, &d->kept[d->lie == SIM_TWICE ? 0 : d->reversed ? d->kept_count - 1 - i : i]);
    d->kept_count = 0;
    RING_PUSH_RESPONSES_AND_CHECK_NOTIFY(&d->ring, notify);
    if (notify)
        sim_raise(d->port);
    return true;
}

static bool turn_disk(void *arg)
{
    struct sim_disk *d = arg;
    unsigned long front = sim_number(below(d->front, "state")), state = sim_number(below(d->back, "state"));
    if (d->gone)
        return false;
    if (state == XenbusStateInitWait && front == XenbusStateInitialised) {
        attach(d);
    } else if (front == XenbusStateClosed && state != XenbusStateClosed && state) {
        detach(d);
        set_state(d, XenbusStateClosed);
    } else if (front == XenbusStateInitialising && state == XenbusStateClosed) {
        set_state(d, XenbusStateInitWait);
    } else {
        return d->attached && serve(d);
    }
    return true;
}
