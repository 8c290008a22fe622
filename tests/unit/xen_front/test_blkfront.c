// SPDX-License-Identifier: MIT
// Disks, over a backend that is honest, slow, or describes itself wrongly.
#include "blkfront_fixture.h"

#include <stdlib.h>
#include <string.h>

static void reads_and_writes(void **state)
{
    (void)state;
    start_disk();
    assert_int_equal(blk->size, SIZE);
    assert_int_equal(blk->flags, BLKDEV_CACHE);
    const size_t sizes[] = { 512, 4096, 11 * 4096, 11 * 4096 + 512, 300 * 1024, 3 << 20 };
    for (unsigned i = 0; i < COUNT(sizes); i++) {
        assert_int_equal(run(BLK_READ, 512 * i, sizes[i], 0), 0);
        assert_memory_equal(buffer, copy + 512 * i, sizes[i]);
        random_bytes(buffer, sizes[i]);
        assert_int_equal(run(BLK_WRITE, 1024 * i, sizes[i], 0), 0);
        memcpy(copy + 1024 * i, buffer, sizes[i]);
        assert_memory_equal(disk_bytes, copy, SIZE);
    }
    assert_int_equal(served.indirect, 0);
    assert_int_equal(served.most_segments, 11);
}

static void indirect_segments(void **state)
{
    (void)state;
    sim_write(node(back_dir, "feature-max-indirect-segments"), "256");
    start_disk();
    assert_int_equal(run(BLK_READ, 512, 3 << 20, 0), 0);
    assert_memory_equal(buffer, copy + 512, 3 << 20);
    assert_int_equal(served.most_segments, 128);
    assert_int_equal(served.requests, 6);
    random_bytes(buffer, SIZE);
    assert_int_equal(run(BLK_WRITE, 0, SIZE, 0), 0);
    assert_memory_equal(buffer, disk_bytes, SIZE);
    assert_int_equal(sim_notified[served.port], 5); // 3 and 4 MiB in turns of the pool: not one for each of 14 requests
}

static void the_ring_wraps(void **state)
{
    (void)state;
    start_disk();
    served.reversed = true;
    for (unsigned round = 0; round < 50; round++) {
        struct blk_request r[40];
        struct blk_segment s[40];
        finished = 0;
        for (unsigned i = 0; i < 40; i++) {
            s[i] = (struct blk_segment){ buffer + i * 1024, 1024 };
            r[i] = (struct blk_request){ .op = BLK_READ, .offset = (round * 40 + i) * 1024, .size = 1024,
                                         .segments = &s[i], .segment_count = 1, .done = request_done };
            assert_int_equal(blkdev_submit(blk, &r[i]), 0);
        }
        sim_run();
        assert_int_equal(finished, 40);
        assert_memory_equal(buffer, copy + round * 40 * 1024, 40 * 1024);
    }
}

static void flushes(void **state)
{
    (void)state;
    start_disk();
    assert_int_equal(run(BLK_FLUSH, 0, 0, 0), 0);
    assert_int_equal(served.flushes, 1);
    assert_int_equal(run(BLK_WRITE, 0, 65536, BLK_FUA), 0);
    assert_int_equal(served.flushes, 2);
    served.refuses_flush = true; // it turns out
    assert_int_equal(run(BLK_FLUSH, 0, 0, 0), 0);
    assert_int_equal(blk->flags, 0);
    assert_int_equal(run(BLK_FLUSH, 0, 0, 0), 0);
    assert_int_equal(served.flushes, 3);
    assert_int_equal(run(BLK_WRITE, 0, 512, BLK_FUA), 0);
}

static void barriers(void **state)
{
    (void)state;
    sim_write(node(back_dir, "feature-flush-cache"), "0");
    sim_write(node(back_dir, "feature-barrier"), "1");
    start_disk();
    assert_int_equal(run(BLK_WRITE, 0, 512, BLK_FUA), 0);
    assert_int_equal(served.barriers, 1);
    assert_int_equal(served.flushes, 0);
}

static void discards(void **state)
{
    (void)state;
    sim_write(node(back_dir, "feature-discard"), "1");
    start_disk();
    struct blk_request r = { .op = BLK_DISCARD, .offset = 8192, .size = 1 << 20, .done = request_done };
    assert_int_equal(blkdev_submit(blk, &r), 0);
    sim_run();
    assert_int_equal(disk_error, 0);
    assert_int_equal(served.discards, 1);
    assert_int_equal(disk_bytes[8192], 0);
}

