// SPDX-License-Identifier: MIT
// Disks, over a backend that is honest, slow, broken, gone, back, or lies.
#include "sim.h"

#include <stdlib.h>
#include <string.h>

#include "../../../libos/xen/front/blkfront.c" // for its static bus, which each test begins anew

#define SIZE (4u << 20)
static unsigned char disk_bytes[SIZE], buffer[SIZE], copy[SIZE];
static struct sim_disk disk;
static struct blkdev *dev;
static unsigned finished;
static int last_error;

static char front_dir[64], back_dir[64];

static void done(struct blk_request *r, int error)
{
    (void)r;
    assert_int_equal(preempt_depth, 0);
    finished++;
    last_error = error;
}

static void random_bytes(unsigned char *to, size_t n)
{
    static uint64_t x = 88172645463325252u;
    for (size_t i = 0; i < n; i += 8) { // n is a multiple of 8; G. Marsaglia, Xorshift RNGs, 2003
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        memcpy(to + i, &x, 8);
    }
}

static void set_id(unsigned id)
{
    fmt_print(front_dir, sizeof front_dir, "device/vbd/%u", id);
    fmt_print(back_dir, sizeof back_dir, "/local/domain/0/backend/vbd/1/%u", id);
}

static int fresh(void **state)
{
    (void)state;
    sim_reset();
    random_bytes(disk_bytes, SIZE);
    memcpy(copy, disk_bytes, SIZE);
    set_id(51712);
    bus = (struct xenbus_bus){ 0 };
    disk = (struct sim_disk){
        .front = front_dir, .back = back_dir, .bytes = disk_bytes, .size = SIZE, .bad_sector = UINT64_MAX,
    };
    finished = 0;
    last_error = 1;
    return 0;
}

static const char *node(const char *dir, const char *name)
{
    static char path[100];
    fmt_print(path, sizeof path, "%s/%s", dir, name);
    return path;
}

static void start(void)
{
    unsigned before = 0;
    while (blkdev_at(before))
        before++;
    sim_disk_start(&disk);
    blkfront_init();
    dev = blkdev_at(before);
}

static struct blk_request request(enum blk_op op, uint64_t offset, struct blk_segment *s, size_t size)
{
    *s = (struct blk_segment){ buffer, size };
    return (struct blk_request){
        .op = op, .offset = offset, .size = size, .segments = s, .segment_count = size > 0, .done = done,
    };
}

static int run(enum blk_op op, uint64_t offset, size_t size, unsigned flags)
{
    struct blk_segment s;
    struct blk_request r = request(op, offset, &s, size);
    r.flags = flags;
    finished = 0;
    int err = blkdev_submit(dev, &r);
    if (err)
        return err;
    sim_run();
    assert_int_equal(finished, 1);
    return last_error;
}

static void reads_and_writes(void **state)
{
    (void)state;
    start();
    assert_int_equal(dev->size, SIZE);
    assert_int_equal(dev->flags, BLKDEV_CACHE);
    const size_t sizes[] = { 512, 4096, 11 * 4096, 11 * 4096 + 512, 300 * 1024, 3 << 20 };
    for (unsigned i = 0; i < COUNT(sizes); i++) {
        assert_int_equal(run(BLK_READ, 512 * i, sizes[i], 0), 0);
        assert_memory_equal(buffer, copy + 512 * i, sizes[i]);
        random_bytes(buffer, sizes[i]);
        assert_int_equal(run(BLK_WRITE, 1024 * i, sizes[i], 0), 0);
        memcpy(copy + 1024 * i, buffer, sizes[i]);
        assert_memory_equal(disk_bytes, copy, SIZE);
    }
    assert_int_equal(disk.indirect, 0);
    assert_int_equal(disk.most_segments, 11);
}

static void indirect_segments(void **state)
{
    (void)state;
    sim_write(node(back_dir, "feature-max-indirect-segments"), "256");
    start();
    assert_int_equal(run(BLK_READ, 512, 3 << 20, 0), 0);
    assert_memory_equal(buffer, copy + 512, 3 << 20);
    assert_int_equal(disk.most_segments, 128);
    assert_int_equal(disk.requests, 6);
    random_bytes(buffer, SIZE);
    assert_int_equal(run(BLK_WRITE, 0, SIZE, 0), 0);
    assert_memory_equal(buffer, disk_bytes, SIZE);
    assert_int_equal(sim_notified[disk.port], 5); // 3 and 4 MiB in turns of the pool: not one for each of 14 requests
}

