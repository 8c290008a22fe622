// SPDX-License-Identifier: MIT
// /dev/null, /dev/zero, /dev/full.
#include "fs/fs.h"

static long null_read(struct file *f, void *to, size_t n, int64_t *offset)
{
    (void)f, (void)to, (void)n, (void)offset;
    return 0;
}

static long zero_read(struct file *f, void *to, size_t n, int64_t *offset)
{
    (void)f, (void)offset;
    memset(to, 0, n);
    return (long)n;
}

static long null_write(struct file *f, const void *from, size_t n, int64_t *offset)
{
    (void)f, (void)from, (void)offset;
    return (long)n;
}

static long full_write(struct file *f, const void *from, size_t n, int64_t *offset)
{
    (void)f, (void)from, (void)n, (void)offset;
    return -UK_ENOSPC;
}

static int64_t seek_to_start(struct file *f, int64_t offset, int whence)
{
    (void)f, (void)offset, (void)whence;
    return 0;
}

static const struct file_ops null_ops = {
    .read = null_read,
    .write = null_write,
    .seek = seek_to_start,
    .stat = device_stat,
    .release = device_release,
};

static const struct file_ops zero_ops = {
    .read = zero_read,
    .write = null_write,
    .seek = seek_to_start,
    .stat = device_stat,
    .release = device_release,
};

static const struct file_ops full_ops = {
    .read = zero_read,
    .write = full_write,
    .seek = seek_to_start,
    .stat = device_stat,
    .release = device_release,
};

// Numbers: Linux's Documentation/admin-guide/devices.txt, memory devices.
static const struct device devices[] = {
    { .name = "null", .mode = 0666, .major = 1, .minor = 3, .ops = &null_ops },
    { .name = "zero", .mode = 0666, .major = 1, .minor = 5, .ops = &zero_ops },
    { .name = "full", .mode = 0666, .major = 1, .minor = 7, .ops = &full_ops },
};

void dev_mem_init(void)
{
    for (unsigned i = 0; i < COUNT(devices); i++)
        device_register(&devices[i]);
}
