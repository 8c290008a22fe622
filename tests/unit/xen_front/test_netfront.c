// SPDX-License-Identifier: MIT
// Network interfaces, over a backend that is honest, slow, gone, back, or lies.
#include "sim.h"

#include <stdlib.h>
#include <string.h>

#include "../../../libos/xen/front/netfront.c" // for its static bus, which each test begins anew

static struct sim_net net;
static struct netdev *dev;
static unsigned given_back, events;
static int last_error;

static void frame_done(struct netbuf *b, int error)
{
    (void)b;
    assert_int_equal(preempt_depth, 0);
    given_back++;
    last_error = error;
}

static void event(struct netdev *d, unsigned what)
{
    (void)d;
    events |= what;
}

static int fresh(void **state)
{
    (void)state;
    sim_reset();
    bus = (struct xenbus_bus){ 0 };
    memset(&net, 0, sizeof net);
    net.front = "device/vif/0";
    net.back = "/local/domain/0/backend/vif/1/0";
    given_back = events = 0;
    last_error = 1;
    return 0;
}

static void start(void)
{
    unsigned before = 0;
    while (netdev_at(before))
        before++;
    sim_net_start(&net);
    netfront_init();
    dev = netdev_at(before);
    if (dev)
        dev->event = event;
    events = 0;
}

static uint8_t memory[80000] __attribute__((aligned(4096)));
static struct netbuf frames[300];

static struct netbuf *frame(unsigned i, size_t at, size_t size)
{
    netbuf_init(&frames[i], memory + at, size, 0);
    frames[i].size = (uint32_t)size;
    frames[i].done = frame_done;
    return &frames[i];
}

static void fill_memory(void)
{
    for (size_t i = 0; i < sizeof memory; i++)
        memory[i] = (uint8_t)(i * 31 + i / 4096);
}

static void the_device(void **state)
{
    (void)state;
    sim_write("device/vif/0/mtu", "9000");
    start();
    assert_memory_equal(dev->mac, "\x00\x16\x3e\x00\xab\x01", 6);
    assert_int_equal(dev->mtu, 9000);
    assert_int_equal(dev->features, NETDEV_CSUM4 | NETDEV_CSUM6 | NETDEV_GSO_TCP4);
    assert_true(dev->link);
    assert_string_equal(sim_read("device/vif/0/request-rx-copy"), "1");
}

static void frames_of_all_kinds(void **state)
{
    (void)state;
    fill_memory();
    start();
    const size_t cases[][2] = { { 0, 60 }, { 4095, 2 }, { 4090, 1514 }, { 100, 9014 }, { 1, 65535 } };
    for (unsigned i = 0; i < COUNT(cases); i++) {
        assert_null(dev->ops->send(dev, frame(i, cases[i][0], cases[i][1])));
        sim_run();
        assert_int_equal(net.sent_size[i], cases[i][1]);
        assert_memory_equal(net.sent[i], memory + cases[i][0], cases[i][1]);
    }
    assert_int_equal(given_back, 5);
    assert_int_equal(last_error, 0);
    struct netbuf *a = frame(0, 0, 14), *b = frame(1, 5000, 0), *c = frame(2, 8190, 20);
    a->part = b;
    b->part = c;
    assert_null(dev->ops->send(dev, a));
    sim_run();
    assert_int_equal(net.sent_size[5], 34);
    assert_memory_equal(net.sent[5], memory, 14);
    assert_memory_equal(net.sent[5] + 14, memory + 8190, 20);
}

static void frames_that_cannot_be_sent(void **state)
{
    (void)state;
    start();
    assert_null(dev->ops->send(dev, frame(0, 0, 0)));
    assert_int_equal(last_error, -UK_EINVAL);
    assert_null(dev->ops->send(dev, frame(0, 0, 70000)));
    assert_int_equal(last_error, -UK_EINVAL);
    for (unsigned i = 0; i < 19; i++) {
        frame(i, i * 64, 64);
        if (i > 0)
            frames[i - 1].part = &frames[i];
    }
    assert_null(dev->ops->send(dev, &frames[0])); // more parts than any backend takes
    assert_int_equal(last_error, -UK_EINVAL);
    frame(0, 0, 1000)->gso = NETBUF_GSO_TCP6; // not offered
    frames[0].gso_size = 100;
    frames[0].flags = NETBUF_CSUM_PARTIAL;
    assert_null(dev->ops->send(dev, &frames[0]));
    assert_int_equal(last_error, -UK_EINVAL);
    assert_int_equal(given_back, 4);
    assert_int_equal(net.sent_count, 0);
}

