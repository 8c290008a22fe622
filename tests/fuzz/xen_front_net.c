// SPDX-License-Identifier: MIT
// The interface of the fuzz target xen_front: a backend that answers anything, and a program that sends and receives.
#include "xen_front.h"

#include <stdlib.h>
#include <string.h>

#include "../../libos/base/netdev.c" // for their lists of devices, which each input begins anew
#include "../../libos/xen/front/netfront.c"

// The backend. --------------------------------------------------------------------------------------------------------

static RING_IDX sent_seen, sent_answered, received;

static void raise(void)
{
    char path[100];
    fmt_print(path, sizeof path, "%s/event-channel", fuzz_net.front);
    sim_raise(sim_number(path) % 64);
}

static void answer_sent(netif_tx_sring_t *ring, unsigned how)
{
    static const int16_t statuses[] = { NETIF_RSP_NULL, NETIF_RSP_ERROR, NETIF_RSP_DROPPED, 5 };
    unsigned count = how % 4 == 0 ? ring->req_prod - sent_seen : how % 4;
    int16_t status = how & 8 ? statuses[fuzz_byte() % COUNT(statuses)] : NETIF_RSP_OKAY;
    for (unsigned i = 0; i < count && i < NETFRONT_SLOTS; i++) {
        unsigned wrong = how & 4 ? fuzz_byte() : 0;
        struct netif_tx_response a = { ring->ring[sent_seen++ % NETFRONT_SLOTS].req.id, status };
        a.id = wrong & 1 ? (uint16_t)fuzz_byte() : a.id;
        a.id = wrong & 2 ? (uint16_t)fuzz_word() : a.id;
        a.status = wrong & 4 ? statuses[fuzz_byte() % COUNT(statuses)] : a.status;
        ring->ring[sent_answered++ % NETFRONT_SLOTS].rsp = a;
    }
    ring->rsp_prod = sent_answered;
    raise();
}

// One answer, with the flags and the place in the page that the input says; its data where it lies within the page.
static void put_received(netif_rx_sring_t *ring)
{
    unsigned how = fuzz_byte();
    struct netif_rx_request q = ring->ring[received % NETFRONT_SLOTS].req;
    struct netif_rx_response a = { .id = q.id, .flags = how & 15, .status = fuzz_byte() };
    a.offset = how & 16 ? (uint16_t)fuzz_word() : 0;
    a.status = how & 32 ? (int16_t)fuzz_word() : a.status;
    bool mine = q.gref < COUNT(sim_grants) && sim_grants[q.gref].used && !sim_grants[q.gref].readonly;
    if (mine && how & 64)
        fuzz_bytes(sim_grants[q.gref].page, 40);
    ring->ring[received++ % NETFRONT_SLOTS].rsp = a;
}

static void put_extra(netif_rx_sring_t *ring)
{
    struct netif_extra_info e = { .type = fuzz_byte() % 6, .flags = fuzz_byte() & 3 };
    e.u.gso.size = fuzz_byte();
    e.u.gso.type = fuzz_byte() % 4;
    memcpy(&ring->ring[received++ % NETFRONT_SLOTS].rsp, &e, sizeof e);
}

static void deed(void)
{
    netif_tx_sring_t *tx = fuzz_granted(fuzz_net.front, "tx-ring-ref");
    netif_rx_sring_t *rx = fuzz_granted(fuzz_net.front, "rx-ring-ref");
    unsigned what = fuzz_byte();
    if (!tx || !rx)
        return;
    switch (what % 12) {
    case 0: case 1: case 2: answer_sent(tx, what / 12); break;
    case 3: case 4: put_received(rx); break;
    case 5: put_extra(rx); break;
    case 6: rx->rsp_prod = received; raise(); break;
    case 7: tx->rsp_prod += what & 8 ? fuzz_word() : what / 16; raise(); break;
    case 8: rx->rsp_prod += what & 8 ? fuzz_word() : what / 16; raise(); break;
    case 9: fuzz_scribble(what & 16 ? (void *)tx : (void *)rx); break;
    case 10: raise(); break;
    case 11:
        sent_seen = tx->req_prod - what / 16, sent_answered = tx->rsp_prod;
        received = rx->rsp_prod;
        break;
    }
}

struct fuzz_backend fuzz_net = {
    .front = "device/vif/0", .back = "/local/domain/0/backend/vif/1/0", .waits_for = XenbusStateConnected, .deed = deed,
};

// The program. --------------------------------------------------------------------------------------------------------

static struct use {
    struct netbuf parts[3];
    uint8_t *memory;
    bool under_way;
} uses[300];
static struct netbuf *held[16];
static unsigned events;

static void event(struct netdev *d, unsigned what)
{
    (void)d;
    events |= what;
}

