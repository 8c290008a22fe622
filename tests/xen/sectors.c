// SPDX-License-Identifier: MIT
// Reads the disk's first MiBs 4 KiB by 4 KiB, in one piece of all, and writes them 4 KiB by 4 KiB with the pattern of
// samples/disk; says what fails, and which bytes are wrong.
//
//   sectors MIB
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uk/blkdev.h>

#define PIECE 4096u

static struct uk_blkdev *disk;

static void fill(uint64_t *words, uint64_t at, size_t size)
{
    for (size_t i = 0; i < size / 8; i++)
        words[i] = (at / 8 + i) * 0x9e3779b97f4a7c15u;
}

static void report(const char *what, uint64_t at, int err)
{
    if (err)
        printf("%s at %llu: %s\n", what, (unsigned long long)at, strerror(-err));
}

static void read_each(uint64_t bytes)
{
    static uint64_t wanted[PIECE / 8], found[PIECE / 8];
    for (uint64_t at = 0; at < bytes; at += PIECE) {
        fill(wanted, at, PIECE);
        int err = uk_blkdev_read(disk, found, PIECE, at);
        report("read", at, err);
        if (!err && memcmp(found, wanted, PIECE))
            printf("wrong bytes at %llu\n", (unsigned long long)at);
    }
}

static void write_each(uint64_t bytes)
{
    static uint64_t words[PIECE / 8];
    for (uint64_t at = 0; at < bytes; at += PIECE) {
        fill(words, at, PIECE);
        report("write", at, uk_blkdev_write(disk, words, PIECE, at, 0));
    }
}

int main(int argc, char **argv)
{
    uint64_t bytes = argc > 1 ? strtoull(argv[1], NULL, 0) << 20 : 1u << 20;
    void *all = malloc(bytes);
    if (!all || uk_blkdev_open(NULL, &disk))
        return 1;
    read_each(bytes);
    report("read of all", 0, uk_blkdev_read(disk, all, bytes, 0));
    write_each(bytes);
    report("flush", 0, uk_blkdev_flush(disk));
    return 0;
}
