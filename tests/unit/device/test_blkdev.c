// SPDX-License-Identifier: MIT
// The contract of block devices: over a disk in memory, and over one that makes faults.
#include "test_device.h"

#include <string.h>

static unsigned char disk[64 * 512];
static struct blkdev_ram ram;
static unsigned finished;
static int last_error;
static struct blk_request *order[16];

static void done(struct blk_request *r, int error)
{
    order[finished++ % COUNT(order)] = r;
    last_error = error;
}

static int fresh(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof disk; i++)
        disk[i] = (unsigned char)(i * 7 + i / 512);
    blkdev_ram_init(&ram, "ram", disk, sizeof disk);
    finished = 0;
    last_error = 1;
    return 0;
}

static struct blk_request request(enum blk_op op, uint64_t offset, const struct blk_segment *segments, unsigned count)
{
    struct blk_request r = { .op = op, .offset = offset, .segments = segments, .segment_count = count, .done = done };
    for (unsigned i = 0; i < count; i++)
        r.size += segments[i].size;
    return r;
}

static int run(struct blkdev *d, struct blk_request *r)
{
    int err = blkdev_submit(d, r);
    if (err)
        return err;
    finished = 0;
    while (finished == 0)
        assert_int_not_equal(d->ops->poll(d, 0), 0);
    return last_error;
}

static void reads_and_writes_pieces(void **state)
{
    (void)state;
    unsigned char a[100], b[1], c[923], all[1024];
    const struct blk_segment pieces[] = { { a, sizeof a }, { b, sizeof b }, { NULL, 0 }, { c, sizeof c } };
    struct blk_request r = request(BLK_READ, 512, pieces, 4);
    assert_int_equal(run(&ram.dev, &r), 0);
    memcpy(all, a, 100);
    memcpy(all + 100, b, 1);
    memcpy(all + 101, c, 923);
    assert_memory_equal(all, disk + 512, 1024);
    memset(a, 'a', sizeof a);
    memset(b, 'b', sizeof b);
    memset(c, 'c', sizeof c);
    r = request(BLK_WRITE, 63 * 512 - 512, pieces, 4);
    r.flags = BLK_FUA;
    assert_int_equal(run(&ram.dev, &r), 0);
    assert_int_equal(disk[62 * 512 + 99], 'a');
    assert_int_equal(disk[62 * 512 + 100], 'b');
    assert_int_equal(disk[62 * 512 + 101], 'c');
    assert_int_equal(disk[63 * 512 + 511], 'c');
}

static void copies_from_any_byte_on(void **state)
{
    (void)state;
    unsigned char a[3] = "abc", b[5] = "defgh", out[8];
    const struct blk_segment pieces[] = { { a, 3 }, { NULL, 0 }, { b, 5 } };
    struct blk_request r = request(BLK_WRITE, 0, pieces, 3);
    for (size_t at = 0; at <= 8; at++)
        for (size_t n = 0; at + n <= 8; n++) {
            if (n == 0)
                continue; // nothing is asked for
            blk_copy_out(&r, at, out, n);
            assert_memory_equal(out, "abcdefgh" + at, n);
        }
    blk_copy_in(&r, 2, "XYZ", 3);
    assert_memory_equal(a, "abX", 3);
    assert_memory_equal(b, "YZfgh", 5);
}

static void refuses_what_does_not_fit(void **state)
{
    (void)state;
    unsigned char sector[512];
    const struct blk_segment one[] = { { sector, 512 } }, odd[] = { { sector, 500 } };
    const struct {
        struct blk_request r;
        int err;
    } cases[] = {
        { { .op = BLK_READ, .offset = 1, .size = 512, .segments = one, .segment_count = 1 }, -UK_EINVAL },
        { { .op = BLK_READ, .offset = 64 * 512, .size = 512, .segments = one, .segment_count = 1 }, -UK_EINVAL },
        { { .op = BLK_READ, .offset = -512ull, .size = 512, .segments = one, .segment_count = 1 }, -UK_EINVAL },
        { { .op = BLK_READ, .size = 1024, .segments = one, .segment_count = 1 }, -UK_EINVAL },
        { { .op = BLK_WRITE, .size = 500, .segments = odd, .segment_count = 1 }, -UK_EINVAL },
        { { .op = BLK_WRITE, .size = 0 }, -UK_EINVAL },
        { { .op = BLK_WRITE, .size = 512, .queue = 1, .segments = one, .segment_count = 1 }, -UK_EINVAL },
        { { .op = BLK_WRITE, .flags = 2, .size = 512, .segments = one, .segment_count = 1 }, -UK_EINVAL },
        { { .op = BLK_FLUSH, .size = 512 }, -UK_EINVAL },
        { { .op = BLK_DISCARD, .size = 512, .segments = one, .segment_count = 1 }, -UK_EINVAL },
        { { .op = (enum blk_op)9 }, -UK_EINVAL },
    };
    for (unsigned i = 0; i < COUNT(cases); i++) {
        struct blk_request r = cases[i].r;
        r.done = done;
        assert_int_equal(blkdev_submit(&ram.dev, &r), cases[i].err);
    }
    assert_int_equal(ram.dev.ops->poll(&ram.dev, 0), 0);
    struct blk_request write = request(BLK_WRITE, 0, one, 1), discard = { .op = BLK_DISCARD, .size = 512 };
    ram.dev.flags |= BLKDEV_READONLY;
    assert_int_equal(blkdev_submit(&ram.dev, &write), -UK_EROFS);
    assert_int_equal(blkdev_submit(&ram.dev, &discard), -UK_EROFS);
    ram.dev.flags = 0;
    assert_int_equal(blkdev_submit(&ram.dev, &discard), -UK_EOPNOTSUPP);
    ram.dev.flags = BLKDEV_GONE;
    assert_int_equal(blkdev_submit(&ram.dev, &write), -UK_ENODEV);
}

