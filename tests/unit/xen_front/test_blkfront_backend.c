// SPDX-License-Identifier: MIT
// Disks, over a backend that goes, comes back, stays away, keeps what it was given, or lies.
#include "blkfront_fixture.h"

#include <stdlib.h>
#include <string.h>

// Requests that the old backend had taken are carried out by the new one.
static void comes_back(void **state, bool crash)
{
    (void)state;
    sim_write(node(back_dir, "feature-max-indirect-segments"), "64");
    start_disk();
    struct blk_segment s;
    struct blk_request r = request(BLK_WRITE, 4096, &s, 2 << 20), flush = { .op = BLK_FLUSH, .done = request_done };
    random_bytes(buffer, 2 << 20);
    served.hold = true;
    assert_int_equal(blkdev_submit(blk, &r), 0);
    sim_run();
    assert_int_equal(finished, 0);
    if (crash) {
        sim_disk_crash(&served);
        sim_remove(back_dir);
        sim_run();
        assert_int_equal(blkdev_submit(blk, &flush), 0); // waits, too
        assert_int_equal(finished, 0);
    } else {
        sim_write(node(back_dir, "state"), "5");
        sim_run();
    }
    sim_write(node(back_dir, "feature-max-indirect-segments"), "0"); // the new one can do less
    served.hold = false;
    served.requests = served.indirect = 0;
    sim_disk_start(&served);
    sim_run();
    assert_string_equal(sim_read(node(front_dir, "state")), "4");
    assert_int_equal(finished, crash ? 2 : 1);
    assert_int_equal(disk_error, 0);
    assert_memory_equal(disk_bytes + 4096, buffer, 2 << 20);
    assert_int_equal(served.indirect, 0);
    assert_int_equal(run(BLK_READ, 0, 4096, 0), 0);
}

static void a_crashed_backend_comes_back(void **state) { comes_back(state, true); }
static void a_closed_backend_comes_back(void **state) { comes_back(state, false); }

// A read that the backend has taken, and does not answer.
static void hold_a_read(struct blk_request *r, struct blk_segment *s)
{
    start_disk();
    *r = request(BLK_READ, 0, s, 512);
    served.hold = true;
    assert_int_equal(blkdev_submit(blk, r), 0);
    sim_run();
}

static void a_backend_that_stays_away(void **state)
{
    (void)state;
    struct blk_segment s;
    struct blk_request r;
    hold_a_read(&r, &s);
    served.gone = true;
    sim_write(node(back_dir, "state"), "5");
    sim_run();
    assert_int_equal(finished, 0);
    sim_pass(31000000000);
    assert_int_equal(finished, 1);
    assert_int_equal(disk_error, -UK_EIO);
    assert_int_equal(run(BLK_READ, 0, 512, 0), -UK_ENODEV);
}

// One that begins again and again, but never connects, does not put off the end.
static void a_backend_that_never_connects(void **state)
{
    (void)state;
    struct blk_segment s;
    struct blk_request r;
    hold_a_read(&r, &s);
    sim_backend(NULL, &served);
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
            sim_grants[served.ring_reference].mapped = 0; // of the old ring
            assert_string_equal(sim_read(node(front_dir, "state")), "3");
        }
    }
    assert_int_equal(disk_error, -UK_EIO);
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
    start_disk();
    sim_backend(NULL, &served); // it does not react to our state
    served.ring.sring->rsp_prod += 5;
    for (unsigned i = 0; i < 20; i++) {
        sim_raise(served.port);
        sim_run();
    }
    assert_int_equal(count_lines("breaks the protocol"), 1);
}

// A write with BLK_FUA whose data is written, but not flushed, when the backend goes: the new one gets the data, too.
static void a_flush_that_waited_for_a_slot(void **state)
{
    (void)state;
    start_disk();
    struct blk_segment s[33];
    struct blk_request r[33];
    served.hold = true;
    for (unsigned i = 0; i < 33; i++) {
        r[i] = request(BLK_WRITE, i * 4096, &s[i], 512);
        r[i].flags = BLK_FUA;
        assert_int_equal(blkdev_submit(blk, &r[i]), 0);
    }
    sim_run();
    served.hold = false;
    struct blkif_request first = served.kept[0]; // only this one is answered; its flush waits behind the last write
    served.kept_count = 0;
    *RING_GET_RESPONSE(&served.ring, served.ring.rsp_prod_pvt++) = (struct blkif_response){ first.id, first.operation, 0 };
    served.ring.sring->rsp_prod = served.ring.rsp_prod_pvt;
    served.hold = true;
    blk->ops->poll(blk, 0);
    assert_int_equal(finished, 0);
    sim_disk_crash(&served);
    memset(disk_bytes, 0, SIZE); // what it had not flushed is lost
    memset(buffer, 7, 512);
    sim_remove(back_dir);
    sim_run();
    served.hold = false;
    sim_disk_start(&served);
    sim_run();
    assert_int_equal(finished, 33);
    for (unsigned i = 0; i < 33; i++)
        assert_int_equal(disk_bytes[i * 4096], 7);
}