static void sent(struct netbuf *b, int error)
{
    struct use *u = container_of(b, struct use, parts[0]);
    fuzz_check(u->under_way, "a frame is given back twice");
    fuzz_check(preempt_depth == 0, "done() with preemption off");
    fuzz_check(error == 0 || error == -UK_EIO || error == -UK_EINVAL || error == -UK_ENODEV || error == -UK_ENOMEM,
               "an error that is not in the contract");
    u->under_way = false;
    free(u->memory);
}

static struct netbuf *make_frame(unsigned what)
{
    static const size_t sizes[] = { 60, 0, 1514, 4000, 9000, 65535, 70000, 1 };
    unsigned i = 0;
    while (i < COUNT(uses) && uses[i].under_way)
        i++;
    if (i == COUNT(uses))
        return NULL;
    struct use *u = &uses[i];
    size_t size = sizes[what % 8], at = 0;
    u->under_way = true;
    u->memory = malloc(size + 1);
    memset(u->memory, what, size + 1);
    for (unsigned k = 0; k < 3; k++) {
        size_t n = k == 2 ? size - at : (size - at) / 2 * (what >> 3 & 1);
        netbuf_init(&u->parts[k], u->memory + at, n, 0);
        u->parts[k].size = (uint32_t)n;
        u->parts[k].part = k < 2 ? &u->parts[k + 1] : NULL;
        u->parts[k].done = sent;
        at += n;
    }
    if (what & 16) {
        u->parts[0].flags = NETBUF_CSUM_PARTIAL;
        u->parts[0].csum_start = what & 32 ? 34 : fuzz_byte();
        u->parts[0].csum_offset = what & 32 ? 16 : fuzz_byte();
    }
    if (what & 64) {
        static const uint8_t tcp[] = { 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0, 0x45, 0, 0, 0, 0, 0, 0, 0, 64, 6 };
        memcpy(u->memory, tcp, size < sizeof tcp ? size : sizeof tcp);
        u->parts[0].gso = what >> 7 ? NETBUF_GSO_TCP4 : NETBUF_GSO_TCP6;
        u->parts[0].gso_size = fuzz_byte();
    }
    return u->parts;
}

static void drop_all(struct netbuf *list)
{
    for (struct netbuf *b = list, *next; b; b = next) {
        next = b->next;
        b->done(b, 0);
    }
}

static void send(struct netdev *d)
{
    struct netbuf *list = NULL, *b;
    unsigned what = fuzz_byte();
    for (unsigned n = 1 + fuzz_byte() % 64; n > 0 && (b = make_frame(what)); n--) {
        b->next = list;
        list = b;
    }
    drop_all(d->ops->send(d, list));
}

// What has been received lies within its pages, which nobody else can change any more.
static void check_received(const struct netbuf *b)
{
    unsigned parts = 0;
    fuzz_check(b->gso == NETBUF_GSO_NONE || b->gso_size > 0, "large frames of no size");
    for (const struct netbuf *p = b; p; p = p->part) {
        fuzz_check(p->size > 0 && p->data >= p->start && p->data + p->size <= p->end, "a part that leaves its page");
        fuzz_check(++parts <= NETFRONT_PARTS, "more parts than a frame can have");
        for (unsigned i = 0; i < COUNT(sim_grants); i++)
            fuzz_check(!sim_grants[i].used || sim_grants[i].page != p->start, "the backend can still change a frame");
        memset(p->data, 0, p->size);
    }
}

static void receive(struct netdev *d)
{
    for (struct netbuf *b = d->ops->receive(d, 0, 1 + fuzz_byte() % 8), *next; b; b = next) {
        next = b->next;
        check_received(b);
        struct netbuf **place = &held[fuzz_byte() % COUNT(held)], *old = *place;
        *place = b;
        if (old)
            old->done(old, 0);
    }
}

void fuzz_net_use(void)
{
    struct netdev *d = netdev_at(0);
    unsigned what = fuzz_byte();
    if (!d)
        return;
    d->event = event;
    switch (what % 4) {
    case 0: case 1: send(d); break;
    case 2: receive(d); break;
    case 3: d->ops->arm(d, 0); break;
    }
}

void fuzz_net_reset(void)
{
    devices = NULL;
    for (unsigned i = 0; i < COUNT(uses); i++)
        if (uses[i].under_way)
            free(uses[i].memory);
    memset(uses, 0, sizeof uses);
    memset(held, 0, sizeof held);
    sent_seen = sent_answered = received = 0;
    fuzz_net.mischief = 0;
    bus = (struct xenbus_bus){ 0 };
}

void fuzz_net_init(void)
{
    netfront_init();
}

void fuzz_net_end(void)
{
    for (unsigned i = 0; i < COUNT(held); i++)
        if (held[i])
            held[i]->done(held[i], 0);
    for (unsigned i = 0; i < COUNT(uses); i++)
        fuzz_check(!uses[i].under_way, "a frame is lost");
}
