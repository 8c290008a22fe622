// SPDX-License-Identifier: MIT
// Frames that network interfaces receive, from a backend that is honest, early, or lies.
#include "netfront_fixture.h"

#include <stdlib.h>
#include <string.h>

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

static void take_early_frame(void)
{
    sim_net_answer(&net, 0, 0, 60, memory);
    sim_net_push(&net);
    struct netbuf *b = dev->ops->receive(dev, 0, 1);
    assert_non_null(b);
    b->done(b, 0);
    assert_true(dev->ops->arm(dev, 0));
}

static void a_frame_before_the_device_is_open(void **state)
{
    (void)state;
    start();
    sim_net_crash(&net);
    sim_run();
    net.early = take_early_frame;
    sim_net_start(&net);
    sim_run();
    events = 0;
    sim_net_answer(&net, 0, 0, 60, memory);
    sim_net_push(&net);
    sim_run();
    assert_int_equal(events, NETDEV_EVENT_RECEIVE);
}

int run_netfront_receive_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(receives, fresh),
        cmocka_unit_test_setup(receives_large_frames, fresh),
        cmocka_unit_test_setup(the_ring_wraps, fresh),
        cmocka_unit_test_setup(a_slow_user, fresh),
        cmocka_unit_test_setup(malformed_frames, fresh),
        cmocka_unit_test_setup(random_answers, fresh),
        cmocka_unit_test_setup(impossible_frames, fresh),
        cmocka_unit_test_setup(a_frame_before_the_device_is_open, fresh),
    };
    return cmocka_run_group_tests_name("netfront_receive", tests, NULL, NULL);
}