static void sectors_of_4096(void **state)
{
    (void)state;
    unsigned char block[4096];
    const struct blk_segment half[] = { { block, 512 } }, whole[] = { { block, 4096 } };
    ram.dev.sector_size = 4096;
    struct blk_request r = request(BLK_READ, 0, half, 1);
    assert_int_equal(blkdev_submit(&ram.dev, &r), -UK_EINVAL);
    r = request(BLK_READ, 512, whole, 1);
    assert_int_equal(blkdev_submit(&ram.dev, &r), -UK_EINVAL);
    r = request(BLK_READ, 4096, whole, 1);
    assert_int_equal(run(&ram.dev, &r), 0);
    assert_memory_equal(block, disk + 4096, 4096);
}

static unsigned reminded;
static void remind(struct blkdev_ram *r)
{
    (void)r;
    reminded++;
}

static void poll_mode_needs_nobody(void **state)
{
    (void)state;
    struct blk_request r = { .op = BLK_FLUSH, .done = done };
    reminded = 0;
    ram.later = remind;
    assert_int_equal(run(&ram.dev, &r), 0);
    assert_int_equal(reminded, 1);
    ram.dev.ops->set_poll_mode(&ram.dev, 0, true);
    assert_int_equal(run(&ram.dev, &r), 0);
    assert_int_equal(reminded, 1);
}

static struct blk_request second;
static void chain(struct blk_request *r, int error)
{
    done(r, error);
    assert_int_equal(blkdev_submit(&ram.dev, &second), 0);
}

static void done_may_submit(void **state)
{
    (void)state;
    struct blk_request r = { .op = BLK_FLUSH, .done = chain };
    second = (struct blk_request){ .op = BLK_FLUSH, .done = done };
    assert_int_equal(blkdev_submit(&ram.dev, &r), 0);
    assert_int_equal(ram.dev.ops->poll(&ram.dev, 0), 1);
    assert_int_equal(ram.dev.ops->poll(&ram.dev, 0), 1);
    assert_int_equal(finished, 2);
}

static void faults_reach_the_caller(void **state)
{
    (void)state;
    struct fault_blkdev f;
    unsigned char sector[512];
    const struct blk_segment one[] = { { sector, 512 } };
    fault_blkdev_init(&f, "fault", &ram.dev);
    f.bad_start = 1024 + 100;
    f.bad_end = 1024 + 101;
    for (unsigned i = 0; i < 4; i++) {
        struct blk_request r = request(BLK_READ, i * 512, one, 1);
        assert_int_equal(run(&f.dev, &r), i == 2 ? -UK_EIO : 0);
    }
    struct blk_request r = request(BLK_READ, 0, one, 1);
    f.refuse = 1;
    assert_int_equal(run(&f.dev, &r), -UK_ENOMEM);
    assert_int_equal(run(&f.dev, &r), 0);
}

static void any_order(void **state)
{
    (void)state;
    struct fault_blkdev f;
    struct blk_request r[3];
    fault_blkdev_init(&f, "fault", &ram.dev);
    f.hold = f.reversed = true;
    for (unsigned i = 0; i < 3; i++) {
        r[i] = (struct blk_request){ .op = BLK_FLUSH, .done = done };
        assert_int_equal(blkdev_submit(&f.dev, &r[i]), 0);
    }
    assert_int_equal(f.dev.ops->poll(&f.dev, 0), 0);
    fault_release(&f);
    assert_int_equal(f.dev.ops->poll(&f.dev, 0), 3);
    assert_ptr_equal(order[0], &r[2]);
    assert_ptr_equal(order[2], &r[0]);
}

static void devices_are_found(void **state)
{
    (void)state;
    static struct blkdev_ram a, b;
    blkdev_ram_init(&a, "a", disk, 512);
    blkdev_ram_init(&b, "b", disk, 512);
    assert_null(blkdev_at(0));
    blkdev_add(&a.dev);
    blkdev_add(&b.dev);
    assert_ptr_equal(blkdev_at(0), &a.dev);
    assert_ptr_equal(blkdev_at(1), &b.dev);
    assert_null(blkdev_at(2));
    assert_ptr_equal(blkdev_find("b"), &b.dev);
    assert_null(blkdev_find("c"));
}

int run_blkdev_tests(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(reads_and_writes_pieces, fresh),
        cmocka_unit_test_setup(copies_from_any_byte_on, fresh),
        cmocka_unit_test_setup(refuses_what_does_not_fit, fresh),
        cmocka_unit_test_setup(sectors_of_4096, fresh),
        cmocka_unit_test_setup(poll_mode_needs_nobody, fresh),
        cmocka_unit_test_setup(done_may_submit, fresh),
        cmocka_unit_test_setup(faults_reach_the_caller, fresh),
        cmocka_unit_test_setup(any_order, fresh),
        cmocka_unit_test_setup(devices_are_found, fresh),
    };
    return cmocka_run_group_tests_name("blkdev", tests, NULL, NULL);
}