static void the_ring_wraps(void **state)
{
    (void)state;
    start();
    disk.reversed = true;
    for (unsigned round = 0; round < 50; round++) {
        struct blk_request r[40];
        struct blk_segment s[40];
        finished = 0;
        for (unsigned i = 0; i < 40; i++) {
            s[i] = (struct blk_segment){ buffer + i * 1024, 1024 };
            r[i] = (struct blk_request){ .op = BLK_READ, .offset = (round * 40 + i) * 1024, .size = 1024,
                                         .segments = &s[i], .segment_count = 1, .done = done };
            assert_int_equal(blkdev_submit(dev, &r[i]), 0);
        }
        sim_run();
        assert_int_equal(finished, 40);
        assert_memory_equal(buffer, copy + round * 40 * 1024, 40 * 1024);
    }
}

static void flushes(void **state)
{
    (void)state;
    start();
    assert_int_equal(run(BLK_FLUSH, 0, 0, 0), 0);
    assert_int_equal(disk.flushes, 1);
    assert_int_equal(run(BLK_WRITE, 0, 65536, BLK_FUA), 0);
    assert_int_equal(disk.flushes, 2);
    disk.refuses_flush = true; // it turns out
    assert_int_equal(run(BLK_FLUSH, 0, 0, 0), 0);
    assert_int_equal(dev->flags, 0);
    assert_int_equal(run(BLK_FLUSH, 0, 0, 0), 0);
    assert_int_equal(disk.flushes, 3);
    assert_int_equal(run(BLK_WRITE, 0, 512, BLK_FUA), 0);
}

static void barriers(void **state)
{
    (void)state;
    sim_write(node(back_dir, "feature-flush-cache"), "0");
    sim_write(node(back_dir, "feature-barrier"), "1");
    start();
    assert_int_equal(run(BLK_WRITE, 0, 512, BLK_FUA), 0);
    assert_int_equal(disk.barriers, 1);
    assert_int_equal(disk.flushes, 0);
}

static void discards(void **state)
{
    (void)state;
    sim_write(node(back_dir, "feature-discard"), "1");
    start();
    struct blk_request r = { .op = BLK_DISCARD, .offset = 8192, .size = 1 << 20, .done = done };
    assert_int_equal(blkdev_submit(dev, &r), 0);
    sim_run();
    assert_int_equal(last_error, 0);
    assert_int_equal(disk.discards, 1);
    assert_int_equal(disk_bytes[8192], 0);
}

static void errors_reach_the_caller(void **state)
{
    (void)state;
    start();
    disk.bad_sector = 100;
    assert_int_equal(run(BLK_READ, 0, 512 * 100, 0), 0);
    assert_int_equal(run(BLK_READ, 512 * 100, 512, 0), -UK_EIO);
    assert_int_equal(run(BLK_WRITE, 0, 1 << 20, 0), -UK_EIO); // one piece of many
    assert_int_equal(run(BLK_READ, 512 * 101, 512, 0), 0);
}

static void read_only(void **state)
{
    (void)state;
    sim_write(node(back_dir, "info"), "4");
    start();
    assert_int_equal(run(BLK_WRITE, 0, 512, 0), -UK_EROFS);
    assert_int_equal(run(BLK_READ, 0, 512, 0), 0);
}

static void sectors_of_4096(void **state)
{
    (void)state;
    sim_write(node(back_dir, "sector-size"), "4096");
    start();
    assert_int_equal(dev->sector_size, 4096);
    assert_int_equal(run(BLK_READ, 512, 4096, 0), -UK_EINVAL);
    assert_int_equal(run(BLK_READ, 4096 * 5, 4096 * 20, 0), 0);
    assert_memory_equal(buffer, copy + 4096 * 5, 4096 * 20);
}

