// SPDX-License-Identifier: MIT
// Network interfaces and the frames that they send, over a backend that is honest, slow, gone, back, or lies.
#include "netfront_fixture.h"

#include <stdlib.h>
#include <string.h>

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

// As a list, of 64 bytes each: more than the ring holds.
static struct netbuf *all_frames(void)
{
    struct netbuf *list = NULL;
    for (unsigned i = COUNT(frames); i-- > 0;) {
        frame(i, i * 64, 64)->next = list;
        list = &frames[i];
    }
    return list;
}

static void a_full_ring(void **state)
{
    (void)state;
    start();
    net.hold = true;
    struct netbuf *list = all_frames();
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
    struct netbuf *list = all_frames();
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
