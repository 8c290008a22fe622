// SPDX-License-Identifier: MIT
// The contract of network devices: over the loopback device, and over one that makes faults; and the frames' checksums.
#include "test_device.h"

#include <string.h>

static struct netdev_loopback loop;
static unsigned given_back, events;
static int last_error;

static void done(struct netbuf *b, int error)
{
    (void)b;
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
    netdev_loopback_init(&loop, "lo", 4);
    loop.dev.event = event;
    given_back = events = 0;
    last_error = 1;
    return 0;
}

static uint8_t memory[8][256];
static struct netbuf frames[8];

static struct netbuf *frame(unsigned i, const char *text)
{
    netbuf_init(&frames[i], memory[i], sizeof memory[i], 64);
    frames[i].size = (uint32_t)strlen(text);
    memcpy(frames[i].data, text, frames[i].size);
    frames[i].done = done;
    return &frames[i];
}

static void frames_go_round(void **state)
{
    (void)state;
    const struct netdev_ops *ops = loop.dev.ops;
    struct netbuf *a = frame(0, "first"), *b = frame(1, "second");
    a->next = b;
    assert_null(ops->receive(&loop.dev, 0, 9));
    assert_true(ops->arm(&loop.dev, 0));
    assert_null(ops->send(&loop.dev, a));
    assert_int_equal(events, NETDEV_EVENT_RECEIVE);
    assert_false(ops->arm(&loop.dev, 0)); // there are some: no event follows
    struct netbuf *got = ops->receive(&loop.dev, 0, 1);
    assert_ptr_equal(got, a);
    assert_null(got->next);
    assert_ptr_equal(ops->receive(&loop.dev, 0, 9), b);
    got->done(got, 0);
    b->done(b, 0);
    assert_int_equal(given_back, 2);
    assert_int_equal(loop.dev.counts.received, 2);
}

static void a_full_device_says_when_there_is_room(void **state)
{
    (void)state;
    const struct netdev_ops *ops = loop.dev.ops;
    for (unsigned i = 0; i < 6; i++) {
        frame(i, "x");
        if (i > 0)
            frames[i - 1].next = &frames[i];
    }
    struct netbuf *left = ops->send(&loop.dev, &frames[0]);
    assert_ptr_equal(left, &frames[4]);
    assert_ptr_equal(ops->send(&loop.dev, left), left);
    assert_int_equal(events, 0);
    assert_non_null(ops->receive(&loop.dev, 0, 2));
    assert_int_equal(events, NETDEV_EVENT_ROOM);
    assert_null(ops->send(&loop.dev, left));
}

static void no_link_no_frame(void **state)
{
    (void)state;
    loop.dev.link = false;
    assert_null(loop.dev.ops->send(&loop.dev, frame(0, "x")));
    assert_int_equal(given_back, 1);
    assert_int_equal(last_error, -UK_ENODEV);
    assert_null(loop.dev.ops->receive(&loop.dev, 0, 1));
}

static void parts_make_a_frame(void **state)
{
    (void)state;
    struct netbuf *a = frame(0, "head"), *b = frame(1, ""), *c = frame(2, "tail");
    a->part = b;
    b->part = c;
    char text[9] = "";
    assert_int_equal(netbuf_size(a), 8);
    for (size_t at = 0; at <= 8; at++) {
        assert_true(netbuf_copy_out(a, at, text, 8 - at));
        assert_memory_equal(text, "headtail" + at, 8 - at);
    }
    assert_false(netbuf_copy_out(a, 1, text, 8));
    assert_int_equal(a->data - a->start, 64); // headroom
}

// RFC 1071: the sum over the pseudo header and the datagram, field included, is all ones.
static uint16_t sum_of(const uint8_t *bytes, size_t n, uint32_t sum)
{
    for (size_t i = 0; i < n; i++)
        sum += i % 2 ? bytes[i] : (uint32_t)bytes[i] << 8;
    while (sum >> 16)
        sum = (sum & 0xffff) + (sum >> 16);
    return (uint16_t)sum;
}

static const uint8_t udp4[] = {
    2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0,
    0x45, 0, 0, 33, 0, 0, 0, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2,
    0, 7, 0, 9, 0, 13, 0, 0, 'h', 'e', 'l', 'l', 'o',
};