static void malformed_disks(void **state)
{
    static const struct { const char *name, *value; } cases[] = {
        { "sectors", "" }, { "sectors", "-5" }, { "sectors", "36028797018963968" }, { "sectors", "12 34" },
        { "sector-size", "0" }, { "sector-size", "513" }, { "sector-size", "8192" }, { "sector-size", "abc" },
    };
    for (unsigned i = 0; i < COUNT(cases); i++) {
        fresh(state);
        sim_write(node(back_dir, cases[i].name), "%s", cases[i].value);
        start();
        assert_null(dev);
        assert_non_null(strstr(sim_log, "no device"));
        assert_string_equal(sim_read(node(front_dir, "state")), "6");
        assert_int_equal(sim_waits, 0);
    }
}

static void it_grows(void **state)
{
    (void)state;
    disk.size = SIZE / 2;
    start();
    assert_int_equal(run(BLK_READ, SIZE / 2, 512, 0), -UK_EINVAL);
    disk.size = SIZE;
    sim_write(node(back_dir, "sectors"), "%u", SIZE / 512);
    sim_write(node(back_dir, "state"), "4");
    sim_run();
    assert_int_equal(run(BLK_READ, SIZE / 2, 512, 0), 0);
}

// Requests that the old backend had taken are carried out by the new one.
static void comes_back(void **state, bool crash)
{
    (void)state;
    sim_write(node(back_dir, "feature-max-indirect-segments"), "64");
    start();
    struct blk_segment s;
    struct blk_request r = request(BLK_WRITE, 4096, &s, 2 << 20), flush = { .op = BLK_FLUSH, .done = done };
    random_bytes(buffer, 2 << 20);
    disk.hold = true;
    assert_int_equal(blkdev_submit(dev, &r), 0);
    sim_run();
    assert_int_equal(finished, 0);
    if (crash) {
        sim_disk_crash(&disk);
        sim_remove(back_dir);
        sim_run();
        assert_int_equal(blkdev_submit(dev, &flush), 0); // waits, too
        assert_int_equal(finished, 0);
    } else {
        sim_write(node(back_dir, "state"), "5");
        sim_run();
    }
    sim_write(node(back_dir, "feature-max-indirect-segments"), "0"); // the new one can do less
    disk.hold = false;
    disk.requests = disk.indirect = 0;
    sim_disk_start(&disk);
    sim_run();
    assert_string_equal(sim_read(node(front_dir, "state")), "4");
    assert_int_equal(finished, crash ? 2 : 1);
    assert_int_equal(last_error, 0);
    assert_memory_equal(disk_bytes + 4096, buffer, 2 << 20);
    assert_int_equal(disk.indirect, 0);
    assert_int_equal(run(BLK_READ, 0, 4096, 0), 0);
}

static void a_crashed_backend_comes_back(void **state) { comes_back(state, true); }
static void a_closed_backend_comes_back(void **state) { comes_back(state, false); }

static void a_backend_that_stays_away(void **state)
{
    (void)state;
    start();
    struct blk_segment s;
    struct blk_request r = request(BLK_READ, 0, &s, 512);
    disk.hold = true;
    assert_int_equal(blkdev_submit(dev, &r), 0);
    sim_run();
    disk.gone = true;
    sim_write(node(back_dir, "state"), "5");
    sim_run();
    assert_int_equal(finished, 0);
    sim_pass(31000000000);
    assert_int_equal(finished, 1);
    assert_int_equal(last_error, -UK_EIO);
    assert_int_equal(run(BLK_READ, 0, 512, 0), -UK_ENODEV);
}

// One that begins again and again, but never connects, does not put off the end.
static void a_backend_that_never_connects(void **state)
{
    (void)state;
    start();
    struct blk_segment s;
    struct blk_request r = request(BLK_READ, 0, &s, 512);
    disk.hold = true;
    assert_int_equal(blkdev_submit(dev, &r), 0);
    sim_run();
    sim_backend(NULL, &disk);
    for (unsigned i = 0; i < 8; i++) {
        sim_write(node(back_dir, "state"), "5");
        sim_run();
        sim_write(node(back_dir, "state"), "6");
        sim_run();
        sim_write(node(back_dir, "state"), "2");
        sim_run();
        sim_pass(5000000000);
        assert_int_equal(finished, i >= 5);
        if (i == 0) {
            sim_grants[disk.ring_reference].mapped = 0; // of the old ring
            assert_string_equal(sim_read(node(front_dir, "state")), "3");
        }
    }
    assert_int_equal(last_error, -UK_EIO);
}

