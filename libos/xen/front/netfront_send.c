// SPDX-License-Identifier: MIT
// The ring of frames to send (xen/io/netif.h): a slot for each piece of a frame that lies in one page, and one more
// behind the first where the frame stands for many (GSO).
#include "base/errno.h"
#include "base/plat.h"
#include "xen/front/netfront.h"
#include "xen/xen.h"

_Static_assert(NETFRONT_SLOTS == __CONST_RING_SIZE(netif_tx, PAGE_SIZE), "slots of a ring of one page");

// A frame on its way: driver counts its slots whose answer has not come, flags NETFRONT_FAILED what they said.
#define FAILED 0x8000u

struct piece {
    const uint8_t *data;
    uint16_t size;
    unsigned grant;
};

// Cuts the frame where pages end. The number of pieces; 0: too many, or too long.
static unsigned cut(const struct netbuf *b, struct piece *pieces)
{
    unsigned count = 0;
    for (; b; b = b->part)
        for (uint32_t at = 0, n; at < b->size; at += n) {
            const uint8_t *data = b->data + at;
            uint32_t in_page = (uint32_t)(PAGE_SIZE - (uintptr_t)data % PAGE_SIZE);
            n = b->size - at < in_page ? b->size - at : in_page;
            if (count == NETFRONT_PARTS)
                return 0;
            pieces[count++] = (struct piece){ .data = data, .size = (uint16_t)n };
        }
    return count;
}

// All or none.
static bool grant(struct netfront *n, struct piece *pieces, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        int reference = xen_grant(n->bus.domain, (const void *)ALIGN_DOWN((uintptr_t)pieces[i].data, PAGE_SIZE), true);
        if (reference < 0) {
            while (i-- > 0)
                xen_grant_end(pieces[i].grant);
            return false;
        }
        pieces[i].grant = (unsigned)reference;
    }
    return true;
}

// Checksums -----------------------------------------------------------------------------------------------------------

// The ring has no words for where a sum begins: the backend finds it, for TCP and UDP.
static bool backend_sums(const struct netfront *n, const struct netbuf *b)
{
    struct netbuf found = *b;
    uint8_t type[2];
    if (!netbuf_find_checksum(&found) || !netbuf_copy_out(b, 12, type, 2))
        return false;
    return found.csum_start == b->csum_start && found.csum_offset == b->csum_offset &&
           (n->dev.features & (type[0] == 0x86 ? NETDEV_CSUM6 : NETDEV_CSUM4));
}

// Makes of the frame what the backend can send; false: there is no way.
static bool prepare(const struct netfront *n, struct netbuf *b)
{
    unsigned wanted = b->gso == NETBUF_GSO_TCP4 ? NETDEV_GSO_TCP4 : b->gso == NETBUF_GSO_TCP6 ? NETDEV_GSO_TCP6 : 0;
    if (b->gso && (!wanted || !(n->dev.features & wanted) || !(b->flags & NETBUF_CSUM_PARTIAL) || !b->gso_size))
        return false;
    if (!(b->flags & NETBUF_CSUM_PARTIAL) || backend_sums(n, b))
        return true;
    return !b->gso && netbuf_fill_checksum(b);
}

// To the ring ---------------------------------------------------------------------------------------------------------

static void put_gso(struct netfront *n, const struct netbuf *b)
{
    struct netif_extra_info *e = (void *)RING_GET_REQUEST(&n->send, n->send.req_prod_pvt++);
    *e = (struct netif_extra_info){ .type = XEN_NETIF_EXTRA_TYPE_GSO };
    n->extras++;
    e->u.gso.size = b->gso_size;
    e->u.gso.type = b->gso == NETBUF_GSO_TCP4 ? XEN_NETIF_GSO_TYPE_TCPV4 : XEN_NETIF_GSO_TYPE_TCPV6;
}

static void put_piece(struct netfront *n, struct netbuf *b, const struct piece *p, unsigned flags, size_t size)
{
    unsigned id = n->first_free;
    n->first_free = n->sending[id].next_free;
    n->sending[id].frame = b;
    n->sending[id].grant = p->grant;
    *RING_GET_REQUEST(&n->send, n->send.req_prod_pvt++) = (struct netif_tx_request){
        .gref = p->grant, .offset = (uint16_t)((uintptr_t)p->data % PAGE_SIZE), .flags = (uint16_t)flags,
        .id = (uint16_t)id, .size = (uint16_t)size,
    };
}

// The first slot has the size of the whole frame, the others their own.
static void put_frame(struct netfront *n, struct netbuf *b, const struct piece *pieces, unsigned count)
{
    unsigned flags = b->flags & NETBUF_CSUM_PARTIAL ? NETTXF_csum_blank | NETTXF_data_validated : 0;
    b->driver = count;
    for (unsigned i = 0; i < count; i++, flags = 0) {
        if (i + 1 < count)
            flags |= NETTXF_more_data;
        if (i == 0 && b->gso)
            flags |= NETTXF_extra_info;
        put_piece(n, b, &pieces[i], flags, i == 0 ? netbuf_size(b) : pieces[i].size);
        if (i == 0 && b->gso)
            put_gso(n, b);
    }
    n->dev.counts.sent++;
}

// From the ring -------------------------------------------------------------------------------------------------------

struct finished {
    struct netbuf *first, **end;
};

static void finish(struct finished *f, struct netbuf *b, int error)
{
    b->driver = (uint32_t)-error;
    b->next = NULL;
    *f->end = b;
    f->end = &b->next;
}

