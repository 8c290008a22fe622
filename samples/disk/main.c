// SPDX-License-Identifier: MIT
// Writes a pattern over the first disk (or the first MIB of it), flushes, reads it back in other pieces, and compares.
//
//   disk write [MIB]          everything on those MiB of the disk is lost
//   disk read [MIB [TIMES]]   reads only, so many times, and prints the sum of all bytes each time
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uk/blkdev.h>

#define PIECE (1u << 20)

static struct uk_blkdev *disk;
static struct uk_blkdev_info info;

static int fail(const char *what, int err)
{
    printf("disk: %s: %s\n", what, strerror(-err));
    return 1;
}

// What byte `at` of the disk shall hold: eight bytes that differ everywhere.
static void fill(uint64_t *words, uint64_t at, size_t size)
{
    for (size_t i = 0; i < size / 8; i++)
        words[i] = (at / 8 + i) * 0x9e3779b97f4a7c15u;
}

static uint64_t sum(const uint64_t *words, size_t size)
{
    uint64_t total = 0;
    for (size_t i = 0; i < size / 8; i++)
        total += words[i];
    return total;
}

static int write_all(uint64_t *buffer, uint64_t bytes)
{
    for (uint64_t at = 0; at < bytes; at += PIECE) {
        size_t n = bytes - at < PIECE ? (size_t)(bytes - at) : PIECE;
        fill(buffer, at, n);
        int err = uk_blkdev_write(disk, buffer, n, at, at + n == bytes ? UK_BLKDEV_DURABLE : 0);
        if (err)
            return fail("write", err);
    }
    int err = uk_blkdev_flush(disk);
    return err ? fail("flush", err) : 0;
}

static int read_all(uint64_t *buffer, uint64_t bytes)
{
    uint64_t total = 0;
    for (uint64_t at = 0; at < bytes; at += PIECE) {
        size_t n = bytes - at < PIECE ? (size_t)(bytes - at) : PIECE;
        int err = uk_blkdev_read(disk, buffer, n, at);
        if (err)
            return fail("read", err);
        total += sum(buffer, n);
    }
    printf("sum %016llx\n", (unsigned long long)total);
    fflush(stdout);
    return 0;
}

// Reads pieces of odd sizes at odd addresses, each compared byte by byte.
static int compare_pieces(char *buffer, uint64_t bytes)
{
    static uint64_t wanted[16 * 4096 / 8];
    const size_t sizes[] = { info.sector_size, 4096, 11 * 4096, 3 * 4096, 16 * 4096 };
    uint64_t at = 0;
    for (unsigned i = 0; i < 64; i++) {
        size_t n = sizes[i % 5];
        at = (at + i * 7 * info.sector_size) % (bytes - n) / info.sector_size * info.sector_size;
        char *to = buffer + i % 9;
        int err = uk_blkdev_read(disk, to, n, at);
        if (err)
            return fail("read of a piece", err);
        fill(wanted, at, n);
        if (memcmp(to, wanted, n)) {
            printf("disk: wrong bytes at %llu\n", (unsigned long long)at);
            return 1;
        }
    }
    return 0;
}

static int check_errors(char *buffer)
{
    int beyond = uk_blkdev_read(disk, buffer, info.sector_size, info.size), odd = uk_blkdev_read(disk, buffer, 1, 0);
    if (beyond == -EINVAL && odd == -EINVAL)
        return 0;
    printf("disk: reading beyond the end gives %d, reading one byte %d\n", beyond, odd);
    return 1;
}

int main(int argc, char **argv)
{
    int err = uk_blkdev_open(NULL, &disk);
    if (err)
        return fail("open", err);
    uk_blkdev_info(disk, &info);
    uint64_t bytes = info.size;
    if (argc > 2 && strtoull(argv[2], NULL, 0) << 20 < bytes)
        bytes = strtoull(argv[2], NULL, 0) << 20;
    printf("%s: %llu bytes, sectors of %u%s%s\n", info.name, (unsigned long long)info.size, info.sector_size,
           info.flags & UK_BLKDEV_READONLY ? ", read-only" : "", info.flags & UK_BLKDEV_CACHE ? ", flush" : "");
    fflush(stdout);
    uint64_t *buffer = aligned_alloc(4096, PIECE + 4096);
    if (!buffer)
        return fail("buffer", -ENOMEM);
    int writes = argc > 1 && !strcmp(argv[1], "write");
    if (writes && (write_all(buffer, bytes) || compare_pieces((char *)buffer, bytes)))
        return 1;
    for (int times = argc > 3 ? atoi(argv[3]) : 1; times > 0; times--)
        if (read_all(buffer, bytes))
            return 1;
    return check_errors((char *)buffer);
}