static void put_tcp(uint8_t *at, size_t size)
{
    static const uint8_t head[] = {
        2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0, 0x45, 0, 0, 0, 0, 0, 0, 0, 64, 6, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2,
    };
    memset(at, 0, size);
    memcpy(at, head, sizeof head);
}

static void checksums_and_large_frames(void **state)
{
    (void)state;
    start();
    put_tcp(memory, 5000);
    struct netbuf *b = frame(0, 0, 5000);
    b->flags = NETBUF_CSUM_PARTIAL;
    b->csum_start = 34;
    b->csum_offset = 16;
    b->gso = NETBUF_GSO_TCP4;
    b->gso_size = 1460;
    assert_null(dev->ops->send(dev, b));
    sim_run();
    assert_int_equal(net.sent_gso[0], 1460);
    assert_true(net.sent_flags[0] & NETTXF_csum_blank);
    assert_int_equal(given_back, 1);
    assert_string_equal(sim_log, ""); // the answer of the extra slot bears no id
    b = frame(0, 0, 100); // a sum that the backend does not know how to find: made here
    memset(memory + 60, 1, 40);
    b->flags = NETBUF_CSUM_PARTIAL;
    b->csum_start = 60;
    b->csum_offset = 2;
    assert_null(dev->ops->send(dev, b));
    sim_run();
    assert_false(net.sent_flags[1] & NETTXF_csum_blank);
    assert_int_not_equal(net.sent[1][62] << 8 | net.sent[1][63], 0x0101);
}

static void a_full_ring(void **state)
{
    (void)state;
    start();
    net.hold = true;
    struct netbuf *list = NULL;
    for (unsigned i = 300; i-- > 0;) {
        frame(i, i * 64, 64)->next = list;
        list = &frames[i];
    }
    struct netbuf *left = dev->ops->send(dev, list);
    assert_non_null(left);
    unsigned taken = (unsigned)(left - frames);
    assert_in_range(taken, 200, 256);
    assert_int_equal(sim_notified[net.port], 2); // one for the pages of the receive ring, one for all frames
    sim_run();
    assert_int_equal(given_back, 0);
    net.hold = false;
    sim_run();
    assert_int_equal(given_back, taken);
    assert_true(events & NETDEV_EVENT_ROOM);
    assert_null(dev->ops->send(dev, left));
    sim_run();
    assert_int_equal(net.sent_count, 300);
    assert_int_equal(given_back, 300);
    assert_int_equal(net.slots, 300);
}

static void sent_with_an_error(void **state)
{
    (void)state;
    start();
    net.fails = true;
    assert_null(dev->ops->send(dev, frame(0, 0, 9000)));
    sim_run();
    assert_int_equal(given_back, 1);
    assert_int_equal(last_error, -UK_EIO);
}

static void receives(void **state)
{
    (void)state;
    fill_memory();
    start();
    assert_true(dev->ops->arm(dev, 0));
    sim_net_answer(&net, 0, 0, 60, memory);
    sim_net_answer(&net, NETRXF_more_data | NETRXF_data_validated, 0, 4096, memory);
    sim_net_answer(&net, NETRXF_more_data, 0, 4096, memory + 4096);
    sim_net_answer(&net, 0, 100, 808, memory + 8192);
    sim_net_push(&net);
    sim_run();
    assert_int_equal(events, NETDEV_EVENT_RECEIVE);
    assert_false(dev->ops->arm(dev, 0));
    struct netbuf *a = dev->ops->receive(dev, 0, 10), *b = a->next;
    assert_int_equal(netbuf_size(a), 60);
    assert_int_equal(a->flags, 0);
    assert_int_equal(netbuf_size(b), 9000);
    assert_int_equal(b->flags, NETBUF_CSUM_GOOD);
    static uint8_t all[9000];
    assert_true(netbuf_copy_out(b, 0, all, 9000));
    assert_memory_equal(all, memory, 9000);
    assert_null(b->next);
    a->done(a, 0);
    b->done(b, 0);
    assert_null(dev->ops->receive(dev, 0, 10));
    assert_int_equal(sim_net_requests(&net), 256); // all pages are in the ring again
}