// A slot's page is ours again. A backend that has it still mapped can go on reading it, nothing worse.
static void release(struct netfront *n, unsigned id, int error, struct finished *f)
{
    struct netbuf *b = n->sending[id].frame;
    xenbus_end_grant(&n->bus, n->sending[id].grant, NULL);
    n->sending[id].frame = NULL;
    n->sending[id].next_free = n->first_free;
    n->first_free = (uint16_t)id;
    b->driver = (b->driver - 1) | (error ? FAILED : 0);
    if ((b->driver & ~FAILED) == 0)
        finish(f, b, !b->driver ? 0 : error ? error : -UK_EIO);
}

// What is wrong, or NULL. Answers of slots with extra information bear no id; there are no more of them than such slots,
// so that an id is free wherever the ring has room.
static const char *take_answers(struct netfront *n, RING_IDX produced, struct finished *f)
{
    if (produced - n->send.rsp_cons > n->send.req_prod_pvt - n->send.rsp_cons)
        return "more answers than frames";
    for (; n->send.rsp_cons != produced; n->send.rsp_cons++) {
        struct netif_tx_response a;
        RING_COPY_RESPONSE(&n->send, n->send.rsp_cons, &a);
        bool extra = a.status == NETIF_RSP_NULL;
        if (extra ? n->extras == 0 : a.id >= NETFRONT_SLOTS || !n->sending[a.id].frame)
            return "an answer to no frame";
        if (extra)
            n->extras--;
        else
            release(n, a.id, a.status == NETIF_RSP_OKAY ? 0 : -UK_EIO, f);
    }
    return NULL;
}

// An event is asked for when half of what is on its way has been sent: by then it is worth while, and none is left
// without one in the end (of one, a half is that one). The story of the race is told in protocol.h.
static void reap(struct netfront *n, struct finished *f)
{
    const char *wrong;
    RING_IDX on_its_way;
    if (!n->send.sring)
        return;
    do {
        wrong = take_answers(n, ring_produced(&n->send), f);
        on_its_way = n->send.req_prod_pvt - n->send.rsp_cons;
    } while (!wrong && !ring_ask(&n->send, n->send.rsp_cons + on_its_way / 2 + 1));
    if (wrong && n->open) {
        n->open = false;
        xenbus_fail(&n->bus, wrong);
    }
}

// Preemption is off; is on when this returns.
static void give_back(struct netfront *n, struct finished *f)
{
    bool room = n->starved && (!n->open || RING_FREE_REQUESTS(&n->send) >= NETFRONT_SLOTS / 2);
    if (room)
        n->starved = false;
    preempt_enable();
    for (struct netbuf *b = f->first, *next; b; b = next) {
        next = b->next;
        b->next = NULL;
        b->done(b, -(int)b->driver);
    }
    if (room && n->dev.event)
        n->dev.event(&n->dev, NETDEV_EVENT_ROOM);
}

void netfront_reap_work(struct work *w)
{
    struct netfront *n = container_of(w, struct netfront, reap);
    struct finished f = { NULL, &f.first };
    preempt_disable();
    reap(n, &f);
    give_back(n, &f);
}

// Sending -------------------------------------------------------------------------------------------------------------

// False: there is no room.
static bool send_one(struct netfront *n, struct netbuf *b, struct finished *f)
{
    struct piece pieces[NETFRONT_PARTS];
    if (!n->open || !n->dev.link) {
        finish(f, b, -UK_ENODEV);
        return true;
    }
    if (RING_FREE_REQUESTS(&n->send) < NETFRONT_PARTS + 1)
        return false;
    unsigned count = cut(b, pieces);
    if (!count || netbuf_size(b) > XEN_NETIF_MAX_TX_SIZE || !prepare(n, b)) {
        finish(f, b, -UK_EINVAL);
        return true;
    }
    if (!grant(n, pieces, count)) {
        if (n->send.req_prod_pvt != n->send.rsp_cons)
            return false;
        finish(f, b, -UK_ENOMEM);
        return true;
    }
    put_frame(n, b, pieces, count);
    return true;
}

struct netbuf *netfront_send(struct netdev *d, struct netbuf *list)
{
    struct netfront *n = container_of(d, struct netfront, dev);
    struct finished f = { NULL, &f.first };
    int notify = 0;
    preempt_disable();
    reap(n, &f);
    while (list) {
        struct netbuf *next = list->next;
        if (!send_one(n, list, &f)) {
            n->starved = true;
            break;
        }
        list = next;
    }
    if (n->open)
        RING_PUSH_REQUESTS_AND_CHECK_NOTIFY(&n->send, notify);
    if (notify)
        xen_evtchn_notify(n->port);
    if (n->starved) // the event that was asked for may be long past
        reap(n, &f);
    give_back(n, &f);
    return list;
}

void netfront_send_start(struct netfront *n)
{
    for (unsigned i = 0; i < NETFRONT_SLOTS; i++) {
        n->sending[i].frame = NULL;
        n->sending[i].next_free = (uint16_t)(i + 1);
    }
    n->first_free = 0;
    n->extras = 0;
}

void netfront_send_fail(struct netfront *n, int error)
{
    struct finished f = { NULL, &f.first };
    preempt_disable();
    n->open = false;
    for (unsigned i = 0; i < NETFRONT_SLOTS; i++)
        if (n->sending[i].frame)
            release(n, i, error, &f);
    give_back(n, &f);
}

void netfront_send_stop(struct netfront *n)
{
    n->send.sring = NULL;
    netfront_send_fail(n, -UK_EIO);
}