// Cuts the frame into two parts at every place: the sum must not depend on it.
static void checksums_in_parts(void **state)
{
    (void)state;
    uint32_t pseudo = 17 + 13 + 0x0a00 + 1 + 0x0a00 + 2;
    for (size_t cut = 0; cut <= sizeof udp4; cut++) {
        struct netbuf *a = frame(0, ""), *b = frame(1, "");
        a->part = b;
        memcpy(a->data, udp4, a->size = (uint32_t)cut);
        memcpy(b->data, udp4 + cut, b->size = (uint32_t)(sizeof udp4 - cut));
        a->flags = NETBUF_CSUM_PARTIAL;
        assert_true(netbuf_find_checksum(a));
        assert_int_equal(a->csum_start, 34);
        assert_int_equal(a->csum_offset, 6);
        uint16_t partial = (uint16_t)sum_of(NULL, 0, pseudo);
        for (unsigned i = 0; i < 2; i++) { // the field holds the pseudo header's sum
            size_t at = 40 + i;
            struct netbuf *p = at < cut ? a : b;
            p->data[at < cut ? at : at - cut] = (uint8_t)(partial >> (i ? 0 : 8));
        }
        if (cut == 41) { // between the field's two bytes
            assert_false(netbuf_fill_checksum(a));
            continue;
        }
        assert_true(netbuf_fill_checksum(a));
        assert_int_equal(a->flags, 0);
        uint8_t all[sizeof udp4];
        assert_true(netbuf_copy_out(a, 0, all, sizeof all));
        assert_int_equal(sum_of(all + 34, sizeof all - 34, pseudo), 0xffff);
    }
}

static void checksums_outside_of_the_frame(void **state)
{
    (void)state;
    struct netbuf *a = frame(0, "0123456789");
    const uint16_t bad[][2] = { { 10, 0 }, { 9, 0 }, { 0, 9 }, { 65535, 65535 } };
    for (unsigned i = 0; i < COUNT(bad); i++) {
        a->csum_start = bad[i][0];
        a->csum_offset = bad[i][1];
        assert_false(netbuf_fill_checksum(a));
    }
    // Every beginning of a datagram, and of bytes that are none.
    for (size_t n = 0; n < sizeof udp4; n++) {
        memcpy(a->data, udp4, a->size = (uint32_t)n);
        assert_true(netbuf_find_checksum(a) == (n >= 42));
    }
    memcpy(a->data, udp4, a->size = sizeof udp4);
    a->data[14] = 0x44; // a header shorter than any
    assert_false(netbuf_find_checksum(a));
    a->data[14] = 0x4f; // one that reaches beyond the frame
    assert_false(netbuf_find_checksum(a));
}

static void a_zero_sum_is_sent_as_ones(void **state)
{
    (void)state;
    struct netbuf *a = frame(0, "");
    a->size = 8;
    memset(a->data, 0, 8);
    a->data[0] = a->data[1] = 0xff;
    a->csum_offset = 6;
    assert_true(netbuf_fill_checksum(a));
    assert_int_equal(a->data[6] << 8 | a->data[7], 0xffff);
}

static void faults_of_a_wire(void **state)
{
    (void)state;
    struct fault_netdev f;
    fault_netdev_init(&f, "fault", &loop.dev);
    const struct netdev_ops *ops = f.dev.ops;
    f.drop_in = 2;
    f.corrupt_in = 3;
    for (unsigned i = 0; i < 3; i++)
        assert_null(ops->send(&f.dev, frame(i, "frame")));
    assert_int_equal(given_back, 1);
    struct netbuf *got = ops->receive(&f.dev, 0, 9);
    assert_memory_equal(got->data, "frame", 5);
    assert_memory_not_equal(got->next->data, "frame", 5);
    assert_null(got->next->next);
    f.take = 0;
    assert_ptr_equal(ops->send(&f.dev, frame(0, "x")), &frames[0]);
}

static void devices_are_found(void **state)
{
    (void)state;
    static struct netdev_loopback a, b;
    netdev_loopback_init(&a, "a", 1);
    netdev_loopback_init(&b, "b", 1);
    assert_null(netdev_at(0));
    netdev_add(&a.dev);
    netdev_add(&b.dev);
    assert_ptr_equal(netdev_at(1), &b.dev);
    assert_null(netdev_at(2));
    assert_ptr_equal(netdev_find("a"), &a.dev);
    assert_null(netdev_find("lo"));
}

int run_netdev_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(frames_go_round, fresh),
        cmocka_unit_test_setup(a_full_device_says_when_there_is_room, fresh),
        cmocka_unit_test_setup(no_link_no_frame, fresh),
        cmocka_unit_test_setup(parts_make_a_frame, fresh),
        cmocka_unit_test_setup(checksums_in_parts, fresh),
        cmocka_unit_test_setup(checksums_outside_of_the_frame, fresh),
        cmocka_unit_test_setup(a_zero_sum_is_sent_as_ones, fresh),
        cmocka_unit_test_setup(faults_of_a_wire, fresh),
        cmocka_unit_test_setup(devices_are_found, fresh),
    };
    return cmocka_run_group_tests_name("netdev", tests, NULL, NULL);
}