static void receives_large_frames(void **state)
{
    (void)state;
    start();
    put_tcp(memory, 4096);
    struct netif_extra_info hash = { .type = XEN_NETIF_EXTRA_TYPE_HASH, .flags = XEN_NETIF_EXTRA_FLAG_MORE };
    struct netif_extra_info gso = { .type = XEN_NETIF_EXTRA_TYPE_GSO };
    gso.u.gso.size = 1448;
    gso.u.gso.type = XEN_NETIF_GSO_TYPE_TCPV4;
    sim_net_answer(&net, NETRXF_more_data | NETRXF_extra_info | NETRXF_csum_blank, 0, 4096, memory);
    sim_net_extra(&net, &hash);
    sim_net_extra(&net, &gso);
    sim_net_answer(&net, 0, 0, 1000, memory + 4096);
    sim_net_push(&net);
    struct netbuf *a = dev->ops->receive(dev, 0, 10);
    assert_int_equal(netbuf_size(a), 5096);
    assert_int_equal(a->gso, NETBUF_GSO_TCP4);
    assert_int_equal(a->gso_size, 1448);
    assert_int_equal(a->flags, NETBUF_CSUM_GOOD | NETBUF_CSUM_PARTIAL);
    assert_int_equal(a->csum_start, 34);
    assert_int_equal(a->csum_offset, 16);
    a->done(a, 0);
}

static void the_ring_wraps(void **state)
{
    (void)state;
    fill_memory();
    start();
    for (unsigned i = 0; i < 3000; i++) {
        sim_net_answer(&net, 0, i % 7, 60 + (int)(i % 100), memory + i % 1000);
        if (i % 5 == 0 || i == 2999) {
            sim_net_push(&net);
            for (struct netbuf *b = dev->ops->receive(dev, 0, 100), *next; b; b = next) {
                next = b->next;
                b->done(b, 0);
            }
        }
    }
    assert_int_equal(dev->counts.received, 3000);
    assert_int_equal(dev->counts.dropped, 0);
    for (unsigned i = 0; i < 1000; i++) {
        assert_null(dev->ops->send(dev, frame(i % 300, 4000, 200)));
        if (i % 20 == 0)
            sim_run();
    }
    sim_run();
    assert_int_equal(given_back, 1000);
}

// A user that keeps all frames gets new ones as soon as it gives some back, without a call of receive().
static void a_slow_user(void **state)
{
    (void)state;
    start();
    struct netbuf *kept[256];
    for (unsigned i = 0; i < 256; i++) {
        sim_net_answer(&net, 0, 0, 60, memory);
        sim_net_push(&net);
        kept[i] = dev->ops->receive(dev, 0, 1);
    }
    assert_int_equal(sim_net_requests(&net), 0);
    kept[0]->done(kept[0], 0);
    assert_int_equal(sim_net_requests(&net), 1);
    for (unsigned i = 1; i < 256; i++)
        kept[i]->done(kept[i], 0);
    assert_int_equal(dev->ops->receive(dev, 0, 1) == NULL, 1);
    assert_int_equal(sim_net_requests(&net), 256);
}

