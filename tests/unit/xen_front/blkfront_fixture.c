// SPDX-License-Identifier: MIT
// What the tests of disks begin with; see blkfront_fixture.h.
#include "blkfront_fixture.h"

#include <string.h>

#include "../../../libos/xen/front/blkfront.c" // for its static bus, which each test begins anew

unsigned char disk_bytes[SIZE], buffer[SIZE], copy[SIZE];
struct sim_disk served;
struct blkdev *blk;
unsigned finished;
int disk_error;

char front_dir[64], back_dir[64];

void request_done(struct blk_request *r, int error)
{
    (void)r;
    assert_int_equal(preempt_depth, 0);
    finished++;
    disk_error = error;
}

void random_bytes(unsigned char *to, size_t n)
{
    static uint64_t x = 88172645463325252u;
    for (size_t i = 0; i < n; i += 8) { // n is a multiple of 8; G. Marsaglia, Xorshift RNGs, 2003
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        memcpy(to + i, &x, 8);
    }
}

void set_id(unsigned id)
{
    fmt_print(front_dir, sizeof front_dir, "device/vbd/%u", id);
    fmt_print(back_dir, sizeof back_dir, "/local/domain/0/backend/vbd/1/%u", id);
}

int fresh_disk(void **state)
{
    (void)state;
    sim_reset();
    random_bytes(disk_bytes, SIZE);
    memcpy(copy, disk_bytes, SIZE);
    set_id(51712);
    bus = (struct xenbus_bus){ 0 };
    served = (struct sim_disk){
        .front = front_dir, .back = back_dir, .bytes = disk_bytes, .size = SIZE, .bad_sector = UINT64_MAX,
    };
    finished = 0;
    disk_error = 1;
    return 0;
}

const char *node(const char *dir, const char *name)
{
    static char path[100];
    fmt_print(path, sizeof path, "%s/%s", dir, name);
    return path;
}

void start_disk(void)
{
    unsigned before = 0;
    while (blkdev_at(before))
        before++;
    sim_disk_start(&served);
    blkfront_init();
    blk = blkdev_at(before);
}

struct blk_request request(enum blk_op op, uint64_t offset, struct blk_segment *s, size_t size)
{
    *s = (struct blk_segment){ buffer, size };
    return (struct blk_request){
        .op = op, .offset = offset, .size = size, .segments = s, .segment_count = size > 0, .done = request_done,
    };
}

int run(enum blk_op op, uint64_t offset, size_t size, unsigned flags)
{
    struct blk_segment s;
    struct blk_request r = request(op, offset, &s, size);
    r.flags = flags;
    finished = 0;
    int err = blkdev_submit(blk, &r);
    if (err)
        return err;
    sim_run();
    assert_int_equal(finished, 1);
    return disk_error;
}