static void errors_reach_the_caller(void **state)
{
    (void)state;
    start_disk();
    served.bad_sector = 100;
    assert_int_equal(run(BLK_READ, 0, 512 * 100, 0), 0);
    assert_int_equal(run(BLK_READ, 512 * 100, 512, 0), -UK_EIO);
    assert_int_equal(run(BLK_WRITE, 0, 1 << 20, 0), -UK_EIO); // one piece of many
    assert_int_equal(run(BLK_READ, 512 * 101, 512, 0), 0);
}

static void read_only(void **state)
{
    (void)state;
    sim_write(node(back_dir, "info"), "4");
    start_disk();
    assert_int_equal(run(BLK_WRITE, 0, 512, 0), -UK_EROFS);
    assert_int_equal(run(BLK_READ, 0, 512, 0), 0);
}

static void sectors_of_4096(void **state)
{
    (void)state;
    sim_write(node(back_dir, "sector-size"), "4096");
    start_disk();
    assert_int_equal(blk->sector_size, 4096);
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
        fresh_disk(state);
        sim_write(node(back_dir, cases[i].name), "%s", cases[i].value);
        start_disk();
        assert_null(blk);
        assert_non_null(strstr(sim_log, "no device"));
        assert_string_equal(sim_read(node(front_dir, "state")), "6");
        assert_int_equal(sim_waits, 0);
    }
}

static void it_grows(void **state)
{
    (void)state;
    served.size = SIZE / 2;
    start_disk();
    assert_int_equal(run(BLK_READ, SIZE / 2, 512, 0), -UK_EINVAL);
    served.size = SIZE;
    sim_write(node(back_dir, "sectors"), "%u", SIZE / 512);
    sim_write(node(back_dir, "state"), "4");
    sim_run();
    assert_int_equal(run(BLK_READ, SIZE / 2, 512, 0), 0);
}

static void little_memory(void **state)
{
    (void)state;
    sim_write(node(back_dir, "feature-max-indirect-segments"), "256");
    for (long budget = 2; budget < 20; budget++) {
        fresh_disk(state);
        start_disk();
        sim_page_budget = budget - 1;
        assert_int_equal(run(BLK_READ, 0, 1 << 20, 0), 0); // in smaller pieces
        assert_memory_equal(buffer, copy, 1 << 20);
    }
    fresh_disk(state);
    start_disk();
    sim_page_budget = 0;
    assert_int_equal(run(BLK_READ, 0, 4096, 0), -UK_ENOMEM);
}

static void poll_mode(void **state)
{
    (void)state;
    start_disk();
    blk->ops->set_poll_mode(blk, 0, true);
    sim_run();
    struct blk_segment s;
    struct blk_request r = request(BLK_READ, 0, &s, 4096);
    assert_int_equal(blkdev_submit(blk, &r), 0);
    sim_run();
    assert_int_equal(finished, 0); // no interrupt
    assert_int_equal(blk->ops->poll(blk, 0), 1);
    assert_int_equal(finished, 1);
    assert_int_equal(blkdev_submit(blk, &r), 0);
    sim_run();
    blk->ops->set_poll_mode(blk, 0, false); // what is there is not forgotten
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
        fresh_disk(state);
        set_id(cases[i].id);
        start_disk();
        assert_string_equal(blk->name, cases[i].name);
    }
}

int run_blkfront_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(reads_and_writes, fresh_disk),
        cmocka_unit_test_setup(indirect_segments, fresh_disk),
        cmocka_unit_test_setup(the_ring_wraps, fresh_disk),
        cmocka_unit_test_setup(flushes, fresh_disk),
        cmocka_unit_test_setup(barriers, fresh_disk),
        cmocka_unit_test_setup(discards, fresh_disk),
        cmocka_unit_test_setup(errors_reach_the_caller, fresh_disk),
        cmocka_unit_test_setup(read_only, fresh_disk),
        cmocka_unit_test_setup(sectors_of_4096, fresh_disk),
        cmocka_unit_test_setup(malformed_disks, fresh_disk),
        cmocka_unit_test_setup(it_grows, fresh_disk),
        cmocka_unit_test_setup(little_memory, fresh_disk),
        cmocka_unit_test_setup(poll_mode, fresh_disk),
        cmocka_unit_test_setup(names, fresh_disk),
    };
    return cmocka_run_group_tests_name("blkfront", tests, NULL, NULL);
}