// A piece that failed is carried out again with the rest, so its error counts no more.
static void an_error_of_the_old_backend(void **state)
{
    (void)state;
    start_disk();
    struct blk_segment s;
    struct blk_request r = request(BLK_READ, 0, &s, 3 << 20); // more than one ring holds
    served.hold = true;
    assert_int_equal(blkdev_submit(blk, &r), 0);
    sim_run();
    struct blkif_request first = served.kept[0];
    *RING_GET_RESPONSE(&served.ring, served.ring.rsp_prod_pvt++) =
        (struct blkif_response){ first.id, first.operation, BLKIF_RSP_ERROR };
    served.ring.sring->rsp_prod = served.ring.rsp_prod_pvt;
    blk->ops->poll(blk, 0);
    assert_int_equal(finished, 0);
    sim_disk_crash(&served);
    sim_remove(back_dir);
    sim_run();
    served.hold = false;
    sim_disk_start(&served);
    sim_run();
    assert_int_equal(finished, 1);
    assert_int_equal(disk_error, 0);
    assert_memory_equal(buffer, copy, 3 << 20);
}

static void detached(void **state)
{
    (void)state;
    struct blk_segment s;
    struct blk_request r;
    hold_a_read(&r, &s);
    sim_write(node(back_dir, "online"), "0");
    sim_write(node(back_dir, "state"), "5");
    sim_run();
    assert_int_equal(finished, 1);
    assert_int_equal(disk_error, -UK_ENODEV);
    sim_remove(front_dir);
    sim_remove(back_dir);
    sim_run();
    assert_int_equal(run(BLK_READ, 0, 512, 0), -UK_ENODEV);
    served.hold = false;
    sim_disk_start(&served); // and attached again
    sim_run();
    assert_int_equal(run(BLK_READ, 0, 512, 0), 0);
}

static void an_old_backend_that_keeps_the_ring(void **state)
{
    (void)state;
    start_disk();
    void *ring = served.ring.sring;
    served.attached = false; // it forgets, but does not unmap
    sim_remove(back_dir);
    sim_run();
    sim_disk_start(&served);
    sim_run();
    assert_ptr_not_equal(served.ring.sring, ring);
    assert_non_null(strstr(sim_log, "keeps the ring"));
    assert_int_equal(run(BLK_READ, 0, 512, 0), 0);
}

// Those that do let go at last give it back; those that do not get no more.
static void old_backends_that_keep_the_ring(void **state)
{
    (void)state;
    start_disk();
    assert_int_equal(run(BLK_READ, 0, 4096, 0), 0);
    size_t pages = sim_pages;
    unsigned grants = sim_grants_used();
    for (unsigned i = 0; i < 1000; i++) {
        served.attached = false;
        sim_remove(back_dir);
        sim_run();
        sim_write(node(back_dir, "state"), "%u", XenbusStateInitialising);
        sim_run();
        sim_disk_start(&served);
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
    start_disk();
    assert_int_equal(run(BLK_READ, 0, 3 << 20, 0), 0);
    assert_in_range(sim_grants_used(), 400, 600);
    for (unsigned i = 0; i < COUNT(sim_grants); i++)
        sim_grants[i].mapped = sim_grants[i].used;
    served.attached = false;
    sim_remove(front_dir);
    sim_remove(back_dir);
    sim_run();
    sim_disk_start(&served);
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
        fresh_disk(state);
        start_disk();
        served.lie = lie;
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
        fresh_disk(state);
        start_disk();
        srand(seed);
        served.lie = SIM_RANDOM;
        struct blk_request r[5];
        struct blk_segment s[5];
        unsigned taken = 0;
        for (unsigned i = 0; i < 5 && blk; i++) {
            r[taken] = request(BLK_READ, i * 4096, &s[taken], 4096 * (1 + i * 5));
            taken += blkdev_submit(blk, &r[taken]) == 0;
        }
        sim_run();
        sim_disk_crash(&served);
        sim_remove(front_dir);
        sim_run();
        assert_int_equal(finished, taken);
    }
}

int run_blkfront_backend_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_crashed_backend_comes_back, fresh_disk),
        cmocka_unit_test_setup(a_closed_backend_comes_back, fresh_disk),
        cmocka_unit_test_setup(a_backend_that_stays_away, fresh_disk),
        cmocka_unit_test_setup(a_backend_that_never_connects, fresh_disk),
        cmocka_unit_test_setup(a_liar_that_goes_on, fresh_disk),
        cmocka_unit_test_setup(a_flush_that_waited_for_a_slot, fresh_disk),
        cmocka_unit_test_setup(an_error_of_the_old_backend, fresh_disk),
        cmocka_unit_test_setup(detached, fresh_disk),
        cmocka_unit_test_setup(an_old_backend_that_keeps_the_ring, fresh_disk),
        cmocka_unit_test_setup(old_backends_that_keep_the_ring, fresh_disk),
        cmocka_unit_test_setup(another_domain, fresh_disk),
        cmocka_unit_test_setup(lies, fresh_disk),
        cmocka_unit_test_setup(random_answers, fresh_disk),
    };
    return cmocka_run_group_tests_name("blkfront, backends", tests, NULL, NULL);
}