static void malformed_frames(void **state)
{
    (void)state;
    start();
    struct netif_extra_info more = { .type = 9, .flags = XEN_NETIF_EXTRA_FLAG_MORE };
    sim_net_answer(&net, 0, 0, 0, memory);                       // nothing in it
    sim_net_answer(&net, 0, 0, -1, memory);                      // an error
    sim_net_answer(&net, 0, 4000, 97, memory);                   // beyond the page
    sim_net_answer(&net, 0, 65535, 1, memory);
    sim_net_answer(&net, 0, 0, 32767, memory);
    sim_net_answer(&net, NETRXF_more_data, 0, 60, memory);       // a bad part
    sim_net_answer(&net, 0, 4096, 4096, memory);
    sim_net_answer(&net, 0, 0, 61, memory);                      // a good frame
    sim_net_answer(&net, NETRXF_extra_info, 0, 60, memory);      // extra information that does not end
    sim_net_extra(&net, &more);
    sim_net_push(&net);
    struct netbuf *b = dev->ops->receive(dev, 0, 100);
    assert_int_equal(netbuf_size(b), 61);
    assert_null(b->next);
    b->done(b, 0);
    assert_int_equal(dev->counts.dropped, 7);
    sim_net_answer(&net, NETRXF_more_data, 0, 60, memory);       // a frame that does not end
    sim_net_push(&net);
    assert_null(dev->ops->receive(dev, 0, 100));
    assert_int_equal(sim_net_requests(&net), 256);               // no page is lost
}

// All sorts of answers: every page comes back, whatever they say.
static void random_answers(void **state)
{
    for (unsigned seed = 0; seed < 200; seed++) {
        fresh(state);
        start();
        srand(seed);
        for (unsigned i = 0; i < 300; i++) {
            struct netif_extra_info e = { .type = (uint8_t)(rand() % 6), .flags = (uint8_t)rand() & 3 };
            if (rand() % 4)
                sim_net_answer(&net, (unsigned)rand() & 0xf, rand() % 3 ? 0 : (unsigned)rand() & 0x1fff,
                               rand() % 5000 - 100, memory);
            else
                sim_net_extra(&net, &e);
            if (rand() % 3)
                continue;
            sim_net_push(&net);
            for (struct netbuf *b = dev->ops->receive(dev, 0, 100), *next; b; b = next) {
                next = b->next;
                for (const struct netbuf *p = b; p; p = p->part)
                    assert_true(p->size > 0 && p->data >= p->start && p->data + p->size <= p->end);
                b->done(b, 0);
            }
        }
        sim_net_push(&net);
        for (struct netbuf *b; (b = dev->ops->receive(dev, 0, 1));)
            b->done(b, 0);
        assert_int_equal(sim_net_requests(&net), 256);
    }
}

// Frames that cannot be: too many parts, large ones of no size, of no kind, or where none were asked for.
static void impossible_frames(void **state)
{
    (void)state;
    start();
    struct netif_extra_info gso = { .type = XEN_NETIF_EXTRA_TYPE_GSO };
    for (unsigned i = 0; i < 18; i++)
        sim_net_answer(&net, NETRXF_more_data, 0, 60, memory);
    sim_net_answer(&net, 0, 0, 60, memory);
    for (unsigned i = 0; i < 4; i++) {
        gso.u.gso.size = i == 0 ? 0 : 1448;
        gso.u.gso.type = i == 1 ? 7 : XEN_NETIF_GSO_TYPE_TCPV4;
        sim_net_answer(&net, NETRXF_extra_info, 0, 60, memory);
        sim_net_extra(&net, &gso);
    }
    sim_net_answer(&net, 0, 0, 61, memory);
    sim_net_push(&net);
    struct netbuf *a = dev->ops->receive(dev, 0, 1);
    assert_int_equal(a->gso, NETBUF_GSO_TCP4);
    assert_int_equal(dev->counts.dropped, 3);
    dev->large_receive = false;
    struct netbuf *b = dev->ops->receive(dev, 0, 1);
    assert_int_equal(netbuf_size(b), 61);
    assert_int_equal(dev->counts.dropped, 4);
    a->done(a, 0);
    b->done(b, 0);
}

static void keep_all(void)
{
    for (unsigned i = 0; i < COUNT(sim_grants); i++)
        if (sim_grants[i].used)
            sim_grants[i].mapped = 1;
}