static unsigned count_lines(const char *what)
{
    unsigned count = 0;
    for (const char *at = sim_log; (at = strstr(at, what)); at++)
        count++;
    return count;
}

// The events of a backend that has broken the protocol cause no further lines.
static void a_liar_that_goes_on(void **state)
{
    (void)state;
    start();
    sim_backend(NULL, &disk); // it does not react to our state
    disk.ring.sring->rsp_prod += 5;
    for (unsigned i = 0; i < 20; i++) {
        sim_raise(disk.port);
        sim_run();
    }
    assert_int_equal(count_lines("breaks the protocol"), 1);
}

// A write with BLK_FUA whose data is written, but not flushed, when the backend goes: the new one gets the data, too.
static void a_flush_that_waited_for_a_slot(void **state)
{
    (void)state;
    start();
    struct blk_segment s[33];
    struct blk_request r[33];
    disk.hold = true;
    for (unsigned i = 0; i < 33; i++) {
        r[i] = request(BLK_WRITE, i * 4096, &s[i], 512);
        r[i].flags = BLK_FUA;
        assert_int_equal(blkdev_submit(dev, &r[i]), 0);
    }
    sim_run();
    disk.hold = false;
    struct blkif_request first = disk.kept[0]; // only this one is answered; its flush waits behind the last write
    disk.kept_count = 0;
    *RING_GET_RESPONSE(&disk.ring, disk.ring.rsp_prod_pvt++) = (struct blkif_response){ first.id, first.operation, 0 };
    disk.ring.sring->rsp_prod = disk.ring.rsp_prod_pvt;
    disk.hold = true;
    dev->ops->poll(dev, 0);
    assert_int_equal(finished, 0);
    sim_disk_crash(&disk);
    memset(disk_bytes, 0, SIZE); // what it had not flushed is lost
    memset(buffer, 7, 512);
    sim_remove(back_dir);
    sim_run();
    disk.hold = false;
    sim_disk_start(&disk);
    sim_run();
    assert_int_equal(finished, 33);
    for (unsigned i = 0; i < 33; i++)
        assert_int_equal(disk_bytes[i * 4096], 7);
}

// A piece that failed is carried out again with the rest, so its error counts no more.
static void an_error_of_the_old_backend(void **state)
{
    (void)state;
    start();
    struct blk_segment s;
    struct blk_request r = request(BLK_READ, 0, &s, 3 << 20); // more than one ring holds
    disk.hold = true;
    assert_int_equal(blkdev_submit(dev, &r), 0);
    sim_run();
    struct blkif_request first = disk.kept[0];
    *RING_GET_RESPONSE(&disk.ring, disk.ring.rsp_prod_pvt++) =
        (struct blkif_response){ first.id, first.operation, BLKIF_RSP_ERROR };
    disk.ring.sring->rsp_prod = disk.ring.rsp_prod_pvt;
    dev->ops->poll(dev, 0);
    assert_int_equal(finished, 0);
    sim_disk_crash(&disk);
    sim_remove(back_dir);
    sim_run();
    disk.hold = false;
    sim_disk_start(&disk);
    sim_run();
    assert_int_equal(finished, 1);
    assert_int_equal(last_error, 0);
    assert_memory_equal(buffer, copy, 3 << 20);
}

static void detached(void **state)
{
    (void)state;
    start();
    struct blk_segment s;
    struct blk_request r = request(BLK_READ, 0, &s, 512);
    disk.hold = true;
    assert_int_equal(blkdev_submit(dev, &r), 0);
    sim_run();
    sim_write(node(back_dir, "online"), "0");
    sim_write(node(back_dir, "state"), "5");
    sim_run();
    assert_int_equal(finished, 1);
    assert_int_equal(last_error, -UK_ENODEV);
    sim_remove(front_dir);
    sim_remove(back_dir);
    sim_run();
    assert_int_equal(run(BLK_READ, 0, 512, 0), -UK_ENODEV);
    disk.hold = false;
    sim_disk_start(&disk); // and attached again
    sim_run();
    assert_int_equal(run(BLK_READ, 0, 512, 0), 0);
}

