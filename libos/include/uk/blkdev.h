// SPDX-License-Identifier: MIT
// Block devices for applications that do without a file system.
//
// Sizes and offsets are bytes and multiples of the sector size. All functions wait; they may be called by several
// threads at a time. They return 0 or a negative error number of <errno.h>: -EINVAL (alignment, beyond the end), -EIO,
// -ENODEV (there is none, or it has gone away), -EROFS, -ENOMEM, -EOPNOTSUPP.
#ifndef UK_BLKDEV_H
#define UK_BLKDEV_H

#include <stddef.h>
#include <stdint.h>

struct uk_blkdev;

struct uk_blkdev_info {
    char name[16];        // "xvda"
    uint64_t size;
    uint32_t sector_size;
    uint32_t flags;       // UK_BLKDEV_*
};
#define UK_BLKDEV_READONLY 1u
#define UK_BLKDEV_CACHE 2u   // a flush does something
#define UK_BLKDEV_DISCARD 4u

// The device of that name; NULL: the first one. -ENODEV, with a line on the console, where there is none. It stays
// valid; opening it again gives the same.
int uk_blkdev_open(const char *name, struct uk_blkdev **out);
void uk_blkdev_info(const struct uk_blkdev *d, struct uk_blkdev_info *out);
int uk_blkdev_read(struct uk_blkdev *d, void *data, size_t size, uint64_t offset);
// UK_BLKDEV_DURABLE: on stable storage when this returns.
#define UK_BLKDEV_DURABLE 1u
int uk_blkdev_write(struct uk_blkdev *d, const void *data, size_t size, uint64_t offset, unsigned flags);
int uk_blkdev_flush(struct uk_blkdev *d); // all writes that have returned are on stable storage when this returns
int uk_blkdev_discard(struct uk_blkdev *d, uint64_t offset, uint64_t size); // what is there may be forgotten

#endif