// Backends that never let go of a page cost a guest so many and no more; those that do at last give all back.
static void backends_that_keep_all(void **state)
{
    (void)state;
    start();
    for (unsigned i = 0; i < 30; i++) {
        keep_all();
        sim_remove("/local/domain/0/backend/vif/1/0"); // it dies, but what it had mapped stays mapped
        sim_run();
        net.attached = false;
        sim_net_start(&net);
        sim_run();
        sim_write("/local/domain/0/backend/vif/1/0/state", "%u", XenbusStateInitialising);
        sim_run();
        sim_net_start(&net);
        sim_run();
    }
    assert_in_range(sim_pages, 256, 1100);
    assert_in_range(sim_grants_used(), 256, 1100);
    assert_non_null(strstr(sim_log, "keeps too many pages"));
    assert_false(dev->link);
    for (unsigned i = 0; i < COUNT(sim_grants); i++)
        sim_grants[i].mapped = 0;
    sim_write("/local/domain/0/backend/vif/1/0/state", "%u", XenbusStateInitialising); // and goes on from there
    sim_run();
    assert_true(dev->link);
    assert_int_equal(sim_net_requests(&net), 256);
    assert_int_equal(sim_pages, 256 + 2);
    assert_int_equal(sim_grants_used(), 256 + 2);
}

// It can go on reading what was sent, but not use up the table of grants.
static void a_backend_that_keeps_what_was_sent(void **state)
{
    (void)state;
    start();
    for (unsigned i = 0; i < 2000; i++) {
        net.hold = true;
        assert_null(dev->ops->send(dev, frame(0, 0, 60)));
        keep_all();
        net.hold = false;
        sim_run();
    }
    assert_in_range(sim_grants_used(), 256, 1100);
    assert_non_null(strstr(sim_log, "keeps too many pages"));
    assert_int_equal(given_back, 2000);
}

static void a_backend_that_keeps_a_page(void **state)
{
    (void)state;
    start();
    unsigned reference = RING_GET_REQUEST(&net.rx, net.rx.req_cons)->gref;
    sim_net_answer(&net, 0, 0, 60, memory);
    sim_grants[reference].mapped = 1;
    sim_net_push(&net);
    assert_null(dev->ops->receive(dev, 0, 1)); // it could still change the frame
    assert_int_equal(dev->counts.dropped, 1);
    assert_non_null(strstr(sim_log, "keeps a page"));
}

static void lies(void **state)
{
    for (enum sim_net_lie lie = SIM_NET_BAD_ID; lie <= SIM_NET_TOO_MANY; lie++) {
        fresh(state);
        start();
        net.lie = lie;
        assert_null(dev->ops->send(dev, frame(0, 0, 60)));
        sim_run();
        assert_non_null(strstr(sim_log, "the backend breaks the protocol"));
        assert_int_equal(given_back, 1);
        assert_false(dev->link);
    }
    fresh(state);
    start();
    net.rx.rsp_prod_pvt += 1000;
    sim_net_push(&net);
    assert_null(dev->ops->receive(dev, 0, 100));
    sim_run();
    assert_non_null(strstr(sim_log, "more frames than pages"));
}

// Answers of slots with extra information bear no id. Given for others, they would make room in the ring, but free no id.
static void answers_without_an_id(void **state)
{
    (void)state;
    start();
    net.hold = true;
    for (unsigned round = 0; round < 8; round++) {
        struct netbuf *list = NULL;
        for (unsigned i = round * 37; i < round * 37 + 37; i++) {
            frame(i, i * 64, 64)->next = list;
            list = &frames[i];
        }
        dev->ops->send(dev, list);
        while (net.tx.sring->req_prod != net.tx.req_cons) {
            net.tx.req_cons++;
            *RING_GET_RESPONSE(&net.tx, net.tx.rsp_prod_pvt++) = (struct netif_tx_response){ .status = NETIF_RSP_NULL };
        }
        net.tx.sring->rsp_prod = net.tx.rsp_prod_pvt;
    }
    sim_run();
    assert_non_null(strstr(sim_log, "an answer to no frame"));
}