static void an_old_backend_that_keeps_the_ring(void **state)
{
    (void)state;
    start();
    void *ring = disk.ring.sring;
    disk.attached = false; // it forgets, but does not unmap
    sim_remove(back_dir);
    sim_run();
    sim_disk_start(&disk);
    sim_run();
    assert_ptr_not_equal(disk.ring.sring, ring);
    assert_non_null(strstr(sim_log, "keeps the ring"));
    assert_int_equal(run(BLK_READ, 0, 512, 0), 0);
}

// Those that do let go at last give it back; those that do not get no more.
static void old_backends_that_keep_the_ring(void **state)
{
    (void)state;
    start();
    assert_int_equal(run(BLK_READ, 0, 4096, 0), 0);
    size_t pages = sim_pages;
    unsigned grants = sim_grants_used();
    for (unsigned i = 0; i < 1000; i++) {
        disk.attached = false;
        sim_remove(back_dir);
        sim_run();
        sim_write(node(back_dir, "state"), "%u", XenbusStateInitialising);
        sim_run();
        sim_disk_start(&disk);
        sim_run();
    }
    assert_in_range(sim_pages, 100, 600);
    for (unsigned i = 0; i < COUNT(sim_grants); i++)
        sim_grants[i].mapped = 0;
    sim_write(node(back_dir, "state"), "%u", XenbusStateInitialising); // and goes on from there
    sim_run();
    assert_int_equal(run(BLK_READ, 0, 4096, 0), 0);
    assert_int_equal(sim_pages, pages);
    assert_int_equal(sim_grants_used(), grants);
}

// A driver domain that is dying still has the pool mapped when the next one comes: that is not the next one's fault.
static void another_domain(void **state)
{
    (void)state;
    sim_write(node(back_dir, "feature-max-indirect-segments"), "256");
    start();
    assert_int_equal(run(BLK_READ, 0, 3 << 20, 0), 0);
    assert_in_range(sim_grants_used(), 400, 600);
    for (unsigned i = 0; i < COUNT(sim_grants); i++)
        sim_grants[i].mapped = sim_grants[i].used;
    disk.attached = false;
    sim_remove(front_dir);
    sim_remove(back_dir);
    sim_run();
    sim_disk_start(&disk);
    sim_write(node(front_dir, "backend-id"), "3");
    sim_run();
    assert_int_equal(run(BLK_READ, 0, 3 << 20, 0), 0);
    assert_null(strstr(sim_log, "breaks the protocol"));
    for (unsigned i = 0; i < COUNT(sim_grants); i++)
        assert_true(!sim_grants[i].used || sim_grants[i].domain == 3 || sim_grants[i].mapped);
}

static void lies(void **state)
{
    for (enum sim_lie lie = SIM_BAD_ID; lie < SIM_RANDOM; lie++) {
        fresh(state);
        start();
        disk.lie = lie;
        assert_int_equal(run(BLK_READ, 0, 65536, 0), -UK_EIO);
        assert_non_null(strstr(sim_log, lie == SIM_TOO_MANY          ? "more answers than requests"
                                        : lie == SIM_WRONG_OPERATION ? "an answer to another operation"
                                                                     : "an answer to no request"));
        sim_run();
        assert_int_not_equal(run(BLK_READ, 0, 512, 0), 0);
    }
}

// Whatever the answers are: no request is lost, none ends twice, nothing is touched that must not be.
static void random_answers(void **state)
{
    for (unsigned seed = 0; seed < 300; seed++) {
        fresh(state);
        start();
        srand(seed);
        disk.lie = SIM_RANDOM;
        struct blk_request r[5];
        struct blk_segment s[5];
        unsigned taken = 0;
        for (unsigned i = 0; i < 5 && dev; i++) {
            r[taken] = request(BLK_READ, i * 4096, &s[taken], 4096 * (1 + i * 5));
            taken += blkdev_submit(dev, &r[taken]) == 0;
        }
        sim_run();
        sim_disk_crash(&disk);
        sim_remove(front_dir);
        sim_run();
        assert_int_equal(finished, taken);
    }
}

