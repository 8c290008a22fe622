// SPDX-License-Identifier: MIT
// Writes the pattern of samples/disk over the first MiBs of the disk and reads it back, over and over, and says where the
// disk has gone and where it is back. SIGTERM ends it, after one more round without an error.
//
//   again MIB
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <uk/blkdev.h>

#define PIECE (256u << 10)

static struct uk_blkdev *disk;
static uint64_t wanted[PIECE / 8], found[PIECE / 8];
static volatile sig_atomic_t asked_to_end;

static void on_term(int signal)
{
    (void)signal;
    asked_to_end = 1;
}

static int transfer(uint64_t at)
{
    for (size_t i = 0; i < PIECE / 8; i++)
        wanted[i] = (at / 8 + i) * 0x9e3779b97f4a7c15u;
    memset(found, 0, sizeof found);
    int err = uk_blkdev_write(disk, wanted, PIECE, at, at % (1u << 20) ? 0 : UK_BLKDEV_DURABLE);
    if (!err)
        err = uk_blkdev_read(disk, found, PIECE, at);
    if (!err && memcmp(found, wanted, PIECE)) {
        printf("wrong bytes at %llu\n", (unsigned long long)at);
        exit(1);
    }
    return err;
}

// The number of pieces that have failed.
static unsigned round_of(uint64_t bytes)
{
    static int last;
    unsigned failed = 0;
    for (uint64_t at = 0; at < bytes; at += PIECE) {
        int err = transfer(at);
        if (err && err != last)
            printf("error: %s\n", strerror(-err));
        else if (!err && last)
            printf("again\n");
        last = err;
        failed += err != 0;
        if (err)
            usleep(20000);
    }
    return failed;
}

int main(int argc, char **argv)
{
    uint64_t bytes = argc > 1 ? strtoull(argv[1], NULL, 0) << 20 : 1u << 20;
    signal(SIGTERM, on_term);
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (uk_blkdev_open(NULL, &disk))
        return 1;
    while (!asked_to_end)
        round_of(bytes);
    return round_of(bytes) != 0;
}