// A backend that breaks the protocol and does nothing more: the link is down, and the user hears of it.
static void the_link_of_a_liar(void **state)
{
    (void)state;
    for (unsigned receives = 0; receives < 2; receives++) {
        fresh(state);
        start();
        sim_backend(NULL, &net);
        if (receives) {
            net.rx.rsp_prod_pvt += 1000;
            sim_net_push(&net);
            assert_null(dev->ops->receive(dev, 0, 100));
        } else {
            net.tx.rsp_prod_pvt += 1000;
            net.tx.sring->rsp_prod = net.tx.rsp_prod_pvt;
            sim_raise(net.port);
        }
        sim_run();
        assert_false(dev->link);
        assert_true(events & NETDEV_EVENT_LINK);
    }
}

static void stays_in_closing(void)
{
    sim_backend(NULL, &net);
    sim_write("/local/domain/0/backend/vif/1/0/state", "%u", XenbusStateClosing);
    sim_run();
}

// A backend that wants to close, and never does: what is on its way comes back, and a sender that waited hears of room.
static void a_backend_that_stays_in_closing(void **state)
{
    (void)state;
    start();
    net.hold = true;
    struct netbuf *list = NULL;
    for (unsigned i = 300; i-- > 0;) {
        frame(i, i * 64, 64)->next = list;
        list = &frames[i];
    }
    struct netbuf *left = dev->ops->send(dev, list);
    unsigned taken = (unsigned)(left - frames);
    stays_in_closing();
    assert_false(dev->link);
    assert_int_equal(given_back, 0); // it may still send them
    sim_pass(29000000000);
    assert_int_equal(given_back, 0);
    events = 0;
    sim_pass(2000000000);
    assert_int_equal(given_back, taken);
    assert_int_equal(last_error, -UK_ENODEV);
    assert_non_null(strstr(sim_log, "vif0: its backend does not close: frames on their way are given up"));
    assert_int_equal(events & NETDEV_EVENT_ROOM, NETDEV_EVENT_ROOM);
    assert_null(dev->ops->send(dev, left));
    assert_int_equal(last_error, -UK_ENODEV);
    assert_int_equal(given_back, 300);
    // At last it answers, as if nothing had happened, then closes, and a new one comes.
    for (unsigned i = 0; i < taken; i++)
        *RING_GET_RESPONSE(&net.tx, net.tx.rsp_prod_pvt++) = (struct netif_tx_response){ .id = (uint16_t)i };
    net.tx.sring->rsp_prod = net.tx.rsp_prod_pvt;
    sim_raise(net.port);
    sim_run();
    assert_int_equal(given_back, 300);
    sim_net_crash(&net);
    sim_run();
    net.hold = false;
    sim_net_start(&net);
    sim_run();
    assert_null(dev->ops->send(dev, frame(0, 0, 60)));
    sim_run();
    assert_int_equal(last_error, 0);
}

// One that closes in time: nothing is given up, and no timer is left behind.
static void a_backend_that_closes_slowly(void **state)
{
    (void)state;
    start();
    net.hold = true;
    assert_null(dev->ops->send(dev, frame(0, 0, 60)));
    sim_write("/local/domain/0/backend/vif/1/0/state", "%u", XenbusStateClosing);
    sim_run(); // it does, then begins again
    assert_int_equal(given_back, 1);
    assert_int_equal(last_error, -UK_EIO);
    net.hold = false;
    sim_pass(60000000000);
    assert_null(strstr(sim_log, "does not close"));
    assert_true(dev->link);
}

static void the_link(void **state)
{
    (void)state;
    sim_write("/local/domain/0/backend/vif/1/0/carrier", "0");
    start();
    assert_false(dev->link);
    assert_null(dev->ops->send(dev, frame(0, 0, 60)));
    assert_int_equal(last_error, -UK_ENODEV);
    sim_write("/local/domain/0/backend/vif/1/0/carrier", "1");
    sim_run();
    assert_true(dev->link);
    assert_int_equal(events, NETDEV_EVENT_LINK);
    assert_null(dev->ops->send(dev, frame(0, 0, 60)));
    sim_run();
    assert_int_equal(last_error, 0);
}