static void little_memory(void **state)
{
    (void)state;
    sim_write(node(back_dir, "feature-max-indirect-segments"), "256");
    for (long budget = 2; budget < 20; budget++) {
        fresh(state);
        start();
        sim_page_budget = budget - 1;
        assert_int_equal(run(BLK_READ, 0, 1 << 20, 0), 0); // in smaller pieces
        assert_memory_equal(buffer, copy, 1 << 20);
    }
    fresh(state);
    start();
    sim_page_budget = 0;
    assert_int_equal(run(BLK_READ, 0, 4096, 0), -UK_ENOMEM);
}

static void poll_mode(void **state)
{
    (void)state;
    start();
    dev->ops->set_poll_mode(dev, 0, true);
    sim_run();
    struct blk_segment s;
    struct blk_request r = request(BLK_READ, 0, &s, 4096);
    assert_int_equal(blkdev_submit(dev, &r), 0);
    sim_run();
    assert_int_equal(finished, 0); // no interrupt
    assert_int_equal(dev->ops->poll(dev, 0), 1);
    assert_int_equal(finished, 1);
    assert_int_equal(blkdev_submit(dev, &r), 0);
    sim_run();
    dev->ops->set_poll_mode(dev, 0, false); // what is there is not forgotten
    sim_run();
    assert_int_equal(finished, 2);
}

static void names(void **state)
{
    static const struct { unsigned id; const char *name; } cases[] = {
        { 51712, "xvda" }, { 51729, "xvdb1" }, { 51952, "xvdp" }, { 1 << 28 | 16 << 8, "xvdq" },
        { 1 << 28 | 26 << 8 | 5, "xvdaa5" }, { 768, "vbd768" },
    };
    for (unsigned i = 0; i < COUNT(cases); i++) {
        fresh(state);
        set_id(cases[i].id);
        start();
        assert_string_equal(dev->name, cases[i].name);
    }
}

int run_blkfront_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(reads_and_writes, fresh),
        cmocka_unit_test_setup(indirect_segments, fresh),
        cmocka_unit_test_setup(the_ring_wraps, fresh),
        cmocka_unit_test_setup(flushes, fresh),
        cmocka_unit_test_setup(barriers, fresh),
        cmocka_unit_test_setup(discards, fresh),
        cmocka_unit_test_setup(errors_reach_the_caller, fresh),
        cmocka_unit_test_setup(read_only, fresh),
        cmocka_unit_test_setup(sectors_of_4096, fresh),
        cmocka_unit_test_setup(malformed_disks, fresh),
        cmocka_unit_test_setup(it_grows, fresh),
        cmocka_unit_test_setup(a_crashed_backend_comes_back, fresh),
        cmocka_unit_test_setup(a_closed_backend_comes_back, fresh),
        cmocka_unit_test_setup(a_backend_that_stays_away, fresh),
        cmocka_unit_test_setup(a_backend_that_never_connects, fresh),
        cmocka_unit_test_setup(a_liar_that_goes_on, fresh),
        cmocka_unit_test_setup(a_flush_that_waited_for_a_slot, fresh),
        cmocka_unit_test_setup(an_error_of_the_old_backend, fresh),
        cmocka_unit_test_setup(detached, fresh),
        cmocka_unit_test_setup(an_old_backend_that_keeps_the_ring, fresh),
        cmocka_unit_test_setup(old_backends_that_keep_the_ring, fresh),
        cmocka_unit_test_setup(another_domain, fresh),
        cmocka_unit_test_setup(lies, fresh),
        cmocka_unit_test_setup(little_memory, fresh),
        cmocka_unit_test_setup(poll_mode, fresh),
        cmocka_unit_test_setup(names, fresh),
        cmocka_unit_test_setup(random_answers, fresh),
    };
    return cmocka_run_group_tests_name("blkfront", tests, NULL, NULL);
}