static void comes_back(void **state)
{
    (void)state;
    start();
    struct netbuf *kept;
    sim_net_answer(&net, 0, 0, 60, memory);
    sim_net_push(&net);
    kept = dev->ops->receive(dev, 0, 1);
    net.hold = true;
    assert_null(dev->ops->send(dev, frame(0, 0, 60)));
    sim_net_crash(&net);
    sim_run();
    assert_int_equal(given_back, 1);
    assert_int_equal(last_error, -UK_EIO);
    assert_false(dev->link);
    assert_int_equal(sim_grants_used(), 0);
    kept->done(kept, 0); // of the old life
    net.hold = false;
    sim_net_start(&net);
    sim_run();
    assert_true(dev->link);
    assert_int_equal(sim_net_requests(&net), 256);
    assert_null(dev->ops->send(dev, frame(0, 0, 60)));
    sim_run();
    assert_int_equal(last_error, 0);
}

static void malformed_devices(void **state)
{
    static const struct { const char *path, *value; } cases[] = {
        { "device/vif/0/mac", "" }, { "device/vif/0/mac", "00:16:3e:00:ab" },
        { "device/vif/0/mac", "00:16:3e:00:ab:0g" },
        { "device/vif/0/mac", "00:16:3e:00:ab:011" }, { "device/vif/0/mac", "01:16:3e:00:ab:01" },
        { "device/vif/0/mac", "00:00:00:00:00:00" }, { "device/vif/0/mac", "0016.3e00.ab01" },
        { "device/vif/0/mtu", "big" }, { "device/vif/0/mtu", "70000" },
    };
    for (unsigned i = 0; i < COUNT(cases); i++) {
        fresh(state);
        sim_write(cases[i].path, "%s", cases[i].value);
        start();
        assert_null(dev);
        assert_non_null(strstr(sim_log, "no device"));
        assert_int_equal(sim_waits, 0);
    }
}

static void few_grants(void **state)
{
    (void)state;
    sim_grant_limit = 8 + 2 + 40;
    start();
    assert_int_equal(sim_net_requests(&net), 40);
    assert_null(dev->ops->send(dev, frame(0, 0, 60)));
    assert_int_equal(last_error, -UK_ENOMEM); // none is left, and none will come back
}

int run_netfront_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(the_device, fresh),
        cmocka_unit_test_setup(frames_of_all_kinds, fresh),
        cmocka_unit_test_setup(frames_that_cannot_be_sent, fresh),
        cmocka_unit_test_setup(checksums_and_large_frames, fresh),
        cmocka_unit_test_setup(a_full_ring, fresh),
        cmocka_unit_test_setup(sent_with_an_error, fresh),
        cmocka_unit_test_setup(receives, fresh),
        cmocka_unit_test_setup(receives_large_frames, fresh),
        cmocka_unit_test_setup(the_ring_wraps, fresh),
        cmocka_unit_test_setup(a_slow_user, fresh),
        cmocka_unit_test_setup(malformed_frames, fresh),
        cmocka_unit_test_setup(random_answers, fresh),
        cmocka_unit_test_setup(impossible_frames, fresh),
        cmocka_unit_test_setup(backends_that_keep_all, fresh),
        cmocka_unit_test_setup(a_backend_that_keeps_what_was_sent, fresh),
        cmocka_unit_test_setup(a_backend_that_keeps_a_page, fresh),
        cmocka_unit_test_setup(lies, fresh),
        cmocka_unit_test_setup(the_link, fresh),
        cmocka_unit_test_setup(the_link_of_a_liar, fresh),
        cmocka_unit_test_setup(answers_without_an_id, fresh),
        cmocka_unit_test_setup(a_backend_that_stays_in_closing, fresh),
        cmocka_unit_test_setup(a_backend_that_closes_slowly, fresh),
        cmocka_unit_test_setup(comes_back, fresh),
        cmocka_unit_test_setup(malformed_devices, fresh),
        cmocka_unit_test_setup(few_grants, fresh),
    };
    return cmocka_run_group_tests_name("netfront", tests, NULL, NULL);
}
